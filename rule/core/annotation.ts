import type { Exemption } from './exemption.ts';
import type { RoleAssessment, RoleStatus } from './iam/assess-role.ts';
import type { ActionDecision, Decision } from './iam/model.ts';
import type { OutOfScopeFunction, RecordedFunction, Verdict } from './model.ts';
import { UnknownValue } from './unknown-value.ts';

/** PutEvaluations refuses a longer annotation. */
const LONGEST_ANNOTATION = 256;
/** Lengths to which names are shortened, tried in order: an annotation with whole names is the best one. */
const NAME_LENGTHS = [128, 64, 40, 28, 20, 14] as const;

/** Writes a name in at most a certain length, so that the sentence around it survives. */
type Shorten = (name: string) => string;

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
    [...(blamesRole ? advice(role) : []), ...exemptionNote(exemption)],
  );
}

/**
 * What must be said, then what is good to know. When that gets too long, names are shortened with an ellipsis; when that
 * is not enough, the last of what is good to know goes first, and what must be said is cut at its end.
 */
function compose(needed: (shorten: Shorten) => readonly string[], optional: readonly string[]): string {
  let sentences: readonly string[] = [];
  for (const length of NAME_LENGTHS) {
    sentences = needed((name) => clip(name, length));
    if (isShortEnough([...sentences, ...optional])) break;
  }
  let kept = optional;
  while (kept.length > 0 && !isShortEnough([...sentences, ...kept])) kept = kept.slice(0, -1);
  return clip([...sentences, ...kept].join(' '), LONGEST_ANNOTATION);
}

function isShortEnough(sentences: readonly string[]): boolean {
  return sentences.join(' ').length <= LONGEST_ANNOTATION;
}

function clip(text: string, length: number): string {
  // Half a surrogate pair is no character.
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
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
    const cause = causeOf(decision, shorten);
    actionsByCause.set(cause, [...(actionsByCause.get(cause) ?? []), decision.action]);
  }
  return `${name}: ${[...actionsByCause].map(([cause, actions]) => `${listOf(actions)} ${cause}`).join('; ')}.`;
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

function causeOf({ decision, by, detail }: ActionDecision, shorten: Shorten): string {
  const policy = by === null ? undefined : policyOf(by, shorten);
  switch (decision) {
    case 'explicitDeny':
      return `denied (${policy})`;
    case 'implicitDeny':
      if (policy === undefined) return 'not allowed (no policy allows it)';
      return detail === undefined ? `not allowed (${policy})` : `not allowed (${policy} allows it ${clip(detail, 80)})`;
    case 'conditional':
      return `${clip(detail ?? 'depends on a condition', 80)} (${policy})`;
    case 'unknown':
      return `cannot be decided (${policy}: ${clip(detail ?? 'not known', 60)})`;
    case 'allowed':
      return 'allowed';
  }
}

/** `boundary DevBoundary, statement NoTracing`; `undefined` when no policy is to be named. */
function policyOf({ layer, policy, statement }: NonNullable<ActionDecision['by']>, shorten: Shorten) {
  if (layer === 'organization') return 'organization policy';
  if (policy === null) return layer === 'identity' ? undefined : `no ${layer.toUpperCase()} allows it`;
  const kind = layer === 'identity' ? 'policy' : layer === 'boundary' ? 'boundary' : layer.toUpperCase();
  return `${kind} ${shorten(policy)}${statement === null ? '' : `, statement ${shorten(String(statement))}`}`;
}

const GRANTED_BY_DAEMON_POLICY = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

/** The usual cure, told only where it would work: nothing allows the action, and nothing stands in the way. */
function advice({ status, actions }: RoleAssessment): readonly string[] {
  const denied = actions.filter(({ decision }) => DECISIVE.denied.includes(decision));
  const isCurable = denied.every(
    ({ decision, by, action }) =>
      decision === 'implicitDeny' && by?.layer === 'identity' && GRANTED_BY_DAEMON_POLICY.includes(action),
  );
  return status === 'denied' && isCurable ? ['Attach AWSXRayDaemonWriteAccess.'] : [];
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
