import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { remembered } from '../core/memo.ts';
import { cspmFindings } from './cspm-finding.ts';
import { CSPM } from './cspm-update.ts';
import { enrichment } from './enrichment.ts';
import { EventError, type Finding, type Findings, members } from './finding.ts';
import { annotationsIn, type Place } from './results.ts';
import { type SecurityHub, update } from './security-hub.ts';
import { readSettings, type Settings } from './settings.ts';
import { UNIFIED_EVENT, unifiedFindings } from './unified-finding.ts';
import { UNIFIED } from './unified-update.ts';

/** Some findings could not be enriched; all others were. The causes are its `errors`. */
class EnrichmentError extends AggregateError {
  override readonly name = 'EnrichmentError';
}

/** A finding whose result the aggregator does not hold yet: the retry of the invocation finds it. */
class NoResultError extends Error {
  override readonly name = 'NoResultError';
}

/** How often is in AWS_MAX_ATTEMPTS, which the SDK reads. */
const RETRIES = { retryMode: 'adaptive' };

interface Clients {
  readonly config: ConfigServiceClient;
  readonly securityHub: SecurityHubClient;
}

/**
 * Writes the reason of the rule into the findings AWS Config made of its results: the annotation as the note, reason, role
 * and deciding policy as fields, a severity where one is set. No second finding, and none that is right is written again.
 * It takes the events of Security Hub CSPM and, where that is switched on, those of unified Security Hub.
 *
 * @throws EnrichmentError after everything else was written: Lambda calls again, and keeps in the queue what fails for good.
 */
export async function handler(event: unknown): Promise<void> {
  const settings = readSettings(process.env);
  if (members(event)['detail-type'] !== UNIFIED_EVENT)
    return await enrich(CSPM, cspmFindings(event, settings.ruleName), settings);
  if (!settings.isUnified) throw new EventError(`event "${UNIFIED_EVENT}" while UNIFIED_SECURITY_HUB is not On`);
  await enrich(UNIFIED, unifiedFindings(event, settings.ruleName), settings);
}

async function enrich<Ours extends Finding>(
  hub: SecurityHub<Ours>,
  { readable, unreadable }: Findings<Ours>,
  settings: Settings,
): Promise<void> {
  const clients: Clients = { config: new ConfigServiceClient(RETRIES), securityHub: new SecurityHubClient(RETRIES) };
  const failures: unknown[] = [...unreadable];
  let written = 0;
  for (const findings of byPlace(readable)) {
    const outcome = await enrichPlace(hub, findings, clients, settings);
    failures.push(...outcome.failures);
    written += outcome.written;
  }
  const level = failures.length === 0 ? 'INFO' : 'ERROR';
  const messages = failures.map((failure) => String(failure).slice(0, 1_000));
  console.log(JSON.stringify({ level, findings: readable.length, written, failures: messages.slice(0, 5) }));
  if (failures.length > 0) {
    throw new EnrichmentError(failures, `${failures.length} failures: ${messages.slice(0, 3).join('; ')}`);
  }
}

/** One question to the aggregator, then one update for each distinct annotation. */
async function enrichPlace<Ours extends Finding>(
  hub: SecurityHub<Ours>,
  findings: readonly [Ours, ...Ours[]],
  { config, securityHub }: Clients,
  settings: Settings,
): Promise<{ readonly written: number; readonly failures: readonly unknown[] }> {
  const place: Place = findings[0];
  let annotations: ReadonlyMap<string, string>;
  try {
    annotations = await annotationsIn(place, config, settings);
  } catch (cause) {
    const what = `the results of ${place.accountId} in ${place.region} from aggregator ${settings.aggregator}`;
    return { written: 0, failures: [new Error(`cannot read ${what}: ${cause}`, { cause })] };
  }
  const failures: unknown[] = [];
  let written = 0;
  const byAnnotation = new Map<string, Ours[]>();
  for (const finding of findings) {
    const annotation = annotations.get(finding.functionName);
    if (annotation !== undefined) remembered(byAnnotation, annotation, () => []).push(finding);
    else if (!finding.isClosed)
      failures.push(new NoResultError(`no result yet for ${finding.functionName} (${finding.id})`));
  }
  for (const [annotation, alike] of byAnnotation) {
    const wanted = enrichment(annotation, settings);
    const stale = alike.filter((finding) => !hub.isEnriched(finding, wanted));
    if (stale.length === 0) continue;
    try {
      await update(hub, stale, wanted, securityHub, settings.ruleName);
      written += stale.length;
    } catch (failure) {
      failures.push(failure);
    }
  }
  return { written, failures };
}

function byPlace<Ours extends Finding>(findings: readonly Ours[]): Iterable<[Ours, ...Ours[]]> {
  const places = new Map<string, [Ours, ...Ours[]]>();
  for (const finding of findings) {
    const key = `${finding.accountId} ${finding.region}`;
    const known = places.get(key);
    if (known === undefined) places.set(key, [finding]);
    else known.push(finding);
  }
  return places.values();
}
