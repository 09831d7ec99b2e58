import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { remembered } from '../core/memo.ts';
import { type Finding, findingsOf } from './finding.ts';
import { annotationsIn, type Place } from './results.ts';
import { readSettings, type Settings } from './settings.ts';
import { enrichment, isEnriched, update } from './update.ts';

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
 *
 * @throws EnrichmentError after everything else was written: Lambda calls again, and keeps in the queue what fails for good.
 */
export async function handler(event: unknown): Promise<void> {
  const settings = readSettings(process.env);
  const { readable, unreadable } = findingsOf(event, settings.ruleName);
  const clients: Clients = { config: new ConfigServiceClient(RETRIES), securityHub: new SecurityHubClient(RETRIES) };
  const failures: unknown[] = [...unreadable];
  const written: Finding[] = [];
  for (const findings of byPlace(readable)) {
    const outcome = await enrichPlace(findings, clients, settings);
    failures.push(...outcome.failures);
    written.push(...outcome.written);
  }
  const level = failures.length === 0 ? 'INFO' : 'ERROR';
  const messages = failures.map((failure) => String(failure).slice(0, 1_000));
  console.log(
    JSON.stringify({ level, findings: readable.length, written: written.length, failures: messages.slice(0, 5) }),
  );
  if (failures.length > 0) {
    throw new EnrichmentError(failures, `${failures.length} failures: ${messages.slice(0, 3).join('; ')}`);
  }
}

/** One question to the aggregator, then one update for each distinct annotation. */
async function enrichPlace(
  findings: readonly [Finding, ...Finding[]],
  { config, securityHub }: Clients,
  settings: Settings,
): Promise<{ readonly written: readonly Finding[]; readonly failures: readonly unknown[] }> {
  const place: Place = findings[0];
  let annotations: ReadonlyMap<string, string>;
  try {
    annotations = await annotationsIn(place, config, settings);
  } catch (cause) {
    const what = `the results of ${place.accountId} in ${place.region} from aggregator ${settings.aggregator}`;
    return { written: [], failures: [new Error(`cannot read ${what}: ${cause}`, { cause })] };
  }
  const failures: unknown[] = [];
  const written: Finding[] = [];
  const byAnnotation = new Map<string, Finding[]>();
  for (const finding of findings) {
    const annotation = annotations.get(finding.functionName);
    if (annotation === undefined)
      failures.push(new NoResultError(`no result yet for ${finding.functionName} (${finding.id})`));
    else remembered(byAnnotation, annotation, () => []).push(finding);
  }
  for (const [annotation, alike] of byAnnotation) {
    const wanted = enrichment(annotation, settings);
    const stale = alike.filter((finding) => !isEnriched(finding, wanted));
    if (stale.length === 0) continue;
    try {
      await update(stale, wanted, securityHub, settings.ruleName);
      written.push(...stale);
    } catch (failure) {
      failures.push(failure);
    }
  }
  return { written, failures };
}

function byPlace(findings: readonly Finding[]): Iterable<[Finding, ...Finding[]]> {
  const places = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const key = `${finding.accountId} ${finding.region}`;
    const known = places.get(key);
    if (known === undefined) places.set(key, [finding]);
    else known.push(finding);
  }
  return places.values();
}
