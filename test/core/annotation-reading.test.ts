import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnnotation } from '../../rule/core/annotation-reading.ts';
import { decide } from '../../rule/core/decide.ts';
import { assessRole } from '../../rule/core/iam/assess-role.ts';
import type { RoleFacts } from '../../rule/core/iam/model.ts';
import { parseTrustPolicy } from '../../rule/core/iam/trust-policy.ts';
import type { RecordedFunction } from '../../rule/core/model.ts';
import { DEFAULT_PARAMETERS, type RuleParameters } from '../../rule/core/parameters.ts';
import { UnknownValue } from '../../rule/core/unknown-value.ts';
import { ALLOW_ALL, ALLOW_BOTH, CALLER, ceiling, DENY_BOTH, knownRole, NOW, policy, TRACE } from './iam/roles.ts';

const name = fc.stringMatching(/^[\w+=,.@-]{1,64}$/);
const statement = fc.constantFrom(
  ALLOW_BOTH,
  ALLOW_ALL,
  DENY_BOTH,
  { ...ALLOW_BOTH, Action: TRACE },
  { ...DENY_BOTH, Action: TRACE, Sid: 'NoTracing' },
  { ...ALLOW_BOTH, Resource: 'arn:aws:xray:*' },
  { ...ALLOW_BOTH, Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } },
  { ...DENY_BOTH, Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1', 'aws:SourceIp': '10.0.0.1' } } },
);
const anyPolicy = fc.tuple(name, statement).map(([title, only]) => policy(title, only));
const trust = fc.constantFrom(undefined, {
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const role: fc.Arbitrary<RoleFacts> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .record({
        title: name,
        identity: fc.array(anyPolicy, { maxLength: 3 }),
        boundary: fc.option(anyPolicy),
        scp: fc.option(anyPolicy),
        trust,
      })
      .map(({ title, identity, boundary, scp, trust: document }) => ({
        ...knownRole({
          identity,
          ceilings: [
            ...(boundary === null ? [] : [ceiling('boundary', boundary)]),
            ...(scp === null ? [] : [ceiling('scp', scp)]),
          ],
          ...(document !== undefined && { trust: parseTrustPolicy(document) }),
        }),
        arn: `arn:aws:iam::111122223333:role/${title}`,
      })),
  },
  {
    weight: 1,
    arbitrary: name.map((title) => ({ kind: 'missing' as const, arn: `arn:aws:iam::111122223333:role/${title}` })),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'unknown' as const, arn: undefined, why: 'not in the input' }) },
);
const mode = fc.oneof(
  fc.constantFrom('Active', 'PassThrough', undefined, 'active', new UnknownValue('parameter Mode has no value')),
  fc.string({ maxLength: 40 }),
);
const fn: fc.Arbitrary<RecordedFunction> = fc
  .record({
    tracingMode: mode,
    exemptionTag: fc.constantFrom(
      undefined,
      undefined,
      '2020-01-01 team gone',
      'forever',
      '2099-01-01 team on its way out',
    ),
    untraceableEventSources: fc.constantFrom([], [], ['Amazon MSK' as const]),
  })
  .map((facts) => ({
    kind: 'recorded' as const,
    accountId: CALLER.accountId,
    region: CALLER.region,
    resourceId: 'orders',
    arn: CALLER.arn,
    role: 'arn:aws:iam::111122223333:role/orders-exec',
    ...facts,
  }));

function verdictOf(facts: RecordedFunction, roleFacts: RoleFacts, parameters: RuleParameters) {
  return decide(facts, () => assessRole(roleFacts, CALLER, parameters, NOW), parameters, NOW);
}

describe('an annotation, read', () => {
  it('gives the reasons of its verdict back', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        fn,
        role,
        fc.constantFrom('NON_COMPLIANT' as const, 'COMPLIANT' as const),
        (facts, roleFacts, conditionalAccess) => {
          const { annotation, reasons } = verdictOf(facts, roleFacts, { ...DEFAULT_PARAMETERS, conditionalAccess });
          seen.add(reasons.join());
          expect(readAnnotation(annotation).reasons, annotation).toEqual(reasons);
        },
      ),
      { numRuns: 2_000 },
    );
    expect(seen.size).toBeGreaterThan(8);
  });

  it.each([
    [
      'Role orders-exec: xray:PutTraceSegments denied (policy guard, statement NoXray). The owner of policy guard must make an exception.',
      'orders-exec',
      'policy guard',
    ],
    [
      'Tracing mode is PassThrough, must be Active. Role orders-exec: xray:PutTelemetryRecords not allowed (boundary DevBoundary).',
      'orders-exec',
      'boundary DevBoundary',
    ],
    [
      'Role a: xray:PutTraceSegments not allowed (no policy allows it). Attach AWSXRayDaemonWriteAccess.',
      'a',
      undefined,
    ],
    [
      'Role a: xray:PutTraceSegments, xray:PutTelemetryRecords denied (organization policy).',
      'a',
      'organization policy',
    ],
    ['Role a: xray:PutTraceSegments denied (SCP Deny all of it, statement 2).', 'a', 'SCP Deny all of it'],
    [
      'Role a: xray:PutTraceSegments not allowed (policy tracing, statement 1 allows it only on specific resources).',
      'a',
      'policy tracing',
    ],
    ['Role a: xray:PutTraceSegments depends on aws:SourceVpc (policy vpc-only, statement 1).', 'a', 'policy vpc-only'],
    ['Role a does not exist.', 'a', undefined],
    ['Tracing mode is not set, must be Active.', undefined, undefined],
  ])('%s', (annotation, roleName, deciding) => {
    expect(readAnnotation(annotation)).toMatchObject({ role: roleName, policy: deciding });
  });

  it('says nothing of a text that is not ours', () => {
    expect(readAnnotation('Bucket is public.')).toEqual({ reasons: [], role: undefined, policy: undefined });
  });
});
