import { describe, expect, it } from 'vitest';
import { decide } from '../../rule/core/decide.ts';
import type { Evaluation } from '../../rule/core/evaluation.ts';
import { summarize } from '../../rule/core/evaluation-summary.ts';
import { assessRole } from '../../rule/core/iam/assess-role.ts';
import type { RecordedFunction } from '../../rule/core/model.ts';
import { DEFAULT_PARAMETERS } from '../../rule/core/parameters.ts';
import { ALLOW_BOTH, CALLER, knownRole, NOW, policy } from './iam/roles.ts';

const POOR = knownRole();
const FINE = knownRole({ identity: [policy('p', ALLOW_BOTH)] });

function evaluation(role: string, facts = POOR, tracingMode = 'Active'): Evaluation {
  const fn: RecordedFunction = {
    ...CALLER,
    kind: 'recorded',
    accountId: '111122223333',
    region: 'eu-west-1',
    arn: 'arn:aws:lambda:eu-west-1:111122223333:function:f',
    resourceId: 'f',
    tracingMode,
    role,
    exemptionTag: undefined,
    untraceableEventSources: [],
  };
  const assessment = assessRole(facts, fn, DEFAULT_PARAMETERS, NOW);
  return { fn, verdict: decide(fn, () => assessment, DEFAULT_PARAMETERS, NOW), capturedAt: undefined };
}

describe('the summary of evaluations', () => {
  it('counts roles that fail functions, whether those share a verdict or not, the one behind most of them first', () => {
    const one = evaluation('role/a');
    const other: Evaluation = { ...one, fn: evaluation('role/b').fn };
    const untraced = evaluation('role/b', POOR, 'PassThrough');
    const summary = summarize([one, other, one, one, untraced, evaluation('role/c', FINE, 'PassThrough')]);
    expect(summary).toMatchObject({ functions: 6, NON_COMPLIANT: 6, COMPLIANT: 0, coverage: 0 });
    expect(summary.reasons).toEqual({ 'role-denied': 5, 'tracing-not-active': 2 });
    expect(summary.roles).toEqual([
      { role: 'role/a', functions: 3, reasons: ['role-denied'] },
      { role: 'role/b', functions: 2, reasons: ['role-denied'] },
    ]);
  });
});
