import { decide, decider } from '../decide.ts';
import { NO_ROLE } from '../execution-role.ts';
import { assessRole } from '../iam/assess-role.ts';
import type { RoleFacts } from '../iam/model.ts';
import type { FunctionFacts, RecordedFunction, Verdict } from '../model.ts';
import type { RuleParameters } from '../parameters.ts';
import { known } from '../unknown-value.ts';
import { type Change, changeKind, indexAt, type RoleChange, type RolesOverTime } from './change.ts';
import { asksForTime, exemptionInstants, timeConditionInstants } from './decisive-instants.ts';
import type { Cause, CauseKind, FunctionHistory, Interval, Period } from './model.ts';
import { intervalSharing, isSameVerdict } from './shared-intervals.ts';

/** A moment at which something a verdict hangs on changed, or may have. */
interface Moment {
  readonly at: number;
  readonly cause: Cause | undefined;
}

/** Replays one function after another, through the same decision as at a single moment. */
export function replayer(parameters: RuleParameters, period: Period, roles: RolesOverTime) {
  // Where the clock does not matter, functions with the same role share their verdict, whenever it was.
  const decideTimeless = decider(parameters, new Date(period.to));
  const shared = intervalSharing();

  const verdictAt = (fn: FunctionFacts, role: RoleFacts, at: number): Verdict => {
    const isTimeless = fn.kind === 'out-of-scope' || (fn.exemptionTag === undefined && !asksForTime(role));
    if (isTimeless) return decideTimeless(fn, () => role);
    const now = new Date(at);
    return decide(fn, (caller) => assessRole(role, caller, parameters, now), parameters, now);
  };

  /** The verdicts while one set of facts about the function was in force. */
  function* verdictsWhile(fn: FunctionFacts, span: Period, cause: Cause | undefined): Generator<Interval> {
    if (fn.kind === 'out-of-scope') {
      yield interval(verdictAt(fn, NO_ROLE, span.from), span, cause);
      return;
    }
    const roleChanges = roles.of(fn);
    const moments = momentsOf(fn, roleChanges, span, parameters);
    for (const [index, { at, cause: momentCause }] of moments.entries()) {
      const role = roleChanges[indexAt(roleChanges, at)]?.facts ?? NO_ROLE;
      const to = moments[index + 1]?.at ?? span.to;
      yield interval(verdictAt(fn, role, at), { from: at, to }, index === 0 ? cause : momentCause);
    }
  }

  /** @returns `undefined` when nothing was recorded about the function by the end of the period. */
  return (changes: readonly Change<FunctionFacts>[]): FunctionHistory | undefined => {
    const [first] = changes;
    const last = changes.at(-1);
    if (first === undefined || last === undefined) return undefined;
    const intervals: Interval[] = first.at > period.from ? [notRecordedYet({ from: period.from, to: first.at })] : [];
    for (const [index, change] of changes.entries()) {
      const { at, facts } = change;
      const span = { from: at, to: changes[index + 1]?.at ?? period.to };
      const isKnownFromTheStart = index === 0 && at === period.from;
      const kind = changeKind(changes[index - 1], change, isDeletion(facts) ? 'deletion' : 'function');
      const cause = isKnownFromTheStart ? undefined : causeOf(kind, facts);
      for (const verdict of verdictsWhile(facts, span, cause)) append(intervals, verdict);
    }
    const { accountId, region, resourceId, arn } = last.facts;
    const [start, ...others] = intervals.map((each) => (each.cause?.changed === arn ? each : shared(each)));
    if (start === undefined) return undefined;
    const role = last.facts.kind === 'recorded' ? known(last.facts.role) : undefined;
    return { accountId, region, resourceId, arn, role, intervals: [start, ...others] };
  };
}

/** The moments in a span at which the verdict may change, in order. The first is the start of the span. */
function momentsOf(
  fn: RecordedFunction,
  roleChanges: readonly RoleChange[],
  span: Period,
  { exemptionMaxDays }: RuleParameters,
): readonly Moment[] {
  const byTime = new Map<number, Moment>();
  const note = (at: number, cause: Cause | undefined) => {
    if (at > span.from && at < span.to) byTime.set(at, { at, cause });
  };
  for (let index = Math.max(indexAt(roleChanges, span.from), 0); index < roleChanges.length; index++) {
    const change = roleChanges[index];
    if (change === undefined || change.at >= span.to) break;
    note(change.at, change.cause);
    const whileInForce = { from: Math.max(change.at, span.from), to: roleChanges[index + 1]?.at ?? span.to };
    for (const at of timeConditionInstants(change.facts, whileInForce)) note(at, causeOf('time-condition', fn));
  }
  const { begin, end: expiry } = exemptionInstants(fn, span.from, exemptionMaxDays);
  if (begin !== undefined) note(begin, causeOf('time-condition', fn));
  // While the exemption holds nothing else matters: whatever else happened at its end, it is what changed the verdict.
  if (expiry !== undefined) note(expiry, causeOf('exemption-expired', fn));
  const later = [...byTime.values()].sort((one, other) => one.at - other.at);
  return [{ at: span.from, cause: undefined }, ...later];
}

/** An interval that says the same as the one before prolongs it. */
function append(intervals: Interval[], next: Interval): void {
  const last = intervals.at(-1);
  if (last !== undefined && isSameVerdict(last, next)) intervals[intervals.length - 1] = { ...last, to: next.to };
  else intervals.push(next);
}

function interval({ compliance, reasons, annotation }: Verdict, { from, to }: Period, cause: Cause | undefined) {
  return { from, to, compliance, reasons, annotation, cause };
}

function notRecordedYet({ from, to }: Period): Interval {
  return {
    from,
    to,
    compliance: 'INSUFFICIENT_DATA',
    reasons: ['not-recorded-yet'],
    annotation: 'AWS Config had not recorded the function yet.',
    cause: undefined,
  };
}

/** The history with the time after the last delivery told apart, of which nothing is known. */
export function withTimeAfterRecord(history: FunctionHistory, after: Period): FunctionHistory {
  if (after.from >= after.to) return history;
  const { from, to } = after;
  const annotation = 'Nothing was delivered any more: what became of the function is not known.';
  const unknown = { from, to, compliance: 'INSUFFICIENT_DATA', annotation, cause: undefined } as const;
  const [first, ...others] = history.intervals;
  return { ...history, intervals: [first, ...others, { ...unknown, reasons: ['after-the-record'] }] };
}

function isDeletion(facts: FunctionFacts): boolean {
  return facts.kind === 'out-of-scope' && facts.because === 'deleted';
}

function causeOf(kind: CauseKind, fn: FunctionFacts): Cause {
  return { kind, changed: fn.arn };
}
