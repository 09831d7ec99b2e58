import { byCodeUnits } from './code-unit-order.ts';
import { decider } from './decide.ts';
import type { RoleFacts } from './iam/model.ts';
import type { FunctionFacts, RecordedFunction, Verdict } from './model.ts';
import type { RuleParameters } from './parameters.ts';
import type { Place } from './place.ts';

/** One function and its verdict. */
export interface Evaluation {
  readonly fn: FunctionFacts;
  readonly verdict: Verdict;
  /** When the facts about the function were captured, in milliseconds since the epoch. */
  readonly capturedAt: number | undefined;
  /** Where a template or plan describes the function. What it does not tell about its identity is empty. */
  readonly source?: { readonly file: string; readonly line: number; readonly address: string };
}

/** Where a report puts a function: its account and Region, or the file that plans it. */
export function placeOf({ fn, source }: Evaluation): Place {
  return source === undefined ? fn : { accountId: source.file, region: fn.region };
}

/** A function as it was captured. */
export interface CapturedFunction {
  readonly value: FunctionFacts;
  /** Milliseconds since the epoch; `undefined` when the source does not say. */
  readonly capturedAt: number | undefined;
}

/** Where the facts come from: recorded items, or an account as it is. */
export interface FactSource {
  readonly functions: () => Iterable<CapturedFunction>;
  readonly roleFacts: (fn: RecordedFunction) => RoleFacts;
}

/**
 * Evaluates every function, sorted by account, Region and name, so that the same facts give the same report.
 *
 * The verdicts are made as they are asked for, and can be asked for again: functions with the same role share theirs, and a
 * million of them need not be kept. What is kept is which one each function shares.
 */
export function evaluateAll(source: FactSource, parameters: RuleParameters, now: Date): Iterable<Evaluation> {
  const decide = decider(parameters, now);
  const roleFacts = (fn: RecordedFunction) => source.roleFacts(fn);
  const places = sortByPlaceAndName(source.functions()).map((functions) => ({
    functions,
    verdicts: Array<Verdict | undefined>(functions.length).fill(undefined),
  }));
  const seen = new WeakSet<Verdict>();
  return {
    *[Symbol.iterator]() {
      for (const { functions, verdicts } of places) {
        for (let i = 0; i < functions.length; i++) {
          const { value: fn, capturedAt } = functions[i] as CapturedFunction;
          const verdict = verdicts[i] ?? decide(fn, roleFacts);
          if (seen.has(verdict)) verdicts[i] = verdict;
          else seen.add(verdict);
          yield { fn, verdict, capturedAt };
        }
      }
    },
  };
}

function sortByPlaceAndName(functions: Iterable<CapturedFunction>): readonly (readonly CapturedFunction[])[] {
  const byPlace = new Map<string, CapturedFunction[]>();
  // Functions come in runs of one place, which saves making and looking up its name for each.
  let last: { readonly fn: FunctionFacts; readonly run: CapturedFunction[] } | undefined;
  for (const captured of functions) {
    const fn = captured.value;
    if (last === undefined || last.fn.region !== fn.region || last.fn.accountId !== fn.accountId) {
      // Account ids are all of one length, so places order like their parts.
      const place = `${fn.accountId}/${fn.region}`;
      last = { fn, run: byPlace.get(place) ?? [] };
      byPlace.set(place, last.run);
    }
    last.run.push(captured);
  }
  return [...byPlace]
    .sort(([one], [other]) => byCodeUnits(one, other))
    .map(([, run]) => run.sort((one, other) => byCodeUnits(one.value.resourceId, other.value.resourceId)));
}

/** The evaluations that are wanted, as they are asked for. */
export function filtered(
  evaluations: Iterable<Evaluation>,
  isWanted: (evaluation: Evaluation) => boolean,
): Iterable<Evaluation> {
  return {
    *[Symbol.iterator]() {
      for (const evaluation of evaluations) if (isWanted(evaluation)) yield evaluation;
    },
  };
}
