import { decide } from '../core/decide.ts';
import { roleToLookUp } from '../core/execution-role.ts';
import { assessRole, type RoleAssessment } from '../core/iam/assess-role.ts';
import { hangsOnOrganization } from '../core/iam/cure.ts';
import type { KnownRole, RoleFacts } from '../core/iam/model.ts';
import type { FunctionFacts, RecordedFunction } from '../core/model.ts';
import type { RuleParameters } from '../core/parameters.ts';

/** The facts of any role of an account. */
export type ReadRoleFacts = (arn: string) => Promise<RoleFacts>;

/** Stands in for a role that no verdict depends on. */
export const NOT_READ: RoleAssessment = { status: 'unknown', role: undefined, actions: [], why: 'not read' };

/** Does the verdict depend on the function's role? Only then is it worth a call. */
export function dependsOnRole(fn: FunctionFacts, parameters: RuleParameters, now: Date): fn is RecordedFunction {
  let isAsked = false;
  const ask = () => {
    isAsked = true;
    return NOT_READ;
  };
  decide(fn, ask, parameters, now);
  return isAsked;
}

/** The facts of a function's role, without a call where the ARN alone tells that it would be in vain. */
export async function roleFactsOf(fn: RecordedFunction, read: ReadRoleFacts): Promise<RoleFacts> {
  const role = roleToLookUp(fn);
  return typeof role === 'string' ? read(role) : role;
}

/**
 * What hangs on the organization's policies: the verdict, where the role's own would let traces through; the advice, where one
 * more policy attached to the role would.
 */
export function decidedByOrganization(
  role: KnownRole,
  fn: RecordedFunction,
  parameters: RuleParameters,
  now: Date,
): 'verdict' | 'advice' | 'nothing' {
  const assessment = assessRole(role, fn, parameters, now);
  const { status } = assessment;
  if (status === 'fine' || (status === 'conditional' && parameters.conditionalAccess === 'COMPLIANT')) return 'verdict';
  return hangsOnOrganization(assessment) ? 'advice' : 'nothing';
}
