import { describe, expect, it } from 'vitest';
import { explainRole } from '../../../rule/core/iam/explain.ts';
import type { KnownRole } from '../../../rule/core/iam/model.ts';
import { DEFAULT_PARAMETERS } from '../../../rule/core/parameters.ts';
import { UnknownValue } from '../../../rule/core/unknown-value.ts';
import {
  ALLOW_ALL,
  ALLOW_BOTH,
  CALLER,
  ceiling,
  DENY_BOTH,
  knownRole,
  NOW,
  policy,
  policyFrom,
  policyWithout,
  ROLE_ARN,
  TELEMETRY,
  TRACE,
} from './roles.ts';

const explain = (role: KnownRole) => explainRole(role, CALLER, DEFAULT_PARAMETERS, NOW);

describe('explainRole', () => {
  it('says of every statement of every layer whether it bears on the action, and why', () => {
    const role = knownRole({
      identity: [
        policy(
          'p',
          { ...ALLOW_BOTH, Action: 's3:*' },
          { Sid: 'Wide', ...ALLOW_BOTH, Resource: 'arn:aws:xray:*' },
          { ...ALLOW_BOTH, Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } } },
          { ...ALLOW_BOTH, Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } },
          { ...ALLOW_BOTH, Condition: { StringEquals: { 'aws:PrincipalTag/team': 'orders' } } },
          { Sid: 'Plain', ...ALLOW_BOTH },
        ),
        policyWithout('odd', 'not JSON'),
        policyFrom('planned', { Statement: [new UnknownValue('computed')] }),
      ],
      ceilings: [
        ceiling('boundary', policy('B', ALLOW_ALL)),
        ceiling(
          'scp',
          policy('Root', ALLOW_ALL, { Sid: 'Guard', ...DENY_BOTH, Condition: { Null: { 'aws:username': 'true' } } }),
        ),
      ],
    });

    const [trace] = explain(role);

    expect(trace?.decision).toMatchObject({
      action: TRACE,
      decision: 'explicitDeny',
      by: { policy: 'Root', statement: 'Guard' },
    });
    expect(trace?.layers).toEqual([
      {
        layer: 'identity',
        policies: [
          {
            name: 'p',
            unreadable: undefined,
            statements: [
              { id: 0, effect: 'Allow', bearing: 'other actions', why: 'it speaks of other actions' },
              {
                id: 'Wide',
                effect: 'Allow',
                bearing: 'other resources',
                why: 'only on specific resources, X-Ray needs "*"',
              },
              {
                id: 2,
                effect: 'Allow',
                bearing: 'condition not met',
                why: 'only if a condition on aws:RequestedRegion holds, which it does not',
              },
              { id: 3, effect: 'Allow', bearing: 'conditional', why: 'depends on aws:SourceVpc' },
              { id: 4, effect: 'Allow', bearing: 'possible', why: 'aws:PrincipalTag/team: not known' },
              { id: 'Plain', effect: 'Allow', bearing: 'applies', why: undefined },
            ],
          },
          { name: 'odd', unreadable: 'not JSON', statements: [] },
          {
            name: 'planned',
            unreadable: undefined,
            statements: [{ id: 0, effect: 'unknown', bearing: 'possible', why: 'computed' }],
          },
        ],
      },
      {
        layer: 'boundary',
        policies: [
          {
            name: 'B',
            unreadable: undefined,
            statements: [{ id: 0, effect: 'Allow', bearing: 'applies', why: undefined }],
          },
        ],
      },
      {
        layer: 'scp',
        policies: [
          {
            name: 'Root',
            unreadable: undefined,
            statements: [
              { id: 0, effect: 'Allow', bearing: 'applies', why: undefined },
              { id: 'Guard', effect: 'Deny', bearing: 'applies', why: 'aws:username is absent' },
            ],
          },
        ],
      },
    ]);
  });

  it('explains each required action for itself', () => {
    const explained = explain(knownRole({ identity: [policy('p', { ...ALLOW_BOTH, Action: TRACE })] }));
    expect(explained.map(({ decision }) => [decision.action, decision.decision])).toEqual([
      [TRACE, 'allowed'],
      [TELEMETRY, 'implicitDeny'],
    ]);
    expect(explained.map(({ layers }) => layers[0]?.policies[0]?.statements[0]?.bearing)).toEqual([
      'applies',
      'other actions',
    ]);
  });

  it('a key that may be false or absent: conditional, whatever the two come to', () => {
    const mfa = { ...DENY_BOTH, Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } };
    const [trace] = explain(knownRole({ identity: [policy('p', ALLOW_BOTH, mfa)] }));
    expect(trace?.decision.decision).toBe('explicitDeny');
    expect(trace?.layers[0]?.policies[0]?.statements[1]).toEqual({
      id: 1,
      effect: 'Deny',
      bearing: 'conditional',
      why: 'depends on aws:MultiFactorAuthPresent',
    });
  });

  it('leaves out organization policies that do not bind a service-linked role', () => {
    const role = knownRole({
      arn: ROLE_ARN.replace('orders-exec', 'aws-service-role/x/y'),
      ceilings: [ceiling('scp', policy('No', DENY_BOTH)), ceiling('boundary', policy('B', ALLOW_ALL))],
    });
    expect(explain(role)[0]?.layers.map(({ layer }) => layer)).toEqual(['identity', 'boundary']);
  });
});
