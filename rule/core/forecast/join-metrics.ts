import type { Invocations } from '../invocations.ts';
import { plus } from '../range.ts';
import { type FunctionMetric, type MetricData, MetricDataError, type MetricSpan } from './metric-data.ts';

/** Metric data, and the input it came from. */
export interface NamedMetricData extends MetricData {
  readonly name: string;
}

/** Several inputs as one. */
export interface JoinedMetrics {
  /** From the first to behind the last point of all; the coarsest period. `undefined` where there is no point. */
  readonly span: MetricSpan | undefined;
  readonly metrics: readonly FunctionMetric[];
}

/**
 * Puts inputs together: other functions, or the same ones at other times.
 *
 * @throws MetricDataError for a function that two inputs have at the same time: its invocations would count twice.
 */
export function joinMetrics(inputs: readonly NamedMetricData[]): JoinedMetrics {
  const joined = new Map<string, { readonly metric: FunctionMetric; readonly from: readonly NamedMetricData[] }>();
  for (const input of inputs) {
    for (const metric of input.metrics) {
      const key = `${metric.accountId} ${metric.region} ${metric.resourceId}`;
      const before = joined.get(key);
      const overlapping = before?.from.find((other) => overlap(other.span, input.span));
      if (overlapping !== undefined) {
        throw new MetricDataError(
          `${input.name}: ${metric.resourceId} is in ${overlapping.name} too, at the same time; metrics of several accounts need ARNs as labels`,
        );
      }
      joined.set(key, {
        metric: before === undefined ? metric : together(before.metric, metric),
        from: [...(before?.from ?? []), input],
      });
    }
  }
  return {
    span: inputs.map(({ span }) => span).reduce(around, undefined),
    metrics: [...joined.values()].map(({ metric }) => metric),
  };
}

function overlap(one: MetricSpan | undefined, other: MetricSpan | undefined): boolean {
  return one !== undefined && other !== undefined && one.from < other.to && other.from < one.to;
}

function together(one: FunctionMetric, other: FunctionMetric): FunctionMetric {
  return { ...one, invocations: sum(one.invocations, other.invocations), seconds: one.seconds + other.seconds };
}

function sum(one: Invocations, other: Invocations): Invocations {
  if (one.kind === 'unknown') return one;
  if (other.kind === 'unknown') return other;
  return {
    kind: 'counted',
    invocations: one.invocations + other.invocations,
    expectedTraces: plus(one.expectedTraces, other.expectedTraces),
  };
}

function around(one: MetricSpan | undefined, other: MetricSpan | undefined): MetricSpan | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    from: Math.min(one.from, other.from),
    to: Math.max(one.to, other.to),
    periodSeconds: Math.max(one.periodSeconds, other.periodSeconds),
  };
}
