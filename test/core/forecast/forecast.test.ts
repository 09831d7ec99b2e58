import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecast, type MeasuredFunction } from '../../../rule/core/forecast/forecast.ts';
import { costOfMetrics, LISTED_PRICES } from '../../../rule/core/forecast/prices.ts';
import { InvocationTally } from '../../../rule/core/invocations.ts';

const DAY = 86_400;
const PRICES = { ...LISTED_PRICES, perMillionTraces: 5, freeTraces: 100_000 };

/** A function with an exact number of traces in three days, so ten times as many a month. */
function measured(resourceId: string, traces: number, more: Partial<MeasuredFunction> = {}): MeasuredFunction {
  return {
    accountId: '111122223333',
    region: 'eu-west-1',
    resourceId,
    standing: 'failing',
    invocations: { kind: 'counted', invocations: traces * 2, expectedTraces: [traces, traces * 2] },
    seconds: 3 * DAY,
    isBilledByVolume: false,
    groups: { region: 'eu-west-1', tag: resourceId.slice(0, 1) },
    ...more,
  };
}

describe('a forecast', () => {
  it('prices a month of 30 days, each function before the free tier', () => {
    const { functions, summary } = forecast([measured('a', 30_000)], PRICES);
    expect(functions).toEqual([
      {
        accountId: '111122223333',
        region: 'eu-west-1',
        resourceId: 'a',
        invocationsPerMonth: 600_000,
        tracesPerMonth: [300_000, 600_000],
        costPerMonth: [1.5, 3],
      },
    ]);
    expect(summary).toMatchObject({ functions: 1, costPerMonth: [1, 2.5], tracedInvocations: 0 });
  });

  it('takes the free tier once for each account, from the sum of its functions', () => {
    const other = { accountId: '444455556666' };
    const { accounts, summary } = forecast(
      [measured('a', 6_000), measured('b', 6_000), measured('c', 9_000, other)],
      PRICES,
    );
    expect(accounts.get('111122223333')?.costPerMonth).toEqual([0.1, 0.7]);
    expect(accounts.get('444455556666')?.costPerMonth).toEqual([0, 0.4]);
    expect(summary.costPerMonth?.[0]).toBeCloseTo(0.1, 9);
    expect(summary.costPerMonth?.[1]).toBeCloseTo(1.1, 9);
  });

  it('lets functions that trace today use up the free tier first', () => {
    const { summary, accounts } = forecast(
      [measured('a', 30_000), measured('t', 4_000, { standing: 'tracing' })],
      PRICES,
    );
    expect(summary.costPerMonth).toEqual([1, 2.5]);
    expect(summary.costPerMonthBesideTraced).toEqual([1.2, 2.9]);
    expect(accounts.get('111122223333')?.costPerMonthBesideTraced).toEqual([1.2, 2.9]);
    expect(summary.functions).toBe(1);
    expect(summary.tracedInvocations).toBeCloseTo(8 / 68, 9);
  });

  it('does not know how much of the free tier is left beside a function of unknown traffic', () => {
    const unknown = measured('t', 0, { standing: 'tracing', invocations: { kind: 'unknown', why: 'Forbidden' } });
    const { summary, unpriced } = forecast([measured('a', 30_000), unknown], PRICES);
    expect(summary.costPerMonthBesideTraced).toEqual([1, 3]);
    expect(unpriced).toEqual([{ accountId: '111122223333', region: 'eu-west-1', resourceId: 't', why: 'Forbidden' }]);
  });

  it('has a failing function of unknown traffic in no figure, and names it', () => {
    const unknown = measured('b', 0, { invocations: { kind: 'unknown', why: 'Forbidden' } });
    const { summary, unpriced, functions } = forecast([measured('a', 30_000), unknown], PRICES);
    expect(summary).toEqual({ ...forecast([measured('a', 30_000)], PRICES).summary });
    expect(functions.map(({ resourceId }) => resourceId)).toEqual(['a']);
    expect(unpriced.map(({ resourceId }) => resourceId)).toEqual(['b']);
  });

  it('gives no figure where spans are billed by volume, and leaves those traces out of the sum', () => {
    const volume = measured('v', 90_000, { isBilledByVolume: true });
    const mixed = forecast([measured('a', 30_000), volume], PRICES);
    expect(mixed.functions.map(({ costPerMonth }) => costPerMonth)).toEqual([[1.5, 3], undefined]);
    expect(mixed.summary.costPerMonth).toEqual([1, 2.5]);
    const only = forecast([volume], PRICES).summary;
    expect(only).toMatchObject({ tracesPerMonth: [900_000, 1_800_000] });
    expect(only.costPerMonth).toBeUndefined();
    expect(only.costPerMonthBesideTraced).toBeUndefined();
    const tracing = forecast([measured('a', 30_000), { ...volume, standing: 'tracing' }], PRICES).summary;
    expect(tracing.costPerMonthBesideTraced).toEqual([1, 2.5]);
  });

  it('sums up groups of every kind', () => {
    const { groups } = forecast([measured('a1', 1000), measured('a2', 1000), measured('b', 5000)], PRICES);
    expect(
      [...(groups.get('tag') ?? [])].map(([value, group]) => [value, group.functions, group.tracesPerMonth]),
    ).toEqual([
      ['a', 2, [20_000, 40_000]],
      ['b', 1, [50_000, 100_000]],
    ]);
    expect(groups.get('region')?.get('eu-west-1')?.costPerMonth?.[0]).toBeCloseTo(0.35, 9);
  });

  it('of nothing is nothing, and of functions nobody judged has no share that is traced', () => {
    expect(forecast([], PRICES).summary).toMatchObject({
      functions: 0,
      costPerMonth: [0, 0],
      costPerMonthBesideTraced: [0, 0],
      tracedInvocations: null,
    });
    const { summary } = forecast([measured('a', 10, { standing: 'not-judged' })], PRICES);
    expect(summary).toMatchObject({ functions: 1, tracedInvocations: null });
  });

  it('of a function that was never invoked is nothing, even where no window is known', () => {
    const never = measured('a', 0, { invocations: new InvocationTally(60).traffic(), seconds: 0 });
    expect(forecast([never], PRICES).functions[0]).toMatchObject({ invocationsPerMonth: 0, costPerMonth: [0, 0] });
  });

  it('is a range that holds the exact month of any arrival, second by second', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(0), fc.nat(400)), { minLength: 60, maxLength: 600 }),
        fc.constantFrom(5, 60),
        (arrivals, period) => {
          const whole = arrivals.slice(0, arrivals.length - (arrivals.length % period));
          const tally = new InvocationTally(period);
          for (let at = 0; at < whole.length; at += period) {
            tally.add(whole.slice(at, at + period).reduce((sum, requests) => sum + requests, 0));
          }
          const exact = whole.reduce((sum, requests) => sum + (requests > 0 ? 1 + 0.05 * (requests - 1) : 0), 0);
          const months = (30 * DAY) / whole.length;
          const fn = measured('a', 0, { invocations: tally.traffic(), seconds: whole.length });
          const { tracesPerMonth, costPerMonth } = forecast([fn], PRICES).summary;
          const cost = Math.max(0, exact * months - 100_000) * 0.000_005;
          expect(tracesPerMonth[0]).toBeLessThanOrEqual(exact * months + 1e-3);
          expect(tracesPerMonth[1]).toBeGreaterThanOrEqual(exact * months - 1e-3);
          expect(costPerMonth?.[0]).toBeLessThanOrEqual(cost + 1e-6);
          expect(costPerMonth?.[1]).toBeGreaterThanOrEqual(cost - 1e-6);
        },
      ),
    );
  });
});

describe('the metrics themselves', () => {
  it('cost a cent for a thousand', () => expect(costOfMetrics(5000)).toBeCloseTo(0.05, 12));
});
