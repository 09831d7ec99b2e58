import { describe, expect, it } from 'vitest';
import { type CapturedFunction, evaluateAll } from '../../rule/core/evaluation.ts';
import type { RecordedFunction } from '../../rule/core/model.ts';
import { DEFAULT_PARAMETERS } from '../../rule/core/parameters.ts';
import { ALLOW_BOTH, CALLER, DENY_BOTH, knownRole, NOW, policy } from './iam/roles.ts';

const FINE = knownRole({ identity: [policy('p', ALLOW_BOTH)] });
const POOR = knownRole({ identity: [policy('p', DENY_BOTH)] });

function captured(resourceId: string, facts: Partial<RecordedFunction> = {}): CapturedFunction {
  const value: RecordedFunction = {
    ...CALLER,
    kind: 'recorded',
    accountId: '111122223333',
    region: 'eu-west-1',
    arn: `arn:aws:lambda:eu-west-1:111122223333:function:${resourceId}`,
    resourceId,
    tracingMode: 'Active',
    role: 'arn:aws:iam::111122223333:role/fine',
    exemptionTag: undefined,
    untraceableEventSources: [],
    ...facts,
  };
  return { value, capturedAt: undefined };
}

describe('the evaluations of many functions', () => {
  const poor = 'arn:aws:iam::111122223333:role/poor';
  const functions = [
    captured('e', { role: poor }),
    captured('a'),
    captured('c', { role: poor }),
    captured('d', { tracingMode: 'PassThrough' }),
    captured('b'),
    captured('f', { exemptionTag: '2099-01-01 ann migration' }),
    captured('g', { region: 'eu-central-1', role: poor }),
  ];
  const source = {
    functions: () => functions,
    roleFacts: ({ role }: RecordedFunction) => (role === poor ? POOR : FINE),
  };
  const expected = [
    ['g', 'role-denied'],
    ['a', 'compliant'],
    ['b', 'compliant'],
    ['c', 'role-denied'],
    ['d', 'tracing-not-active'],
    ['e', 'role-denied'],
    ['f', 'exempt'],
  ];

  it('are sorted, and the same each time they are asked for', () => {
    const evaluations = evaluateAll(source, DEFAULT_PARAMETERS, NOW);
    for (let time = 0; time < 4; time++) {
      expect([...evaluations].map(({ fn, verdict }) => [fn.resourceId, ...verdict.reasons])).toEqual(expected);
    }
  });

  it('are the same when they are not asked for to their end', () => {
    const evaluations = evaluateAll(source, DEFAULT_PARAMETERS, NOW);
    for (const { verdict } of evaluations) if (verdict.reasons[0] === 'compliant') break;
    expect([...evaluations].map(({ fn, verdict }) => [fn.resourceId, ...verdict.reasons])).toEqual(expected);
  });
});
