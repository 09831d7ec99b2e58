import type { UnknownValue } from '../unknown-value.ts';
import type { RoleTags } from './context.ts';
import type { PolicyDocument } from './policy-document.ts';
import type { TrustPolicy } from './trust-policy.ts';

/**
 * What IAM would answer. `conditional`: it depends on a condition key whose value cannot be known from here.
 * `unknown`: a fact is missing, such as a document that cannot be read.
 */
export type Decision = 'allowed' | 'explicitDeny' | 'implicitDeny' | 'conditional' | 'unknown';

/** The kind of policy that decided. `organization` is the answer of SimulatePrincipalPolicy, which names no policy. */
export type Layer = 'identity' | 'boundary' | 'scp' | 'rcp' | 'organization';

/** The policy and statement behind a decision. */
export interface DecidedBy {
  readonly layer: Layer;
  /** `null` when no single policy decided, as when nothing allows the action. */
  readonly policy: string | null;
  /** The statement's Sid, or its zero-based index when it has none. */
  readonly statement: string | number | null;
  /** Where in the organization the policy is attached: `ou Workloads`. */
  readonly on?: string | undefined;
}

export interface ActionDecision {
  readonly action: string;
  readonly decision: Decision;
  readonly by: DecidedBy | null;
  /** What a person should know beside the policy's name: the condition keys, the near miss, the missing fact. */
  readonly detail: string | undefined;
  /** When a conditional Deny ceases to apply by itself, in milliseconds since the epoch. */
  readonly endsAt?: number | undefined;
}

/** A document that exists but could not be read: its content may be anything. */
export interface UnreadableDocument {
  readonly kind: 'unreadable';
  readonly why: string;
}

export interface Policy {
  readonly name: string;
  readonly document: PolicyDocument | UnreadableDocument;
}

/** A set of policies that grants nothing by itself but must allow the action: a boundary, one SCP level, the RCPs. */
export interface Ceiling {
  readonly layer: 'boundary' | 'scp' | 'rcp';
  readonly policies: readonly Policy[];
  /** The level of the organization it is attached to: `ou Workloads`. */
  readonly on?: string;
}

/** What the organization's policies say per action, where they were asked. */
export type OrganizationDecision =
  | { readonly kind: 'not-evaluated' }
  | { readonly kind: 'evaluated'; readonly denied: ReadonlyMap<string, 'explicitDeny' | 'implicitDeny'> };

/** A role whose policies are there to be judged, though this or that about it may be unknown, as before it is made. */
export interface PartlyKnownRole {
  readonly kind: 'known';
  readonly arn: string | UnknownValue;
  /** What people call the role where its ARN does not tell, such as its name in a template. */
  readonly name?: string;
  /** The unique id of the role, such as `AROA…`, where it is known. */
  readonly id?: string | undefined;
  /** `undefined` when the source does not carry role tags: then every `aws:PrincipalTag` key is a missing fact. */
  readonly tags: RoleTags;
  readonly identity: readonly Policy[];
  readonly ceilings: readonly Ceiling[];
  readonly organization: OrganizationDecision;
  /** `undefined` when it is not known: then whether Lambda may assume the role is not judged. */
  readonly trust?: TrustPolicy | undefined;
}

/** A role that exists. */
export interface KnownRole extends PartlyKnownRole {
  readonly arn: string;
  readonly tags: ReadonlyMap<string, string> | undefined;
}

interface MissingRole {
  readonly kind: 'missing';
  readonly arn: string;
  readonly name?: string;
}

interface UnknownRole {
  readonly kind: 'unknown';
  readonly arn: string | undefined;
  readonly name?: string;
  readonly why: string;
}

export type RoleFacts = KnownRole | MissingRole | UnknownRole;

/** The facts about a role that may be no more than planned. Those about an existing one are such facts too. */
export type PlannedRoleFacts = PartlyKnownRole | MissingRole | UnknownRole;
