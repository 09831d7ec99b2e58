import { decide } from '../core/decide.ts';
import { type Caller, type RoleAssessment, roleAssessor } from '../core/iam/assess-role.ts';
import type { ActionDecision } from '../core/iam/model.ts';
import type { Reason, RecordedFunction, TracingMode, UntraceableEventSource, Verdict } from '../core/model.ts';
import type { RuleParameters } from '../core/parameters.ts';
import { UnknownValue } from '../core/unknown-value.ts';
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

/** A world with its role assessed. */
interface Assessed {
  readonly facts: PlannedFacts;
  readonly role: RoleAssessment;
  readonly verdict: Verdict;
  readonly world: InWorld<PlannedFacts>;
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

function callerOf({ accountId, region, arn }: PlannedFunction): Caller {
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

const REASONS: readonly Reason[] = [
  'tracing-not-active',
  'tracing-unknown',
  'role-missing',
  'role-untrusted',
  'role-denied',
  'role-conditional',
  'role-unknown',
];

/** The verdict that holds in every world, with the reasons that do; `undefined` when the worlds disagree. */
function commonVerdict(worlds: readonly Assessed[]): Verdict | undefined {
  const verdicts = worlds.map(({ verdict }) => verdict);
  const [first] = verdicts;
  if (first === undefined || verdicts.some(({ compliance }) => compliance !== first.compliance)) return undefined;
  const common = first.reasons.filter((reason) => verdicts.every(({ reasons }) => reasons.includes(reason)));
  const plain = verdicts.find(({ reasons }) => reasons.length === common.length && common.length > 0);
  if (plain !== undefined) return plain;
  // It fails whichever way, but for another reason each time.
  const [reason, ...others] = REASONS.filter((each) => verdicts.some(({ reasons }) => reasons.includes(each)));
  const annotation = [...new Set(verdicts.map(({ annotation: each }) => each))].join(' Or: ');
  return reason === undefined
    ? first
    : { ...first, reasons: [reason, ...others], annotation: cut(annotation, LONGEST_ANNOTATION) };
}

function agreedMode(worlds: readonly Assessed[]): TracingMode {
  const modes = worlds.map(({ facts }) => facts.tracingMode);
  const [first] = modes;
  if (modes.every((mode) => mode === first || isSameOpen(mode, first))) return first;
  const open = decisiveAssumption(worlds, ({ facts }) => modeName(facts.tracingMode));
  const why = `${[...new Set(modes.map(modeName))].join(' or ')}, as ${open?.why ?? 'it hangs on what is not known'}`;
  if (open === undefined) return new UnknownValue(why);
  return new UnresolvedValue(open.expression, why, open.place, open.identity);
}

function isSameOpen(one: TracingMode, other: TracingMode): boolean {
  return one instanceof UnresolvedValue && other instanceof UnresolvedValue && one.identity === other.identity;
}

function modeName(mode: TracingMode): string {
  if (mode instanceof UnknownValue) return 'unknown';
  return mode ?? 'not set';
}

/** The open value that makes the difference between worlds. */
function decisiveAssumption(
  worlds: readonly Assessed[],
  outcome: (world: Assessed) => string,
): UnresolvedValue | undefined {
  const all = worlds.flatMap(({ world }) => world.assumptions);
  const differs = all.find(({ subject, text }) => {
    const outcomes = (holds: boolean) => {
      const same = worlds.filter(({ world }) =>
        world.assumptions.some(
          (each) => each.subject.identity === subject.identity && each.text === text && each.holds === holds,
        ),
      );
      return [...new Set(same.map(outcome))].sort().join();
    };
    return outcomes(true) !== outcomes(false);
  });
  return (differs ?? all[0])?.subject;
}

function agreedRole(worlds: readonly Assessed[]): RoleAssessment {
  const roles = worlds.map(({ role }) => role);
  const [first] = roles;
  if (first === undefined) return { status: 'unknown', role: undefined, actions: [], why: 'nothing is known of it' };
  if (roles.every(({ status }) => status === first.status)) return first;
  const why = decisiveAssumption(worlds, ({ role }) => role.status)?.why ?? 'it hangs on what is not known';
  return {
    ...first,
    status: 'unknown',
    role: roles.every(({ role }) => role === first.role) ? first.role : undefined,
    actions: first.actions.map((action, index) =>
      agreedAction(
        action,
        roles.map(({ actions }) => actions[index]),
        why,
      ),
    ),
    why,
  };
}

function agreedAction(
  action: ActionDecision,
  inWorlds: readonly (ActionDecision | undefined)[],
  why: string,
): ActionDecision {
  if (inWorlds.every((each) => each?.decision === action.decision)) return action;
  return { action: action.action, decision: 'unknown', by: null, detail: why };
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
