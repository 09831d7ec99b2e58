import { describe, expect, it } from 'vitest';
import { decide } from '../../rule/core/decide.ts';
import type { Evaluation } from '../../rule/core/evaluation.ts';
import { FailureCauses } from '../../rule/core/failure-causes.ts';
import { assessRole } from '../../rule/core/iam/assess-role.ts';
import type { PlannedRoleFacts } from '../../rule/core/iam/model.ts';
import type { RecordedFunction } from '../../rule/core/model.ts';
import { DEFAULT_PARAMETERS } from '../../rule/core/parameters.ts';
import { UnknownValue } from '../../rule/core/unknown-value.ts';
import { ALLOW_ALL, ALLOW_BOTH, CALLER, ceiling, DENY_BOTH, knownRole, NOW, policy, TRACE } from './iam/roles.ts';

const LOGS_ONLY = { ...ALLOW_ALL, Action: 'logs:*' };
const FINE = { identity: [policy('p', ALLOW_BOTH)] };
const BOUND = knownRole({ ...FINE, ceilings: [ceiling('boundary', policy('DevBoundary', LOGS_ONLY))] });
const BY_SCP = knownRole({ ...FINE, ceilings: [ceiling('scp', policy('NoTracing', ALLOW_ALL, DENY_BOTH))] });
const BY_ORGANIZATION = knownRole({
  ...FINE,
  organization: { kind: 'evaluated', denied: new Map([[TRACE, 'implicitDeny']]) },
});

interface Given {
  readonly account?: string;
  readonly mode?: string;
  readonly roleName?: string;
  readonly source?: Evaluation['source'];
}

function evaluation(
  role: PlannedRoleFacts,
  { account = '111122223333', mode = 'Active', roleName, source }: Given = {},
) {
  const fn: RecordedFunction = {
    ...CALLER,
    kind: 'recorded',
    accountId: account,
    resourceId: 'orders',
    tracingMode: mode,
    role: roleName === undefined ? new UnknownValue('not told') : `arn:aws:iam::${account}:role/team/${roleName}`,
    exemptionTag: undefined,
    untraceableEventSources: [],
  };
  const verdict = decide(fn, () => assessRole(role, CALLER, DEFAULT_PARAMETERS, NOW), DEFAULT_PARAMETERS, NOW);
  return { fn, verdict, capturedAt: undefined, ...(source && { source }) };
}

function causes(...evaluations: readonly Evaluation[]): readonly string[] {
  const found = new FailureCauses();
  for (const each of evaluations) found.add(each);
  return found
    .inOrder()
    .map(
      ({ kind, name, functions, accounts, reasons }) =>
        `${functions} ${kind} ${name} in ${accounts}: ${reasons.join(' ')}`,
    );
}

describe('FailureCauses', () => {
  it.each<readonly [name: string, role: PlannedRoleFacts, cause: string]>([
    ['a silent role', knownRole(), '1 role exec in 1: role-denied'],
    ['a Deny of the role', knownRole({ identity: [policy('p', DENY_BOTH)] }), '1 role exec in 1: role-denied'],
    ['a boundary', BOUND, '1 boundary DevBoundary in 1: role-denied'],
    [
      'a boundary over a role that is silent itself',
      knownRole({ ceilings: BOUND.ceilings }),
      '1 boundary DevBoundary in 1: role-denied',
    ],
    ['an SCP', BY_SCP, '1 organization policy NoTracing in 1: role-denied'],
    ['the simulator', BY_ORGANIZATION, '1 organization policy undefined in 1: role-denied'],
    ['a role that is gone', { kind: 'missing', arn: 'x' }, '1 role exec in 1: role-missing'],
    [
      'a role Lambda may not assume, and a boundary beside it',
      { ...BOUND, trust: { statements: [], conditionKeys: new Set() } },
      '1 role exec in 1: role-untrusted',
    ],
    ['a role that is not known', { kind: 'unknown', arn: undefined, why: 'gone' }, '1 role exec in 1: role-unknown'],
    [
      'a boundary for one action, the role for the other',
      knownRole({ identity: [policy('p', { ...ALLOW_BOTH, Action: TRACE })], ceilings: BOUND.ceilings }),
      '1 boundary DevBoundary in 1: role-denied',
    ],
  ])('%s', (_, role, cause) => {
    expect(causes(evaluation(role, { roleName: 'exec' }))).toEqual([cause]);
  });

  it('counts functions once each and accounts by whoever answers, the most first', () => {
    const other = '444455556666';
    expect(
      causes(
        evaluation(BOUND, { roleName: 'a' }),
        evaluation(knownRole(), { roleName: 'exec' }),
        evaluation(knownRole(), { roleName: 'exec', account: other }),
        evaluation({ kind: 'missing', arn: 'x' }, { roleName: 'exec', account: other, mode: 'PassThrough' }),
        evaluation(BOUND, { roleName: 'b', account: other }),
      ),
    ).toEqual(['3 role exec in 2: role-denied role-missing', '2 boundary DevBoundary in 2: role-denied']);
  });

  it('counts a verdict that functions with different roles share for each of them', () => {
    const one = evaluation(knownRole(), { roleName: 'a' });
    const { fn } = evaluation(knownRole(), { roleName: 'b' });
    expect(causes(one, { ...one, fn }, one)).toEqual(['2 role a in 1: role-denied', '1 role b in 1: role-denied']);
  });

  it('says nothing of functions whose role is fine, or that do not fail', () => {
    expect(causes(evaluation(knownRole(FINE)), evaluation(knownRole(FINE), { mode: 'PassThrough' }))).toEqual([]);
  });

  it('a planned function is in no account yet, and its role may have no name', () => {
    const source = { file: 'template.yaml', line: 1, address: 'Orders' };
    expect(causes(evaluation(knownRole(), { source }))).toEqual(['1 role undefined in 0: role-denied']);
  });
});
