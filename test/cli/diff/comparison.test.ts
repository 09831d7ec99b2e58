import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, failsFor, identityOf } from '../../../rule/cli/diff/comparison.ts';
import type { ReportedFunction } from '../../../rule/cli/diff/reported-functions.ts';
import type { Compliance, Reason } from '../../../rule/core/model.ts';

type Standing = readonly [compliance: Compliance, ...reasons: Reason[]];

const FINE: Standing = ['COMPLIANT', 'compliant'];
const OFF: Standing = ['NON_COMPLIANT', 'tracing-not-active'];
const DENIED: Standing = ['NON_COMPLIANT', 'role-denied'];
const BOTH: Standing = ['NON_COMPLIANT', 'tracing-not-active', 'role-denied'];
const UNDECIDED: Standing = ['INSUFFICIENT_DATA', 'role-unknown'];
const DELETED: Standing = ['NOT_APPLICABLE', 'out-of-scope'];
const EXEMPT: Standing = ['NOT_APPLICABLE', 'exempt'];

function reported([compliance, ...reasons]: Standing, others: Partial<ReportedFunction> = {}): ReportedFunction {
  return {
    accountId: '111122223333',
    region: 'eu-west-1',
    resourceId: 'orders',
    compliance,
    reasons,
    annotation: '.',
    source: undefined,
    ...others,
  };
}

const LISTS = ['newlyFailing', 'mended', 'changed', 'gone', 'new'] as const;

function outcome(before: readonly ReportedFunction[], after: readonly ReportedFunction[], reasons?: readonly Reason[]) {
  const comparison = compare(before, after, failsFor(reasons && new Set(reasons)));
  const lists = LISTS.filter((list) => comparison[list].length > 0);
  return [...lists, ...(comparison.unchanged > 0 ? ['unchanged'] : [])].join(' ');
}

describe('compare', () => {
  it.each<readonly [Standing | undefined, Standing | undefined, string]>([
    [FINE, OFF, 'newlyFailing'],
    [FINE, UNDECIDED, 'newlyFailing'],
    [EXEMPT, DENIED, 'newlyFailing'],
    [undefined, OFF, 'newlyFailing'],
    [undefined, UNDECIDED, 'newlyFailing'],
    [OFF, FINE, 'mended'],
    [UNDECIDED, FINE, 'mended'],
    [OFF, BOTH, 'changed'],
    [OFF, DENIED, 'changed'],
    [UNDECIDED, DENIED, 'changed'],
    [DENIED, UNDECIDED, 'changed'],
    // An exemption mends nothing.
    [OFF, EXEMPT, 'changed'],
    [FINE, EXEMPT, 'changed'],
    [EXEMPT, FINE, 'changed'],
    [FINE, undefined, 'gone'],
    [OFF, undefined, 'gone'],
    [OFF, DELETED, 'gone'],
    [FINE, DELETED, 'gone'],
    [DELETED, DELETED, 'unchanged'],
    [DELETED, FINE, 'changed'],
    [DELETED, OFF, 'newlyFailing'],
    [undefined, FINE, 'new'],
    [undefined, EXEMPT, 'new'],
    [FINE, FINE, 'unchanged'],
    [OFF, OFF, 'unchanged'],
    [BOTH, ['NON_COMPLIANT', 'role-denied', 'tracing-not-active'], 'unchanged'],
  ])('%j, then %j: %s', (before, after, expected) => {
    const list = (standing: Standing | undefined) => (standing === undefined ? [] : [reported(standing)]);
    expect(outcome(list(before), list(after))).toBe(expected);
  });

  it.each<readonly [Standing, Standing, string]>([
    [OFF, BOTH, 'newlyFailing'],
    [FINE, OFF, 'changed'],
    [BOTH, OFF, 'changed'],
    [DENIED, BOTH, 'changed'],
  ])('for role-denied only: %j, then %j: %s', (before, after, expected) => {
    expect(outcome([reported(before)], [reported(after)], ['role-denied'])).toBe(expected);
  });

  it.each([
    ['another account', { accountId: '444455556666' }],
    ['another Region', { region: 'us-east-1' }],
    ['another name', { resourceId: 'payments' }],
    ['a template', { source: { file: 'template.yaml', line: 3, address: 'Orders' } }],
  ])('a function of %s is another one', (_, others) => {
    expect(outcome([reported(FINE)], [reported(FINE), reported(OFF, others)])).toBe('newlyFailing unchanged');
  });

  it('a planned function is the same wherever in its file it stands and wherever it goes', () => {
    const before = reported(OFF, { source: { file: 'template.yaml', line: 3, address: 'Orders' } });
    const after = reported(OFF, { accountId: null, source: { file: 'template.yaml', line: 9, address: 'Orders' } });
    expect(outcome([before], [after])).toBe('unchanged');
  });

  it('the worse verdict counts of a function that stands there twice', () => {
    expect(outcome([reported(FINE)], [reported(OFF), reported(FINE)])).toBe('newlyFailing');
    expect(outcome([reported(OFF), reported(FINE)], [reported(OFF)])).toBe('unchanged');
  });

  const standing = fc.constantFrom(FINE, OFF, DENIED, BOTH, UNDECIDED, EXEMPT, DELETED);
  const report = fc
    .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), standing), { selector: ([name]) => name })
    .map((functions) => functions.map(([resourceId, each]) => reported(each, { resourceId })));

  it('every function is in one list, and no new failure is lost', () => {
    fc.assert(
      fc.property(report, report, (before, after) => {
        const comparison = compare(before, after);
        const listed = LISTS.flatMap((list) => comparison[list]).map(({ before: was, after: is }) =>
          identityOf((is ?? was) as ReportedFunction),
        );
        const all = new Set([...before, ...after].map(identityOf));
        expect(new Set(listed).size).toBe(listed.length);
        expect(listed.length + comparison.unchanged).toBe(all.size);
        const fails = failsFor(undefined);
        expect(comparison.newlyFailing.length + comparison.stillFailing).toBe(after.filter(fails).length);
      }),
    );
  });

  it('a report is the same as itself', () => {
    fc.assert(
      fc.property(report, (functions) => {
        expect(compare(functions, functions)).toMatchObject({
          newlyFailing: [],
          mended: [],
          changed: [],
          gone: [],
          new: [],
          unchanged: functions.length,
        });
      }),
    );
  });
});
