import { type RequestFact, SOURCE_FUNCTION_KEY, type TraceRequest } from './context.ts';
import { type Cure, cureFor } from './cure.ts';
import { decideAction, mentionsKey } from './evaluate.ts';
import type { ActionDecision, PartlyKnownRole, PlannedRoleFacts } from './model.ts';
import { SOURCE_ARN_KEY, whyUntrusted } from './trust-policy.ts';

/** One word for a role, over all required actions. */
export type RoleStatus = 'fine' | 'missing' | 'untrusted' | 'denied' | 'conditional' | 'unknown';

export interface RoleAssessment {
  readonly status: RoleStatus;
  /** ARN of the role, where there is one that is known. */
  readonly role: string | undefined;
  /** What people call the role where its ARN does not tell. */
  readonly name?: string;
  readonly actions: readonly ActionDecision[];
  /** Why the role as a whole could not be decided, or cannot be assumed. */
  readonly why: string | undefined;
  /** Of a role that is denied or conditional. */
  readonly cure?: Cure;
}

/** The part of a function its role is judged for. */
export interface Caller {
  readonly accountId: RequestFact;
  readonly region: RequestFact;
  readonly arn: RequestFact;
}

export interface AssessmentRules {
  readonly requiredActions: readonly string[];
  /** Empty when it is not known. */
  readonly organizationId: string;
}

/**
 * Judges a role for every required action. A denied action outweighs an unknown one, that a conditional one: a parameter
 * may accept conditional access, but no verdict of compliance may hang on a missing fact.
 */
export function assessRole(role: PlannedRoleFacts, caller: Caller, rules: AssessmentRules, now: Date): RoleAssessment {
  const named = {
    role: typeof role.arn === 'string' ? role.arn : undefined,
    ...(role.name === undefined ? {} : { name: role.name }),
  };
  switch (role.kind) {
    case 'missing':
      return { status: 'missing', ...named, actions: withoutFacts('implicitDeny', rules), why: undefined };
    case 'unknown':
      return { status: 'unknown', ...named, actions: withoutFacts('unknown', rules), why: role.why };
    case 'known': {
      const request = requestOf(role, caller, rules, now);
      const actions = rules.requiredActions.map((action) => decideAction(action, role, request));
      const why = role.trust && whyUntrusted(role.trust, caller);
      if (why !== undefined) return { status: 'untrusted', ...named, actions, why };
      const status = statusOf(actions);
      const isCurable = status === 'denied' || status === 'conditional';
      const cure = isCurable ? { cure: cureFor(role, rules.requiredActions, request) } : {};
      return { status, ...named, actions, why, ...cure };
    }
  }
}

/** The request to X-Ray that Lambda makes for a function with its role. */
export function requestOf(role: PartlyKnownRole, caller: Caller, rules: AssessmentRules, now: Date): TraceRequest {
  return {
    accountId: caller.accountId,
    region: caller.region,
    functionArn: caller.arn,
    roleArn: role.arn,
    roleId: role.id,
    roleTags: role.tags,
    organizationId: rules.organizationId === '' ? undefined : rules.organizationId,
    now,
  };
}

function mentionsFunction(role: PartlyKnownRole): boolean {
  return mentionsKey(role, SOURCE_FUNCTION_KEY) || role.trust?.conditionKeys.has(SOURCE_ARN_KEY) === true;
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
interface Known<Result> {
  /** A role whose policies ask for the calling function is judged for each function anew. */
  readonly isPerFunction: boolean;
  readonly places: (Omit<Caller, 'arn'> & { readonly result: Result })[];
}

/** Of a role and who calls with it, the same result, worked out once per role and Region: thousands of functions share a role. */
export function oncePerRole<Result>(
  create: (role: PlannedRoleFacts, caller: Caller) => Result,
): (role: PlannedRoleFacts, caller: Caller) => Result {
  const all = new WeakMap<PlannedRoleFacts, Known<Result>>();
  return (role, caller) => {
    let known = all.get(role);
    if (known === undefined) {
      known = { isPerFunction: role.kind === 'known' && mentionsFunction(role), places: [] };
      all.set(role, known);
    }
    if (known.isPerFunction) return create(role, caller);
    const { accountId, region } = caller;
    for (const place of known.places) {
      if (place.region === region && place.accountId === accountId) return place.result;
    }
    const result = create(role, caller);
    known.places.push({ accountId, region, result });
    return result;
  };
}

/** The assessment of a role, worked out once per role and Region. */
export function roleAssessor(
  rules: AssessmentRules,
  now: Date,
): (role: PlannedRoleFacts, caller: Caller) => RoleAssessment {
  return oncePerRole((role, caller) => assessRole(role, caller, rules, now));
}
