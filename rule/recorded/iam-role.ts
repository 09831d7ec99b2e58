import type { KnownRole, OrganizationDecision, Policy } from '../core/iam/model.ts';
import { inlinePolicies as readInline } from '../core/iam/policy-document.ts';
import { parseTrustPolicy } from '../core/iam/trust-policy.ts';
import { UnknownValue, UnsaidValue } from '../core/unknown-value.ts';
import { type ConfigurationItem, wasAsked } from './configuration-item.ts';
import { isObject, optionalText } from './json-members.ts';
import { parseTags } from './resource-tags.ts';

export const IAM_ROLE = 'AWS::IAM::Role';

/** A role as IAM or AWS Config describes it, with its managed policies still to be looked up. */
export interface RoleRecord {
  readonly kind: 'readable';
  /** Empty where the source does not say. */
  readonly arn: string;
  readonly tags: ReadonlyMap<string, string> | undefined;
  /** A document, or a whole list, that cannot be known stands in it as a policy that may hold anything. */
  readonly inline: readonly InlinePolicy[];
  readonly attachedArns: readonly (string | UnknownValue)[];
  readonly boundaryArn: string | UnknownValue | undefined;
  readonly roleId?: string | undefined;
  /** In the form the source has it; absent when it has none. */
  readonly trustPolicy?: unknown;
}

interface InlinePolicy {
  readonly name: string;
  readonly document: unknown;
}

/** The role an item describes; `undefined` when it has no configuration. */
export function roleRecord(item: ConfigurationItem): RoleRecord | undefined {
  const { configuration, unreadable } = item;
  if (configuration === undefined || unreadable !== undefined) return undefined;
  return {
    kind: 'readable',
    arn: optionalText(configuration.arn) ?? item.arn,
    tags: roleTags(parseTags(configuration.tags), parseTags(item.tags)),
    inline: inlinePolicies(item),
    attachedArns: attachedArns(item),
    boundaryArn: boundaryArn(item),
    roleId: optionalText(configuration.roleId),
    trustPolicy: configuration.assumeRolePolicyDocument,
  };
}

/** Role tags stand in the configuration, on the item, or on both; the empty one of two says nothing. */
function roleTags(inConfiguration: RoleRecord['tags'], onItem: RoleRecord['tags']): RoleRecord['tags'] {
  return inConfiguration === undefined || inConfiguration.size === 0 ? (onItem ?? inConfiguration) : inConfiguration;
}

/**
 * A list of a role: recorded roles always carry it, if only as null where it is empty (AWS Config writes it so), so that one
 * that is absent was trimmed away, or not asked for.
 */
function listIn(item: ConfigurationItem, member: string): readonly unknown[] | UnknownValue {
  const list = item.configuration?.[member];
  if (Array.isArray(list)) return list;
  if (list === null && wasAsked(item, member)) return [];
  return list === undefined || list === null ? new UnsaidValue(member) : new UnknownValue(`${member} is not a list`);
}

const INLINE = 'rolePolicyList';

function inlinePolicies(item: ConfigurationItem): readonly InlinePolicy[] {
  const list = listIn(item, INLINE);
  if (list instanceof UnknownValue) return [{ name: INLINE, document: list }];
  return list.map((policy) =>
    isObject(policy)
      ? { name: optionalText(policy.policyName) ?? '(unnamed)', document: policy.policyDocument }
      : { name: INLINE, document: new UnknownValue(`an entry of ${INLINE} is not an object`) },
  );
}

const ATTACHED = 'attachedManagedPolicies';

function attachedArns(item: ConfigurationItem): RoleRecord['attachedArns'] {
  const list = listIn(item, ATTACHED);
  if (list instanceof UnknownValue) return [list];
  return list.map(
    (policy) =>
      (isObject(policy) ? optionalText(policy.policyArn) : undefined) ??
      new UnknownValue(`an entry of ${ATTACHED} names no policy`),
  );
}

const BOUNDARY = 'permissionsBoundary';

function boundaryArn(item: ConfigurationItem): RoleRecord['boundaryArn'] {
  const boundary = item.configuration?.[BOUNDARY];
  if (boundary === undefined || boundary === null)
    return wasAsked(item, BOUNDARY) ? undefined : new UnsaidValue(BOUNDARY);
  const arn = isObject(boundary) ? boundary.permissionsBoundaryArn : boundary;
  return optionalText(arn) ?? new UnknownValue(`${BOUNDARY} names no policy`);
}

/** The facts the evaluator needs: the record with every policy document looked up and parsed. */
export function knownRole(
  record: RoleRecord,
  findPolicy: (policyArn: string) => Policy,
  organization: OrganizationDecision,
): KnownRole {
  const { arn, tags, inline, attachedArns: attached, boundaryArn: boundary } = record;
  const policy = (managed: string | UnknownValue): Policy =>
    typeof managed === 'string' ? findPolicy(managed) : unknownPolicy(managed);
  return {
    kind: 'known',
    arn,
    id: record.roleId,
    tags,
    identity: [...readInline(inline), ...attached.map(policy)],
    ceilings: boundary === undefined ? [] : [{ layer: 'boundary', policies: [policy(boundary)] }],
    organization,
    trust: parseTrustPolicy(record.trustPolicy),
  };
}

function unknownPolicy({ why }: UnknownValue): Policy {
  return { name: '(not known)', document: { kind: 'unreadable', why } };
}
