import { byCodeUnits } from './code-unit-order.ts';
import { coverageOf } from './coverage.ts';
import type { Evaluation } from './evaluation.ts';
import { roleReasons } from './failure-causes.ts';
import { remembered } from './memo.ts';
import { type Compliance, isFailure, noneYet, type Reason, type Verdict } from './model.ts';
import { known } from './unknown-value.ts';

/** A role behind failures, and how many functions it fails. */
interface FailingRole {
  /** ARN of the role. */
  readonly role: string;
  readonly functions: number;
  readonly reasons: readonly Reason[];
}

/** How many functions have which verdict, the share of those in scope that comply, and what stands behind the failures. */
export type Summary = Readonly<Record<Compliance, number>> & {
  readonly functions: number;
  readonly coverage: number | null;
  /** Failing functions by reason; one may have several. The commonest first. */
  readonly reasons: Readonly<Partial<Record<Reason, number>>>;
  /** Roles that fail functions, those behind most of them first. */
  readonly roles: readonly FailingRole[];
};

interface RoleTally {
  functions: number;
  readonly reasons: Set<Reason>;
}

/** Counts verdicts, and what stands behind those that fail. */
export function summarize(evaluations: Iterable<Evaluation>): Summary {
  const counts = noneYet();
  const reasons = new Map<Reason, number>();
  const roles = new Map<string, RoleTally>();
  // Thousands of functions share a verdict, and mostly the role with it.
  const ofVerdict = new WeakMap<Verdict, { readonly role: string; readonly tally: RoleTally }>();
  for (const { fn, verdict } of evaluations) {
    counts[verdict.compliance]++;
    if (!isFailure(verdict.compliance)) continue;
    for (const reason of verdict.reasons) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    const role = fn.kind === 'recorded' ? known(fn.role) : undefined;
    if (role === undefined) continue;
    let same = ofVerdict.get(verdict);
    if (same === undefined || same.role !== role) {
      const ofRole = roleReasons(verdict);
      if (ofRole.length === 0) continue;
      const tally = remembered(roles, role, () => ({ functions: 0, reasons: new Set<Reason>() }));
      for (const reason of ofRole) tally.reasons.add(reason);
      same = { role, tally };
      ofVerdict.set(verdict, same);
    }
    same.tally.functions++;
  }
  const functions = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    functions,
    ...counts,
    coverage: coverageOf(counts),
    reasons: Object.fromEntries([...reasons].sort(([a, one], [b, other]) => other - one || byCodeUnits(a, b))),
    roles: [...roles]
      .map(([role, tally]) => ({ role, functions: tally.functions, reasons: [...tally.reasons].sort() }))
      .sort((one, other) => other.functions - one.functions || byCodeUnits(one.role, other.role)),
  };
}
