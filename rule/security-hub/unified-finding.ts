import { arnParts } from '../core/arn.ts';
import { type Finding, type Findings, findingsOf, type Members, members, optionalText, text } from './finding.ts';

/** The `detail-type` of the events of unified Security Hub. */
export const UNIFIED_EVENT = 'Findings Imported V2';

/** A finding of our rule as unified Security Hub keeps it, in OCSF. Its id is `metadata.uid`, which is unique everywhere. */
export interface UnifiedFinding extends Finding {
  /** What has been written to it already, wherever the version of the schema puts it. */
  readonly comments: readonly string[];
  readonly severityId: unknown;
}

/** OCSF, class Compliance Finding. */
const COMPLIANCE_FINDING = 2003;

/** OCSF, `status_id` of a finding: Resolved; Archived and Deleted, which are left out as they are from the other event. */
const RESOLVED = 4;
const PUT_AWAY: readonly unknown[] = [5, 6];

/** OCSF, `activity_id` of a finding: Close. */
const CLOSE = 3;

/**
 * The findings of our rule out of an event "Findings Imported V2". Each event holds one finding (Security Hub User Guide,
 * EventBridge event formats); a list is read all the same.
 *
 * Findings of security controls name their rule of AWS Config in `finding_info.analytic.name`; that those of a custom rule do
 * so too, or have its name as their title as in ASFF, is believed: no such finding is documented.
 *
 * @throws EventError when the event is another; a finding that cannot be read is among the `unreadable`, which say why.
 */
export function unifiedFindings(event: unknown, ruleName: string): Findings<UnifiedFinding> {
  return findingsOf(event, UNIFIED_EVENT, (finding) =>
    isOurs(finding, ruleName) && !PUT_AWAY.includes(finding.status_id) ? parseFinding(finding) : undefined,
  );
}

function isOurs({ class_uid, finding_info }: Members, ruleName: string): boolean {
  const { title, analytic } = members(finding_info);
  return class_uid === COMPLIANCE_FINDING && (members(analytic).name === ruleName || title === ruleName);
}

function parseFinding(finding: Members): UnifiedFinding {
  const id = text(members(finding.metadata).uid, 'a finding without metadata.uid');
  const resources = Array.isArray(finding.resources) ? finding.resources.map(members) : [];
  const resource = resources.find(({ type }) => type === 'AWS::Lambda::Function') ?? resources[0];
  const { uid, uid_alt: alternative, region } = resource ?? {};
  // The name stands in `uid` and the ARN in `uid_alt`, or the ARN in `uid`.
  const arn = [alternative, uid].map((value) => arnParts(String(value))).find(({ service }) => service === 'lambda');
  const cloud = members(finding.cloud);
  return {
    id,
    accountId: arn?.accountId ?? text(members(cloud.account).uid, `finding ${id} without cloud.account.uid`),
    region: arn?.region ?? text(region ?? cloud.region, `finding ${id} without a Region`),
    functionName: arn?.resource.split(':')[1] ?? text(uid, `finding ${id} without a resource`),
    isClosed: finding.activity_id === CLOSE || finding.status_id === RESOLVED,
    comments: [finding.comment, ...notes(finding)].flatMap((comment) => optionalText(comment) ?? []),
    severityId: finding.severity_id,
  };
}

/** OCSF 1.9 has a list of notes in the place of the comment. */
function notes({ notes: listed }: Members): readonly unknown[] {
  return Array.isArray(listed) ? listed.map((note) => members(note).comment) : [];
}
