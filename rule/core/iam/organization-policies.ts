import { parseJsonText } from '../json-text.ts';
import { remembered } from '../memo.ts';
import type { Ceiling, PlannedRoleFacts, Policy } from './model.ts';
import { parsePolicyDocument } from './policy-document.ts';

/** Service control policies and resource control policies: AWS Organizations has others, which limit no request. */
export type ControlPolicyType = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY';

export interface ControlPolicy {
  readonly id: string;
  readonly name: string;
  readonly type: ControlPolicyType;
  /** The document as AWS Organizations stores it: JSON text. */
  readonly content: string;
}

/** What a policy can be attached to. */
export interface OrganizationTarget {
  readonly kind: 'root' | 'ou' | 'account';
  readonly id: string;
  readonly name: string;
  /** Id of the root or organizational unit it is in; `null` for the root. */
  readonly parent: string | null;
  /** Ids of the policies attached to it, those it inherits not among them. */
  readonly policies: readonly string[];
}

/** The control policies of an organization and where they are attached, as they were at one moment. */
export interface OrganizationPolicies {
  /** ISO 8601. */
  readonly readAt: string;
  readonly organizationId: string;
  readonly managementAccountId: string;
  /** The types that are switched on: where one is not, it limits nothing. */
  readonly policyTypes: readonly ControlPolicyType[];
  /** Every one is in the tree, and its policies are below. */
  readonly targets: readonly OrganizationTarget[];
  readonly policies: readonly ControlPolicy[];
}

/** Puts a role, whatever is known about it, under the policies of its organization: the same object for the same role. */
export type BindRole = <Role extends PlannedRoleFacts>(role: Role, accountId: string | undefined) => Role;

/** Where no policies of an organization are known. */
export const unbound: BindRole = (role) => role;

const NOTHING_DENIED = { kind: 'evaluated', denied: new Map() } as const;

/**
 * Every level from the root down to the account must allow, each by the policies attached to that level. They do not bind the
 * management account (AWS Organizations user guide, "Service control policies"); service-linked roles, which they do not
 * bind either, are told by the decision itself. X-Ray is among the services that resource control policies apply to (AWS
 * Organizations user guide, "Resource control policies", September 2026).
 *
 * An account that is not in the organization as it was read may be under any policy, so nothing of it is decided.
 */
export function bindRoles(organization: OrganizationPolicies): BindRole {
  const ceilings = ceilingsByAccount(organization);
  const bound = new WeakMap<PlannedRoleFacts, PlannedRoleFacts>();
  const bind = (role: PlannedRoleFacts, accountId: string | undefined): PlannedRoleFacts => {
    if (role.kind !== 'known') return role;
    if (accountId === organization.managementAccountId) return { ...role, organization: NOTHING_DENIED };
    const levels = accountId === undefined ? [NO_ACCOUNT] : ceilings(accountId);
    return { ...role, ceilings: [...role.ceilings, ...levels], organization: NOTHING_DENIED };
  };
  // What is bound is of the kind it was before.
  return <Role extends PlannedRoleFacts>(role: Role, accountId: string | undefined) =>
    remembered(bound, role, () => bind(role, accountId)) as Role;
}

const LAYERS = { SERVICE_CONTROL_POLICY: 'scp', RESOURCE_CONTROL_POLICY: 'rcp' } as const;

function ceilingsByAccount(organization: OrganizationPolicies): (accountId: string) => readonly Ceiling[] {
  const { policyTypes } = organization;
  const targets = new Map(organization.targets.map((target) => [target.id, target]));
  const policies = new Map(
    organization.policies.map((policy) => [policy.id, { type: policy.type, ...parsed(policy) }]),
  );
  const known = new Map<string, readonly Ceiling[]>();
  /** The levels of a target, shared by everything in it. */
  const levelsOf = (id: string): readonly Ceiling[] => {
    const kept = known.get(id);
    if (kept !== undefined) return kept;
    const target = targets.get(id);
    if (target === undefined) return [nothingKnown(`account ${id} is not in the organization as it was read`)];
    const own = policyTypes.map((type): Ceiling => {
      const attached = target.policies.flatMap((policy) => policies.get(policy) ?? []);
      return { layer: LAYERS[type], on: placeOf(target), policies: attached.filter((policy) => policy.type === type) };
    });
    const levels = target.parent === null ? own : [...levelsOf(target.parent), ...own];
    known.set(id, levels);
    return levels;
  };
  return levelsOf;
}

function placeOf({ kind, id, name }: OrganizationTarget): string {
  if (kind === 'root') return 'the root';
  return kind === 'ou' ? `ou ${name}` : `account ${id}`;
}

/** Any policy may be there. */
function nothingKnown(why: string): Ceiling {
  return { layer: 'scp', policies: [{ name: '(not known)', document: { kind: 'unreadable', why } }] };
}

const NO_ACCOUNT = nothingKnown('the account is not given, and with it the policies of the organization there');

function parsed({ name, type, content }: ControlPolicy): Policy {
  return {
    name,
    document:
      type === 'SERVICE_CONTROL_POLICY'
        ? parsePolicyDocument(content, 'organization')
        : resourceControlDocument(content),
  };
}

/** Its statements are those of a service control policy but for a Principal, which must be `*`. */
function resourceControlDocument(content: string): Policy['document'] {
  const whole = parsePolicyDocument(content, 'organization');
  if (whole.kind === 'document') return whole;
  try {
    return parsePolicyDocument(withoutPrincipal(parseJsonText(content)), 'organization');
  } catch {
    // It is no JSON, or has a key twice, which is told already.
    return whole;
  }
}

function withoutPrincipal(document: unknown): unknown {
  if (!isObject(document)) return document;
  const { Statement: statements } = document;
  const list: readonly unknown[] = Array.isArray(statements) ? statements : [statements];
  return {
    ...document,
    Statement: list.map((statement) => {
      if (!isObject(statement)) return statement;
      const { Principal: principal, ...others } = statement;
      return principal === '*' ? others : statement;
    }),
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
