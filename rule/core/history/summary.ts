import { coverageOf } from '../coverage.ts';
import { type Compliance, noneYet } from '../model.ts';
import { type Place, placeRuns } from '../place.ts';
import { type Failure, failuresOf } from './failures.ts';
import { atEnd, type FunctionHistory, type Interval, isAfterRecord, isBeforeRecord, isFailing } from './model.ts';

/** How many functions had which verdict at one moment; `coverage` as in an evaluation at that moment. */
type Counts = Readonly<Record<Compliance, number>> & {
  /** Recorded by then. */
  readonly functions: number;
  /** Recorded later in the period. */
  readonly notRecordedYet: number;
  readonly coverage: number | null;
};

/** Hours of functions under each verdict, and before their first record, to two places. */
type FunctionHours = Readonly<Record<Compliance, number>> & { readonly notRecordedYet: number };

/** A failure that goes on; `tied`: so many others have been open for just as long. */
export interface OpenFailure extends Failure {
  readonly tied: number;
}

/** What a period comes to, for one place or for all. */
export interface Totals {
  readonly start: Counts;
  readonly end: Counts;
  readonly functionHours: FunctionHours;
  /** Share of the function-hours in scope that were compliant, to four places; `null` when there were none. */
  readonly compliantShare: number | null;
  readonly longestOpenFailure: OpenFailure | undefined;
  /** Failures of which the beginning is known, and which ended in the period with the function COMPLIANT. */
  readonly remediated: number;
  readonly meanSecondsToRemediate: number | null;
}

export interface PlaceTotals extends Totals, Place {}

export interface HistorySummary extends Totals {
  readonly functions: number;
  readonly failingAtEnd: number;
  readonly places: readonly PlaceTotals[];
}

/** The histories must be sorted by account and Region. */
export function summarizeHistory(histories: readonly FunctionHistory[]): HistorySummary {
  return {
    functions: histories.length,
    failingAtEnd: histories.filter((history) => isFailing(atEnd(history))).length,
    ...totals(histories),
    places: [...placeRuns(histories, (history) => history)].map(({ accountId, region, items }) => ({
      accountId,
      region,
      ...totals(items),
    })),
  };
}

function totals(histories: readonly FunctionHistory[]): Totals {
  const milliseconds = emptyTally();
  let longest: OpenFailure | undefined;
  let remediated = 0;
  let failedFor = 0;
  for (const history of histories) {
    for (const interval of history.intervals) {
      if (!isAfterRecord(interval)) milliseconds[tallyKey(interval)] += interval.to - interval.from;
    }
    for (const failure of failuresOf(history)) {
      const { from, to, isStartKnown, isRemediated } = failure;
      if (to === undefined) longest = longerOpen(longest, failure);
      else if (isRemediated && isStartKnown) {
        remediated++;
        failedFor += to - from;
      }
    }
  }
  return {
    start: counts(histories.map(({ intervals }) => intervals[0])),
    end: counts(histories.map(atEnd)),
    functionHours: {
      COMPLIANT: hours(milliseconds.COMPLIANT),
      NON_COMPLIANT: hours(milliseconds.NON_COMPLIANT),
      INSUFFICIENT_DATA: hours(milliseconds.INSUFFICIENT_DATA),
      NOT_APPLICABLE: hours(milliseconds.NOT_APPLICABLE),
      notRecordedYet: hours(milliseconds.notRecordedYet),
    },
    compliantShare: coverageOf(milliseconds),
    longestOpenFailure: longest,
    remediated,
    meanSecondsToRemediate: remediated === 0 ? null : Math.round(failedFor / remediated / 1000),
  };
}

/** Of two failures that go on, the one that has for longer; of two that tie, the one that was met first. */
function longerOpen(longest: OpenFailure | undefined, other: Failure): OpenFailure {
  if (longest === undefined || other.from < longest.from) return { ...other, tied: 0 };
  return other.from === longest.from ? { ...longest, tied: longest.tied + 1 } : longest;
}

type Tally = Record<Compliance | 'notRecordedYet', number>;

function emptyTally(): Tally {
  return { ...noneYet(), notRecordedYet: 0 };
}

function tallyKey(interval: Interval): keyof Tally {
  return isBeforeRecord(interval) ? 'notRecordedYet' : interval.compliance;
}

function counts(intervals: readonly Interval[]): Counts {
  const tally = emptyTally();
  for (const interval of intervals) tally[tallyKey(interval)]++;
  return { functions: intervals.length - tally.notRecordedYet, ...tally, coverage: coverageOf(tally) };
}

function hours(milliseconds: number): number {
  return Math.round(milliseconds / 36_000) / 100;
}
