import { isCalendarDay } from './calendar-day.ts';

const DAY = 86_400_000;

/** What a function's exemption tag says at one moment. Only `valid` exempts; the others are told to the owner. */
export type Exemption =
  | { readonly kind: 'none' }
  | { readonly kind: 'valid'; readonly lastDay: string; readonly owner: string; readonly reason: string }
  | { readonly kind: 'expired'; readonly lastDay: string; readonly owner: string }
  | { readonly kind: 'too-long'; readonly lastDay: string; readonly owner: string; readonly maxDays: number }
  | { readonly kind: 'malformed'; readonly value: string };

/**
 * Reads the value of an exemption tag: `YYYY-MM-DD owner reason…`, all three needed.
 *
 * The day is the last day the exemption holds, in UTC; `now` is the moment of the evaluation. One that ends more than `maxDays`
 * after today does not exempt, unless that is 0: then there is no limit.
 */
export function readExemption(value: string | undefined, maxDays: number, now: Date): Exemption {
  if (value === undefined) return { kind: 'none' };
  const [, lastDay, owner, reason] = /^(\d{4}-\d{2}-\d{2})\s+(\S+)\s+(\S.*)$/s.exec(value.trim()) ?? [];
  if (lastDay === undefined || owner === undefined || reason === undefined || !isCalendarDay(lastDay)) {
    return { kind: 'malformed', value };
  }
  // The first moment of the day, in UTC.
  const untilLastDay = Date.parse(lastDay) - now.getTime();
  if (untilLastDay <= -DAY) return { kind: 'expired', lastDay, owner };
  if (maxDays > 0 && untilLastDay > maxDays * DAY) return { kind: 'too-long', lastDay, owner, maxDays };
  return { kind: 'valid', lastDay, owner, reason };
}

/** Whole days after today, in UTC, on which the exemption still holds. */
export function daysLeft(lastDay: string, now: Date): number {
  return Date.parse(lastDay) / DAY - Math.floor(now.getTime() / DAY);
}
