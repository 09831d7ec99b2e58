import { describe, expect, it } from 'vitest';
import { coverageOverTime } from '../../../rule/core/history/coverage.ts';
import { summarizeHistory } from '../../../rule/core/history/summary.ts';
import { DAEMON_POLICY, functionItem, type Item, roleItem } from '../../cli/items.ts';
import { at, POOR_ROLE, replay, roleWithInline, TRACING_ROLE } from '../../recorded/history/replayed.ts';

const BEFORE = '2026-10-20T09:00:00Z';

function named(name: string, mode = 'Active', item: Item = {}): Item {
  return functionItem(name, { tracingConfig: { mode } }, item);
}

function summarize(...items: readonly Item[]) {
  const { functions } = replay([at(BEFORE, TRACING_ROLE), ...items]);
  return summarizeHistory(functions);
}

describe('what a period comes to', () => {
  it('counts the functions at its start and at its end as an evaluation then would', () => {
    const summary = summarize(
      at(BEFORE, named('a')),
      at(BEFORE, named('b', 'PassThrough')),
      at('11-06T00:00', named('b')),
      at('11-09T00:00', named('c', 'PassThrough')),
    );
    expect(summary).toMatchObject({
      functions: 3,
      failingAtEnd: 1,
      start: { functions: 2, COMPLIANT: 1, NON_COMPLIANT: 1, notRecordedYet: 1, coverage: 0.5 },
      end: { functions: 3, COMPLIANT: 2, NON_COMPLIANT: 1, notRecordedYet: 0, coverage: 0.6667 },
    });
  });

  it('adds up function-hours; those before the first record count neither for nor against', () => {
    // Ten days: a compliant throughout, b for the last five, c recorded for the last two only.
    const summary = summarize(
      at(BEFORE, named('a')),
      at(BEFORE, named('b', 'PassThrough')),
      at('11-06T00:00', named('b')),
      at('11-09T00:00', named('c')),
    );
    expect(summary.functionHours).toEqual({
      COMPLIANT: 24 * (10 + 5 + 2),
      NON_COMPLIANT: 24 * 5,
      INSUFFICIENT_DATA: 0,
      NOT_APPLICABLE: 0,
      notRecordedYet: 24 * 8,
    });
    expect(summary.compliantShare).toBe(0.7727);
  });

  it('names the failure that has been open for longest', () => {
    const summary = summarize(
      at(BEFORE, named('a')),
      at(BEFORE, named('b')),
      at('11-05T00:00', named('a', 'PassThrough')),
      at('11-03T00:00', named('b', 'PassThrough')),
      at('11-04T00:00', named('b', 'off')),
    );
    expect(summary.longestOpenFailure).toMatchObject({
      history: { resourceId: 'b' },
      from: Date.parse('2026-11-03T00:00:00Z'),
      isStartKnown: true,
      tied: 0,
    });
  });

  it('says how many others have been open for as long as the longest', () => {
    const summary = summarize(
      at(BEFORE, named('a', 'PassThrough')),
      at(BEFORE, named('b', 'PassThrough')),
      at(BEFORE, named('c', 'PassThrough')),
      at('11-03T00:00', named('c')),
      at(BEFORE, named('d')),
      at('11-02T00:00', named('d', 'PassThrough')),
    );
    expect(summary.longestOpenFailure).toMatchObject({ history: { resourceId: 'a' }, tied: 1 });
  });

  it('says so when the longest open failure is older than the period', () => {
    expect(summarize(at(BEFORE, named('a', 'PassThrough'))).longestOpenFailure?.isStartKnown).toBe(false);
  });

  it('has no open failure when every one has ended', () => {
    const summary = summarize(at(BEFORE, named('a', 'PassThrough')), at('11-02T00:00', named('a')));
    expect(summary.longestOpenFailure).toBeUndefined();
  });

  it('averages the time to remediate over failures that began and ended in the period', () => {
    const summary = summarize(
      // Two hours and four hours; the change of the reasons in between does not end a failure.
      at(BEFORE, named('a')),
      at('11-02T10:00', named('a', 'PassThrough')),
      at('11-02T12:00', named('a')),
      at('11-03T10:00', named('a', 'PassThrough')),
      at('11-03T11:00', named('a', 'off')),
      at('11-03T14:00', named('a')),
      // Began before the period: how long it took is not known.
      at(BEFORE, named('b', 'PassThrough')),
      at('11-05T00:00', named('b')),
      // Recorded first while failing: it may have failed for longer.
      at('11-03T00:00', named('d', 'PassThrough')),
      at('11-04T00:00', named('d')),
      // An exemption ends a failure without mending anything.
      at(BEFORE, named('c')),
      at('11-05T00:00', named('c', 'PassThrough')),
      at('11-05T09:00', {
        ...named('c', 'PassThrough'),
        tags: { 'lambda-active-tracing-exempt': '2030-01-01 ann no' },
      }),
    );
    expect(summary).toMatchObject({ remediated: 2, meanSecondsToRemediate: 3 * 3600 });
  });

  it('does not take the first record of a role for a remediation', () => {
    const other = 'arn:aws:iam::111122223333:role/service-role/other';
    const { functions } = replay([
      at(BEFORE, TRACING_ROLE),
      at(BEFORE, named('a')),
      at('11-03T00:00', functionItem('a', { role: other })),
      at('11-04T00:00', roleItem('other', { attachedManagedPolicies: [{ policyArn: DAEMON_POLICY }] })),
    ]);
    expect(functions[0]?.intervals.map(({ reasons }) => reasons)).toEqual([
      ['compliant'],
      ['role-unknown'],
      ['compliant'],
    ]);
    expect(summarizeHistory(functions)).toMatchObject({ remediated: 0, meanSecondsToRemediate: null });
  });

  it('does not take the mere passing of time for a remediation', () => {
    const waiting = roleWithInline({
      Effect: 'Allow',
      Action: 'xray:*',
      Resource: '*',
      Condition: { DateGreaterThan: { 'aws:CurrentTime': '2026-11-05T00:00:00Z' } },
    });
    const passing = replay([at(BEFORE, named('a')), at(BEFORE, TRACING_ROLE), at('11-03T00:00', waiting)]);
    const { functions } = passing;
    expect(functions[0]?.intervals.map(({ compliance }) => compliance === 'COMPLIANT')).toEqual([true, false, true]);
    expect(summarizeHistory(functions)).toMatchObject({ remediated: 0, meanSecondsToRemediate: null });
  });

  it('counts a failure from birth: its beginning is known, and its end is a remediation', () => {
    const createdAt = { resourceCreationTime: '2026-11-03T00:00:00Z' };
    const summary = summarize(
      at('11-03T00:00', named('a', 'PassThrough'), createdAt),
      at('11-03T01:00', named('a'), createdAt),
      at('11-03T00:00', named('b', 'PassThrough')),
      at('11-03T09:00', named('b')),
    );
    expect(summary).toMatchObject({ remediated: 1, meanSecondsToRemediate: 3600 });
  });

  it('tells accounts and Regions apart', () => {
    const role = { ...TRACING_ROLE, awsAccountId: '222233334444' };
    const summary = summarize(
      at(BEFORE, named('a', 'Active', { awsRegion: 'us-east-1' })),
      at(BEFORE, named('b', 'PassThrough')),
      at(BEFORE, named('c', 'PassThrough', { awsAccountId: '222233334444' })),
      at(BEFORE, role),
    );
    expect(summary.places.map(({ accountId, region, end }) => [accountId, region, end.coverage])).toEqual([
      ['111122223333', 'eu-west-1', 0],
      ['111122223333', 'us-east-1', 1],
      ['222233334444', 'eu-west-1', 0],
    ]);
  });

  it('has no coverage where nothing is in scope', () => {
    expect(summarize()).toMatchObject({ functions: 0, compliantShare: null, end: { coverage: null }, places: [] });
  });
});

describe('coverage over time', () => {
  it('has a point wherever it changed', () => {
    const { functions } = replay([
      at(BEFORE, TRACING_ROLE),
      at(BEFORE, named('a')),
      at('11-03T00:00', named('b')),
      at('11-05T00:00', POOR_ROLE),
    ]);
    expect(coverageOverTime(functions)).toEqual([
      { at: Date.parse('2026-11-01T00:00:00Z'), compliant: 1, inScope: 1 },
      { at: Date.parse('2026-11-03T00:00:00Z'), compliant: 2, inScope: 2 },
      { at: Date.parse('2026-11-05T00:00:00Z'), compliant: 0, inScope: 2 },
    ]);
  });
});
