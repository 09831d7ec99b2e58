import { annotateExempt, annotateJudged, annotateOutOfScope, annotateUntraceable } from './annotation.ts';
import { readExemption } from './exemption.ts';
import { assessRole, oncePerRole, type RoleAssessment, type RoleStatus } from './iam/assess-role.ts';
import type { PlannedRoleFacts } from './iam/model.ts';
import { remembered } from './memo.ts';
import type { Compliance, FunctionFacts, Reason, RecordedFunction, TracingMode, Verdict } from './model.ts';
import type { RuleParameters } from './parameters.ts';
import { UnknownValue } from './unknown-value.ts';

type Reasons = Verdict['reasons'];

/** Finds the assessment of a function's execution role. Called at most once, and only when the role matters. */
export type RoleOf = (fn: RecordedFunction) => RoleAssessment;

/** What each reason means for AWS Config; the parameter `conditionalAccess` may accept a conditional role. */
const COMPLIANCE = {
  'out-of-scope': 'NOT_APPLICABLE',
  exempt: 'NOT_APPLICABLE',
  'untraceable-event-source': 'NOT_APPLICABLE',
  'tracing-not-active': 'NON_COMPLIANT',
  'tracing-unknown': 'INSUFFICIENT_DATA',
  'role-missing': 'NON_COMPLIANT',
  'role-untrusted': 'NON_COMPLIANT',
  'role-denied': 'NON_COMPLIANT',
  'role-conditional': 'NON_COMPLIANT',
  'role-unknown': 'INSUFFICIENT_DATA',
  compliant: 'COMPLIANT',
} as const satisfies Record<Reason, Compliance>;

/**
 * The rule: the first row that holds is the verdict for one function at one moment.
 *
 * Pure and total: the caller brings the clock and the role, and every input has a verdict.
 */
export function decide(fn: FunctionFacts, roleOf: RoleOf, parameters: RuleParameters, now: Date): Verdict {
  if (fn.kind === 'out-of-scope') return notApplicable('out-of-scope', annotateOutOfScope(fn));

  const exemption = readExemption(fn.exemptionTag, parameters.exemptionMaxDays, now);
  if (exemption.kind === 'valid') return notApplicable('exempt', annotateExempt(exemption));

  const tracing = tracingOf(fn);
  const isUntraceable = fn.untraceableEventSources.length > 0;
  if (tracing === 'not active' && isUntraceable && parameters.untraceableEventSources === 'NOT_APPLICABLE') {
    return notApplicable('untraceable-event-source', annotateUntraceable(fn, exemption));
  }

  const role = roleOf(fn);
  const reasons = judge(tracing, role.status, parameters);
  const compliance = reasons[0] === 'role-conditional' ? parameters.conditionalAccess : COMPLIANCE[reasons[0]];
  const annotation = annotateJudged(fn, role, reasons, exemption);
  return { compliance, reasons, annotation, actions: role.actions, cure: role.cure };
}

type Tracing = 'active' | 'not active' | 'unknown';

function tracingOf({ tracingMode }: RecordedFunction): Tracing {
  if (tracingMode instanceof UnknownValue) return 'unknown';
  return tracingMode === 'Active' ? 'active' : 'not active';
}

/** Tracing mode × role: what the function itself must answer for. A role that fails does so whatever the mode is. */
function judge(tracing: Tracing, role: RoleStatus, parameters: RuleParameters): Reasons {
  switch (role) {
    case 'missing':
    case 'untrusted':
    case 'denied':
      return failing(tracing, `role-${role}`);
    case 'conditional':
      if (parameters.conditionalAccess === 'NON_COMPLIANT') return failing(tracing, 'role-conditional');
      return tracing === 'active' ? ['role-conditional'] : [TRACING_REASON[tracing]];
    case 'unknown':
      if (tracing === 'unknown') return ['tracing-unknown', 'role-unknown'];
      return tracing === 'active' ? ['role-unknown'] : ['tracing-not-active'];
    case 'fine':
      return tracing === 'active' ? ['compliant'] : [TRACING_REASON[tracing]];
  }
}

const TRACING_REASON = { 'not active': 'tracing-not-active', unknown: 'tracing-unknown' } as const;

function failing(tracing: Tracing, roleReason: Reason): Reasons {
  return tracing === 'not active' ? ['tracing-not-active', roleReason] : [roleReason];
}

function notApplicable(reason: Reason, annotation: string): Verdict {
  return { compliance: COMPLIANCE[reason], reasons: [reason], annotation, actions: [] };
}

/**
 * The same rule for many functions at one moment: what functions with the same role have in common is worked out once.
 */
export function decider(
  parameters: RuleParameters,
  now: Date,
): (fn: FunctionFacts, roleFacts: (fn: RecordedFunction) => PlannedRoleFacts) => Verdict {
  // Without a tag and event sources of its own, a function's verdict hangs on its role and its tracing mode alone.
  const judged = oncePerRole((role, caller) => ({
    role: assessRole(role, caller, parameters, now),
    verdicts: new Map<TracingMode, Verdict>(),
  }));
  return (fn, roleFacts) => {
    if (fn.kind !== 'recorded' || fn.exemptionTag !== undefined || fn.untraceableEventSources.length > 0) {
      return decide(fn, (asked) => judged(roleFacts(asked), asked).role, parameters, now);
    }
    const { role, verdicts } = judged(roleFacts(fn), fn);
    return remembered(verdicts, fn.tracingMode, () => decide(fn, () => role, parameters, now));
  };
}
