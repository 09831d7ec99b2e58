import { isCalendarDay } from './calendar-day.ts';

const MOMENT =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?$/;

/** Epoch seconds up to the year 5138, the last ones of eleven digits: what is more are milliseconds, or no time. */
const MOST_SECONDS = 100_000_000_000;

/** Items of one delivery mostly carry the same few times. */
let last: { readonly text: string; readonly moment: number | undefined } = { text: '', moment: undefined };

/**
 * Milliseconds since the epoch of a time as AWS writes it: ISO 8601 in files and AWS CLI version 2, epoch seconds in the API
 * and AWS CLI version 1. Without a zone it is UTC, as in everything AWS writes, and not the zone of a machine.
 *
 * @returns `undefined` for what is no time: a text such as "1", which Date.parse takes for a year, among them.
 */
export function parseMoment(value: unknown): number | undefined {
  if (typeof value === 'number') {
    return value >= 0 && value < MOST_SECONDS ? Math.round(value * 1000) : undefined;
  }
  if (typeof value !== 'string') return undefined;
  if (value !== last.text) last = { text: value, moment: momentOf(value) };
  return last.moment;
}

function momentOf(text: string): number | undefined {
  const [, day = '', , zone] = MOMENT.exec(text) ?? [];
  if (!isCalendarDay(day)) return undefined;
  if (zone === undefined) return Date.parse(`${text}Z`);
  // Date.parse wants a colon in the offset.
  return Date.parse(zone === 'Z' || zone.includes(':') ? text : `${text.slice(0, -2)}:${text.slice(-2)}`);
}
