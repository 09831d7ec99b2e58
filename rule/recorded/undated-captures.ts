import { parseJsonText } from '../core/json-text.ts';
import type { FunctionFacts, FunctionTags, RecordedFunction } from '../core/model.ts';
import { UnknownValue, UnsaidValue } from '../core/unknown-value.ts';
import type { PolicyRecord } from './iam-policy.ts';
import type { RoleRecord } from './iam-role.ts';
import { isObject } from './json-members.ts';
import type { RecordedRole } from './role-facts.ts';

/** Stands for a fact about which captures that cannot be ordered disagree. One object, so that it can be told. */
const DISAGREED = new UnknownValue('a capture without a time says otherwise than another one');

/** What a source does not say contradicts nobody; what two say differently, or one in a way nobody can read, is unknown. */
function reconciled<Fact>(
  one: Fact | UnknownValue,
  other: Fact | UnknownValue,
  isSame = Object.is,
): Fact | UnknownValue {
  if (one instanceof UnsaidValue) return other;
  if (other instanceof UnsaidValue) return one;
  if (one instanceof UnknownValue || other instanceof UnknownValue) return DISAGREED;
  return isSame(one, other) ? one : DISAGREED;
}

/** What is known of a function of which one capture has no time. */
export function reconcileFunctions(one: FunctionFacts, other: FunctionFacts): FunctionFacts {
  if (one.kind === 'recorded' && other.kind === 'recorded') {
    return {
      ...one,
      tracingMode: reconciled<string | undefined>(one.tracingMode, other.tracingMode),
      role: reconciled<RecordedFunction['role']>(one.role, other.role),
      ...(one.tags !== undefined && { tags: isSameTags(one.tags, other.tags) ? one.tags : DISAGREED }),
      // An exemption that may be over, or may not have begun, exempts nobody.
      exemptionTag: one.exemptionTag === other.exemptionTag ? one.exemptionTag : undefined,
    };
  }
  if (one.kind === 'recorded') return { ...one, tracingMode: DISAGREED, role: DISAGREED };
  if (other.kind === 'recorded') return { ...other, tracingMode: DISAGREED, role: DISAGREED };
  return one;
}

function isSameTags(one: FunctionTags, other: FunctionTags | undefined): boolean {
  if (one instanceof UnknownValue || other === undefined || other instanceof UnknownValue) return false;
  return one.size === other.size && [...one].every(([key, value]) => other.get(key) === value);
}

/** What is known of a role of which one capture has no time. */
export function reconcileRoles(one: RecordedRole, other: RecordedRole): RecordedRole {
  if (one.kind !== 'readable' || other.kind !== 'readable') {
    const isSame = one.kind === 'deleted' && other.kind === 'deleted';
    return isSame ? one : { kind: 'unreadable', why: DISAGREED.why };
  }
  const inline = reconciled(listOf(one.inline, unknownDocument), listOf(other.inline, unknownDocument), isSameText);
  const attached = reconciled(listOf(one.attachedArns, unknownIn), listOf(other.attachedArns, unknownIn), isSameText);
  return {
    ...one,
    tags: isSameText([...(one.tags ?? [])].sort(), [...(other.tags ?? [])].sort()) ? one.tags : undefined,
    inline: inline instanceof UnknownValue ? [{ name: 'rolePolicyList', document: inline }] : inline,
    attachedArns: attached instanceof UnknownValue ? [attached] : attached,
    boundaryArn: reconciled<RoleRecord['boundaryArn']>(one.boundaryArn, other.boundaryArn),
    roleId: one.roleId === other.roleId ? one.roleId : undefined,
    // A trust policy that is not known is not judged.
    trustPolicy: isSameText(one.trustPolicy, other.trustPolicy) ? one.trustPolicy : undefined,
  };
}

/** What is known of a policy of which one capture has no time. */
export function reconcilePolicies(one: PolicyRecord, other: PolicyRecord): PolicyRecord {
  return { arn: one.arn, document: reconciled<unknown>(one.document, other.document, isSameText) };
}

/** A list of which every entry is known, or why it is not. */
function listOf<Entry>(
  entries: readonly Entry[],
  whyUnknown: (entry: Entry) => UnknownValue | undefined,
): readonly Entry[] | UnknownValue {
  return entries.map(whyUnknown).find((unknown) => unknown !== undefined) ?? entries;
}

function unknownIn(value: unknown): UnknownValue | undefined {
  return value instanceof UnknownValue ? value : undefined;
}

function unknownDocument({ document }: RoleRecord['inline'][number]): UnknownValue | undefined {
  return unknownIn(document);
}

/** Do two values say the same, be they objects, JSON text, or percent-encoded JSON text, in any order of members? */
function isSameText(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(decoded(value), (_, member: unknown) =>
    isObject(member)
      ? Object.fromEntries(
          Object.entries(member)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([k, v]) => [k, decoded(v)]),
        )
      : member,
  );
}

function decoded(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return parseJsonText(/^\s*[{["]/.test(value) ? value : decodeURIComponent(value));
  } catch {
    return value;
  }
}
