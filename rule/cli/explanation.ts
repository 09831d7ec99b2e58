import type { Evaluation } from '../core/evaluation.ts';
import { type Caller, roleAssessor } from '../core/iam/assess-role.ts';
import { type ExplainedAction, explainRole } from '../core/iam/explain.ts';
import type { PlannedRoleFacts } from '../core/iam/model.ts';
import { whyUntrusted } from '../core/iam/trust-policy.ts';
import { type Mending, mendingOf } from '../core/mending.ts';
import type { RuleParameters } from '../core/parameters.ts';
import { known } from '../core/unknown-value.ts';
import type { JudgedFunction } from './judged-functions.ts';

/** Everything a verdict hangs on, and what would mend it. */
export interface Explanation {
  readonly evaluation: Evaluation;
  /** The role in every way the facts may turn out; one where they are certain. */
  readonly roles: readonly ExplainedRole[];
  /** `undefined` where there is nothing to mend. */
  readonly mending: Mending | undefined;
}

export interface ExplainedRole {
  /** What has to hold for the role to be so, such as `Ref Stage is prod`. */
  readonly assuming: readonly string[];
  readonly arn: string | undefined;
  /** What people call it where the ARN does not tell. */
  readonly name: string | undefined;
  readonly kind: PlannedRoleFacts['kind'];
  /** Why nothing is known of it. */
  readonly why: string | undefined;
  readonly trust: Trust | undefined;
  readonly organization: 'not asked' | 'asked' | undefined;
  /** Every layer, policy and statement by action; empty where the role is not there to be judged. */
  readonly actions: readonly ExplainedAction[];
}

/** May Lambda assume the role? Where that is not certain it is not judged, and the verdict stands on the rest. */
interface Trust {
  readonly decision: 'untrusted' | 'not untrusted' | 'not judged';
  readonly why: string | undefined;
}

/** Explains the verdict on one function, by the same functions that made it. */
export function explanationOf(
  { evaluation, worlds, caller }: JudgedFunction,
  parameters: RuleParameters,
  now: Date,
): Explanation {
  const { fn, verdict } = evaluation;
  const assess = roleAssessor(parameters, now);
  const mode = fn.kind === 'recorded' ? fn.tracingMode : undefined;
  const explained = worlds.map(({ role, assumptions }): ExplainedRole => {
    const assuming = assumptions.map(
      ({ subject, text, holds }) => `${subject.expression} is ${holds ? '' : 'not '}${text}`,
    );
    return { assuming, ...explainedRole(role, caller, parameters, now) };
  });
  return {
    evaluation,
    roles: withoutSame(explained),
    mending: mendingOf(
      verdict,
      mode,
      worlds.map(({ role }) => assess(role, caller)),
      parameters,
    ),
  };
}

function explainedRole(
  role: PlannedRoleFacts,
  caller: Caller,
  parameters: RuleParameters,
  now: Date,
): Omit<ExplainedRole, 'assuming'> {
  const { kind, name } = role;
  const common = { arn: known(role.arn), name, kind };
  if (role.kind !== 'known') {
    const why = role.kind === 'missing' ? 'it does not exist' : role.why;
    return { ...common, why, trust: undefined, organization: undefined, actions: [] };
  }
  return {
    ...common,
    why: undefined,
    trust: trustOf(role.trust, caller),
    organization: role.organization.kind === 'evaluated' ? 'asked' : 'not asked',
    actions: explainRole(role, caller, parameters, now),
  };
}

function trustOf(trust: Extract<PlannedRoleFacts, { kind: 'known' }>['trust'], caller: Caller): Trust {
  if (trust === undefined) return { decision: 'not judged', why: 'the trust policy is not known' };
  const why = whyUntrusted(trust, caller);
  return { decision: why === undefined ? 'not untrusted' : 'untrusted', why };
}

/** Ways the facts may turn out that come to the same role are told once. */
function withoutSame(roles: readonly ExplainedRole[]): readonly ExplainedRole[] {
  const byContent = new Map<string, ExplainedRole>();
  for (const role of roles) {
    const key = JSON.stringify({ ...role, assuming: [] });
    if (!byContent.has(key)) byContent.set(key, role);
  }
  const distinct = [...byContent.values()];
  return distinct.length === 1 ? distinct.map((role) => ({ ...role, assuming: [] })) : distinct;
}
