import { type FunctionHistory, isFailing, type Period } from './model.ts';

/** A time during which a function failed without a break, whatever the reasons were one after another. */
export interface Failure {
  readonly history: FunctionHistory;
  readonly from: number;
  /** `undefined` while it goes on. */
  readonly to: number | undefined;
  /** Did it fail when the period began? Then when it began is not known. */
  readonly isOlder: boolean;
  /** Did it end with the function COMPLIANT? An exemption or a deletion ends a failure without mending it. */
  readonly isRemediated: boolean;
}

export function failuresOf(history: FunctionHistory, period: Period): readonly Failure[] {
  const failures: Failure[] = [];
  let from: number | undefined;
  const end = (start: number, to: number | undefined, isRemediated: boolean) => {
    failures.push({ history, from: start, to, isOlder: start === period.from, isRemediated });
    from = undefined;
  };
  for (const interval of history.intervals) {
    if (isFailing(interval)) from ??= interval.from;
    else if (from !== undefined) end(from, interval.from, interval.compliance === 'COMPLIANT');
  }
  if (from !== undefined) end(from, undefined, false);
  return failures;
}
