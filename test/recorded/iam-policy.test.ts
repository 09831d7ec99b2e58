import { describe, expect, it } from 'vitest';
import { nameInArn } from '../../rule/core/arn.ts';
import { parseConfigurationItem } from '../../rule/recorded/configuration-item.ts';
import { isAwsManaged, policyRecord, recordedPolicy } from '../../rule/recorded/iam-policy.ts';
import type { JsonObject } from '../../rule/recorded/json-members.ts';
import { ALLOW_BOTH, DENY_BOTH, policyFrom, policyWithout } from '../core/iam/roles.ts';

const ARN = 'arn:aws:iam::111122223333:policy/team/tracing';
const OLD = { Version: '2012-10-17', Statement: [ALLOW_BOTH] };
const IN_FORCE = { Version: '2012-10-17', Statement: [DENY_BOTH] };
const encoded = (document: object) => encodeURIComponent(JSON.stringify(document));

function versionInForce(configuration: JsonObject | null) {
  const record = policyRecord(
    parseConfigurationItem({
      resourceType: 'AWS::IAM::Policy',
      resourceId: 'ANPAEXAMPLE',
      awsRegion: 'global',
      ARN,
      configuration,
    }),
  );
  return { arn: record.arn, policy: recordedPolicy(record) };
}

const NONE_RECORDED = policyWithout('tracing', 'no default version recorded');

const ROWS: readonly { readonly name: string; readonly configuration: JsonObject | null; readonly expected: object }[] =
  [
    {
      name: 'flagged as default: that version',
      configuration: {
        arn: ARN,
        defaultVersionId: 'v1',
        policyVersionList: [
          { versionId: 'v2', isDefaultVersion: false, document: encoded(OLD) },
          { versionId: 'v1', isDefaultVersion: true, document: encoded(IN_FORCE) },
        ],
      },
      expected: policyFrom('tracing', IN_FORCE),
    },
    {
      name: 'no flags: the version with the default id',
      configuration: {
        arn: ARN,
        defaultVersionId: 'v1',
        policyVersionList: [
          { versionId: 'v2', document: encoded(OLD) },
          { versionId: 'v1', document: encoded(IN_FORCE) },
        ],
      },
      expected: policyFrom('tracing', IN_FORCE),
    },
    {
      name: 'no version is the default: unreadable',
      configuration: {
        arn: ARN,
        defaultVersionId: 'v3',
        policyVersionList: [{ versionId: 'v2', isDefaultVersion: false, document: encoded(OLD) }],
      },
      expected: NONE_RECORDED,
    },
    {
      name: 'neither flags nor ids: unreadable',
      configuration: { arn: ARN, policyVersionList: [{ document: encoded(OLD) }] },
      expected: NONE_RECORDED,
    },
    {
      name: 'versions null: unreadable',
      configuration: { arn: ARN, policyVersionList: null },
      expected: NONE_RECORDED,
    },
    { name: 'no configuration: unreadable', configuration: null, expected: NONE_RECORDED },
    ...['v1', {}, 1].map((policyVersionList) => ({
      name: `versions ${JSON.stringify(policyVersionList)}: unreadable`,
      configuration: { arn: ARN, policyVersionList },
      expected: NONE_RECORDED,
    })),
    {
      name: 'a version that is null: unreadable',
      configuration: {
        arn: ARN,
        policyVersionList: [null, { versionId: 'v1', isDefaultVersion: true, document: encoded(IN_FORCE) }],
      },
      expected: NONE_RECORDED,
    },
    {
      name: 'flagged by a text: not flagged',
      configuration: {
        arn: ARN,
        policyVersionList: [{ versionId: 'v1', isDefaultVersion: 'true', document: encoded(IN_FORCE) }],
      },
      expected: NONE_RECORDED,
    },
    {
      name: 'two versions flagged as default: unreadable',
      configuration: {
        arn: ARN,
        policyVersionList: [
          { versionId: 'v1', isDefaultVersion: true, document: encoded(IN_FORCE) },
          { versionId: 'v2', isDefaultVersion: true, document: encoded(OLD) },
        ],
      },
      expected: policyWithout('tracing', 'more than one default version recorded'),
    },
    {
      name: 'default version without its document: unreadable',
      configuration: { arn: ARN, policyVersionList: [{ versionId: 'v1', isDefaultVersion: true }] },
      expected: policyWithout('tracing', 'the document is not an object'),
    },
  ];

describe('the policy in force', () => {
  it.each(ROWS)('$name', ({ configuration, expected }) => {
    expect(versionInForce(configuration)).toEqual({ arn: ARN, policy: expected });
  });
});

it.each([
  [ARN, 'tracing'],
  ['arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess', 'AWSXRayDaemonWriteAccess'],
  ['arn:aws-us-gov:iam::aws:policy/service-role/AWSLambdaRole', 'AWSLambdaRole'],
  ['(unnamed)', '(unnamed)'],
])('nameInArn of %s: %s', (arn, expected) => {
  expect(nameInArn(arn)).toBe(expected);
});

it.each([
  ['arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess', true],
  ['arn:aws-cn:iam::aws:policy/service-role/AWSLambdaRole', true],
  ['arn:aws-us-gov:iam::aws:policy/AWSXRayDaemonWriteAccess', true],
  ['arn:aws:iam::111122223333:policy/AWSXRayDaemonWriteAccess', false],
  ['arn:aws:iam::111122223333:policy/arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess', false],
  ['arn:aws:iam::awsome:policy/AWSXRayDaemonWriteAccess', false],
  ['(unnamed)', false],
])('isAwsManaged %s: %s', (arn, expected) => {
  expect(isAwsManaged(arn)).toBe(expected);
});
