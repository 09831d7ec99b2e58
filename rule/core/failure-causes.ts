import { nameInArn } from './arn.ts';
import { byCodeUnits } from './code-unit-order.ts';
import type { Evaluation } from './evaluation.ts';
import type { DecidedBy } from './iam/model.ts';
import { remembered } from './memo.ts';
import { type FunctionFacts, isFailure, type Reason, type Verdict } from './model.ts';
import { known } from './unknown-value.ts';

/** What stands behind failures: whoever answers for it mends all of them at once. */
export interface FailureCause {
  /** A boundary or a policy of the organization is not the role's to change. */
  readonly kind: 'role' | 'boundary' | 'organization policy';
  /** Name of the role or policy, the same in however many accounts; `undefined` where nothing tells. */
  readonly name: string | undefined;
  readonly functions: number;
  /** How many accounts the functions are in; 0 where they are only planned. */
  readonly accounts: number;
  readonly reasons: readonly Reason[];
}

/** Counts what stands behind the failures it is shown, each failing function once. */
export class FailureCauses {
  readonly #tallies = new Map<string, Tally>();
  /** Thousands of functions share a verdict, and mostly the role with it. */
  readonly #tallyOf = new WeakMap<Verdict, { readonly role: unknown; readonly tally: Tally }>();

  add({ fn, verdict, source }: Evaluation): void {
    if (!isFailure(verdict.compliance)) return;
    const role = fn.kind === 'recorded' ? fn.role : undefined;
    let same = this.#tallyOf.get(verdict);
    if (same === undefined || same.role !== role) {
      const tally = this.#tallyFor(fn, verdict);
      if (tally === undefined) return;
      same = { role, tally };
      this.#tallyOf.set(verdict, same);
    }
    same.tally.functions++;
    if (source === undefined) same.tally.accounts.add(fn.accountId);
  }

  #tallyFor(fn: FunctionFacts, verdict: Verdict): Tally | undefined {
    const reasons = roleReasons(verdict);
    if (reasons.length === 0) return undefined;
    const cause = behind(fn, guardOf(verdict));
    const tally = remembered(this.#tallies, `${cause.kind} ${cause.name ?? ''}`, () => newTally(cause));
    for (const reason of reasons) tally.reasons.add(reason);
    return tally;
  }

  /** Those behind most functions first. */
  inOrder(): readonly FailureCause[] {
    return [...this.#tallies.values()]
      .map(({ accounts, reasons, ...tally }) => ({ ...tally, accounts: accounts.size, reasons: [...reasons].sort() }))
      .sort((one, other) => other.functions - one.functions || byCodeUnits(nameOf(one), nameOf(other)));
  }
}

type CauseIdentity = Pick<FailureCause, 'kind' | 'name'>;

/** What stands behind the failure of one function; `undefined` where no role fails it. */
export function causeOf({ fn, verdict }: Evaluation): CauseIdentity | undefined {
  return roleReasons(verdict).length === 0 ? undefined : behind(fn, guardOf(verdict));
}

/** Why the role of a function fails it; empty where nothing fails, or something else. */
export function roleReasons({ compliance, reasons }: Verdict): readonly Reason[] {
  return isFailure(compliance) ? reasons.filter((reason) => reason.startsWith('role-')) : [];
}

function behind(fn: FunctionFacts, guard: CauseIdentity): CauseIdentity {
  if (guard.kind !== 'role') return guard;
  const role = fn.kind === 'recorded' ? known(fn.role) : undefined;
  return { kind: 'role', name: role === undefined ? undefined : nameInArn(role) };
}

interface Tally extends CauseIdentity {
  functions: number;
  readonly accounts: Set<string>;
  readonly reasons: Set<Reason>;
}

function newTally(cause: CauseIdentity): Tally {
  return { ...cause, functions: 0, accounts: new Set(), reasons: new Set() };
}

function nameOf({ kind, name = '' }: CauseIdentity): string {
  return `${name} ${kind}`;
}

const BY_ROLE: CauseIdentity = { kind: 'role', name: undefined };

/** The boundary or organization policy without which granting the role something mends nothing. */
function guardOf({ cure }: Verdict): CauseIdentity {
  if (cure?.kind !== 'refused') return BY_ROLE;
  for (const { by, decision } of [...cure.refusals.values()].flat()) {
    const guard = by === null || decision === 'unknown' ? undefined : guardIn(by);
    if (guard !== undefined) return guard;
  }
  return BY_ROLE;
}

function guardIn({ layer, policy }: DecidedBy): CauseIdentity | undefined {
  switch (layer) {
    case 'identity':
      return undefined;
    case 'boundary':
      return { kind: 'boundary', name: policy ?? undefined };
    case 'scp':
    case 'rcp':
    case 'organization':
      return { kind: 'organization policy', name: policy ?? undefined };
  }
}
