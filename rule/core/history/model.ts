import type { Compliance, FunctionIdentity, Reason } from '../model.ts';

/** From one moment up to another, which is not part of it, both in milliseconds since the epoch. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/**
 * A verdict's reason, or `not-recorded-yet`: AWS Config had not recorded the function. Whether it did not exist or was not
 * watched cannot be told. Or `after-the-record`: nothing was delivered any more. Nothing is said about either time, and it
 * counts neither for nor against the coverage.
 */
type HistoryReason = Reason | 'not-recorded-yet' | 'after-the-record';

/**
 * What made a verdict follow another. `first-record`: until then AWS Config had not recorded what decides. `created`: that is
 * because it was not there. `recording`: AWS Config stopped or resumed to record it, so that nobody need have changed
 * anything. `gone-from-snapshot`: a later snapshot lacks it, and no other record tells of its end.
 */
export type CauseKind =
  | 'first-record'
  | 'created'
  | 'recording'
  | 'function'
  | 'deletion'
  | 'gone-from-snapshot'
  | 'role'
  | 'managed-policy'
  | 'exemption-expired'
  | 'time-condition';

export interface Cause {
  readonly kind: CauseKind;
  /** ARN of what changed: the function itself, its role, or a managed policy. */
  readonly changed: string;
}

/** A time during which the verdict, its reasons and its sentence stayed the same. */
export interface Interval extends Period {
  readonly compliance: Compliance;
  readonly reasons: readonly [HistoryReason, ...HistoryReason[]];
  readonly annotation: string;
  /** What ended the interval before; `undefined` for what was so when the period began. */
  readonly cause: Cause | undefined;
}

/** What the sources hold, of functions, roles and policies, in the period or not: how far they can speak for it. */
export interface CaptureSpan {
  readonly captures: number;
  /** Milliseconds since the epoch. */
  readonly first: number;
  readonly last: number;
}

/** One function over the whole period: the intervals follow each other without a gap. */
export interface FunctionHistory extends FunctionIdentity {
  /** ARN of the execution role at the end; left out of what is out of scope by then, and where it cannot be known. */
  readonly role?: string | undefined;
  readonly intervals: readonly [Interval, ...Interval[]];
}

/** Must somebody act on it? That nothing is known about a function not recorded yet is nobody's failure. */
export function isFailing(interval: Interval): boolean {
  const { compliance } = interval;
  return compliance === 'NON_COMPLIANT' || (compliance === 'INSUFFICIENT_DATA' && !isOutsideRecord(interval));
}

/** Is it the time before the function was recorded first? */
export function isBeforeRecord({ reasons }: Interval): boolean {
  return reasons[0] === 'not-recorded-yet';
}

/** Is it the time after the last delivery? */
export function isAfterRecord({ reasons }: Interval): boolean {
  return reasons[0] === 'after-the-record';
}

/** Is it a time of which nothing is known? */
export function isOutsideRecord(interval: Interval): boolean {
  return isBeforeRecord(interval) || isAfterRecord(interval);
}

/** The last interval of what was recorded. */
export function atEnd({ intervals }: FunctionHistory): Interval {
  return intervals.findLast((interval) => !isAfterRecord(interval)) ?? intervals[0];
}
