import { arnParts } from '../core/arn.ts';

/** A finding of our rule, as AWS Config sent it to Security Hub and others may have changed it since. */
export interface Finding {
  readonly id: string;
  readonly productArn: string;
  /** The function it is about. */
  readonly accountId: string;
  readonly region: string;
  readonly functionName: string;
  /** What has been written to it already. */
  readonly note: string | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly severity: string | undefined;
}

export interface Findings {
  readonly readable: readonly Finding[];
  readonly unreadable: readonly Error[];
}

class EventError extends Error {
  override readonly name = 'EventError';
}

type Members = Readonly<Record<string, unknown>>;

/**
 * The findings of our rule out of an event "Security Hub Findings - Imported", the archived ones left out: their function
 * or their rule is gone.
 *
 * AWS Config names the rule in `ProductFields`, in the title, and by its ARN in `GeneratorId` (AWS Config Developer Guide,
 * Sending rule evaluations to Security Hub).
 *
 * @throws EventError when the event is another; a finding that cannot be read is among the `unreadable`, which say why.
 */
export function findingsOf(event: unknown, ruleName: string): Findings {
  const findings = members(members(event).detail).findings;
  if (!Array.isArray(findings))
    throw new EventError('event without detail.findings: not "Security Hub Findings - Imported"');
  const readable: Finding[] = [];
  const unreadable: EventError[] = [];
  for (const finding of findings.map(members)) {
    if (!isOurs(finding, ruleName) || finding.RecordState === 'ARCHIVED') continue;
    try {
      readable.push(parseFinding(finding));
    } catch (error) {
      if (!(error instanceof EventError)) throw error;
      unreadable.push(error);
    }
  }
  return { readable, unreadable };
}

function isOurs(finding: Members, ruleName: string): boolean {
  const generator = String(finding.GeneratorId ?? '');
  const fields = members(finding.ProductFields);
  const named = fields['aws/config/ConfigRuleName'];
  if (named !== undefined) return named === ruleName;
  return generator.includes(':config-rule/') && (finding.Title === ruleName || generator.endsWith(`/${ruleName}`));
}

function parseFinding(finding: Members): Finding {
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
    note: optionalText(members(finding.Note).Text),
    fields: members(finding.UserDefinedFields),
    severity: optionalText(members(finding.Severity).Label),
  };
}

function text(value: unknown, missing: string): string {
  if (typeof value !== 'string' || value === '') throw new EventError(missing);
  return value;
}

function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function members(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}
