import { arnParts } from '../core/arn.ts';
import { type Finding, type Findings, findingsOf, type Members, members, optionalText, text } from './finding.ts';

/** A finding of our rule, as AWS Config sent it to Security Hub CSPM and others may have changed it since. */
export interface CspmFinding extends Finding {
  readonly productArn: string;
  /** What has been written to it already. */
  readonly note: string | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly severity: string | undefined;
}

/**
 * The findings of our rule out of an event "Security Hub Findings - Imported", the archived ones left out: their function
 * or their rule is gone.
 *
 * AWS Config names the rule in `ProductFields`, in the title, and by its ARN in `GeneratorId` (AWS Config Developer Guide,
 * Sending rule evaluations to Security Hub).
 *
 * @throws EventError when the event is another; a finding that cannot be read is among the `unreadable`, which say why.
 */
export function cspmFindings(event: unknown, ruleName: string): Findings<CspmFinding> {
  return findingsOf(event, 'Security Hub Findings - Imported', (finding) =>
    isOurs(finding, ruleName) && finding.RecordState !== 'ARCHIVED' ? parseFinding(finding) : undefined,
  );
}

function isOurs(finding: Members, ruleName: string): boolean {
  const generator = String(finding.GeneratorId ?? '');
  const fields = members(finding.ProductFields);
  const named = fields['aws/config/ConfigRuleName'];
  if (named !== undefined) return named === ruleName;
  return generator.includes(':config-rule/') && (finding.Title === ruleName || generator.endsWith(`/${ruleName}`));
}

function parseFinding(finding: Members): CspmFinding {
  const id = text(finding.Id, 'a finding without Id');
  const productArn = text(finding.ProductArn, `finding ${id} without ProductArn`);
  const [resource] = Array.isArray(finding.Resources) ? finding.Resources.map(members) : [];
  const resourceId = text(resource?.Id, `finding ${id} without a resource`);
  const { service, accountId, region } = arnParts(resourceId);
  const isArn = service === 'lambda';
  return {
    id,
    productArn,
    accountId: isArn ? accountId : text(finding.AwsAccountId, `finding ${id} without AwsAccountId`),
    region: isArn ? region : text(resource?.Region ?? finding.Region, `finding ${id} without Region`),
    functionName: isArn ? resourceId.slice(resourceId.lastIndexOf(':') + 1) : resourceId,
    isClosed: false,
    note: optionalText(members(finding.Note).Text),
    fields: members(finding.UserDefinedFields),
    severity: optionalText(members(finding.Severity).Label),
  };
}
