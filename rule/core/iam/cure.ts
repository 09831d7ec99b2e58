import type { TraceRequest } from './context.ts';
import { decideAction, refusals } from './evaluate.ts';
import { isServiceLinked } from './layers.ts';
import type { ActionDecision, PartlyKnownRole } from './model.ts';
import { parsePolicyDocument } from './policy-document.ts';

/** What would mend a role that is denied or conditional, as a trial has shown. */
export type Cure =
  /**
   * Attach this AWS-managed policy: judged with it, the role is allowed. `hangsOnOrganization`: as far as can be seen, since the
   * organization's policies have not been asked about the role.
   */
  | { readonly kind: 'attach'; readonly policy: string; readonly hangsOnOrganization: boolean }
  /** It takes more: what would still refuse each action, in every layer, were that policy attached. */
  | { readonly kind: 'refused'; readonly refusals: ReadonlyMap<string, readonly ActionDecision[]> };

/** What AWSXRayDaemonWriteAccess says of the actions that write (version 2; the table of AWS-managed policies holds it whole). */
export const DAEMON_POLICY = {
  name: 'AWSXRayDaemonWriteAccess',
  document: parsePolicyDocument({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: ['*'] }],
  }),
} as const;

/** Judges the role again as if the usual policy were attached to it. Only an outcome of `allowed` for every action is a cure. */
export function cureFor(role: PartlyKnownRole, actions: readonly string[], request: TraceRequest): Cure {
  const trial: PartlyKnownRole = { ...role, identity: [...role.identity, DAEMON_POLICY] };
  const refused = actions.filter((action) => decideAction(action, trial, request).decision !== 'allowed');
  if (refused.length === 0) {
    const hangsOnOrganization = role.organization.kind === 'not-evaluated' && !isServiceLinked(role);
    return { kind: 'attach', policy: DAEMON_POLICY.name, hangsOnOrganization };
  }
  return {
    kind: 'refused',
    refusals: new Map(refused.map((action) => [action, refusals(action, trial, request)])),
  };
}

/**
 * Does the cure hold only if the organization lets the actions pass? Then it is worth asking for such a role too, in an account
 * whose organization has denied them to another one.
 */
export function hangsOnOrganization(assessment: { readonly cure?: Cure }): boolean {
  return assessment.cure?.kind === 'attach' && assessment.cure.hangsOnOrganization;
}
