import { describe, expect, it } from 'vitest';
import { type Exemption, readExemption } from '../../rule/core/exemption.ts';

interface Row {
  readonly name: string;
  readonly value: string | undefined;
  readonly now: string;
  readonly expected: Exemption;
}

const NOON = '2026-11-21T12:00:00Z';

const valid = (lastDay: string, owner = 'ann', reason = 'migrates'): Exemption => ({
  kind: 'valid',
  lastDay,
  owner,
  reason,
});

const ROWS: readonly Row[] = [
  { name: 'no tag: none', value: undefined, now: NOON, expected: { kind: 'none' } },
  { name: 'a day to come: valid', value: '2026-12-31 ann migrates', now: NOON, expected: valid('2026-12-31') },
  {
    name: 'the last instant of its day in UTC: valid',
    value: '2026-11-21 ann migrates',
    now: '2026-11-21T23:59:59.999Z',
    expected: valid('2026-11-21'),
  },
  {
    name: 'the first instant of the next day in UTC: expired',
    value: '2026-11-21 ann migrates',
    now: '2026-11-22T00:00:00.000Z',
    expected: { kind: 'expired', lastDay: '2026-11-21', owner: 'ann' },
  },
  {
    name: 'already the next day east of UTC: valid',
    value: '2026-11-21 ann migrates',
    now: '2026-11-22T08:00:00+09:00',
    expected: valid('2026-11-21'),
  },
  {
    name: 'still the same day west of UTC: expired',
    value: '2026-11-21 ann migrates',
    now: '2026-11-21T20:00:00-08:00',
    expected: { kind: 'expired', lastDay: '2026-11-21', owner: 'ann' },
  },
  {
    name: 'a leap day: valid',
    value: '2028-02-29 ann migrates',
    now: '2028-02-29T12:00:00Z',
    expected: valid('2028-02-29'),
  },
  {
    name: 'a reason of several words, space around all: valid',
    value: '  2026-12-31\tann@example.org  moves to  OpenTelemetry ',
    now: NOON,
    expected: valid('2026-12-31', 'ann@example.org', 'moves to  OpenTelemetry'),
  },
];

const MALFORMED = [
  '',
  ' ',
  'true',
  '2026-12-31',
  '2026-12-31 ann',
  '2026-12-31 ann ',
  'ann 2026-12-31 migrates',
  '2027-02-29 ann migrates',
  '2026-02-30 ann migrates',
  '2026-13-01 ann migrates',
  '2026-00-10 ann migrates',
  '2026-12-00 ann migrates',
  '2026-12-32 ann migrates',
  '2026-1-1 ann migrates',
  '26-12-31 ann migrates',
  '2026/12/31 ann migrates',
  '2026-12-31T00:00:00Z ann migrates',
  '+2026-12-31 ann migrates',
  '2026-12-31ann migrates now',
  '99999-12-31 ann migrates',
];

describe('readExemption', () => {
  it.each(ROWS)('$name', ({ value, now, expected }) => {
    expect(readExemption(value, 0, new Date(now))).toEqual(expected);
  });

  it.each(MALFORMED)('"%s": malformed', (value) => {
    expect(readExemption(value, 0, new Date(NOON))).toEqual({ kind: 'malformed', value });
  });

  it.each([
    ['2026-11-21', 1, 'valid'],
    ['2026-11-22', 1, 'valid'],
    ['2026-11-23', 1, 'too-long'],
    ['2027-02-19', 90, 'valid'],
    ['2027-02-20', 90, 'too-long'],
    ['9999-12-31', 3650, 'too-long'],
    ['9999-12-31', 0, 'valid'],
    ['2026-11-20', 90, 'expired'],
  ])('until %s, at most %i days allowed: %s', (lastDay, maxDays, kind) => {
    for (const time of ['00:00:00.000Z', '23:59:59.999Z']) {
      expect(readExemption(`${lastDay} team-a reason`, maxDays, new Date(`2026-11-21T${time}`)).kind).toBe(kind);
    }
  });

  it('one that is too long: says how long it may be', () => {
    expect(readExemption('2027-11-21 team-a reason', 30, new Date('2026-11-21T12:00:00Z'))).toEqual({
      kind: 'too-long',
      lastDay: '2027-11-21',
      owner: 'team-a',
      maxDays: 30,
    });
  });
});
