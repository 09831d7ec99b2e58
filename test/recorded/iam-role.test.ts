import { describe, expect, it } from 'vitest';
import type { Policy } from '../../rule/core/iam/model.ts';
import { type JsonObject, parseConfigurationItem } from '../../rule/recorded/configuration-item.ts';
import { knownRole, roleRecord } from '../../rule/recorded/iam-role.ts';
import { ALLOW_BOTH, policyFrom, policyWithout } from '../core/iam/roles.ts';

const ARN = 'arn:aws:iam::111122223333:role/service-role/orders-exec';
const DAEMON = 'arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess';
const BOUNDARY = 'arn:aws:iam::111122223333:policy/DevBoundary';
const DOCUMENT = encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement: [ALLOW_BOTH] }));

const CONFIGURATION: JsonObject = {
  arn: ARN,
  roleName: 'orders-exec',
  rolePolicyList: [{ policyName: 'tracing', policyDocument: DOCUMENT }],
  attachedManagedPolicies: [{ policyName: 'AWSXRayDaemonWriteAccess', policyArn: DAEMON }],
  permissionsBoundary: { permissionsBoundaryType: 'PermissionsBoundaryPolicy', permissionsBoundaryArn: BOUNDARY },
  tags: [{ key: 'team', value: 'orders' }],
};

function record(configuration: JsonObject | null, item: JsonObject = {}) {
  return roleRecord(
    parseConfigurationItem({
      resourceType: 'AWS::IAM::Role',
      resourceId: 'AROAEXAMPLE',
      resourceName: 'orders-exec',
      awsRegion: 'global',
      ARN,
      configurationItemStatus: 'ResourceDiscovered',
      configuration,
      ...item,
    }),
  );
}

const RECORD = {
  arn: ARN,
  tags: new Map([['team', 'orders']]),
  inline: [{ name: 'tracing', document: DOCUMENT }],
  attachedArns: [DAEMON],
  boundaryArn: BOUNDARY,
};

const { arn: _arn, ...WITHOUT_ARN } = CONFIGURATION;
const { tags: _tags, ...WITHOUT_TAGS } = CONFIGURATION;
const { permissionsBoundary: _boundary, ...WITHOUT_BOUNDARY } = CONFIGURATION;

const ROWS: readonly {
  readonly name: string;
  readonly configuration: JsonObject;
  readonly item?: JsonObject;
  readonly changes: object;
}[] = [
  { name: 'a role as recorded', configuration: CONFIGURATION, changes: {} },
  { name: 'no ARN in the configuration: that of the item', configuration: WITHOUT_ARN, changes: {} },
  {
    name: 'inline policies null: none',
    configuration: { ...CONFIGURATION, rolePolicyList: null },
    changes: { inline: [] },
  },
  {
    name: 'attached policies null: none',
    configuration: { ...CONFIGURATION, attachedManagedPolicies: null },
    changes: { attachedArns: [] },
  },
  {
    name: 'an inline policy without its document: to be found unreadable, not to be skipped',
    configuration: { ...CONFIGURATION, rolePolicyList: [{ policyName: 'tracing' }] },
    changes: { inline: [{ name: 'tracing', document: undefined }] },
  },
  {
    name: 'policies without a name or ARN: not to be skipped',
    configuration: { ...CONFIGURATION, rolePolicyList: [{ policyDocument: DOCUMENT }], attachedManagedPolicies: [{}] },
    changes: { inline: [{ name: '(unnamed)', document: DOCUMENT }], attachedArns: ['(unnamed)'] },
  },
  { name: 'no boundary: none', configuration: WITHOUT_BOUNDARY, changes: { boundaryArn: undefined } },
  {
    name: 'boundary null: none',
    configuration: { ...CONFIGURATION, permissionsBoundary: null },
    changes: { boundaryArn: undefined },
  },
  {
    name: 'boundary as an ARN: that one',
    configuration: { ...CONFIGURATION, permissionsBoundary: BOUNDARY },
    changes: {},
  },
  { name: 'tags nowhere: not known', configuration: WITHOUT_TAGS, changes: { tags: undefined } },
  {
    name: 'tags on the item only: those',
    configuration: WITHOUT_TAGS,
    item: { tags: { team: 'payments' } },
    changes: { tags: new Map([['team', 'payments']]) },
  },
  {
    name: 'tags empty in the configuration, present on the item: those of the item',
    configuration: { ...CONFIGURATION, tags: [] },
    item: { tags: { team: 'payments' } },
    changes: { tags: new Map([['team', 'payments']]) },
  },
  {
    name: 'tags empty in the configuration, none on the item: known to be none',
    configuration: { ...CONFIGURATION, tags: [] },
    changes: { tags: new Map() },
  },
  {
    name: 'tags in both: those of the configuration',
    configuration: CONFIGURATION,
    item: { tags: { team: 'payments' } },
    changes: {},
  },
];

describe('roleRecord', () => {
  it.each(ROWS)('$name', ({ configuration, item, changes }) => {
    expect(record(configuration, item)).toEqual({ ...RECORD, ...changes });
  });

  it.each([
    ['no configuration', null],
    ['no policy list at all', { arn: ARN, roleName: 'orders-exec' }],
  ])('%s: no record', (_name, configuration) => {
    expect(record(configuration)).toBeUndefined();
  });

  it.each(['rolePolicyList', 'attachedManagedPolicies'])('only %s: a record', (list) => {
    expect(record({ arn: ARN, [list]: [] })).toMatchObject({ inline: [], attachedArns: [] });
  });
});

describe('knownRole', () => {
  const attached = policyFrom('AWSXRayDaemonWriteAccess', DOCUMENT);
  const boundary = policyWithout('DevBoundary', 'not in the input');
  const findPolicy = (arn: string): Policy => (arn === DAEMON ? attached : boundary);
  const organization = { kind: 'not-evaluated' } as const;

  it('looks up every policy, inline ones first, and keeps the boundary apart', () => {
    expect(knownRole(RECORD, findPolicy, organization)).toEqual({
      kind: 'known',
      arn: ARN,
      tags: RECORD.tags,
      identity: [policyFrom('tracing', DOCUMENT), attached],
      ceilings: [{ layer: 'boundary', policies: [boundary] }],
      organization,
    });
  });

  it('has no ceiling without a boundary', () => {
    expect(knownRole({ ...RECORD, boundaryArn: undefined }, findPolicy, organization).ceilings).toEqual([]);
  });
});
