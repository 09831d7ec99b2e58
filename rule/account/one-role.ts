import {
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from '@aws-sdk/client-iam';
import { nameInArn } from '../core/arn.ts';
import type { Policy, RoleFacts } from '../core/iam/model.ts';
import { knownRole, type RoleRecord } from '../recorded/iam-role.ts';
import { parseTags } from '../recorded/resource-tags.ts';
import { isNoSuchEntity, isRefusal, whyRefused } from './api-calls.ts';
import type { ReadManagedPolicy } from './managed-policy.ts';

/** Reads one role with everything attached to it, in three round trips. */
export async function readRole(iam: IAMClient, arn: string, readPolicy: ReadManagedPolicy): Promise<RoleFacts> {
  try {
    return await readOnce(iam, arn, readPolicy);
  } catch (error) {
    if (!isNoSuchEntity(error)) return unknownIfRefused(error, arn);
  }
  // Something was there in one call and gone in the next: the role is being changed right now.
  try {
    return await readOnce(iam, arn, readPolicy);
  } catch (error) {
    if (!isNoSuchEntity(error)) return unknownIfRefused(error, arn);
    return { kind: 'unknown', arn, why: `it changed while it was read (${error.action} found nothing)` };
  }
}

/** Is there a role with this ARN now? A role of the same name in another path is another role. */
export async function findRole(iam: IAMClient, arn: string) {
  try {
    const { Role: role } = await iam.send(new GetRoleCommand({ RoleName: nameInArn(arn) }));
    return role?.Arn === arn ? role : undefined;
  } catch (error) {
    if (isNoSuchEntity(error)) return undefined;
    throw error;
  }
}

/** A call refused for one role must not stop the others; any other failure is none of the role's. */
export function unknownIfRefused(error: unknown, arn: string): RoleFacts {
  if (!isRefusal(error)) throw error;
  return { kind: 'unknown', arn, why: whyRefused(error) };
}

async function readOnce(iam: IAMClient, arn: string, readPolicy: ReadManagedPolicy): Promise<RoleFacts> {
  const [role, attached, inlineNames] = await Promise.all([
    findRole(iam, arn),
    heldBack(attachedArns(iam, arn)),
    heldBack(inlinePolicyNames(iam, arn)),
  ]);
  if (role === undefined) return { kind: 'missing', arn };
  const boundaryArn = role.PermissionsBoundary?.PermissionsBoundaryArn;
  const attachedPolicies = await attached.value();
  const names = await inlineNames.value();
  const managedArns = new Set(boundaryArn === undefined ? attachedPolicies : [...attachedPolicies, boundaryArn]);
  const [inline, managed] = await Promise.all([
    Promise.all(names.map((name) => inlinePolicy(iam, arn, name))),
    Promise.all([...managedArns].map(async (policyArn) => [policyArn, await readPolicy(policyArn)] as const)),
  ]);
  const record: RoleRecord = {
    kind: 'readable',
    arn,
    tags: parseTags(role.Tags ?? []),
    inline,
    attachedArns: attachedPolicies,
    boundaryArn,
    roleId: role.RoleId,
    trustPolicy: role.AssumeRolePolicyDocument,
  };
  return factsOf(record, new Map(managed));
}

function factsOf(record: RoleRecord, managed: ReadonlyMap<string, Policy>): RoleFacts {
  const find = (arn: string): Policy =>
    managed.get(arn) ?? { name: nameInArn(arn), document: { kind: 'unreadable', why: 'not read' } };
  return knownRole(record, find, { kind: 'not-evaluated' });
}

async function attachedArns(iam: IAMClient, roleArn: string): Promise<readonly string[]> {
  const arns: string[] = [];
  const pages = paginateListAttachedRolePolicies({ client: iam, pageSize: 1000 }, { RoleName: nameInArn(roleArn) });
  for await (const { AttachedPolicies: policies = [] } of pages) {
    for (const { PolicyArn: arn } of policies) if (arn !== undefined) arns.push(arn);
  }
  return arns;
}

async function inlinePolicyNames(iam: IAMClient, roleArn: string): Promise<readonly string[]> {
  const names: string[] = [];
  const pages = paginateListRolePolicies({ client: iam, pageSize: 1000 }, { RoleName: nameInArn(roleArn) });
  for await (const { PolicyNames: page = [] } of pages) names.push(...page);
  return names;
}

async function inlinePolicy(iam: IAMClient, roleArn: string, name: string) {
  const answer = await iam.send(new GetRolePolicyCommand({ RoleName: nameInArn(roleArn), PolicyName: name }));
  return { name, document: answer.PolicyDocument };
}

/** Holds a failure back until the value is needed: for a role that does not exist the lists fail too. */
async function heldBack<Value>(promise: Promise<Value>): Promise<{ value(): Promise<Value> }> {
  const [settled] = await Promise.allSettled([promise]);
  return {
    value: () => (settled.status === 'fulfilled' ? Promise.resolve(settled.value) : Promise.reject(settled.reason)),
  };
}
