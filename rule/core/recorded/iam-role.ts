import type { KnownRole, OrganizationDecision, Policy } from '../iam/model.ts';
import { inlinePolicies } from '../iam/policy-document.ts';
import { parseTrustPolicy } from '../iam/trust-policy.ts';
import { type ConfigurationItem, isObject, objectsIn, optionalText, parseTags } from './configuration-item.ts';

export const IAM_ROLE = 'AWS::IAM::Role';

/** A role as IAM or AWS Config describes it, with its managed policies still to be looked up. */
export interface RoleRecord {
  readonly arn: string;
  readonly tags: ReadonlyMap<string, string> | undefined;
  readonly inline: readonly { readonly name: string; readonly document: unknown }[];
  readonly attachedArns: readonly string[];
  readonly boundaryArn: string | undefined;
  readonly roleId?: string | undefined;
  /** In the form the source has it; absent when it has none. */
  readonly trustPolicy?: unknown;
}

/** The role an item describes; `undefined` when it has no configuration, or one without any policy list. */
export function roleRecord(item: ConfigurationItem): RoleRecord | undefined {
  const { configuration } = item;
  if (configuration === undefined) return undefined;
  const { rolePolicyList, attachedManagedPolicies, permissionsBoundary } = configuration;
  if (rolePolicyList === undefined && attachedManagedPolicies === undefined) return undefined;
  const boundary = isObject(permissionsBoundary) ? permissionsBoundary.permissionsBoundaryArn : permissionsBoundary;
  return {
    arn: optionalText(configuration.arn) ?? item.arn,
    tags: roleTags(parseTags(configuration.tags), parseTags(item.tags)),
    inline: objectsIn(rolePolicyList).map((policy) => ({
      name: optionalText(policy.policyName) ?? '(unnamed)',
      document: policy.policyDocument,
    })),
    attachedArns: objectsIn(attachedManagedPolicies).map((policy) => optionalText(policy.policyArn) ?? '(unnamed)'),
    boundaryArn: optionalText(boundary),
    roleId: optionalText(configuration.roleId),
    trustPolicy: configuration.assumeRolePolicyDocument,
  };
}

/** Role tags stand in the configuration, on the item, or on both; the empty one of two says nothing. */
function roleTags(inConfiguration: RoleRecord['tags'], onItem: RoleRecord['tags']): RoleRecord['tags'] {
  return inConfiguration === undefined || inConfiguration.size === 0 ? (onItem ?? inConfiguration) : inConfiguration;
}

/** The facts the evaluator needs: the record with every policy document looked up and parsed. */
export function knownRole(
  record: RoleRecord,
  findPolicy: (policyArn: string) => Policy,
  organization: OrganizationDecision,
): KnownRole {
  return {
    kind: 'known',
    arn: record.arn,
    id: record.roleId,
    tags: record.tags,
    identity: [...inlinePolicies(record.inline), ...record.attachedArns.map(findPolicy)],
    ceilings:
      record.boundaryArn === undefined ? [] : [{ layer: 'boundary', policies: [findPolicy(record.boundaryArn)] }],
    organization,
    trust: parseTrustPolicy(record.trustPolicy),
  };
}
