import { decide } from '../core/decide.ts';
import { roleToLookUp } from '../core/execution-role.ts';
import type { RoleAssessment } from '../core/iam/assess-role.ts';
import type { RoleFacts } from '../core/iam/model.ts';
import type { FunctionFacts, RecordedFunction } from '../core/model.ts';
import type { RuleParameters } from '../core/parameters.ts';
import type { ReadRoleFacts } from './all-roles.ts';

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

/** Would these policies let traces through, but for the organization's? Only then does its answer change anything. */
export function isLocallyAllowed({ status }: RoleAssessment, { conditionalAccess }: RuleParameters): boolean {
  return status === 'fine' || (status === 'conditional' && conditionalAccess === 'COMPLIANT');
}
