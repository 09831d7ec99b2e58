import { adviceFor, nameOf, otherRefusals } from './advice.ts';
import type { Exemption } from './exemption.ts';
import type { RoleAssessment, RoleStatus } from './iam/assess-role.ts';
import type { ActionDecision, Decision } from './iam/model.ts';
import type { OutOfScopeFunction, RecordedFunction, Verdict } from './model.ts';
import { clip, compose, type Shorten } from './sentences.ts';
import { UnknownValue } from './unknown-value.ts';

export function annotateOutOfScope({ because }: Pick<OutOfScopeFunction, 'because'>): string {
  return `The function is out of scope: ${because}.`;
}

export function annotateExempt({ lastDay, owner, reason }: Extract<Exemption, { kind: 'valid' }>): string {
  return compose((shorten) => [`Exempt until ${lastDay} (owner ${shorten(owner)}): ${shorten(reason)}.`], []);
}

export function annotateUntraceable(fn: RecordedFunction, exemption: Exemption): string {
  const sources = fn.untraceableEventSources.join(', ');
  return compose(
    () => [`Tracing mode is ${modeOf(fn)}; X-Ray cannot trace the event source ${sources}.`],
    exemptionNote(exemption),
  );
}

/**
 * The sentences for a function that was judged: what is wrong with its tracing mode, then with its role, then how to mend
 * it, then what became of its exemption.
 */
export function annotateJudged(
  fn: RecordedFunction,
  role: RoleAssessment,
  reasons: Verdict['reasons'],
  exemption: Exemption,
): string {
  const isActive = fn.tracingMode === 'Active';
  const blamesRole = reasons.some((reason) => reason.startsWith('role-'));
  return compose(
    (shorten) => [
      ...(isActive ? [] : [tracingSentence(fn)]),
      ...(blamesRole ? [roleSentence(role, shorten)] : []),
      ...(isActive && !blamesRole
        ? [`Tracing is Active and ${called('role', role, shorten)} can deliver traces.`]
        : []),
    ],
    [...(blamesRole ? adviceFor(role) : []), ...exemptionNote(exemption)],
  );
}

function tracingSentence(fn: RecordedFunction): string {
  const { tracingMode } = fn;
  if (tracingMode instanceof UnknownValue) return `Tracing mode cannot be known: ${clip(tracingMode.why, 100)}.`;
  return `Tracing mode is ${modeOf(fn)}, must be Active.`;
}

function modeOf({ tracingMode }: RecordedFunction): string {
  if (tracingMode === undefined) return 'not set';
  if (tracingMode instanceof UnknownValue) return 'not known';
  return tracingMode === 'PassThrough' ? tracingMode : `"${clip(tracingMode, 32)}"`;
}

/** The role by its name, which follows its path; a function need not have one. */
function called(noun: 'role' | 'Role', { role, name = nameIn(role) }: RoleAssessment, shorten: Shorten): string {
  return name === undefined ? noun : `${noun} ${shorten(name)}`;
}

function nameIn(roleArn: string | undefined): string | undefined {
  return roleArn?.slice(roleArn.lastIndexOf('/') + 1);
}

function roleSentence(role: RoleAssessment, shorten: Shorten): string {
  const name = called('Role', role, shorten);
  if (role.status === 'missing') return `${name} does not exist.`;
  if (role.status === 'untrusted') return `Lambda cannot assume ${called('role', role, shorten)}: ${role.why}.`;
  if (role.why !== undefined) return `${name} cannot be decided: ${role.why}.`;
  const actionsByCause = new Map<string, string[]>();
  for (const decision of role.actions) {
    if (!DECISIVE[role.status].includes(decision.decision)) continue;
    const cause = causeOf(decision, otherRefusals(role, decision, shorten), shorten);
    actionsByCause.set(cause, [...(actionsByCause.get(cause) ?? []), decision.action]);
  }
  const causes = [...actionsByCause].map(
    ([cause, actions]) =>
      `${listOf(actions)} ${actions.length > 1 ? cause.replace(/^depends on/, 'depend on') : cause}`,
  );
  return `${name}: ${causes.join('; ')}.`;
}

/** The decisions that gave the role its status: a denied action is what the owner must mend first. */
const DECISIVE: Readonly<Record<RoleStatus, readonly Decision[]>> = {
  missing: [],
  untrusted: [],
  denied: ['explicitDeny', 'implicitDeny'],
  conditional: ['conditional'],
  unknown: ['unknown'],
  fine: [],
};

function listOf(actions: readonly string[]): string {
  const shown = actions.slice(0, 2).map((action) => clip(action, 48));
  return actions.length > 2 ? `${shown.join(', ')} and ${actions.length - 2} more` : shown.join(', ');
}

/** `others`: what else refuses the action, ready to follow. */
function causeOf({ decision, by, detail }: ActionDecision, others: string, shorten: Shorten): string {
  const policy = by === null || (by.layer === 'identity' && by.policy === null) ? undefined : nameOf(by, shorten);
  switch (decision) {
    case 'explicitDeny':
      return `denied (${policy}${detail === undefined ? '' : `: ${clip(detail, 100)}`}${others})`;
    case 'implicitDeny':
      return `not allowed (${whyNotAllowed(by, policy, detail)}${others})`;
    case 'conditional':
      return `${shortOfKeys(detail ?? 'depends on a condition')} (${policy}${others})`;
    case 'unknown':
      return `cannot be decided (${policy}: ${clip(detail ?? 'not known', 100)})`;
    case 'allowed':
      return 'allowed';
  }
}

function whyNotAllowed(by: ActionDecision['by'], policy: string | undefined, detail: string | undefined): string {
  if (policy === undefined) return `no policy allows it${detail === undefined ? '' : `; ${clip(detail, 80)}`}`;
  if (by?.policy === null && by.layer !== 'organization') return `${policy.replace(/^the (...)s/, 'no $1')} allows it`;
  return detail === undefined ? policy : `${policy} allows it ${clip(detail, 100)}`;
}

/** Whole keys as far as they fit, then how many more there are. */
function shortOfKeys(detail: string): string {
  const keys = detail.split(', ');
  let shown = keys.length;
  while (shown > 1 && keys.slice(0, shown).join(', ').length > 80) shown--;
  const text = clip(keys.slice(0, shown).join(', '), 140);
  return shown < keys.length ? `${text} and ${keys.length - shown} more` : text;
}

function exemptionNote(exemption: Exemption): readonly string[] {
  switch (exemption.kind) {
    case 'expired':
      return [`The exemption expired on ${exemption.lastDay}.`];
    case 'too-long':
      return [`The exemption until ${exemption.lastDay} is longer than the ${exemption.maxDays} days allowed.`];
    case 'malformed':
      return ['The exemption tag is malformed: "YYYY-MM-DD owner reason" is needed.'];
    case 'none':
    case 'valid':
      return [];
  }
}
