import { decider } from '../core/decide.ts';
import type { RoleFacts } from '../core/iam/model.ts';
import type { Compliance, FunctionFacts, RecordedFunction, Verdict } from '../core/model.ts';
import type { RuleParameters } from '../core/parameters.ts';

/** One function and its verdict. */
export interface Evaluation {
  readonly fn: FunctionFacts;
  readonly verdict: Verdict;
  /** When the facts about the function were captured, in milliseconds since the epoch. */
  readonly capturedAt: number | undefined;
}

/** How many functions have which verdict, and the share of those in scope that comply. */
export type Summary = Readonly<Record<Compliance, number>> & {
  readonly functions: number;
  /** COMPLIANT / (COMPLIANT + NON_COMPLIANT + INSUFFICIENT_DATA), to four places; `null` when that is none. */
  readonly coverage: number | null;
};

/** Where the facts come from: recorded items, or an account as it is. */
export interface FactSource {
  readonly functions: () => Iterable<{ readonly facts: FunctionFacts; readonly capturedAt: number | undefined }>;
  readonly roleFacts: (fn: RecordedFunction) => RoleFacts;
}

/** Evaluates every function, sorted by account, Region and name, so that the same facts give the same report. */
export function evaluateAll(source: FactSource, parameters: RuleParameters, now: Date): readonly Evaluation[] {
  const decide = decider(parameters, now);
  const byPlace = new Map<string, Evaluation[]>();
  // Functions come in runs of one place, which saves making and looking up its name for each.
  let last: { readonly facts: FunctionFacts; readonly evaluations: Evaluation[] } | undefined;
  for (const { facts, capturedAt } of source.functions()) {
    if (last === undefined || last.facts.region !== facts.region || last.facts.accountId !== facts.accountId) {
      // Account ids are all of one length, so places order like their parts.
      const place = `${facts.accountId}/${facts.region}`;
      last = { facts, evaluations: byPlace.get(place) ?? [] };
      byPlace.set(place, last.evaluations);
    }
    last.evaluations.push({ fn: facts, verdict: decide(facts, source.roleFacts), capturedAt });
  }
  return [...byPlace]
    .sort(([one], [other]) => compare(one, other))
    .flatMap(([, evaluations]) => evaluations.sort((one, other) => compare(one.fn.resourceId, other.fn.resourceId)));
}

/** By code units: a locale would make the order depend on the machine. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

export function summarize(evaluations: Iterable<Evaluation>): Summary {
  const counts = { COMPLIANT: 0, NON_COMPLIANT: 0, NOT_APPLICABLE: 0, INSUFFICIENT_DATA: 0 };
  for (const { verdict } of evaluations) counts[verdict.compliance]++;
  const inScope = counts.COMPLIANT + counts.NON_COMPLIANT + counts.INSUFFICIENT_DATA;
  return {
    functions: inScope + counts.NOT_APPLICABLE,
    ...counts,
    coverage: inScope === 0 ? null : Math.round((counts.COMPLIANT / inScope) * 10_000) / 10_000,
  };
}
