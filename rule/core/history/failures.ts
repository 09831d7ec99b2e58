import { type Cause, type FunctionHistory, type Interval, isAfterRecord, isFailing } from './model.ts';

/** A time during which a function failed without a break, whatever the reasons were one after another. */
export interface Failure {
  readonly history: FunctionHistory;
  readonly from: number;
  /** `undefined` while it goes on. */
  readonly to: number | undefined;
  /** It is not for what failed when the period, or its record, began: it may have failed for longer. */
  readonly isStartKnown: boolean;
  /**
   * Did a change end it and leave the function COMPLIANT? An exemption, a deletion, the mere passing of time or a change of
   * what is recorded end a failure without mending anything.
   */
  readonly isRemediated: boolean;
}

/** In the order of time. One after another: all failures of all functions may be far more than there are changes. */
export function* failuresOf(history: FunctionHistory): Generator<Failure> {
  let first: Interval | undefined;
  for (const interval of history.intervals) {
    if (isAfterRecord(interval)) break;
    if (isFailing(interval)) first ??= interval;
    else if (first !== undefined) {
      yield failure(history, first, interval.from, isMended(interval));
      first = undefined;
    }
  }
  if (first !== undefined) yield failure(history, first, undefined, false);
}

function failure(history: FunctionHistory, { from, cause }: Interval, to: number | undefined, isRemediated: boolean) {
  const isStartKnown = cause !== undefined && !isOfRecord(cause);
  return { history, from, to, isStartKnown, isRemediated };
}

function isMended({ compliance, cause }: Interval): boolean {
  return compliance === 'COMPLIANT' && cause !== undefined && !isOfRecord(cause) && cause.kind !== 'time-condition';
}

/** Did only the record change, and not what it is about? */
function isOfRecord({ kind }: Cause): boolean {
  return kind === 'first-record' || kind === 'recording';
}
