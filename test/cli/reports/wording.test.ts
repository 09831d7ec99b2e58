import { describe, expect, it } from 'vitest';
import {
  causeText,
  daysLeftText,
  durationText,
  momentText,
  openFailureText,
  percentText,
  spanText,
} from '../../../rule/cli/reports/wording.ts';
import type { Cause } from '../../../rule/core/history/model.ts';

const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:orders';
const ROLE = 'arn:aws:iam::111122223333:role/service-role/exec';
const POLICY = 'arn:aws:iam::111122223333:policy/tracing';
const HOUR = 3_600_000;

describe('what changed, in words', () => {
  const rows: readonly (readonly [Cause['kind'], string, string])[] = [
    ['first-record', FUNCTION, 'first record of the function'],
    ['first-record', ROLE, 'first record of exec'],
    ['created', FUNCTION, 'the function was created'],
    ['created', ROLE, 'exec was created'],
    ['recording', FUNCTION, 'the recording of the function changed'],
    ['recording', ROLE, 'the recording of exec changed'],
    ['function', FUNCTION, 'the function was changed'],
    ['deletion', FUNCTION, 'the function was deleted'],
    ['gone-from-snapshot', FUNCTION, 'the function is gone from a snapshot'],
    ['gone-from-snapshot', POLICY, 'tracing is gone from a snapshot'],
    ['role', ROLE, 'role exec was changed'],
    ['managed-policy', POLICY, 'policy tracing was changed'],
    ['exemption-expired', FUNCTION, 'the exemption ran out'],
    ['time-condition', POLICY, 'a condition on the time turned'],
  ];
  it.each(rows)('%s of %s: %s', (kind, changed, words) => {
    expect(causeText({ kind, changed })).toBe(words);
  });
});

describe('times and shares, in words', () => {
  it.each([
    [0, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [HOUR, '1 h'],
    [HOUR + 60_000, '1 h 1 min'],
    [24 * HOUR, '1 d'],
    [25 * HOUR + 60_000, '1 d 1 h'],
  ])('%i ms: %s', (milliseconds, words) => expect(durationText(milliseconds)).toBe(words));

  it.each([
    ['2026-11-03T12:00:00Z', '2026-11-03 12:00'],
    ['2026-11-03T12:00:01Z', '2026-11-03 12:00:01'],
  ])('%s: %s', (moment, words) => expect(momentText(Date.parse(moment))).toBe(words));

  it.each([
    [null, 'none in scope'],
    [0, '0.0 %'],
    [1, '100.0 %'],
    [1 / 3, '33.3 %'],
    [0.9999, '99.9 %'],
    [0.0001, '0.1 %'],
  ])('share %s: %s', (share, words) => expect(percentText(share)).toBe(words));

  it.each([
    [0, 'ends today'],
    [1, '1 day left'],
    [1867, '1,867 days left'],
  ])('%i: %s', (days, words) => expect(daysLeftText(days)).toBe(words));

  it('an open failure is at least as long as it was seen', () => {
    const failure = { from: 0, to: 2 * HOUR, isStartKnown: true };
    const period = { from: 0, to: 2 * HOUR };
    expect(openFailureText(failure as never, period)).toBe('2 h');
    expect(openFailureText({ ...failure, isStartKnown: false } as never, period)).toBe('≥ 2 h');
  });

  it('how much was recorded', () => {
    expect(spanText(undefined)).toBe('no captures of functions, roles and policies');
    const [first, last] = [Date.parse('2026-11-01T00:00:00Z'), Date.parse('2026-11-02T00:00:30Z')];
    expect(spanText({ captures: 1, first, last })).toBe(
      '1 capture of functions, roles and policies, from 2026-11-01 00:00 to 2026-11-02 00:00:30',
    );
    expect(spanText({ captures: 1234, first, last })).toMatch(/^1,234 captures of /);
  });
});
