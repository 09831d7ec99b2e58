import type { Evaluation } from '../evaluation.ts';
import type { Invocations } from '../invocations.ts';
import type { Compliance } from '../model.ts';
import { known } from '../unknown-value.ts';
import type { MeasuredFunction } from './forecast.ts';
import { type FunctionMetric, MetricDataError } from './metric-data.ts';

const NO_METRIC: Invocations = { kind: 'unknown', why: 'there is no metric of it in the input' };

/** The value of the tag that functions are grouped by; `undefined` where they carry none. */
export type TagOf = (arn: string) => string | undefined;

/** The groups of a function, by their kinds. */
export function groupsOf({ fn }: Evaluation, tagOf: TagOf | undefined): Readonly<Record<string, string>> {
  const role = fn.kind === 'recorded' ? known(fn.role) : undefined;
  return {
    region: fn.region,
    ...(role !== undefined && { role }),
    ...(tagOf !== undefined && { tag: tagOf(fn.arn) ?? '' }),
  };
}

/** What a verdict makes of a function in a forecast; `undefined` for one the control does not apply to. */
export function standingOf(compliance: Compliance): MeasuredFunction['standing'] | undefined {
  switch (compliance) {
    case 'COMPLIANT':
      return 'tracing';
    case 'NON_COMPLIANT':
    case 'INSUFFICIENT_DATA':
      return 'failing';
    case 'NOT_APPLICABLE':
      return undefined;
  }
}

/** Functions that are measured and judged, and the metrics that belong to none of them. */
export interface Measured {
  readonly functions: readonly MeasuredFunction[];
  readonly unmatched: number;
}

/**
 * Joins the metrics with the functions they are of. A metric that says no account or Region is that of the one function of its
 * name.
 *
 * @throws MetricDataError for a name that several functions have.
 */
export function measured(
  evaluations: Iterable<Evaluation>,
  metrics: readonly FunctionMetric[],
  tagOf: TagOf | undefined,
): Measured {
  const byName = new Map<string, FunctionMetric[]>();
  for (const metric of metrics) byName.set(metric.resourceId, [...(byName.get(metric.resourceId) ?? []), metric]);
  const taken = new Map<FunctionMetric, Evaluation>();
  const functions: MeasuredFunction[] = [];
  for (const evaluation of evaluations) {
    const { fn, verdict } = evaluation;
    if (fn.kind === 'out-of-scope') continue;
    const metric = byName.get(fn.resourceId)?.find((candidate) => isOf(candidate, evaluation));
    if (metric !== undefined) takeOnce(taken, metric, evaluation);
    const standing = standingOf(verdict.compliance);
    if (standing === undefined) continue;
    functions.push({
      accountId: fn.accountId,
      region: fn.region,
      resourceId: fn.resourceId,
      standing,
      invocations: metric?.invocations ?? NO_METRIC,
      seconds: metric?.seconds ?? 0,
      isBilledByVolume: false,
      groups: groupsOf(evaluation, tagOf),
    });
  }
  return { functions, unmatched: metrics.length - taken.size };
}

function isOf({ accountId, region }: FunctionMetric, { fn }: Evaluation): boolean {
  return (accountId === '' || accountId === fn.accountId) && (region === '' || region === fn.region);
}

function takeOnce(taken: Map<FunctionMetric, Evaluation>, metric: FunctionMetric, evaluation: Evaluation): void {
  const other = taken.get(metric)?.fn;
  if (other !== undefined) {
    const { fn } = evaluation;
    throw new MetricDataError(
      `${metric.resourceId} is a function of ${other.accountId} ${other.region} and of ${fn.accountId} ${fn.region}: ` +
        'say with --account and --region, or with ARNs as labels, which one its metric is of',
    );
  }
  taken.set(metric, evaluation);
}

/** Metrics alone: every function of theirs is priced as if it did not trace. */
export function measuredAlone(metrics: readonly FunctionMetric[]): readonly MeasuredFunction[] {
  return metrics.map((metric) => ({
    ...metric,
    standing: 'not-judged',
    isBilledByVolume: false,
    groups: metric.region === '' ? {} : { region: metric.region },
  }));
}
