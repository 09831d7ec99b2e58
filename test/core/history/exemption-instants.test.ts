import { expect, it } from 'vitest';
import { exemptionInstants } from '../../../rule/core/history/decisive-instants.ts';
import type { RecordedFunction } from '../../../rule/core/model.ts';

const exempt = (exemptionTag: string | undefined) => ({ exemptionTag }) as RecordedFunction;
const START = Date.parse('2026-11-01T08:00:00Z');

it.each([
  ['no tag', undefined, 30, undefined, undefined],
  ['no limit', '2027-11-05 ann moves', 0, undefined, '2027-11-06T00:00:00Z'],
  ['within the limit', '2026-11-20 ann moves', 30, undefined, '2026-11-21T00:00:00Z'],
  [
    'beyond the limit: it begins when its last day is near enough',
    '2026-12-20 ann moves',
    30,
    '2026-11-20T00:00:00Z',
    '2026-12-21T00:00:00Z',
  ],
  ['expired', '2026-10-31 ann moves', 30, undefined, undefined],
  ['malformed', 'please', 30, undefined, undefined],
])('%s', (_name, tag, maxDays, begin, end) => {
  const at = (moment: string | undefined) => (moment === undefined ? undefined : Date.parse(moment));
  const found = exemptionInstants(exempt(tag), START, maxDays);
  expect([found.begin, found.end]).toEqual([at(begin), at(end)]);
});
