import { BatchUpdateFindingsV2Command } from '@aws-sdk/client-securityhub';
import type { Enrichment } from './enrichment.ts';
import type { SecurityHub } from './security-hub.ts';
import type { SeverityLabel } from './settings.ts';
import type { UnifiedFinding } from './unified-finding.ts';

/** OCSF, `severity_id`. */
const SEVERITY_ID = {
  INFORMATIONAL: 1,
  LOW: 2,
  MEDIUM: 3,
  HIGH: 4,
  CRITICAL: 5,
} as const satisfies Record<SeverityLabel, number>;

/**
 * Unified Security Hub: it has no fields of one's own, so that the comment begins with the reason, to filter by. The status of
 * a finding is left to those who work on it.
 */
export const UNIFIED: SecurityHub<UnifiedFinding> = {
  isEnriched: ({ comments, severityId }, wanted) =>
    comments.includes(commentOf(wanted)) &&
    (wanted.severity === undefined || severityId === SEVERITY_ID[wanted.severity]),

  write: async (findings, wanted, client) => {
    const { UnprocessedFindings: unprocessed = [] } = await client.send(
      new BatchUpdateFindingsV2Command({
        MetadataUids: findings.map(({ id }) => id),
        Comment: commentOf(wanted),
        ...(wanted.severity !== undefined && { SeverityId: SEVERITY_ID[wanted.severity] }),
      }),
    );
    return unprocessed.map(
      ({ MetadataUid: uid, FindingIdentifier: finding, ErrorCode: code, ErrorMessage: message }) =>
        `${uid ?? finding?.FindingInfoUid} (${code}: ${message})`,
    );
  },
};

/** Annotations have at most 256 characters, comments at most 512. */
function commentOf({ note, fields: { reason } }: Enrichment): string {
  return reason === undefined ? note : `${reason}: ${note}`;
}
