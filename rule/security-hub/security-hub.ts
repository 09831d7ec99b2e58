import type { SecurityHubClient } from '@aws-sdk/client-securityhub';
import type { Enrichment } from './enrichment.ts';
import type { Finding } from './finding.ts';

/** One of the two Security Hubs: what a finding in it says already, and how it is told more. */
export interface SecurityHub<Ours extends Finding> {
  /** Whether the finding says all of it already: an update of ours comes back as an event, too. */
  readonly isEnriched: (finding: Ours, wanted: Enrichment) => boolean;
  /** Writes to at most 100 findings, and answers which were not taken, and why. */
  readonly write: (
    findings: readonly Ours[],
    wanted: Enrichment,
    client: SecurityHubClient,
    ruleName: string,
  ) => Promise<readonly string[]>;
}

/** Security Hub did not take the update of a finding. */
class UnprocessedFindingsError extends Error {
  override readonly name = 'UnprocessedFindingsError';
}

/** The most findings that either takes at once. */
const BATCH = 100;

/**
 * Writes one enrichment to findings, so many at a time as Security Hub takes.
 *
 * @throws UnprocessedFindingsError naming the findings that were not taken, after all batches were sent.
 */
export async function update<Ours extends Finding>(
  hub: SecurityHub<Ours>,
  findings: readonly Ours[],
  wanted: Enrichment,
  client: SecurityHubClient,
  ruleName: string,
): Promise<void> {
  const refused: string[] = [];
  for (let start = 0; start < findings.length; start += BATCH)
    refused.push(...(await hub.write(findings.slice(start, start + BATCH), wanted, client, ruleName)));
  if (refused.length > 0) {
    throw new UnprocessedFindingsError(`Security Hub did not take ${refused.length} findings: ${refused.join(', ')}`);
  }
}
