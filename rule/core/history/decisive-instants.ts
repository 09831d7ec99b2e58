import { readExemption } from '../exemption.ts';
import type { Condition } from '../iam/condition.ts';
import { instant, isDate, isNumber } from '../iam/condition-operators.ts';
import { LONGEST_SESSION, TOKEN_ISSUE_KEY } from '../iam/context.ts';
import type { KnownRole, Policy, RoleFacts } from '../iam/model.ts';
import type { RecordedFunction } from '../model.ts';
import type { Period } from './model.ts';

const DAY = 86_400_000;

/** The condition keys that change by themselves, and how often, in milliseconds. */
const CLOCK_KEYS: ReadonlyMap<string, number> = new Map([
  ['aws:currenttime', 1],
  ['aws:epochtime', 1000],
  [TOKEN_ISSUE_KEY, 1],
]);

/**
 * The moments a function's exemption begins and ceases to hold by itself, after a start: it begins when its last day has come
 * near enough, and ends with that day, in UTC.
 */
export function exemptionInstants(
  fn: RecordedFunction,
  start: number,
  maxDays: number,
): { readonly begin?: number; readonly end?: number } {
  const exemption = readExemption(fn.exemptionTag, maxDays, new Date(start));
  if (exemption.kind !== 'valid' && exemption.kind !== 'too-long') return {};
  const lastDay = Date.parse(`${exemption.lastDay}T00:00:00Z`);
  return { end: lastDay + DAY, ...(exemption.kind === 'valid' ? {} : { begin: lastDay - maxDays * DAY }) };
}

/** Does the verdict on a role depend on the time at which it is asked? */
export function asksForTime(role: RoleFacts): role is KnownRole {
  return role.kind === 'known' && policiesOf(role).some(asksForTimeIn);
}

/**
 * The moments after the start of a period, and before its end, at which the policies of a role may begin to say something
 * else although nobody changed them. Text operators on the time are asked about at every midnight: the day is the finest
 * thing such a pattern can sensibly mean.
 */
export function timeConditionInstants(role: RoleFacts, { from, to }: Period): readonly number[] {
  if (!asksForTime(role)) return [];
  const found = policiesOf(role)
    .flatMap(({ document }) => (document.kind === 'document' ? document.statements : []))
    .flatMap(({ conditions }) => conditions)
    .flatMap((condition) => instantsOf(condition, { from, to }));
  return found.filter((moment) => moment > from && moment < to);
}

function policiesOf(role: KnownRole): readonly Policy[] {
  return [...role.identity, ...role.ceilings.flatMap(({ policies }) => policies)];
}

function asksForTimeIn({ document }: Policy): boolean {
  return document.kind === 'document' && [...CLOCK_KEYS.keys()].some((key) => document.conditionKeys.has(key));
}

function instantsOf(condition: Condition, period: Period): readonly number[] {
  if (condition.kind !== 'value') return [];
  const tick = CLOCK_KEYS.get(condition.key);
  const { accepts } = condition.operator;
  const read = accepts === isDate ? instant : accepts === isNumber ? (text: string) => Number(text) * 1000 : undefined;
  const texts = condition.values.map(({ parts }) => (parts.length === 1 ? parts[0] : undefined));
  if (tick !== undefined && read !== undefined) {
    // The first moment that is not before the value, and the first that is after it: every order operator turns at one.
    return (
      texts
        .filter((text) => typeof text === 'string')
        .map(read)
        .flatMap((value) => [Math.ceil(value / tick) * tick, (Math.floor(value / tick) + 1) * tick])
        // Sessions live on for a while: what depends on when they began turns once more when the last of them has ended.
        .flatMap((moment) => (condition.key === TOKEN_ISSUE_KEY ? [moment, moment + LONGEST_SESSION] : [moment]))
    );
  }
  const mentionsClock = tick !== undefined || condition.values.some(({ parts }) => parts.some(isClockVariable));
  return mentionsClock ? midnights(period) : [];
}

function isClockVariable(part: string | { readonly key: string }): boolean {
  return typeof part !== 'string' && CLOCK_KEYS.has(part.key);
}

function midnights({ from, to }: Period): readonly number[] {
  const first = Math.ceil(from / DAY);
  return Array.from({ length: Math.max(0, Math.floor(to / DAY) - first + 1) }, (_, day) => (first + day) * DAY);
}
