import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvocationTally, isCount } from '../../rule/core/invocations.ts';
import { chanceOfNoTrace, expectedTraces, requestsUntil } from '../../rule/core/sampling.ts';

/** Requests of each second of a window, and the period its metric has. */
const ARRIVALS = fc.record({
  seconds: fc.array(fc.oneof(fc.constant(0), fc.nat(3), fc.nat(2000)), { minLength: 1, maxLength: 300 }),
  period: fc.constantFrom(1, 5, 60, 300),
});

/** What Lambda samples of requests whose second is known: the first of each, and 5 % of the others. */
function exactTraces(seconds: readonly number[]): number {
  return seconds.reduce((sum, requests) => sum + (requests === 0 ? 0 : 1 + (requests - 1) / 20), 0);
}

describe('the traces to expect', () => {
  it.each([
    [0, 60, [0, 0]],
    [1, 60, [1, 1]],
    [21, 60, [2, 21]],
    [60, 60, [3.95, 60]],
    [1060, 60, [53.95, 110]],
    [1060, 1, [53.95, 53.95]],
  ])('of %i requests in a period of %i s are %j', (requests, period, range) => {
    const [least, most] = expectedTraces(requests, period);
    expect(least).toBeCloseTo(range[0] ?? Number.NaN, 9);
    expect(most).toBeCloseTo(range[1] ?? Number.NaN, 9);
  });

  it('contain the exact count of any arrival of requests, second by second', () => {
    fc.assert(
      fc.property(ARRIVALS, ({ seconds, period }) => {
        const tally = new InvocationTally(period);
        for (let start = 0; start < seconds.length; start += period) {
          tally.add(seconds.slice(start, start + period).reduce((sum, requests) => sum + requests, 0));
        }
        const { invocations, expectedTraces: range } = tally.traffic();
        const exact = exactTraces(seconds);
        expect(invocations).toBe(seconds.reduce((sum, requests) => sum + requests, 0));
        expect(range[0]).toBeLessThanOrEqual(exact + 1e-6);
        expect(range[1]).toBeGreaterThanOrEqual(exact - 1e-6);
      }),
    );
  });

  it('are exact where the period is a second', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5000), { minLength: 1 }), (seconds) => {
        const tally = new InvocationTally(1);
        for (const requests of seconds) tally.add(requests);
        const { expectedTraces: range } = tally.traffic();
        expect(range[0]).toBeCloseTo(exactTraces(seconds), 6);
        expect(range[1]).toBeCloseTo(exactTraces(seconds), 6);
      }),
    );
  });
});

describe('the chance of no trace', () => {
  it('falls below one in 10,000 at 180 requests, where all are kept', () => {
    expect(requestsUntil(1e-4, 1)).toBe(180);
    expect(chanceOfNoTrace(179, 1)).toBeGreaterThanOrEqual(1e-4);
    expect(chanceOfNoTrace(180, 1)).toBeLessThan(1e-4);
  });

  it('falls as slowly as few are kept', () => {
    const needed = requestsUntil(1e-4, 0.01);
    expect(needed).toBe(18417);
    expect(chanceOfNoTrace(needed - 1, 0.01)).toBeGreaterThanOrEqual(1e-4);
    expect(chanceOfNoTrace(needed, 0.01)).toBeLessThan(1e-4);
  });
});

describe('a count', () => {
  it.each([
    [0, true],
    [12, true],
    [0.5, false],
    [-1, false],
    [Number.NaN, false],
    ['3', false],
    [null, false],
  ])('%j: %s', (value, is) => expect(isCount(value)).toBe(is));
});
