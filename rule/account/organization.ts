import { type ContextEntry, type IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { KnownRole, OrganizationDecision } from '../core/iam/model.ts';
import type { RecordedFunction } from '../core/model.ts';
import { isRefusal } from './api-calls.ts';

/** What the organization's policies say about one role, or why they may not be asked. */
export type OrganizationAnswer =
  | Extract<OrganizationDecision, { kind: 'evaluated' }>
  | { readonly kind: 'not-evaluated'; readonly why: string };

/** A function whose verdict, or the advice with it, hangs on what the organization's policies say about its role. */
export interface Candidate {
  readonly fn: RecordedFunction;
  readonly role: KnownRole;
  readonly decides: 'verdict' | 'advice';
}

/** What to ask the organization about, and whom. */
export interface OrganizationQuestion {
  readonly simulator: IAMClient;
  readonly actions: readonly string[];
  readonly now: Date;
}

export const IGNORED = 'not evaluated: the rule parameter organizationPolicies is IGNORE';
export const NOT_ASKED = 'not evaluated: nothing depended on them';

/** The answer in the words of the log. */
export function describeAnswer(answer: OrganizationAnswer, roleArn: string): string {
  if (answer.kind === 'not-evaluated') return `not evaluated: ${answer.why}`;
  const denied = [...answer.denied.keys()].join(', ');
  return `evaluated for ${roleArn}: ${denied === '' ? 'nothing denied' : `${denied} denied`}`;
}

/**
 * Asks IAM whether the service control policies of the organization deny the actions to a role. Members of an organization
 * cannot read those policies; the simulator applies them all the same.
 *
 * Only a denial that is the organization's own counts: what identity policies and boundaries say is decided here, with the
 * policy's name. A refused call is how the account is set up, and the verdict stands without it.
 *
 * @throws ApiCallError for a call that failed otherwise: the fact is missing then, and no verdict stands on it.
 */
export async function askOrganization(
  { simulator, actions, now }: OrganizationQuestion,
  { fn, role }: Omit<Candidate, 'decides'>,
): Promise<OrganizationAnswer> {
  try {
    const { EvaluationResults: results = [] } = await simulator.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: role.arn,
        ActionNames: [...actions],
        ContextEntries: contextEntries(role, fn, now),
        MaxItems: 1000,
      }),
    );
    const denied = new Map<string, 'explicitDeny' | 'implicitDeny'>();
    for (const { EvalActionName: name, EvalDecision: decision, OrganizationsDecisionDetail: detail } of results) {
      if (detail?.AllowedByOrganizations !== false) continue;
      const action = actions.find((asked) => asked.toLowerCase() === name?.toLowerCase());
      if (action !== undefined) denied.set(action, decision === 'explicitDeny' ? 'explicitDeny' : 'implicitDeny');
    }
    return { kind: 'evaluated', denied };
  } catch (error) {
    if (isRefusal(error)) return { kind: 'not-evaluated', why: error.message };
    throw error;
  }
}

/**
 * The request as far as it is certain. A condition key that is left out makes the simulator answer with confidence as if
 * the request had none, so every known one is given.
 */
function contextEntries(role: KnownRole, fn: RecordedFunction, now: Date): ContextEntry[] {
  const entry = (name: string, value: string, type: ContextEntry['ContextKeyType'] = 'string'): ContextEntry => ({
    ContextKeyName: name,
    ContextKeyValues: [value],
    ContextKeyType: type,
  });
  return [
    entry('aws:RequestedRegion', fn.region),
    entry('aws:PrincipalArn', role.arn),
    entry('aws:PrincipalAccount', fn.accountId),
    entry('aws:ResourceAccount', fn.accountId),
    entry('aws:SecureTransport', 'true', 'boolean'),
    entry('aws:CurrentTime', now.toISOString(), 'date'),
    entry('lambda:SourceFunctionArn', fn.arn),
    ...[...(role.tags ?? [])].map(([key, value]) => entry(`aws:PrincipalTag/${key}`, value)),
  ];
}
