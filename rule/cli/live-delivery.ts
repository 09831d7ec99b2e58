import { readInvocations } from '../account/telemetry/invocation-metrics.ts';
import { readServiceGraph } from '../account/telemetry/service-graph.ts';
import { readIndexedDestination } from '../account/telemetry/trace-destination.ts';
import { type DeliveredFunction, deliveryOf } from '../core/delivery/delivery.ts';
import type { MetricWindow } from '../core/metric-window.ts';
import {
  type LiveRegion,
  type LiveTelemetryOptions,
  liveRegions,
  namingCalls,
  readLiveVerdicts,
} from './live-telemetry.ts';

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
  const functions = await namingCalls(() => Promise.all(regions.map((region) => readRegion(region, window))));
  return { functions: functions.flat(), metrics: compliant.length, organizationPolicies };
}

async function readRegion(
  { accountId, items, clients }: LiveRegion,
  window: MetricWindow,
): Promise<readonly DeliveredFunction[]> {
  const names = items.map(({ fn }) => fn.resourceId);
  const [invocations, graph, destination] = await Promise.all([
    readInvocations(clients.cloudwatch, names, window),
    readServiceGraph(clients.xray, accountId, window),
    readIndexedDestination(clients.xray),
  ]);
  return items.map(({ fn }) =>
    deliveryOf(fn, {
      invocations: invocations(fn.resourceId),
      traces: graph.tracesOf(fn.resourceId),
      destination,
      isGraphDrawn: graph.isDrawn,
    }),
  );
}
