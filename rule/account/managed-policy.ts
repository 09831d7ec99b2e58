import { GetPolicyCommand, GetPolicyVersionCommand, type IAMClient } from '@aws-sdk/client-iam';
import { nameInArn } from '../core/arn.ts';
import type { Policy } from '../core/iam/model.ts';
import { parsePolicyDocument } from '../core/iam/policy-document.ts';
import { isAwsManaged } from '../recorded/iam-policy.ts';
import { isRefusal } from './api-calls.ts';

export type ReadManagedPolicy = (arn: string) => Promise<Policy>;

/**
 * Reads the version of a managed policy that is in force. GetPolicy names that version; the document behind a version of
 * an AWS-managed policy never changes, so it is kept for the life of the container. A customer may delete a policy and
 * create another one under its ARN, with the same version ids, so those are read anew.
 *
 * A refused call leaves the document unreadable: the policy exists and may hold anything.
 */
export function managedPolicyReader(iam: IAMClient): ReadManagedPolicy {
  const kept = new Map<string, Policy>();
  return async (arn) => {
    const name = nameInArn(arn);
    try {
      const { Policy: policy } = await iam.send(new GetPolicyCommand({ PolicyArn: arn }));
      const versionId = policy?.DefaultVersionId;
      const key = `${arn}@${versionId}`;
      const known = kept.get(key);
      if (known) return known;
      const answer = await iam.send(new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: versionId }));
      const kind = isAwsManaged(arn) ? 'aws-managed' : 'managed';
      const read: Policy = { name, document: parsePolicyDocument(answer.PolicyVersion?.Document, kind) };
      if (isAwsManaged(arn)) kept.set(key, read);
      return read;
    } catch (error) {
      if (isRefusal(error)) return { name, document: { kind: 'unreadable', why: `${error.action} is refused` } };
      throw error;
    }
  };
}
