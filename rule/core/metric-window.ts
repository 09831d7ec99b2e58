import type { Period } from './history/model.ts';

/** The part of a metric that is asked for. */
export interface MetricWindow extends Period {
  readonly periodSeconds: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Metrics, and traces, take some minutes to be complete. */
const DELAY = 5 * MINUTE;

/** While the metrics are read, the oldest of them grow older. */
const MARGIN = 15 * MINUTE;

/**
 * How old the start of a window may be for each period. Asked for a finer one CloudWatch gives no points and no error (API
 * reference, GetMetricData: Period).
 */
const PERIODS: readonly (readonly [seconds: number, oldest: number])[] = [
  [60, 15 * DAY],
  [300, 63 * DAY],
  [3600, 455 * DAY],
];

/** CloudWatch keeps metrics for 455 days; in milliseconds. */
export const LONGEST_METRIC_WINDOW = 454 * DAY;

/** X-Ray keeps traces for 30 days; in milliseconds. */
export const LONGEST_TRACE_WINDOW = 29 * DAY;

/** The window of that length, in milliseconds, that ended a few minutes ago, in the finest period that is kept for its age. */
export function windowBefore(now: Date, length: number): MetricWindow {
  const aligned = (moment: number, seconds: number) => Math.floor(moment / (seconds * 1000)) * seconds * 1000;
  const windows = PERIODS.map(([periodSeconds, oldest]) => {
    const to = aligned(now.getTime() - DELAY, periodSeconds);
    const from = aligned(to - length, periodSeconds);
    return { window: { from, to, periodSeconds }, isKept: now.getTime() - from <= oldest - MARGIN };
  });
  const [finest] = windows.filter(({ isKept }) => isKept);
  if (finest === undefined) throw new RangeError(`no metric is kept for ${length / DAY} days`);
  return finest.window;
}

/** The part of a window that begins with the first whole period after a moment. */
export function windowAfter(window: MetricWindow, moment: number): MetricWindow {
  const period = window.periodSeconds * 1000;
  return { ...window, from: Math.max(window.from, Math.ceil(moment / period) * period) };
}
