import type { Policy } from '../iam/model.ts';
import { parsePolicyDocument } from '../iam/policy-document.ts';
import { type ConfigurationItem, type JsonObject, objectsIn, optionalText } from './configuration-item.ts';

export const IAM_POLICY = 'AWS::IAM::Policy';

/** The default version of a customer-managed policy: the only version in force. */
export function defaultVersion(item: ConfigurationItem): { readonly arn: string; readonly policy: Policy } {
  const { configuration } = item;
  const defaultId = optionalText(configuration?.defaultVersionId);
  const isDefault = ({ isDefaultVersion, versionId }: JsonObject) =>
    isDefaultVersion ?? (defaultId !== undefined && versionId === defaultId);
  const inForce = objectsIn(configuration?.policyVersionList).find((version) => isDefault(version) === true);
  const arn = optionalText(configuration?.arn) ?? item.arn;
  const document =
    inForce === undefined
      ? ({ kind: 'unreadable', why: 'no default version recorded' } as const)
      : parsePolicyDocument(inForce.document);
  return { arn, policy: { name: policyName(arn), document } };
}

/** The last segment of a policy's ARN; a path may come before it. */
export function policyName(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** AWS owns the policies of the account `aws`, in every partition; a customer's policy may carry the same name. */
export function isAwsManaged(arn: string): boolean {
  return /^arn:[a-z0-9-]+:iam::aws:policy\//.test(arn);
}
