import { BatchUpdateFindingsCommand } from '@aws-sdk/client-securityhub';
import type { CspmFinding } from './cspm-finding.ts';
import type { SecurityHub } from './security-hub.ts';

/** Security Hub CSPM: the annotation is the note; reason, role and policy are fields to filter by. */
export const CSPM: SecurityHub<CspmFinding> = {
  isEnriched: (finding, { note, fields, severity }) =>
    finding.note === note &&
    Object.entries(fields).every(([name, value]) => finding.fields[name] === value) &&
    (severity === undefined || finding.severity === severity),

  write: async (findings, { note, fields, severity }, client, ruleName) => {
    const { UnprocessedFindings: unprocessed = [] } = await client.send(
      new BatchUpdateFindingsCommand({
        FindingIdentifiers: findings.map(({ id, productArn }) => ({ Id: id, ProductArn: productArn })),
        Note: { Text: note, UpdatedBy: ruleName },
        ...(Object.keys(fields).length > 0 && { UserDefinedFields: { ...fields } }),
        ...(severity !== undefined && { Severity: { Label: severity } }),
      }),
    );
    return unprocessed.map(
      ({ FindingIdentifier: finding, ErrorCode: code, ErrorMessage: message }) =>
        `${finding?.Id} (${code}: ${message})`,
    );
  },
};
