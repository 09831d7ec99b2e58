import {
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsResponse,
  type IAMClient,
  type RoleDetail,
} from '@aws-sdk/client-iam';
import { nameInArn } from '../core/arn.ts';
import type { Policy, RoleFacts } from '../core/iam/model.ts';
import { parsePolicyDocument } from '../core/iam/policy-document.ts';
import { once } from '../core/memo.ts';
import { isAwsManaged } from '../recorded/iam-policy.ts';
import { knownRole, type RoleRecord } from '../recorded/iam-role.ts';
import { parseTags } from '../recorded/resource-tags.ts';
import { isNoSuchEntity } from './api-calls.ts';
import { atMost } from './concurrency.ts';
import { managedPolicyReader, type ReadManagedPolicy } from './managed-policy.ts';
import { findRole, readRole, unknownIfRefused } from './one-role.ts';
import type { ReadRoleFacts } from './what-to-read.ts';

export interface AccountOptions {
  readonly readPolicy?: ReadManagedPolicy;
  readonly signal?: AbortSignal;
  /** Called after each page with the roles so far, by their ARN. */
  readonly onProgress?: (roles: ReadonlyMap<string, unknown>) => void;
}

/** How many single roles and policies are read at a time: IAM throttles the account, not the caller. */
const READS_AT_A_TIME = 5;

/**
 * Reads all roles and policies of an account in a few calls, and asks IAM only about what that listing does not hold; several
 * Regions can share the result. Documents stay text
 * until a function needs them: most roles of an account belong to no function.
 */
export async function readAccount(iam: IAMClient, options: AccountOptions = {}): Promise<ReadRoleFacts> {
  const { readPolicy = managedPolicyReader(iam), signal, onProgress } = options;
  const roles = new Map<string, RoleRecord>();
  const documents = new Map<string, string | undefined>();
  let page: GetAccountAuthorizationDetailsResponse | undefined;
  do {
    signal?.throwIfAborted();
    page = await iam.send(
      new GetAccountAuthorizationDetailsCommand({
        Filter: ['Role', 'LocalManagedPolicy', 'AWSManagedPolicy'],
        MaxItems: 1000,
        Marker: page?.Marker,
      }),
    );
    for (const role of page.RoleDetailList ?? [])
      if (role.Arn !== undefined) roles.set(role.Arn, recordOf(role.Arn, role));
    for (const { Arn: arn, PolicyVersionList: versions = [] } of page.Policies ?? []) {
      const inForce = versions.find((version) => version.IsDefaultVersion);
      if (arn !== undefined && inForce !== undefined) documents.set(arn, inForce.Document);
    }
    onProgress?.(roles);
    // A page may be empty and still not be the last one.
  } while (page.IsTruncated);

  const inTurn = atMost(READS_AT_A_TIME);
  const policy = once((arn: string) =>
    documents.has(arn)
      ? Promise.resolve({
          name: nameInArn(arn),
          document: parsePolicyDocument(documents.get(arn), isAwsManaged(arn) ? 'aws-managed' : 'managed'),
        })
      : inTurn(() => readUnlisted(arn, readPolicy)),
  );
  return once(async (arn: string) => {
    const record = roles.get(arn);
    if (record === undefined) return inTurn(() => readUnlistedRole(iam, arn, readPolicy));
    const arns = new Set([...record.attachedArns, record.boundaryArn].filter((managed) => typeof managed === 'string'));
    const policies = new Map(
      await Promise.all([...arns].map(async (managed) => [managed, await policy(managed)] as const)),
    );
    return knownRole(record, (managed) => policies.get(managed) ?? vanished(managed), { kind: 'not-evaluated' });
  });
}

function recordOf(arn: string, role: RoleDetail): RoleRecord {
  return {
    kind: 'readable',
    arn,
    tags: parseTags(role.Tags ?? []),
    inline: (role.RolePolicyList ?? []).map((policy) => ({
      name: policy.PolicyName ?? '(unnamed)',
      document: policy.PolicyDocument,
    })),
    attachedArns: (role.AttachedManagedPolicies ?? []).flatMap(({ PolicyArn: attached }) => attached ?? []),
    boundaryArn: role.PermissionsBoundary?.PermissionsBoundaryArn,
    roleId: role.RoleId,
    trustPolicy: role.AssumeRolePolicyDocument,
  };
}

/** The listing holds the AWS-managed policies in use; that it holds all of them is nowhere promised. */
async function readUnlisted(arn: string, readPolicy: ReadManagedPolicy): Promise<Policy> {
  try {
    return await readPolicy(arn);
  } catch (error) {
    if (isNoSuchEntity(error)) return vanished(arn);
    throw error;
  }
}

function vanished(arn: string): Policy {
  return { name: nameInArn(arn), document: { kind: 'unreadable', why: 'deleted while the account was read' } };
}

/** A role that is not in the listing does not exist, or was created since. Only IAM can tell. */
async function readUnlistedRole(iam: IAMClient, arn: string, readPolicy: ReadManagedPolicy): Promise<RoleFacts> {
  try {
    return (await findRole(iam, arn)) === undefined ? { kind: 'missing', arn } : await readRole(iam, arn, readPolicy);
  } catch (error) {
    return unknownIfRefused(error, arn);
  }
}
