import { isCalendarDay } from './calendar-day.ts';

/** What a function's exemption tag says at one moment. Only `valid` exempts; the others are told to the owner. */
export type Exemption =
  | { readonly kind: 'none' }
  | { readonly kind: 'valid'; readonly lastDay: string; readonly owner: string; readonly reason: string }
  | { readonly kind: 'expired'; readonly lastDay: string; readonly owner: string }
  | { readonly kind: 'malformed'; readonly value: string };

/**
 * Reads the value of an exemption tag: `YYYY-MM-DD owner reason…`, all three needed.
 *
 * The day is the last day the exemption holds, in UTC; `now` is the moment of the evaluation.
 */
export function readExemption(value: string | undefined, now: Date): Exemption {
  if (value === undefined) return { kind: 'none' };
  const [, lastDay, owner, reason] = /^(\d{4}-\d{2}-\d{2})\s+(\S+)\s+(\S.*)$/s.exec(value.trim()) ?? [];
  if (lastDay === undefined || owner === undefined || reason === undefined || !isCalendarDay(lastDay)) {
    return { kind: 'malformed', value };
  }
  // ISO days order like strings, so no time zone can creep in.
  if (now.toISOString().slice(0, 10) > lastDay) return { kind: 'expired', lastDay, owner };
  return { kind: 'valid', lastDay, owner, reason };
}
