import { type CloudWatchClient, type MetricDataQuery, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import { type Invocations, InvocationTally, isCount } from '../../core/invocations.ts';
import type { MetricWindow } from '../../core/metric-window.ts';
import { atMost, sideBySide } from '../concurrency.ts';

/** The most metrics GetMetricData takes in one call. */
const METRICS_A_CALL = 500;
const CALLS_AT_A_TIME = 3;

/**
 * How often each function of a Region was invoked, throttled invocations left out, which no trace is expected of. One metric is
 * asked for each function, whatever its versions and aliases. A metric CloudWatch refuses, fails at, or breaks off is unknown.
 *
 * @throws ApiCallError for a call that is refused or fails as a whole.
 */
export async function readInvocations(
  cloudwatch: CloudWatchClient,
  names: readonly string[],
  window: MetricWindow,
): Promise<(name: string) => Invocations> {
  const found = new Map<string, Invocations>();
  const work = sideBySide();
  const inTurn = atMost(CALLS_AT_A_TIME);
  for (let start = 0; start < names.length; start += METRICS_A_CALL) {
    const some = names.slice(start, start + METRICS_A_CALL);
    void work.start(() =>
      inTurn(async () => {
        work.signal.throwIfAborted();
        for (const [name, invocations] of await readSome(cloudwatch, some, window)) found.set(name, invocations);
      }),
    );
  }
  await work.end();
  return (name) => found.get(name) ?? unknown('nothing');
}

async function readSome(
  cloudwatch: CloudWatchClient,
  names: readonly string[],
  { from, to, periodSeconds }: MetricWindow,
): Promise<readonly (readonly [name: string, invocations: Invocations])[]> {
  const metrics = new Map(names.map((name, index) => [`m${index}`, new MetricReading(name, periodSeconds)]));
  const input = {
    StartTime: new Date(from),
    EndTime: new Date(to),
    MetricDataQueries: [...metrics].map(([id, { name }]) => queryFor(id, name, periodSeconds)),
  };
  for await (const { MetricDataResults: results = [] } of paginateGetMetricData({ client: cloudwatch }, input)) {
    for (const { Id: id = '', StatusCode: status, Values: values = [] } of results) {
      metrics.get(id)?.take(status, values);
    }
  }
  return [...metrics.values()].map((metric) => [metric.name, metric.invocations()]);
}

/** A function name is no Id: those begin with a small letter. */
function queryFor(id: string, name: string, periodSeconds: number): MetricDataQuery {
  return {
    Id: id,
    Label: name,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/Lambda',
        MetricName: 'Invocations',
        Dimensions: [{ Name: 'FunctionName', Value: name }],
      },
      Period: periodSeconds,
      Stat: 'Sum',
    },
  };
}

/** What the pages of an answer say of one metric; several pages may hold parts of it. */
class MetricReading {
  readonly name: string;
  readonly #tally: InvocationTally;
  #status: string | undefined;
  #failure: string | undefined;

  constructor(name: string, periodSeconds: number) {
    this.name = name;
    this.#tally = new InvocationTally(periodSeconds);
  }

  take(status: string | undefined, values: readonly number[]): void {
    this.#status = status;
    if (status !== 'Complete' && status !== 'PartialData') this.#failure ??= status ?? 'no status';
    for (const value of values) {
      if (isCount(value)) this.#tally.add(value);
      else this.#failure ??= `a point that is no count (${value})`;
    }
  }

  invocations(): Invocations {
    if (this.#failure !== undefined) return unknown(this.#failure);
    // A part of it is no answer, and no answer is not zero.
    if (this.#status === undefined) return unknown('nothing');
    return this.#status === 'Complete' ? this.#tally.traffic() : unknown('a part of it only');
  }
}

function unknown(answer: string): Invocations {
  return { kind: 'unknown', why: `CloudWatch did not say how often it was invoked: it answered ${answer}` };
}
