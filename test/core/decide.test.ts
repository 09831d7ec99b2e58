import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, decider } from '../../rule/core/decide.ts';
import { assessRole, type RoleAssessment, type RoleStatus } from '../../rule/core/iam/assess-role.ts';
import type { Decision, RoleFacts } from '../../rule/core/iam/model.ts';
import type {
  Compliance,
  OutOfScopeFunction,
  Reason,
  RecordedFunction,
  TracingMode,
  UntraceableEventSource,
} from '../../rule/core/model.ts';
import { DEFAULT_PARAMETERS, type RuleParameters } from '../../rule/core/parameters.ts';
import { UnknownValue } from '../../rule/core/unknown-value.ts';
import { ALLOW_BOTH, knownRole, policy } from './iam/roles.ts';

const NOW = new Date('2026-11-21T12:00:00Z');

const ORDERS: RecordedFunction = {
  kind: 'recorded',
  accountId: '111122223333',
  region: 'eu-west-1',
  resourceId: 'orders',
  arn: 'arn:aws:lambda:eu-west-1:111122223333:function:orders',
  tracingMode: 'Active',
  role: 'arn:aws:iam::111122223333:role/orders-exec',
  exemptionTag: undefined,
  untraceableEventSources: [],
};

/** An assessment of each status, for which the decisions of the two actions are only examples. */
const DECISIONS: Readonly<Record<RoleStatus, readonly [Decision, Decision]>> = {
  fine: ['allowed', 'allowed'],
  missing: ['implicitDeny', 'implicitDeny'],
  untrusted: ['allowed', 'allowed'],
  denied: ['explicitDeny', 'conditional'],
  conditional: ['conditional', 'allowed'],
  unknown: ['unknown', 'allowed'],
};

function assessment(status: RoleStatus): RoleAssessment {
  return {
    status,
    role: 'arn:aws:iam::111122223333:role/orders-exec',
    actions: DECISIONS[status].map((decision, index) => ({
      action: DEFAULT_PARAMETERS.requiredActions[index] ?? '',
      decision,
      by: { layer: 'identity', policy: 'tracing', statement: 0 },
      detail: undefined,
    })),
    why: status === 'unknown' ? 'not in the input' : undefined,
  };
}

type Outcome = readonly [compliance: Compliance, ...reasons: readonly [Reason, ...Reason[]]];

const NOT_ACTIVE = ['PassThrough', undefined, '', 'active', 'ACTIVE', ' Active'] as const;
const UNKNOWN_MODE = new UnknownValue('the query did not select tracingConfig');
const STATUSES: readonly RoleStatus[] = ['fine', 'missing', 'untrusted', 'denied', 'conditional', 'unknown'];
const UNTRACEABLE: readonly UntraceableEventSource[] = ['Amazon MSK'];

/** The verdict on mode and role together, conditional access not being accepted. */
const ACTIVE_OUTCOME: Readonly<Record<RoleStatus, Outcome>> = {
  fine: ['COMPLIANT', 'compliant'],
  missing: ['NON_COMPLIANT', 'role-missing'],
  untrusted: ['NON_COMPLIANT', 'role-untrusted'],
  denied: ['NON_COMPLIANT', 'role-denied'],
  conditional: ['NON_COMPLIANT', 'role-conditional'],
  unknown: ['INSUFFICIENT_DATA', 'role-unknown'],
};
const NOT_ACTIVE_OUTCOME: Readonly<Record<RoleStatus, Outcome>> = {
  fine: ['NON_COMPLIANT', 'tracing-not-active'],
  missing: ['NON_COMPLIANT', 'tracing-not-active', 'role-missing'],
  untrusted: ['NON_COMPLIANT', 'tracing-not-active', 'role-untrusted'],
  denied: ['NON_COMPLIANT', 'tracing-not-active', 'role-denied'],
  conditional: ['NON_COMPLIANT', 'tracing-not-active', 'role-conditional'],
  unknown: ['NON_COMPLIANT', 'tracing-not-active'],
};
/** A role that fails does so in any mode; what hangs on the mode cannot be told. */
const UNKNOWN_OUTCOME: Readonly<Record<RoleStatus, Outcome>> = {
  fine: ['INSUFFICIENT_DATA', 'tracing-unknown'],
  missing: ['NON_COMPLIANT', 'role-missing'],
  untrusted: ['NON_COMPLIANT', 'role-untrusted'],
  denied: ['NON_COMPLIANT', 'role-denied'],
  conditional: ['NON_COMPLIANT', 'role-conditional'],
  unknown: ['INSUFFICIENT_DATA', 'tracing-unknown', 'role-unknown'],
};
/** The same where the parameter accepts conditional access. */
const ACCEPTED_ACTIVE: Outcome = ['COMPLIANT', 'role-conditional'];
const ACCEPTED_NOT_ACTIVE: Outcome = ['NON_COMPLIANT', 'tracing-not-active'];
const ACCEPTED_UNKNOWN: Outcome = ['INSUFFICIENT_DATA', 'tracing-unknown'];

const EXEMPT: Outcome = ['NOT_APPLICABLE', 'exempt'];
const CANNOT_TRACE: Outcome = ['NOT_APPLICABLE', 'untraceable-event-source'];

const EXEMPTIONS = {
  'no exemption': undefined,
  'a valid exemption': '2026-11-21 team-orders moves to OpenTelemetry',
  'an expired exemption': '2026-11-20 team-orders moves to OpenTelemetry',
  'a malformed exemption': 'please do not trace',
} as const;

interface Row {
  readonly name: string;
  readonly fn: RecordedFunction;
  readonly status: RoleStatus;
  readonly parameters: RuleParameters;
  readonly expected: Outcome;
}

const ROWS: readonly Row[] = (['Active', ...NOT_ACTIVE, UNKNOWN_MODE] as const).flatMap((tracingMode) =>
  STATUSES.flatMap((status) =>
    Object.entries(EXEMPTIONS).flatMap(([exemption, exemptionTag]) =>
      [[], UNTRACEABLE].flatMap((untraceableEventSources) =>
        (['NON_COMPLIANT', 'COMPLIANT'] as const).flatMap((conditionalAccess) =>
          (['NOT_APPLICABLE', 'EVALUATE'] as const).map((untraceable): Row => {
            const parameters = {
              ...DEFAULT_PARAMETERS,
              conditionalAccess,
              untraceableEventSources: untraceable,
            };
            const expected = expectedFor(
              tracingMode,
              status,
              exemption,
              untraceableEventSources.length > 0 && untraceable === 'NOT_APPLICABLE',
              conditionalAccess === 'COMPLIANT',
            );
            const sources = untraceableEventSources.length > 0 ? `from MSK (${untraceable})` : `(${untraceable})`;
            return {
              name: `mode ${JSON.stringify(tracingMode)} ${sources}, role ${status} (conditional ${conditionalAccess}), ${exemption}: ${expected.join(' ')}`,
              fn: { ...ORDERS, tracingMode, exemptionTag, untraceableEventSources },
              status,
              parameters,
              expected,
            };
          }),
        ),
      ),
    ),
  ),
);

function expectedFor(
  tracingMode: TracingMode,
  status: RoleStatus,
  exemption: string,
  cannotTrace: boolean,
  acceptsConditional: boolean,
): Outcome {
  if (exemption === 'a valid exemption') return EXEMPT;
  const isAccepted = acceptsConditional && status === 'conditional';
  if (tracingMode === UNKNOWN_MODE) return isAccepted ? ACCEPTED_UNKNOWN : UNKNOWN_OUTCOME[status];
  if (tracingMode === 'Active') return isAccepted ? ACCEPTED_ACTIVE : ACTIVE_OUTCOME[status];
  if (cannotTrace) return CANNOT_TRACE;
  return isAccepted ? ACCEPTED_NOT_ACTIVE : NOT_ACTIVE_OUTCOME[status];
}

const OUT_OF_SCOPE = [
  'deleted',
  'not recorded',
  'left the scope of the rule',
] as const satisfies readonly OutOfScopeFunction['because'][];

const noRole = (): never => {
  throw new Error('the role does not matter to this verdict');
};

/** Roles whose verdicts differ by Region and by function, so that a verdict kept for the wrong one would show. */
const ROLES: readonly RoleFacts[] = [
  knownRole({ identity: [policy('tracing', ALLOW_BOTH)] }),
  knownRole({
    identity: [
      policy('tracing', { ...ALLOW_BOTH, Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } } }),
    ],
  }),
  knownRole({
    identity: [
      policy('tracing', { ...ALLOW_BOTH, Condition: { ArnEquals: { 'lambda:SourceFunctionArn': ORDERS.arn } } }),
    ],
  }),
  { kind: 'missing', arn: 'arn:aws:iam::111122223333:role/gone' },
  { kind: 'unknown', arn: undefined, why: 'not in the input' },
];

describe('decide', () => {
  it.each(ROWS)('$name', ({ fn, status, parameters, expected }) => {
    const { compliance, reasons } = decide(fn, () => assessment(status), parameters, NOW);

    expect([compliance, ...reasons]).toEqual(expected);
  });

  it.each(OUT_OF_SCOPE)('%s: NOT_APPLICABLE out-of-scope, without a look at the role', (because) => {
    const { kind: _kind, ...identity } = ORDERS;

    const verdict = decide({ ...identity, kind: 'out-of-scope', because }, noRole, DEFAULT_PARAMETERS, NOW);

    expect(verdict).toMatchObject({ compliance: 'NOT_APPLICABLE', reasons: ['out-of-scope'], actions: [] });
  });

  it.each([
    { name: 'exempt', fn: { ...ORDERS, exemptionTag: EXEMPTIONS['a valid exemption'] } },
    { name: 'untraceable', fn: { ...ORDERS, tracingMode: undefined, untraceableEventSources: UNTRACEABLE } },
  ])('$name: NOT_APPLICABLE, without a look at the role', ({ fn }) => {
    expect(decide(fn, noRole, DEFAULT_PARAMETERS, NOW)).toMatchObject({ compliance: 'NOT_APPLICABLE', actions: [] });
  });

  it('shows the decision on every action when the role mattered', () => {
    const verdict = decide(ORDERS, () => assessment('denied'), DEFAULT_PARAMETERS, NOW);

    expect(verdict.actions).toEqual(assessment('denied').actions);
  });

  it('asks for the role once', () => {
    let asked = 0;
    decide(
      ORDERS,
      () => {
        asked++;
        return assessment('fine');
      },
      DEFAULT_PARAMETERS,
      NOW,
    );

    expect(asked).toBe(1);
  });

  it('has a row for every reason', () => {
    // A new reason does not compile until it is listed, and fails until a row expects it.
    const every = {
      'out-of-scope': true,
      exempt: true,
      'untraceable-event-source': true,
      'tracing-not-active': true,
      'role-missing': true,
      'role-untrusted': true,
      'tracing-unknown': true,
      'role-denied': true,
      'role-conditional': true,
      'role-unknown': true,
      compliant: true,
    } as const satisfies Record<Reason, true>;
    const expected = new Set<string>(['out-of-scope', ...ROWS.flatMap((row) => row.expected.slice(1))]);

    expect([...expected].sort()).toEqual(Object.keys(every).sort());
  });
});

describe('decider', () => {
  it('gives every function the verdict decide gives it alone, whichever came before', () => {
    const fn = fc.record({
      tracingMode: fc.constantFrom('Active', 'PassThrough', undefined, UNKNOWN_MODE),
      exemptionTag: fc.constantFrom(undefined, ...Object.values(EXEMPTIONS)),
      untraceableEventSources: fc.constantFrom([], UNTRACEABLE),
      region: fc.constantFrom('eu-west-1', 'us-east-1'),
      arn: fc.constantFrom(ORDERS.arn, `${ORDERS.arn}-other`),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(fn, fc.nat(ROLES.length - 1)), { maxLength: 20 }), (asked) => {
        const decideNext = decider(DEFAULT_PARAMETERS, NOW);
        for (const [facts, index] of asked) {
          const recorded = { ...ORDERS, ...facts };
          const role = ROLES[index] ?? knownRole();
          const alone = decide(
            recorded,
            () => assessRole(role, recorded, DEFAULT_PARAMETERS, NOW),
            DEFAULT_PARAMETERS,
            NOW,
          );
          expect(decideNext(recorded, () => role)).toEqual(alone);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each(OUT_OF_SCOPE)('%s: out-of-scope, without a look at the role', (because) => {
    const { kind: _kind, ...identity } = ORDERS;
    const verdict = decider(DEFAULT_PARAMETERS, NOW)({ ...identity, kind: 'out-of-scope', because }, noRole);

    expect(verdict.reasons).toEqual(['out-of-scope']);
  });
});
