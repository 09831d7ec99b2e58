import { accountIdIn } from './arn.ts';
import type { RoleFacts } from './iam/model.ts';
import type { RecordedFunction } from './model.ts';
import { UnknownValue } from './unknown-value.ts';

/** The ARN of the role to look up, or what is known of a function's role without looking. */
export function roleToLookUp({ role, accountId }: RecordedFunction): string | RoleFacts {
  if (role === undefined) return NO_ROLE;
  if (role instanceof UnknownValue) return { kind: 'unknown', arn: undefined, why: role.why };
  const owner = accountIdIn(role);
  // Lambda refuses a role of another account, so such an ARN is no fact to judge by.
  return owner === accountId ? role : { kind: 'unknown', arn: role, why: `it belongs to account ${owner}` };
}

/** Stands for the role of a function that names none. */
export const NO_ROLE: RoleFacts = { kind: 'unknown', arn: undefined, why: 'the function names no execution role' };
