import { type Evaluation, evaluateAll } from '../core/evaluation.ts';
import type { Caller } from '../core/iam/assess-role.ts';
import type { PlannedRoleFacts } from '../core/iam/model.ts';
import type { RuleParameters } from '../core/parameters.ts';
import { callerOf } from '../planned/judge-planned.ts';
import type { Assumption } from '../planned/worlds.ts';
import type { Facts } from './fact-inputs.ts';
import { type Filter, isCounted } from './function-filter.ts';
import type { DescribedFunction } from './planned-functions.ts';

/** A role, and what has to hold for it to be so. */
interface RoleWorld {
  readonly role: PlannedRoleFacts;
  readonly assumptions: readonly Assumption[];
}

/** A function with its verdict, and the facts of its role that stand behind it. */
export interface JudgedFunction {
  readonly evaluation: Evaluation;
  readonly caller: Caller;
  /** The role in every way the facts may turn out; none for a function that is out of scope. */
  readonly worlds: readonly RoleWorld[];
  /** Where a template or plan describes it. */
  readonly described?: DescribedFunction | undefined;
}

/** The functions that are meant, as they are asked for: what was recorded first, in the order of a report. */
export function* judgedFunctions(
  { source, planned }: Facts,
  wanted: Filter,
  parameters: RuleParameters,
  now: Date,
): Generator<JudgedFunction> {
  const isWanted = isCounted(wanted);
  for (const evaluation of evaluateAll(source, parameters, now)) {
    const { fn } = evaluation;
    if (!isWanted(evaluation)) continue;
    const worlds = fn.kind === 'recorded' ? [{ role: source.roleFacts(fn), assumptions: [] }] : [];
    yield { evaluation, caller: fn, worlds };
  }
  // Where templates go is no property of theirs to choose them by.
  const isWantedPlanned = isCounted({ ...wanted, accounts: [], regions: [] });
  for (const [index, evaluation] of planned.evaluations.entries()) {
    const described = planned.described[index];
    if (described === undefined || !isWantedPlanned(evaluation)) continue;
    const worlds = described.fn.worlds.map(({ value, assumptions }) => ({ role: value.role, assumptions }));
    yield { evaluation, caller: callerOf(described.fn), worlds, described };
  }
}
