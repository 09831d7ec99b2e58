import type { Policy } from '../iam/model.ts';
import { parsePolicyDocument } from '../iam/policy-document.ts';
import { type ConfigurationItem, type JsonObject, objectsIn, optionalText } from './configuration-item.ts';

export const IAM_POLICY = 'AWS::IAM::Policy';

/** A customer-managed policy as recorded: its default version is the only one in force. */
export interface PolicyRecord {
  readonly arn: string;
  /** In the form AWS Config has it; `undefined` when no default version is recorded. */
  readonly document: unknown;
}

export function policyRecord(item: ConfigurationItem): PolicyRecord {
  const { configuration } = item;
  const defaultId = optionalText(configuration?.defaultVersionId);
  const isDefault = ({ isDefaultVersion, versionId }: JsonObject) =>
    isDefaultVersion ?? (defaultId !== undefined && versionId === defaultId);
  const inForce = objectsIn(configuration?.policyVersionList).find((version) => isDefault(version) === true);
  return { arn: optionalText(configuration?.arn) ?? item.arn, document: inForce && (inForce.document ?? null) };
}

/** The policy a record describes, its document parsed. */
export function recordedPolicy({ arn, document }: PolicyRecord): Policy {
  return {
    name: policyName(arn),
    document:
      document === undefined
        ? { kind: 'unreadable', why: 'no default version recorded' }
        : parsePolicyDocument(document, 'managed'),
  };
}

/** The last segment of a policy's ARN; a path may come before it. */
export function policyName(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** AWS owns the policies of the account `aws`, in every partition; a customer's policy may carry the same name. */
export function isAwsManaged(arn: string): boolean {
  return /^arn:[a-z0-9-]+:iam::aws:policy\//.test(arn);
}
