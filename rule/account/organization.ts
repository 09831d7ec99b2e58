import { type ContextEntry, type IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { KnownRole, OrganizationDecision } from '../core/iam/model.ts';
import type { RecordedFunction } from '../core/model.ts';
import { ApiCallError } from './api-calls.ts';

/** What the organization's policies say about one role, or why they could not be asked. */
export type OrganizationAnswer =
  | Extract<OrganizationDecision, { kind: 'evaluated' }>
  | { readonly kind: 'not-evaluated'; readonly why: string };

export const IGNORED = 'not evaluated: the rule parameter organizationPolicies is IGNORE';

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
 * policy's name. When the call is refused or fails, the verdict stands without it, and the log says so.
 */
export async function askOrganization(
  simulator: IAMClient,
  role: KnownRole,
  fn: RecordedFunction,
  actions: readonly string[],
  now: Date,
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
    if (error instanceof ApiCallError) return { kind: 'not-evaluated', why: error.message };
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
