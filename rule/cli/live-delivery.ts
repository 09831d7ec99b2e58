import { atMost } from '../account/concurrency.ts';
import { readFunctionChanges } from '../account/telemetry/function-changes.ts';
import { readInvocations } from '../account/telemetry/invocation-metrics.ts';
import { readServiceGraph } from '../account/telemetry/service-graph.ts';
import { readIndexedDestination } from '../account/telemetry/trace-destination.ts';
import { type DeliveredFunction, deliveryOf } from '../core/delivery/delivery.ts';
import { type DeliveryFacts, judgeDelivery } from '../core/delivery/judge-delivery.ts';
import { type Invocations, InvocationTally } from '../core/invocations.ts';
import { type MetricWindow, windowAfter } from '../core/metric-window.ts';
import { reading } from './api-failure.ts';
import { type LiveRegion, type LiveTelemetryOptions, liveRegions, readLiveVerdicts } from './live-telemetry.ts';

const METRICS_AT_A_TIME = 3;

/** What was read of the caller's account about the delivery of traces. */
export interface LiveDelivery {
  /** The functions that may deliver, sorted by account, Region and name. */
  readonly functions: readonly DeliveredFunction[];
  /** Metrics CloudWatch was asked for: it bills each. */
  readonly metrics: number;
  readonly organizationPolicies: string;
}

/**
 * Compares the invocations of every COMPLIANT function with the traces X-Ray holds of it. Nothing is written anywhere.
 *
 * @throws InputError naming the API call that failed and what it was for.
 */
export async function readLiveDelivery(options: LiveTelemetryOptions, window: MetricWindow): Promise<LiveDelivery> {
  const { evaluations, organizationPolicies } = await readLiveVerdicts(options);
  const compliant = evaluations.filter(({ verdict }) => verdict.compliance === 'COMPLIANT');
  const regions = liveRegions(compliant, options.profile);
  options.onProgress(`${compliant.length} functions, comparing invocations with traces`);
  const read = await reading(() => Promise.all(regions.map((region) => readRegion(region, window))));
  return {
    functions: read.flatMap(({ functions }) => functions),
    metrics: read.reduce((sum, { metrics }) => sum + metrics, 0),
    organizationPolicies,
  };
}

type Compared = Pick<LiveDelivery, 'functions' | 'metrics'>;

async function readRegion({ accountId, items, clients }: LiveRegion, window: MetricWindow): Promise<Compared> {
  const { cloudwatch, xray, lambda } = clients;
  const names = items.map(({ fn }) => fn.resourceId);
  const [invocations, graph, destination] = await Promise.all([
    readInvocations(cloudwatch, names, window),
    readServiceGraph(xray, accountId, window),
    readIndexedDestination(xray),
  ]);
  const factsOf = (name: string): DeliveryFacts => ({
    invocations: invocations(name),
    traces: graph.tracesOf(name),
    destination,
    isGraphDrawn: graph.isDrawn,
  });
  const suspects = names.filter((name) => judgeDelivery(factsOf(name)).delivery === 'silent');
  const recent = await readSinceChange(suspects, cloudwatch, lambda, window);
  return {
    functions: items.map(({ fn }) => {
      const sinceChange = recent.get(fn.resourceId);
      return deliveryOf(fn, { ...factsOf(fn.resourceId), ...(sinceChange && { sinceChange }) });
    }),
    metrics: names.length + recent.size,
  };
}

/**
 * Of functions that look silent, and were changed in the window, the invocations since then. Asked only for them: it takes a
 * listing and a metric more.
 */
async function readSinceChange(
  suspects: readonly string[],
  cloudwatch: LiveRegion['clients']['cloudwatch'],
  lambda: LiveRegion['clients']['lambda'],
  window: MetricWindow,
): Promise<ReadonlyMap<string, Invocations>> {
  if (suspects.length === 0) return new Map();
  const changes = await readFunctionChanges(lambda);
  const inTurn = atMost(METRICS_AT_A_TIME);
  const changed = suspects.flatMap((name) => {
    const later = windowAfter(window, changes.get(name) ?? window.from);
    return later.from > window.from ? [{ name, later }] : [];
  });
  const counted = changed.map(({ name, later }) =>
    inTurn(async (): Promise<readonly [string, Invocations]> => {
      if (later.from >= later.to) return [name, new InvocationTally(later.periodSeconds).traffic()];
      return [name, (await readInvocations(cloudwatch, [name], later))(name)];
    }),
  );
  return new Map(await Promise.all(counted));
}
