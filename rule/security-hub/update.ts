import { BatchUpdateFindingsCommand, type SecurityHubClient } from '@aws-sdk/client-securityhub';
import { readAnnotation } from '../core/annotation-reading.ts';
import type { Finding } from './finding.ts';
import { type Settings, type SeverityLabel, severityOf } from './settings.ts';

/** Security Hub did not take the update of a finding. */
class UnprocessedFindingsError extends Error {
  override readonly name = 'UnprocessedFindingsError';
}

/** The most findings that BatchUpdateFindings takes at once. */
const BATCH = 100;

/** What is written to every finding with one annotation. */
export interface Enrichment {
  readonly note: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly severity: SeverityLabel | undefined;
}

/** The annotation as the note, and what can be read out of it as fields to filter by. */
export function enrichment(annotation: string, settings: Settings): Enrichment {
  const { reasons, role, policy } = readAnnotation(annotation);
  return {
    note: annotation,
    fields: {
      ...(reasons.length > 0 && { reason: reasons.join(', ') }),
      ...(role !== undefined && { role }),
      ...(policy !== undefined && { policy }),
    },
    severity: severityOf(reasons, settings),
  };
}

/** Whether the finding says all of it already: an update of ours comes back as an event, too. */
export function isEnriched(finding: Finding, { note, fields, severity }: Enrichment): boolean {
  return (
    finding.note === note &&
    Object.entries(fields).every(([name, value]) => finding.fields[name] === value) &&
    (severity === undefined || finding.severity === severity)
  );
}

/**
 * Writes one enrichment to findings, so many at a time as Security Hub takes.
 *
 * @throws UnprocessedFindingsError naming the findings that were not taken, after all batches were sent.
 */
export async function update(
  findings: readonly Finding[],
  { note, fields, severity }: Enrichment,
  securityHub: SecurityHubClient,
  ruleName: string,
): Promise<void> {
  const refused: string[] = [];
  for (let start = 0; start < findings.length; start += BATCH) {
    const { UnprocessedFindings: unprocessed = [] } = await securityHub.send(
      new BatchUpdateFindingsCommand({
        FindingIdentifiers: findings
          .slice(start, start + BATCH)
          .map(({ id, productArn }) => ({ Id: id, ProductArn: productArn })),
        Note: { Text: note, UpdatedBy: ruleName },
        ...(Object.keys(fields).length > 0 && { UserDefinedFields: fields }),
        ...(severity !== undefined && { Severity: { Label: severity } }),
      }),
    );
    refused.push(
      ...unprocessed.map(
        ({ FindingIdentifier: finding, ErrorCode: code, ErrorMessage: message }) =>
          `${finding?.Id} (${code}: ${message})`,
      ),
    );
  }
  if (refused.length > 0) {
    throw new UnprocessedFindingsError(`Security Hub did not take ${refused.length} findings: ${refused.join(', ')}`);
  }
}
