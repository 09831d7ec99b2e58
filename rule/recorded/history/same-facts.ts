import type { FunctionFacts } from '../../core/model.ts';
import { UnknownValue } from '../../core/unknown-value.ts';
import type { PolicyRecord } from '../iam-policy.ts';
import type { RecordedRole } from '../role-facts.ts';

/** Do two captures of a function say the same, as far as the verdict goes? */
export function isSameFunction(one: FunctionFacts, other: FunctionFacts): boolean {
  if (one.resourceId !== other.resourceId || one.arn !== other.arn || one.region !== other.region) return false;
  if (one.accountId !== other.accountId) return false;
  if (one.kind === 'out-of-scope') return other.kind === 'out-of-scope' && one.because === other.because;
  return (
    other.kind === 'recorded' &&
    isSameValue(one.tracingMode, other.tracingMode) &&
    isSameValue(one.role, other.role) &&
    one.exemptionTag === other.exemptionTag
  );
}

function isSameValue(one: unknown, other: unknown): boolean {
  if (one instanceof UnknownValue && other instanceof UnknownValue) return one.why === other.why;
  return one === other;
}

export function isSameRole(one: RecordedRole, other: RecordedRole): boolean {
  if (one.kind === 'unreadable') return other.kind === 'unreadable' && one.why === other.why;
  if (one.kind === 'deleted' || other.kind !== 'readable') return one.kind === other.kind;
  return (
    one.arn === other.arn &&
    isSameValue(one.boundaryArn, other.boundaryArn) &&
    one.roleId === other.roleId &&
    one.trustPolicy === other.trustPolicy &&
    isSameList(one.attachedArns, other.attachedArns, isSameValue) &&
    isSameList(one.inline, other.inline, (a, b) => a.name === b.name && isSameValue(a.document, b.document)) &&
    (one.tags === undefined) === (other.tags === undefined) &&
    isSameList([...(one.tags ?? [])].flat(), [...(other.tags ?? [])].flat(), Object.is)
  );
}

/** Documents are text, save in hand-made files: objects are taken for different, which costs memory and changes nothing else. */
export function isSamePolicy(one: PolicyRecord, other: PolicyRecord): boolean {
  return one.arn === other.arn && isSameValue(one.document, other.document);
}

function isSameList<Item>(
  one: readonly Item[],
  other: readonly Item[],
  isSame: (one: Item, other: Item) => boolean,
): boolean {
  return one.length === other.length && one.every((item, index) => isSame(item, other[index] as Item));
}
