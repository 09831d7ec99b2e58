import type { FunctionFacts, TracingMode } from '../model.ts';
import type { PolicyRecord } from '../recorded/iam-policy.ts';
import type { RecordedRole } from '../recorded/role-facts.ts';
import { UnknownValue } from '../unknown-value.ts';

/** Do two captures of a function say the same, as far as the verdict goes? */
export function isSameFunction(one: FunctionFacts, other: FunctionFacts): boolean {
  if (one.resourceId !== other.resourceId || one.arn !== other.arn || one.region !== other.region) return false;
  if (one.accountId !== other.accountId) return false;
  if (one.kind === 'out-of-scope') return other.kind === 'out-of-scope' && one.because === other.because;
  return (
    other.kind === 'recorded' &&
    isSameMode(one.tracingMode, other.tracingMode) &&
    one.role === other.role &&
    one.exemptionTag === other.exemptionTag
  );
}

function isSameMode(one: TracingMode, other: TracingMode): boolean {
  if (one instanceof UnknownValue && other instanceof UnknownValue) return one.why === other.why;
  return one === other;
}

export function isSameRole(one: RecordedRole, other: RecordedRole): boolean {
  if (one.status !== other.status) return false;
  const [record, otherRecord] = [one.record, other.record];
  if (record === undefined || otherRecord === undefined) return record === otherRecord;
  return (
    record.arn === otherRecord.arn &&
    record.boundaryArn === otherRecord.boundaryArn &&
    record.roleId === otherRecord.roleId &&
    record.trustPolicy === otherRecord.trustPolicy &&
    isSameList(record.attachedArns, otherRecord.attachedArns, Object.is) &&
    isSameList(record.inline, otherRecord.inline, (a, b) => a.name === b.name && a.document === b.document) &&
    (record.tags === undefined) === (otherRecord.tags === undefined) &&
    isSameList([...(record.tags ?? [])].flat(), [...(otherRecord.tags ?? [])].flat(), Object.is)
  );
}

/** Documents are text, save in hand-made files: objects are taken for different, which costs memory and changes nothing else. */
export function isSamePolicy(one: PolicyRecord, other: PolicyRecord): boolean {
  return one.arn === other.arn && one.document === other.document;
}

function isSameList<Item>(
  one: readonly Item[],
  other: readonly Item[],
  isSame: (one: Item, other: Item) => boolean,
): boolean {
  return one.length === other.length && one.every((item, index) => isSame(item, other[index] as Item));
}
