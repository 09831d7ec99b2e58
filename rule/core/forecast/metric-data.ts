import { arnParts } from '../arn.ts';
import { type Invocations, InvocationTally, isCount } from '../invocations.ts';
import { remembered } from '../memo.ts';
import { parseMoment } from '../moment.ts';
import type { ForecastIdentity } from './forecast.ts';
import { isMetricPeriod, longestPeriod } from './metric-period.ts';

/** Metric data that cannot be used; the message says what is wrong with it. */
export class MetricDataError extends Error {
  override readonly name = 'MetricDataError';
}

/** What a file of metric data does not hold, where it is said. */
export interface SaidOfMetrics {
  readonly periodSeconds: number | undefined;
  /** How long the metrics were asked for, in seconds. */
  readonly windowSeconds: number | undefined;
  /** Empty when nobody says. */
  readonly accountId: string;
  readonly region: string;
}

/** From the first to behind the last point, in milliseconds since the epoch; `undefined` for metrics without any point. */
export interface MetricSpan {
  readonly from: number;
  readonly to: number;
  readonly periodSeconds: number;
}

/** The invocations of one function as metric data has them. */
export interface FunctionMetric extends ForecastIdentity {
  readonly invocations: Invocations;
  /** How long they were watched. */
  readonly seconds: number;
}

/** The invocations of functions out of the answers of GetMetricData, and the time they are about. */
export interface MetricData {
  readonly span: MetricSpan | undefined;
  readonly metrics: readonly FunctionMetric[];
}

interface Series extends ForecastIdentity {
  /** By their moments: pages and files may hold a point twice. */
  readonly points: Map<number, number>;
  /** The last status of each Id, since a page that breaks a metric off is followed by the next. */
  readonly statuses: Map<string, string>;
}

/**
 * Reads one answer of `aws cloudwatch get-metric-data`, of version 1 or 2 of the AWS CLI, pages joined or not. It says neither
 * which period nor which time was asked for: that is worked out from the points, unless it is said. `Label` names the function, or
 * is its ARN.
 *
 * @throws MetricDataError for what is no such answer, or cannot be worked out.
 */
export function parseMetricData(source: unknown, said: SaidOfMetrics): MetricData {
  const series = new Map<string, Series>();
  for (const result of resultsIn(source)) addTo(series, result, said);
  const all = [...series.values()];
  const span = spanOf(all, said);
  const seconds = said.windowSeconds ?? (span === undefined ? 0 : (span.to - span.from) / 1000);
  if (span !== undefined && seconds * 1000 < span.to - span.from) {
    throw new MetricDataError(`its points are ${(span.to - span.from) / 1000} s apart, more than --window says`);
  }
  return {
    span,
    metrics: all.map(({ accountId, region, resourceId, points, statuses }) => ({
      accountId,
      region,
      resourceId,
      invocations: invocationsOf(points, statuses, span?.periodSeconds ?? 1),
      seconds,
    })),
  };
}

interface Result {
  readonly id: string;
  readonly label: string;
  readonly status: string;
  readonly timestamps: readonly unknown[];
  readonly values: readonly unknown[];
}

function* resultsIn(source: unknown): Generator<Result> {
  const { MetricDataResults: results, NextToken: next } = membersOf(source);
  if (!Array.isArray(results))
    throw new MetricDataError('no output of aws cloudwatch get-metric-data: it has no list MetricDataResults');
  if (next !== undefined && next !== null)
    throw new MetricDataError('cut off: it has a NextToken; ask without --max-items and --no-paginate');
  for (const [index, result] of results.entries()) {
    const {
      Id: id,
      Label: label,
      StatusCode: status = 'Complete',
      Timestamps: timestamps,
      Values: values,
    } = membersOf(result);
    if (typeof id !== 'string' || typeof label !== 'string' || typeof status !== 'string')
      throw new MetricDataError(`result ${index + 1}: Id, Label and StatusCode must be texts`);
    if (!Array.isArray(timestamps) || !Array.isArray(values) || timestamps.length !== values.length)
      throw new MetricDataError(`result ${index + 1} (${id}): Timestamps and Values must be lists of the same length`);
    yield { id, label, status, timestamps, values };
  }
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function addTo(
  series: Map<string, Series>,
  { id, label, status, timestamps, values }: Result,
  said: SaidOfMetrics,
): void {
  const identity = identityOf(label, said);
  const key = Object.values(identity).join(' ');
  const { points, statuses } = remembered(series, key, () => ({ ...identity, points: new Map(), statuses: new Map() }));
  if (!statuses.has(id) && statuses.size > 0)
    throw new MetricDataError(`two metrics are labelled ${label}: ${[...statuses.keys()].join()} and ${id}`);
  statuses.set(id, worse(statuses.get(id), status));
  for (const [index, value] of values.entries()) {
    const moment = parseMoment(timestamps[index]);
    if (moment === undefined || moment % 1000 !== 0)
      throw new MetricDataError(`${id}: ${JSON.stringify(timestamps[index])} is no time in whole seconds`);
    if (!isCount(value))
      throw new MetricDataError(
        `${id}: ${JSON.stringify(value)} is no number of invocations; ask for Invocations with Stat Sum`,
      );
    if ((points.get(moment) ?? value) !== value)
      throw new MetricDataError(`${id}: two values for ${new Date(moment).toISOString()}`);
    points.set(moment, value);
  }
}

/** A refusal or failure on any page stays; a part is made whole by the page after it. */
function worse(before: string | undefined, now: string): string {
  return before === undefined || before === 'PartialData' || before === 'Complete' ? now : before;
}

const FUNCTION_NAME = /^[A-Za-z0-9_-]{1,64}$/;

function identityOf(label: string, { accountId, region }: SaidOfMetrics): ForecastIdentity {
  const parts = arnParts(label);
  const [kind, name = ''] = parts.resource.split(':');
  if (parts.service === 'lambda' && kind === 'function' && FUNCTION_NAME.test(name))
    return { accountId: parts.accountId, region: parts.region, resourceId: name };
  if (FUNCTION_NAME.test(label)) return { accountId, region, resourceId: label };
  throw new MetricDataError(
    `Label ${JSON.stringify(label)} is neither the name nor the ARN of a function: set it in the query`,
  );
}

function spanOf(series: readonly Series[], said: SaidOfMetrics): MetricSpan | undefined {
  let from = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { points } of series) {
    for (const moment of points.keys()) {
      from = Math.min(from, moment);
      last = Math.max(last, moment);
    }
  }
  if (from > last) return undefined;
  const periodSeconds = periodOf(series, said);
  return { from, to: last + periodSeconds * 1000, periodSeconds };
}

function periodOf(series: readonly Series[], { periodSeconds: said }: SaidOfMetrics): number {
  const longest = longestPeriod(momentsOf(series));
  if (said === undefined) {
    if (longest === undefined)
      throw new MetricDataError('all points are of one moment, which tells no period: say it with --period');
    return longest;
  }
  if (!isMetricPeriod(said))
    throw new MetricDataError(`--period ${said}: metrics have periods of 1, 5, 10, 20, 30 or a multiple of 60 seconds`);
  if (longest !== undefined && longest % said !== 0)
    throw new MetricDataError(`--period ${said}: the points are ${longest} s apart, which is no multiple of it`);
  return said;
}

function* momentsOf(series: readonly Series[]): Generator<number> {
  for (const { points } of series) yield* points.keys();
}

function invocationsOf(
  points: ReadonlyMap<number, number>,
  statuses: ReadonlyMap<string, string>,
  period: number,
): Invocations {
  const status = [...statuses.values()].find((one) => one !== 'Complete');
  if (status !== undefined) return { kind: 'unknown', why: `CloudWatch answered ${status}` };
  const tally = new InvocationTally(period);
  for (const value of points.values()) tally.add(value);
  return tally.traffic();
}
