import { nameInArn } from '../core/arn.ts';
import type { Policy } from '../core/iam/model.ts';
import { parsePolicyDocument } from '../core/iam/policy-document.ts';
import { UnknownValue } from '../core/unknown-value.ts';
import type { ConfigurationItem } from './configuration-item.ts';
import { isObject, optionalText } from './json-members.ts';

export const IAM_POLICY = 'AWS::IAM::Policy';

/** A customer-managed policy as recorded: its default version is the only one in force. */
export interface PolicyRecord {
  /** Empty where the source does not say. */
  readonly arn: string;
  /** In the form AWS Config has it, or why it cannot be known. */
  readonly document: unknown;
}

export function policyRecord(item: ConfigurationItem): PolicyRecord {
  // The item's own first: what cannot be read must be found where it belongs.
  return { arn: item.arn || (optionalText(item.configuration?.arn) ?? ''), document: documentInForce(item) };
}

function documentInForce({ configuration, unreadable, status }: ConfigurationItem): unknown {
  if (unreadable !== undefined) return new UnknownValue(unreadable);
  if (status === 'deleted') return DELETED;
  const { policyVersionList: versions, defaultVersionId } = configuration ?? {};
  if (!Array.isArray(versions) || !versions.every(isObject)) return new UnknownValue('no default version recorded');
  const marked = versions.filter(({ isDefaultVersion }) => isDefaultVersion === true);
  const named = versions.filter(({ versionId }) => versionId !== undefined && versionId === defaultVersionId);
  const inForce = marked.length > 0 ? marked : named;
  const [version] = inForce;
  if (version === undefined) return new UnknownValue('no default version recorded');
  return inForce.length === 1 ? (version.document ?? null) : new UnknownValue('more than one default version recorded');
}

/** What a role that is still attached to a policy that is gone may do cannot be known. */
export const DELETED = new UnknownValue('the policy was deleted');

/** The policy a record describes, its document parsed. */
export function recordedPolicy({ arn, document }: PolicyRecord): Policy {
  return { name: nameInArn(arn), document: parsePolicyDocument(document, 'managed') };
}

/** AWS owns the policies of the account `aws`, in every partition; a customer's policy may carry the same name. */
export function isAwsManaged(arn: string): boolean {
  return /^arn:[a-z0-9-]+:iam::aws:policy\//.test(arn);
}
