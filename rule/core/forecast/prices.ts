/** What X-Ray charges for traces that are recorded. */
export interface Prices {
  /** US dollars. */
  readonly perMillionTraces: number;
  /** Traces a month that are free, for one account. */
  readonly freeTraces: number;
  /** Where the price was read. */
  readonly source: string;
  /** The day it was read; `null` where it was given by hand. */
  readonly date: string | null;
}

/**
 * As X-Ray's price page has them for most Regions, read from stored copies of it; what GovCloud and China charge was not found.
 */
export const LISTED_PRICES: Prices = {
  perMillionTraces: 5,
  freeTraces: 100_000,
  source: 'https://aws.amazon.com/xray/pricing/',
  date: '2026-11-27',
};

/** US dollars for each metric that GetMetricData is asked for; outside the free tier, however many points it has. */
const DOLLARS_A_METRIC = 0.01 / 1000;

/** What asking CloudWatch for so many metrics costs, in US dollars. */
export function costOfMetrics(metrics: number): number {
  return metrics * DOLLARS_A_METRIC;
}
