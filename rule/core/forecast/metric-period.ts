/** The periods of CloudWatch metrics below a minute, in seconds; above, it is multiples of a minute. */
const BELOW_A_MINUTE = [30, 20, 10, 5, 1] as const;

export function isMetricPeriod(seconds: number): boolean {
  return BELOW_A_MINUTE.some((period) => period === seconds) || (seconds > 0 && seconds % 60 === 0);
}

/**
 * The longest period, in seconds, that points at these moments (milliseconds since the epoch) can have: every distance between
 * them is a multiple of it. A true period that is finer only makes the traces to expect more certain, so that a range worked out with this one
 * contains them all the same.
 *
 * @returns `undefined` for fewer than two moments, which have no distance.
 */
export function longestPeriod(moments: Iterable<number>): number | undefined {
  let first: number | undefined;
  let distance = 0;
  for (const moment of moments) {
    first ??= moment;
    distance = greatestCommonDivisor(distance, Math.abs(moment - first));
  }
  if (distance === 0) return undefined;
  const seconds = distance / 1000;
  return seconds % 60 === 0 ? seconds : BELOW_A_MINUTE.find((period) => seconds % period === 0);
}

function greatestCommonDivisor(one: number, other: number): number {
  let [a, b] = [one, other];
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
