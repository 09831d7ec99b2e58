import { callCounter } from '../account/api-calls.ts';
import { connect } from '../account/clients.ts';
import { readTag } from '../account/region-functions.ts';
import { readInvocations } from '../account/telemetry/invocation-metrics.ts';
import { readTraceDestination } from '../account/telemetry/trace-destination.ts';
import type { Evaluation } from '../core/evaluation.ts';
import type { MeasuredFunction } from '../core/forecast/forecast.ts';
import { groupsOf, standingOf } from '../core/forecast/measured-functions.ts';
import type { MetricWindow } from '../core/metric-window.ts';
import type { Place } from '../core/place.ts';
import { reading } from './api-failure.ts';
import { type LiveRegion, type LiveTelemetryOptions, liveRegions, readLiveVerdicts } from './live-telemetry.ts';

export interface LiveForecastOptions extends LiveTelemetryOptions {
  /** The key of the tag to group by. */
  readonly tagKey: string | undefined;
  /** Called with the number of metrics before CloudWatch is asked for them; throws where that is not wanted. */
  readonly beforeMetrics: (metrics: number) => void;
}

/** What was read of the caller's account about its invocations. */
export interface LiveInvocations {
  readonly functions: readonly MeasuredFunction[];
  readonly metrics: number;
  /** Regions whose spans are billed by volume. */
  readonly billedByVolume: readonly Place[];
  /** Regions of which that could not be seen, and why. */
  readonly unknownDestinations: readonly (Place & { readonly why: string })[];
  readonly organizationPolicies: string;
}

/**
 * Counts the invocations of every function in scope: of those that fail to price them, of the others because they use the free
 * tier already. Nothing is written anywhere.
 *
 * @throws InputError naming the API call that failed and what it was for.
 */
export async function readLiveInvocations(
  options: LiveForecastOptions,
  window: MetricWindow,
): Promise<LiveInvocations> {
  const { evaluations, organizationPolicies } = await readLiveVerdicts(options);
  const inScope = evaluations.filter(({ verdict }) => standingOf(verdict.compliance) !== undefined);
  options.beforeMetrics(inScope.length);
  options.onProgress(`${inScope.length} functions, counting their invocations`);
  const regions = liveRegions(inScope, options.profile);
  const read = await reading(() => Promise.all(regions.map((region) => readRegion(region, window, options))));
  return {
    functions: read.flatMap(({ functions }) => functions),
    metrics: inScope.length,
    billedByVolume: read.flatMap(({ place, destination }) =>
      destination.kind === 'transaction-search' ? [place] : [],
    ),
    unknownDestinations: read.flatMap(({ place, destination }) =>
      destination.kind === 'unknown' ? [{ ...place, why: destination.why }] : [],
    ),
    organizationPolicies,
  };
}

async function readRegion(
  { accountId, region, items, clients }: LiveRegion,
  window: MetricWindow,
  { profile, tagKey }: LiveForecastOptions,
) {
  const tagging = () => connect(callCounter(), { region, ...(profile !== undefined && { profile }) }).tagging;
  const [invocations, destination, tags] = await Promise.all([
    readInvocations(
      clients.cloudwatch,
      items.map(({ fn }) => fn.resourceId),
      window,
    ),
    readTraceDestination(clients.xray),
    tagKey === undefined ? undefined : readTag(tagging(), tagKey),
  ]);
  const seconds = (window.to - window.from) / 1000;
  const measured = (evaluation: Evaluation): readonly MeasuredFunction[] => {
    const { fn, verdict } = evaluation;
    const standing = standingOf(verdict.compliance);
    if (standing === undefined) return [];
    return [
      {
        accountId,
        region,
        resourceId: fn.resourceId,
        standing,
        invocations: invocations(fn.resourceId),
        seconds,
        isBilledByVolume: destination.kind === 'transaction-search',
        groups: groupsOf(evaluation, tags && ((arn) => tags.get(arn))),
      },
    ];
  };
  return { place: { accountId, region }, destination, functions: items.flatMap(measured) };
}
