import { remembered } from '../memo.ts';
import type { Cause, Interval } from './model.ts';

/** So many different intervals that one change begins are compared with each other; what more there are is not shared. */
const MOST_DIFFERENT = 16;

/**
 * Makes equal intervals one object. A change of a role begins the same interval for every function with that role: a thousand
 * functions then take the memory of one, and a report can tell what they share. To be asked about intervals with the very
 * cause of the role's change, not about those a function began itself.
 */
export function intervalSharing(): (interval: Interval) => Interval {
  const known = new WeakMap<Cause, Interval[]>();
  return (interval) => {
    if (interval.cause === undefined) return interval;
    const begun = remembered(known, interval.cause, (): Interval[] => []);
    const same = begun.find(
      (other) => other.from === interval.from && other.to === interval.to && isSameVerdict(other, interval),
    );
    if (same !== undefined) return same;
    if (begun.length < MOST_DIFFERENT) begun.push(interval);
    return interval;
  };
}

/** Do two intervals say the same of their times? */
export function isSameVerdict(one: Interval, other: Interval): boolean {
  return (
    one.compliance === other.compliance &&
    one.annotation === other.annotation &&
    (one.reasons === other.reasons || one.reasons.join() === other.reasons.join())
  );
}
