import { NOTHING, type Range } from './range.ts';

/**
 * How Lambda samples the requests that bring no tracing header: the first of each second, and 5 % of the others. It cannot be
 * configured for functions (Lambda developer guide, "services-xray").
 */
const SHARE_OF_OTHERS = 0.05;

/**
 * The traces to expect of the requests of one period of a metric, which does not tell in which of its seconds they came:
 * fewest where all came in one, most where they were spread over as many seconds as there are.
 */
export function expectedTraces(requests: number, periodSeconds: number): Range {
  if (requests === 0) return NOTHING;
  return [sampled(requests, 1), sampled(requests, Math.min(requests, periodSeconds))];
}

/** Of requests that came in so many different seconds. */
function sampled(requests: number, seconds: number): number {
  return seconds + SHARE_OF_OTHERS * (requests - seconds);
}

/**
 * How likely it is that none of the requests has a trace that is kept, where only a share of those sampled is. The first of
 * each second is left out of it: whether that is one for each function is written nowhere.
 */
export function chanceOfNoTrace(requests: number, keptShare: number): number {
  return (1 - SHARE_OF_OTHERS * keptShare) ** requests;
}

/** How many requests it takes until that is less likely than so. */
export function requestsUntil(chance: number, keptShare: number): number {
  return Math.floor(Math.log(chance) / Math.log1p(-SHARE_OF_OTHERS * keptShare)) + 1;
}
