import { decide } from '../core/decide.ts';
import { type Caller, type RoleAssessment, roleAssessor } from '../core/iam/assess-role.ts';
import {
  FAILING_REASONS,
  type RecordedFunction,
  type TracingMode,
  type UntraceableEventSource,
  type Verdict,
} from '../core/model.ts';
import type { RuleParameters } from '../core/parameters.ts';
import { UnknownValue } from '../core/unknown-value.ts';
import { type Assessed, agreedMode, agreedRole, decisiveAssumption } from './agreement.ts';
import { openValuesIn } from './open-values.ts';
import type { PlannedFacts, PlannedFunction } from './planned-function.ts';
import { UnresolvedValue } from './unresolved-value.ts';
import { cut, LONGEST_ANNOTATION, withNotes } from './verdict-notes.ts';
import type { InWorld } from './worlds.ts';

/** The verdict on a planned function, in every world in which it may be deployed. */
export interface PlannedVerdict {
  readonly verdict: Verdict;
  readonly tracingMode: TracingMode;
  /** ARN of the role, where it is known. */
  readonly role: string | undefined;
  /** The expressions that an undecided verdict hangs on. */
  readonly unresolved: readonly UnresolvedValue[];
}

/**
 * Judges planned functions at one moment. Where all possible worlds come to the same, that is the verdict; where they do not,
 * the fact they differ in is unknown.
 */
export function plannedJudge(parameters: RuleParameters, now: Date): (fn: PlannedFunction) => PlannedVerdict {
  const assess = roleAssessor(parameters, now);
  return (fn) => {
    const caller = callerOf(fn);
    const certain = certainIn(fn.worlds);
    const judge = (tracingMode: TracingMode, role: RoleAssessment) =>
      decide(recordedLike(fn, tracingMode, certain), () => role, parameters, now);
    const worlds = fn.worlds.map((world): Assessed => {
      const role = assess(world.value.role, caller);
      return { facts: world.value, role, world, verdict: judge(world.value.tracingMode, role) };
    });
    const mode = agreedMode(worlds);
    const role = agreedRole(worlds);
    const verdict = commonVerdict(worlds) ?? judge(mode, role);
    const noted = withNotes(
      verdict,
      fn,
      worlds.map(({ role: status }) => status.status),
      (facts) => assess(facts, caller),
      parameters,
    );
    return { verdict: noted, tracingMode: mode, role: role.role, unresolved: hangsOn(verdict, mode, worlds) };
  };
}

const NO_ACCOUNT = new UnknownValue('the account is not given');
const NO_REGION = new UnknownValue('the Region is not given');

/** The function its role is judged for, with what is not known yet of it. */
export function callerOf({ accountId, region, arn }: PlannedFunction): Caller {
  return {
    accountId: accountId ?? NO_ACCOUNT,
    region: region ?? NO_REGION,
    arn: arn ?? new UnknownValue('the ARN of the function is not known', 'arn:'),
  };
}

/** What takes a function out of the rule must hold in every world. */
type Certain = Pick<PlannedFacts, 'exemptionTag' | 'untraceableEventSources'>;

function certainIn(worlds: readonly InWorld<PlannedFacts>[]): Certain {
  const facts = worlds.map(({ value }) => value);
  const [first] = facts;
  const isEverywhere = (source: UntraceableEventSource) =>
    facts.every((each) => each.untraceableEventSources.includes(source));
  return {
    exemptionTag: facts.every((each) => each.exemptionTag === first?.exemptionTag) ? first?.exemptionTag : undefined,
    untraceableEventSources: first?.untraceableEventSources.filter(isEverywhere) ?? [],
  };
}

/** The decision asks for no identity, which a planned function may not have yet. */
function recordedLike(fn: PlannedFunction, tracingMode: TracingMode, certain: Certain): RecordedFunction {
  const { accountId = '', region = '', arn = '', resourceId } = fn;
  return { kind: 'recorded', accountId, region, arn, resourceId, tracingMode, role: undefined, ...certain };
}

/** The verdict that holds in every world, with the reasons that do; `undefined` when the worlds disagree. */
function commonVerdict(worlds: readonly Assessed[]): Verdict | undefined {
  const verdicts = worlds.map(({ verdict }) => verdict);
  const [first] = verdicts;
  if (first === undefined || verdicts.some(({ compliance }) => compliance !== first.compliance)) return undefined;
  const common = first.reasons.filter((reason) => verdicts.every(({ reasons }) => reasons.includes(reason)));
  const plain = verdicts.find(({ reasons }) => reasons.length === common.length && common.length > 0);
  if (plain !== undefined) return plain;
  // It fails whichever way, but for another reason each time.
  const [reason, ...others] = FAILING_REASONS.filter((each) => verdicts.some(({ reasons }) => reasons.includes(each)));
  const annotation = [...new Set(verdicts.map(({ annotation: each }) => each))].join(' Or: ');
  return reason === undefined
    ? first
    : { ...first, reasons: [reason, ...others], annotation: cut(annotation, LONGEST_ANNOTATION) };
}

/** What would have to be known for a verdict. */
function hangsOn(verdict: Verdict, mode: TracingMode, worlds: readonly Assessed[]): readonly UnresolvedValue[] {
  if (verdict.compliance !== 'INSUFFICIENT_DATA') return [];
  const found: UnresolvedValue[] = [];
  if (verdict.reasons.includes('tracing-unknown') && mode instanceof UnresolvedValue) found.push(mode);
  if (verdict.reasons.includes('role-unknown')) {
    const differs = new Set(worlds.map(({ role }) => role.status)).size > 1;
    const open = differs ? decisiveAssumption(worlds, ({ role }) => role.status) : undefined;
    if (open !== undefined) found.push(open);
    for (const { role, facts } of worlds) if (role.status === 'unknown') found.push(...openIn(facts));
  }
  return [...new Map(found.map((each) => [each.identity, each])).values()];
}

function openIn({ openRole, role }: PlannedFacts): readonly UnresolvedValue[] {
  return openRole === undefined ? openValuesIn(role) : [openRole];
}
