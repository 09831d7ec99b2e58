import { SOURCE_FUNCTION_KEY } from './context.ts';
import { decideAction, mentionsKey } from './evaluate.ts';
import type { ActionDecision, RoleFacts } from './model.ts';

/** One word for a role, over all required actions. */
export type RoleStatus = 'fine' | 'missing' | 'untrusted' | 'denied' | 'conditional' | 'unknown';

export interface RoleAssessment {
  readonly status: RoleStatus;
  /** ARN of the role, where there is one. */
  readonly role: string | undefined;
  readonly actions: readonly ActionDecision[];
  /** Why the role as a whole could not be decided. */
  readonly why: string | undefined;
}

/** The part of a function its role is judged for. */
export interface Caller {
  readonly accountId: string;
  readonly region: string;
  readonly arn: string;
}

export interface AssessmentRules {
  readonly requiredActions: readonly string[];
}

/**
 * Judges a role for every required action. A denied action outweighs an unknown one, that a conditional one: a parameter
 * may accept conditional access, but no verdict of compliance may hang on a missing fact.
 */
export function assessRole(role: RoleFacts, caller: Caller, rules: AssessmentRules, now: Date): RoleAssessment {
  switch (role.kind) {
    case 'missing':
      return { status: 'missing', role: role.arn, actions: withoutFacts('implicitDeny', rules), why: undefined };
    case 'unknown':
      return { status: 'unknown', role: role.arn, actions: withoutFacts('unknown', rules), why: role.why };
    case 'known': {
      const { accountId, region, arn: functionArn } = caller;
      const request = { accountId, region, functionArn, roleArn: role.arn, roleTags: role.tags, now };
      const actions = rules.requiredActions.map((action) => decideAction(action, role, request));
      return { status: statusOf(actions), role: role.arn, actions, why: undefined };
    }
  }
}

function withoutFacts(decision: 'implicitDeny' | 'unknown', rules: AssessmentRules): readonly ActionDecision[] {
  return rules.requiredActions.map((action) => ({ action, decision, by: null, detail: undefined }));
}

function statusOf(actions: readonly ActionDecision[]): RoleStatus {
  const has = (...decisions: ActionDecision['decision'][]) =>
    actions.some((action) => decisions.includes(action.decision));
  if (has('explicitDeny', 'implicitDeny')) return 'denied';
  if (has('unknown')) return 'unknown';
  return has('conditional') ? 'conditional' : 'fine';
}

/** What is known about a role already. It is called from few places, so a list of them is searched faster than a map. */
interface Assessed {
  /** A role whose policies ask for the calling function is judged for each function anew. */
  readonly isPerFunction: boolean;
  readonly places: { readonly accountId: string; readonly region: string; readonly assessment: RoleAssessment }[];
}

/** The same assessment, computed once per role and Region: thousands of functions share a role. */
export function roleAssessor(rules: AssessmentRules, now: Date): (role: RoleFacts, caller: Caller) => RoleAssessment {
  const assessed = new WeakMap<RoleFacts, Assessed>();
  return (role, caller) => {
    let known = assessed.get(role);
    if (known === undefined) {
      known = { isPerFunction: role.kind === 'known' && mentionsKey(role, SOURCE_FUNCTION_KEY), places: [] };
      assessed.set(role, known);
    }
    if (known.isPerFunction) return assessRole(role, caller, rules, now);
    const { accountId, region } = caller;
    for (const place of known.places) {
      if (place.region === region && place.accountId === accountId) return place.assessment;
    }
    const assessment = assessRole(role, caller, rules, now);
    known.places.push({ accountId, region, assessment });
    return assessment;
  };
}
