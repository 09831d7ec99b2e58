import type { PolicyDocument } from './policy-document.ts';

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
}

export interface ActionDecision {
  readonly action: string;
  readonly decision: Decision;
  readonly by: DecidedBy | null;
  /** What a person should know beside the policy's name: the condition keys, the near miss, the missing fact. */
  readonly detail: string | undefined;
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
}

/** What the organization's policies say per action, where they were asked. */
export type OrganizationDecision =
  | { readonly kind: 'not-evaluated' }
  | { readonly kind: 'evaluated'; readonly denied: ReadonlyMap<string, 'explicitDeny' | 'implicitDeny'> };

export interface KnownRole {
  readonly kind: 'known';
  readonly arn: string;
  /** `undefined` when the source does not carry role tags: then every `aws:PrincipalTag` key is unknown. */
  readonly tags: ReadonlyMap<string, string> | undefined;
  readonly identity: readonly Policy[];
  readonly ceilings: readonly Ceiling[];
  readonly organization: OrganizationDecision;
}

export type RoleFacts =
  | KnownRole
  | { readonly kind: 'missing'; readonly arn: string }
  | { readonly kind: 'unknown'; readonly arn: string | undefined; readonly why: string };
