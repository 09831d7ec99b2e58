import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../rule/core/decide.ts';
import { assessRole, type RoleAssessment, type RoleStatus } from '../../rule/core/iam/assess-role.ts';
import type { ActionDecision, KnownRole, Layer } from '../../rule/core/iam/model.ts';
import { parseTrustPolicy } from '../../rule/core/iam/trust-policy.ts';
import type { OutOfScopeFunction, RecordedFunction } from '../../rule/core/model.ts';
import { DEFAULT_PARAMETERS, type RuleParameters } from '../../rule/core/parameters.ts';
import {
  ALLOW_ALL,
  ALLOW_BOTH,
  CALLER,
  ceiling,
  DENY_BOTH,
  knownRole,
  NOW,
  policy,
  policyWithout,
  ROLE_ARN,
  TELEMETRY,
  TRACE,
} from './iam/roles.ts';

const ORDERS: RecordedFunction = {
  kind: 'recorded',
  accountId: CALLER.accountId,
  region: CALLER.region,
  resourceId: 'orders',
  arn: CALLER.arn,
  tracingMode: 'Active',
  role: ROLE_ARN,
  exemptionTag: undefined,
  untraceableEventSources: [],
};

function annotation(fn: RecordedFunction, role: RoleAssessment, parameters = DEFAULT_PARAMETERS): string {
  return decide(fn, () => role, parameters, NOW).annotation;
}

const assessed = (role: KnownRole) => assessRole(role, CALLER, DEFAULT_PARAMETERS, NOW);
const TRACING = policy('tracing', ALLOW_BOTH);
const FINE = assessed(knownRole({ identity: [TRACING] }));
const SILENT = assessed(knownRole());
const PASS_THROUGH = { ...ORDERS, tracingMode: 'PassThrough' };

const UNKNOWN: RoleAssessment = {
  ...assessRole({ kind: 'unknown', arn: ROLE_ARN, why: 'not in the input' }, CALLER, DEFAULT_PARAMETERS, NOW),
};

const TRUSTS_EC2 = {
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const FROM_OTHER_VPC = { Condition: { StringNotEqualsIfExists: { 'aws:SourceVpc': 'vpc-1' } } };

interface Row {
  readonly name: string;
  readonly fn?: RecordedFunction;
  readonly role?: RoleAssessment;
  readonly parameters?: RuleParameters;
  readonly expected: string;
}

const ROWS: readonly Row[] = [
  {
    name: 'compliant: says that both halves are well',
    expected: 'Tracing is Active and role orders-exec can deliver traces.',
  },
  {
    name: 'tracing-not-active, PassThrough: says what it must be',
    fn: PASS_THROUGH,
    expected: 'Tracing mode is PassThrough, must be Active.',
  },
  {
    name: 'tracing-not-active, no mode: says that it is not set',
    fn: { ...ORDERS, tracingMode: undefined },
    expected: 'Tracing mode is not set, must be Active.',
  },
  {
    name: 'tracing-not-active, another case: quotes it',
    fn: { ...ORDERS, tracingMode: 'active' },
    expected: 'Tracing mode is "active", must be Active.',
  },
  {
    name: 'tracing-not-active, role unknown: speaks of the mode alone',
    fn: PASS_THROUGH,
    role: UNKNOWN,
    expected: 'Tracing mode is PassThrough, must be Active.',
  },
  {
    name: 'role-missing: names the role',
    role: assessRole({ kind: 'missing', arn: ROLE_ARN }, CALLER, DEFAULT_PARAMETERS, NOW),
    expected: 'Role orders-exec does not exist.',
  },
  {
    name: 'role-missing under a path: names the last segment',
    role: assessRole(
      { kind: 'missing', arn: 'arn:aws:iam::111122223333:role/service-role/orders-exec' },
      CALLER,
      DEFAULT_PARAMETERS,
      NOW,
    ),
    expected: 'Role orders-exec does not exist.',
  },
  {
    name: 'role-denied, nothing allows: names both actions and the cure',
    role: SILENT,
    expected:
      'Role orders-exec: xray:PutTraceSegments, xray:PutTelemetryRecords not allowed (no policy allows it). Attach AWSXRayDaemonWriteAccess.',
  },
  {
    name: 'tracing-not-active and role-denied by the boundary: names both, and no cure that would not work',
    fn: PASS_THROUGH,
    role: assessed(
      knownRole({
        identity: [TRACING],
        ceilings: [ceiling('boundary', policy('DevBoundary', { ...ALLOW_ALL, Action: TRACE }))],
      }),
    ),
    expected:
      'Tracing mode is PassThrough, must be Active. Role orders-exec: xray:PutTelemetryRecords not allowed (boundary DevBoundary).',
  },
  {
    name: 'role-denied explicitly: names policy and statement',
    role: assessed(knownRole({ identity: [TRACING, policy('guard', { Sid: 'NoXray', ...DENY_BOTH })] })),
    expected:
      'Role orders-exec: xray:PutTraceSegments, xray:PutTelemetryRecords denied (policy guard, statement NoXray). The owner of policy guard must make an exception.',
  },
  {
    name: 'role-denied for two causes: names each with its action',
    role: assessed(knownRole({ identity: [policy('guard', { ...DENY_BOTH, Action: TRACE })] })),
    expected:
      'Role orders-exec: xray:PutTraceSegments denied (policy guard, statement 1); xray:PutTelemetryRecords not allowed (no policy allows it). The owner of policy guard must make an exception.',
  },
  {
    name: 'role-denied, a near miss: says what the policy lacks',
    role: assessed(knownRole({ identity: [policy('tracing', { ...ALLOW_BOTH, Resource: 'arn:aws:xray:*' })] })),
    expected:
      'Role orders-exec: xray:PutTraceSegments, xray:PutTelemetryRecords not allowed (policy tracing, statement 1 allows it only on specific resources, X-Ray needs "*"). Attach AWSXRayDaemonWriteAccess.',
  },
  {
    name: 'role-denied by SCPs that allow nothing: says so',
    role: assessed(knownRole({ identity: [TRACING], ceilings: [ceiling('scp')] })),
    expected:
      'Role orders-exec: xray:PutTraceSegments, xray:PutTelemetryRecords not allowed (no SCP allows it). Ask the owner of the SCPs.',
  },
  {
    name: 'role-denied by an SCP: names it',
    role: assessed(knownRole({ identity: [TRACING], ceilings: [ceiling('scp', policy('NoXray', DENY_BOTH))] })),
    expected:
      'Role orders-exec: xray:PutTraceSegments, xray:PutTelemetryRecords denied (SCP NoXray, statement 1). Ask the owner of SCP NoXray.',
  },
  {
    name: 'role-denied by the organization: says so',
    role: assessed(
      knownRole({
        identity: [TRACING],
        organization: { kind: 'evaluated', denied: new Map([[TRACE, 'explicitDeny']]) },
      }),
    ),
    expected:
      'Role orders-exec: xray:PutTraceSegments denied (organization policy). Ask the owner of the organization policy.',
  },
  {
    name: 'role-conditional: names the key and the policy',
    role: assessed(
      knownRole({
        identity: [policy('tracing', { ...ALLOW_BOTH, Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } })],
      }),
    ),
    expected:
      'Role orders-exec: xray:PutTraceSegments, xray:PutTelemetryRecords depend on aws:SourceVpc (policy tracing, statement 1). Attach AWSXRayDaemonWriteAccess.',
  },
  {
    name: 'role-unknown, no role facts: says which',
    role: UNKNOWN,
    expected: 'Role orders-exec cannot be decided: not in the input.',
  },
  {
    name: 'role-unknown, function without a role: names none',
    role: assessRole(
      { kind: 'unknown', arn: undefined, why: 'the function has none' },
      CALLER,
      DEFAULT_PARAMETERS,
      NOW,
    ),
    expected: 'Role cannot be decided: the function has none.',
  },
  {
    name: 'role-unknown, unreadable document: names the policy',
    role: assessed(knownRole({ identity: [policyWithout('tracing', 'not JSON')] })),
    expected:
      'Role orders-exec: xray:PutTraceSegments, xray:PutTelemetryRecords cannot be decided (policy tracing: not JSON).',
  },
  {
    name: 'exempt: names day, owner and reason',
    fn: { ...ORDERS, exemptionTag: '2026-12-31 ann moves to OpenTelemetry' },
    expected: 'Exempt until 2026-12-31 (owner ann): moves to OpenTelemetry.',
  },
  {
    name: 'expired exemption: says when it ended',
    fn: { ...PASS_THROUGH, exemptionTag: '2026-11-20 ann moves' },
    expected: 'Tracing mode is PassThrough, must be Active. The exemption expired on 2026-11-20.',
  },
  {
    name: 'malformed exemption: says what is needed',
    fn: { ...PASS_THROUGH, exemptionTag: 'yes' },
    expected:
      'Tracing mode is PassThrough, must be Active. The exemption tag is malformed: "YYYY-MM-DD owner reason" is needed.',
  },
  {
    name: 'expired exemption of a compliant function: says when it ended',
    fn: { ...ORDERS, exemptionTag: '2026-11-20 ann moves' },
    expected: 'Tracing is Active and role orders-exec can deliver traces. The exemption expired on 2026-11-20.',
  },
  {
    name: 'untraceable-event-source: names every source',
    fn: { ...PASS_THROUGH, untraceableEventSources: ['Amazon MSK', 'Amazon MQ'] },
    expected: 'Tracing mode is PassThrough; X-Ray cannot trace the event source Amazon MSK, Amazon MQ.',
  },
  {
    name: 'untraceable-event-source with an expired exemption: says when it ended',
    fn: { ...PASS_THROUGH, untraceableEventSources: ['Amazon MSK'], exemptionTag: '2026-11-20 ann moves' },
    expected:
      'Tracing mode is PassThrough; X-Ray cannot trace the event source Amazon MSK. The exemption expired on 2026-11-20.',
  },
  {
    name: 'names too long for what must be said: shortened with an ellipsis, without the cure',
    role: {
      ...assessed(
        knownRole({
          identity: [
            policy('policy-'.repeat(16), { Sid: 'Statement'.repeat(6), ...ALLOW_BOTH, Resource: 'arn:aws:xray:*' }),
          ],
        }),
      ),
      role: `arn:aws:iam::111122223333:role/${'r'.repeat(64)}`,
    },
    expected:
      'Role rrrrrrrrrrrrrrrrrrrrrrrrrrr…: xray:PutTraceSegments, xray:PutTelemetryRecords not allowed (policy policy-policy-policy-policy…, statement StatementStatementStatement… allows it only on specific resources, X-Ray needs "*").',
  },
  {
    name: 'two long causes beside a wrong mode: names the role still, cut at the end',
    fn: { ...PASS_THROUGH, exemptionTag: 'yes' },
    role: assessed(
      knownRole({
        identity: [
          policy('orders-tracing-segments', { ...ALLOW_BOTH, Action: TRACE, Resource: 'arn:aws:xray:*' }),
          policy('orders-tracing-telemetry', {
            ...ALLOW_BOTH,
            Action: TELEMETRY,
            Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } },
          }),
        ],
      }),
    ),
    expected:
      'Tracing mode is PassThrough, must be Active. Role orders-exec: xray:PutTraceSegments not allowed (policy orders-tracin…, statement 1 allows it only on specific resources, X-Ray needs "*"); xray:PutTelemetryRecords not allowed (policy orders-tracin…, state…',
  },
  {
    name: 'no room for both cure and exemption: the cure',
    fn: { ...PASS_THROUGH, exemptionTag: 'yes' },
    role: assessed(knownRole({ identity: [policy('orders-tracing', { ...ALLOW_BOTH, Resource: 'arn:aws:xray:*' })] })),
    expected:
      'Tracing mode is PassThrough, must be Active. Role orders-exec: xray:PutTraceSegments, xray:PutTelemetryRecords not allowed (policy orders-tracing, statement 1 allows it only on specific resources, X-Ray needs "*"). Attach AWSXRayDaemonWriteAccess.',
  },
  {
    name: 'role-denied for want of MFA: names the condition in full',
    role: assessed(
      knownRole({
        identity: [policy('tracing', { ...ALLOW_BOTH, Condition: { Bool: { 'aws:MultiFactorAuthPresent': true } } })],
      }),
    ),
    expected:
      'Role orders-exec: xray:PutTraceSegments, xray:PutTelemetryRecords not allowed (policy tracing, statement 1 allows it only if a condition on aws:MultiFactorAuthPresent holds, which it does not). Attach AWSXRayDaemonWriteAccess.',
  },
  {
    name: 'role-conditional on many keys: whole keys, and how many more',
    role: assessed(
      knownRole({
        identity: [
          policy('tracing', {
            ...ALLOW_BOTH,
            Condition: {
              StringEquals: {
                'aws:SourceVpc': 'a',
                'aws:SourceVpce': 'b',
                'aws:PrincipalOrgID': 'c',
                'aws:ResourceOrgID': 'd',
                'aws:VpcSourceIp': 'e',
              },
            },
          }),
        ],
      }),
    ),
    expected:
      'Role orders-exec: xray:PutTraceSegments, xray:PutTelemetryRecords depend on aws:SourceVpc, aws:SourceVpce, aws:PrincipalOrgID, aws:ResourceOrgID and 1 more (policy tracing, statement 1). Attach AWSXRayDaemonWriteAccess.',
  },
  {
    name: 'a role name that fits only without the cure: whole, and no cure',
    fn: { ...PASS_THROUGH, exemptionTag: 'yes' },
    role: {
      ...assessed(knownRole({ identity: [policy('orders-tracing', { ...ALLOW_BOTH, Resource: 'arn:aws:xray:*' })] })),
      role: 'arn:aws:iam::111122223333:role/orders-execution-role-of-the-shop',
    },
    expected:
      'Tracing mode is PassThrough, must be Active. Role orders-execution-role-of-the-shop: xray:PutTraceSegments, xray:PutTelemetryRecords not allowed (policy orders-tracing, statement 1 allows it only on specific resources, X-Ray needs "*").',
  },
  {
    name: 'role-untrusted: says why',
    role: assessed(knownRole({ identity: [TRACING], trust: parseTrustPolicy(TRUSTS_EC2) })),
    expected: 'Lambda cannot assume role orders-exec: its trust policy does not allow lambda.amazonaws.com to.',
  },
  {
    name: 'tracing-not-active and role-untrusted: names both',
    fn: PASS_THROUGH,
    role: assessed(knownRole({ trust: parseTrustPolicy(TRUSTS_EC2) })),
    expected:
      'Tracing mode is PassThrough, must be Active. Lambda cannot assume role orders-exec: its trust policy does not allow lambda.amazonaws.com to.',
  },
  {
    name: 'role-denied, nothing allows, nor does the boundary: names both, and no cure',
    role: assessed(
      knownRole({ ceilings: [ceiling('boundary', policy('DevBoundary', { ...ALLOW_ALL, Action: 's3:*' }))] }),
    ),
    expected:
      'Role orders-exec: xray:PutTraceSegments, xray:PutTelemetryRecords not allowed (no policy allows it, and boundary DevBoundary does not allow it).',
  },
  {
    name: 'role-denied, nothing allows, and a boundary sets a condition: names both, and whose exception it takes',
    role: assessed(
      knownRole({
        ceilings: [
          ceiling('boundary', policy('DevBoundary', ALLOW_ALL, { Sid: 'Guard', ...DENY_BOTH, ...FROM_OTHER_VPC })),
        ],
      }),
    ),
    expected:
      'Role orders-exec: xray:PutTraceSegments, xray:PutTelemetryRecords not allowed (no policy allows it, and boundary DevBoundary, statement Guard sets a condition). The owner of boundary DevBoundary must make an exception.',
  },
  {
    name: 'role-denied, nothing allows, and the organization denies: names both',
    role: assessed(
      knownRole({
        organization: {
          kind: 'evaluated',
          denied: new Map([
            [TRACE, 'explicitDeny'],
            [TELEMETRY, 'explicitDeny'],
          ]),
        },
      }),
    ),
    expected:
      'Role orders-exec: xray:PutTraceSegments, xray:PutTelemetryRecords denied (organization policy). Ask the owner of the organization policy.',
  },
  {
    name: 'role-denied, nothing allows, beside a document that cannot be read: no cure',
    role: assessed(
      knownRole({
        identity: [policyWithout('odd', 'not JSON')],
        ceilings: [ceiling('boundary', policy('DevBoundary', { ...ALLOW_ALL, Action: 's3:*' }))],
      }),
    ),
    expected:
      'Role orders-exec: xray:PutTraceSegments, xray:PutTelemetryRecords not allowed (boundary DevBoundary, and policy odd cannot be decided).',
  },
  {
    name: 'role-denied under a condition: names the condition that held',
    role: assessed(
      knownRole({
        identity: [TRACING],
        ceilings: [
          ceiling(
            'boundary',
            policy('DevBoundary', ALLOW_ALL, {
              Sid: 'Regions',
              ...DENY_BOTH,
              Condition: { StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } },
            }),
          ),
        ],
      }),
    ),
    expected:
      'Role orders-exec: xray:PutTraceSegments, xray:PutTelemetryRecords denied (boundary DevBoundary, statement Regions: aws:RequestedRegion is eu-west-1). The owner of boundary DevBoundary must make an exception.',
  },
  {
    name: 'role-denied where a key is absent: says that it is',
    role: assessed(
      knownRole({
        identity: [TRACING, policy('guard', { ...DENY_BOTH, Condition: { Null: { 'aws:UserName': 'true' } } })],
      }),
    ),
    expected:
      'Role orders-exec: xray:PutTraceSegments, xray:PutTelemetryRecords denied (policy guard, statement 1: aws:UserName is absent). The owner of policy guard must make an exception.',
  },
  {
    name: 'role-conditional after sessions were revoked: says when that ends',
    role: assessed(
      knownRole({
        identity: [
          TRACING,
          policy('AWSRevokeOlderSessions', {
            Effect: 'Deny',
            Action: ['*'],
            Resource: ['*'],
            Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-11-21T11:00:00.000Z' } },
          }),
        ],
      }),
    ),
    expected:
      'Role orders-exec: xray:PutTraceSegments, xray:PutTelemetryRecords depend on aws:TokenIssueTime (policy AWSRevokeOlderSessions, statement 1). This ends by itself at 2026-11-21T23:00:00Z.',
  },
  {
    name: 'role-conditional, one action: depends',
    role: assessed(
      knownRole({
        identity: [
          policy('tracing', ALLOW_BOTH, {
            ...DENY_BOTH,
            Action: TRACE,
            Condition: { StringNotEquals: { 'aws:SourceVpc': `\${aws:PrincipalOrgPaths}` } },
          }),
        ],
      }),
    ),
    expected:
      'Role orders-exec: xray:PutTraceSegments depends on aws:SourceVpc, aws:PrincipalOrgPaths (policy tracing, statement 2). The owner of policy tracing must make an exception.',
  },
  {
    name: 'role-denied for a slip of the pen: names what the policy says',
    role: assessed(
      knownRole({ identity: [policy('tracing', { ...ALLOW_BOTH, Action: ['xray:PutTraceSegment', TELEMETRY] })] }),
    ),
    expected:
      'Role orders-exec: xray:PutTraceSegments not allowed (policy tracing, statement 1 allows it only as "xray:PutTraceSegment", which X-Ray does not have). Attach AWSXRayDaemonWriteAccess.',
  },
  {
    name: 'role-denied for an action X-Ray does not have: says so',
    role: assessRole(
      knownRole({ identity: [TRACING] }),
      CALLER,
      { ...DEFAULT_PARAMETERS, requiredActions: ['xray:PutTelemetryRecord'] },
      NOW,
    ),
    expected:
      'Role orders-exec: xray:PutTelemetryRecord not allowed (no policy allows it; X-Ray has no such action, only xray:PutTelemetryRecords).',
  },
  {
    name: 'an exemption that is longer than allowed: says so',
    fn: { ...PASS_THROUGH, exemptionTag: '2027-12-31 ann moves' },
    parameters: { ...DEFAULT_PARAMETERS, exemptionMaxDays: 90 },
    expected:
      'Tracing mode is PassThrough, must be Active. The exemption until 2027-12-31 is longer than the 90 days allowed.',
  },
];

const OUT_OF_SCOPE = [
  ['deleted', 'The function is out of scope: deleted.'],
  ['not recorded', 'The function is out of scope: not recorded.'],
  ['left the scope of the rule', 'The function is out of scope: left the scope of the rule.'],
] as const satisfies readonly (readonly [OutOfScopeFunction['because'], string])[];

describe('annotation', () => {
  it.each(ROWS)('$name', ({ fn = ORDERS, role = FINE, parameters, expected }) => {
    expect(annotation(fn, role, parameters)).toBe(expected);
  });

  it.each(OUT_OF_SCOPE)('out-of-scope, %s: "%s"', (because, expected) => {
    const { kind: _kind, ...identity } = ORDERS;
    const verdict = decide({ ...identity, kind: 'out-of-scope', because }, () => FINE, DEFAULT_PARAMETERS, NOW);

    expect(verdict.annotation).toBe(expected);
  });

  it('names the first two of many actions', () => {
    const requiredActions = [TRACE, TELEMETRY, 'xray:PutSpans', 'logs:PutLogEvents'];
    const role = assessRole(knownRole(), CALLER, { ...DEFAULT_PARAMETERS, requiredActions }, NOW);

    expect(annotation(ORDERS, role)).toBe(
      'Role orders-exec: xray:PutTraceSegments, xray:PutTelemetryRecords and 2 more not allowed (no policy allows it).',
    );
  });
});

const name = (maxLength: number) =>
  fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength }),
    fc.string({ unit: fc.constantFrom('a', 'Ü', '🛰️', '𝒳'), minLength: maxLength / 2, maxLength }),
  );

const layer = fc.constantFrom<Layer>('identity', 'boundary', 'scp', 'rcp', 'organization');

const actionDecision: fc.Arbitrary<ActionDecision> = fc.record({
  action: fc.constantFrom(TRACE, TELEMETRY, `bedrock-agentcore:${'Get'.repeat(40)}`),
  decision: fc.constantFrom('allowed', 'explicitDeny', 'implicitDeny', 'conditional', 'unknown'),
  by: fc.record({
    layer,
    policy: fc.option(name(128)),
    statement: fc.oneof(fc.constant(null), fc.nat(99), name(100)),
  }),
  detail: fc.option(name(300), { nil: undefined }),
});

const assessment: fc.Arbitrary<RoleAssessment> = fc.record({
  status: fc.constantFrom<RoleStatus>('fine', 'missing', 'denied', 'conditional', 'unknown'),
  role: fc.option(
    name(64).map((roleName) => `arn:aws:iam::111122223333:role/${roleName}`),
    { nil: undefined },
  ),
  actions: fc.array(actionDecision, { minLength: 1, maxLength: 4 }),
  why: fc.option(name(300), { nil: undefined }),
});

const exemptionTag = fc.oneof(
  fc.constant(undefined),
  fc.constant('2026-11-20 ann moves'),
  fc.constant('please'),
  fc.tuple(name(100), name(256)).map(([owner, reason]) => `2026-12-31 ${owner} ${reason}`),
);

const recordedFunction: fc.Arbitrary<RecordedFunction> = fc.record({
  kind: fc.constant('recorded'),
  accountId: fc.constant(ORDERS.accountId),
  region: fc.constant(ORDERS.region),
  resourceId: name(64),
  arn: fc.constant(ORDERS.arn),
  tracingMode: fc.option(fc.oneof(fc.constantFrom('Active', 'PassThrough', ''), name(300)), { nil: undefined }),
  role: fc.constant(ORDERS.role),
  exemptionTag,
  untraceableEventSources: fc.subarray([
    'Amazon MSK',
    'self-managed Apache Kafka',
    'Amazon MQ',
    'Amazon DocumentDB',
  ] as const),
});

const HALF_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

describe('every annotation', () => {
  it('has 1 to 256 characters and no half of one', () => {
    fc.assert(
      fc.property(recordedFunction, assessment, (fn, role) => {
        const text = annotation(fn, role);
        expect(text.length).toBeGreaterThan(0);
        expect(text.length).toBeLessThanOrEqual(256);
        expect(text).not.toMatch(HALF_SURROGATE);
      }),
      { numRuns: 3_000 },
    );
  });

  it('ends a cut with an ellipsis, and a whole sentence with a full stop', () => {
    fc.assert(
      fc.property(recordedFunction, assessment, (fn, role) => {
        expect(annotation(fn, role)).toMatch(/[.…]$/);
      }),
      { numRuns: 3_000 },
    );
  });

  it('begins with the tracing mode where that is wrong, and names the role where that is too', () => {
    fc.assert(
      fc.property(recordedFunction, assessment, (fn, role) => {
        const { reasons, annotation: text } = decide(fn, () => role, DEFAULT_PARAMETERS, NOW);
        if (reasons[0] === 'tracing-not-active') expect(text).toMatch(/^Tracing mode is .+, must be Active\./su);
        if (reasons[1] !== undefined) expect(text).toMatch(/must be Active\. Role/);
      }),
      { numRuns: 3_000 },
    );
  });

  it('names the policy that denies, by its first ten characters at least', () => {
    const denied = fc.tuple(
      recordedFunction,
      assessment,
      actionDecision,
      fc.constantFrom('explicitDeny', 'implicitDeny'),
      fc.string({ unit: 'grapheme-ascii', minLength: 10, maxLength: 128 }),
      fc.constantFrom<Layer>('identity', 'boundary', 'scp', 'rcp'),
    );
    fc.assert(
      fc.property(denied, ([fn, role, action, decision, policyName, by]) => {
        const first = {
          ...action,
          decision,
          by: { layer: by, policy: policyName, statement: action.by?.statement ?? 0 },
        };
        const judged = { ...role, status: 'denied', why: undefined, actions: [first, ...role.actions] } as const;
        const { reasons, annotation: text } = decide(fn, () => judged, DEFAULT_PARAMETERS, NOW);
        if (reasons.includes('role-denied')) expect(text).toContain(policyName.slice(0, 10));
      }),
      { numRuns: 3_000 },
    );
  });
});
