import type { RoleFacts } from '../iam/model.ts';
import type { ItemStatus, RecordedFunction } from '../model.ts';
import type { Cause, CauseKind } from './model.ts';

/** What was so from a moment on, until the next change. */
export interface Change<Facts> {
  readonly at: number;
  readonly facts: Facts;
  readonly status: ItemStatus;
  /** What is known of how it came about, beyond that the record says something else. */
  readonly cause?: 'created' | 'gone-from-snapshot';
}

/** What is known of a role from a moment on, and what made it so. */
export interface RoleChange {
  readonly at: number;
  readonly facts: RoleFacts;
  readonly cause: Cause | undefined;
}

/** The execution role of any function through the whole period; the same object for every function with that role. */
export interface RolesOverTime {
  readonly of: (fn: RecordedFunction) => readonly RoleChange[];
}

/** What made a resource's record say something else; `otherwise` unless AWS Config began, stopped or resumed to record it. */
export function changeKind<Kind extends CauseKind>(
  before: Change<unknown> | undefined,
  change: Change<unknown>,
  otherwise: Kind,
): Kind | 'first-record' | 'created' | 'recording' | 'gone-from-snapshot' {
  if (before === undefined) return change.cause ?? 'first-record';
  if (before.status === 'not recorded' || change.status === 'not recorded') return 'recording';
  return change.cause ?? otherwise;
}

/** The index of the change in force at a moment, -1 before the first. The changes are in the order of time. */
export function indexAt(changes: readonly { readonly at: number }[], moment: number): number {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((changes[middle]?.at ?? Number.POSITIVE_INFINITY) <= moment) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
