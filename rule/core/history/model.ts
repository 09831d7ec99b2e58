import type { Compliance, FunctionIdentity, Reason } from '../model.ts';

/** From one moment to another, both in milliseconds since the epoch. The state at `to` itself is the state at the end. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/**
 * A verdict's reason, or `not-recorded-yet`: AWS Config had not recorded the function. Whether it did not exist or was not
 * watched cannot be told, so nothing is said about it, and it counts neither for nor against the coverage.
 */
type HistoryReason = Reason | 'not-recorded-yet';

/** What made a verdict follow another. `first-record`: until then AWS Config had not recorded what decides. */
export type CauseKind =
  | 'first-record'
  | 'function'
  | 'deletion'
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
  /** Milliseconds since the epoch; `undefined` when no capture has a time. */
  readonly first: number | undefined;
  readonly last: number | undefined;
}

/** One function over the whole period: the intervals follow each other without a gap. */
export interface FunctionHistory extends FunctionIdentity {
  readonly intervals: readonly [Interval, ...Interval[]];
}

/** Must somebody act on it? That nothing is known about a function not recorded yet is nobody's failure. */
export function isFailing({ compliance, reasons }: Pick<Interval, 'compliance' | 'reasons'>): boolean {
  return compliance === 'NON_COMPLIANT' || (compliance === 'INSUFFICIENT_DATA' && reasons[0] !== 'not-recorded-yet');
}

/** The interval that holds at the end of the period. */
export function atEnd({ intervals }: FunctionHistory): Interval {
  return intervals.at(-1) ?? intervals[0];
}
