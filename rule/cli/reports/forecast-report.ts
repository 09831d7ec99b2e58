import { byCodeUnits } from '../../core/code-unit-order.ts';
import { type Forecast, type ForecastFunction, forecast, type MeasuredFunction } from '../../core/forecast/forecast.ts';
import type { MetricSpan } from '../../core/forecast/metric-data.ts';
import { costOfMetrics, type Prices } from '../../core/forecast/prices.ts';
import { functionsInOrder } from '../../core/place.ts';
import type { ReadInput } from '../inputs/read-input.ts';
import { VERSION } from '../version.ts';

/** What reading the metrics cost. */
interface ReadingCost {
  readonly metrics: number;
  /** US dollars. */
  readonly cost: number;
}

/** Everything a forecast says, whatever its format. */
export interface ForecastReport extends Forecast {
  readonly version: string;
  /** `undefined` where the metrics have no point. */
  readonly window: MetricSpan | undefined;
  readonly prices: Prices;
  readonly inputs: readonly ReadInput[];
  /** `undefined` where nothing was asked of CloudWatch. */
  readonly reading: ReadingCost | undefined;
  /** What else a reader must know, each a sentence. */
  readonly notes: readonly string[];
  /** The functions that make most of the bill, the dearest first. */
  readonly most: readonly ForecastFunction[];
}

const MOST = 10;

export function forecastReport(
  measured: readonly MeasuredFunction[],
  facts: Pick<ForecastReport, 'window' | 'prices' | 'inputs' | 'notes'> & { readonly metricsAsked?: number },
): ForecastReport {
  const { metricsAsked, ...others } = facts;
  const sorted = measured.toSorted(functionsInOrder);
  const result = forecast(sorted, facts.prices);
  return {
    version: VERSION,
    ...others,
    ...result,
    reading: metricsAsked === undefined ? undefined : { metrics: metricsAsked, cost: costOfMetrics(metricsAsked) },
    most: result.functions
      .filter(({ costPerMonth: [, most] = [0, 0] }) => most > 0)
      .toSorted((one, other) => mostOf(other) - mostOf(one) || byCodeUnits(one.resourceId, other.resourceId))
      .slice(0, MOST),
  };
}

function mostOf({ costPerMonth }: ForecastFunction): number {
  return costPerMonth?.[1] ?? 0;
}
