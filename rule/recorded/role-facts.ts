import { nameInArn } from '../core/arn.ts';
import type { Policy, RoleFacts } from '../core/iam/model.ts';
import { isAwsManaged } from './iam-policy.ts';
import { knownRole, type RoleRecord } from './iam-role.ts';

/** What AWS Config recorded about a role. */
export type RecordedRole =
  | RoleRecord
  | { readonly kind: 'deleted' }
  | { readonly kind: 'unreadable'; readonly why: string };

/** The facts about a role, from what was recorded about it; `undefined` stands for a role that is in no input. */
export function recordedRoleFacts(
  arn: string,
  recorded: RecordedRole | undefined,
  findPolicy: (policyArn: string) => Policy,
): RoleFacts {
  if (recorded === undefined) return { kind: 'unknown', arn, why: 'it is not in the input' };
  switch (recorded.kind) {
    case 'deleted':
      return { kind: 'missing', arn };
    case 'unreadable':
      return { kind: 'unknown', arn, why: recorded.why };
    case 'readable':
      return knownRole(recorded, findPolicy, { kind: 'not-evaluated' });
  }
}

/** Finds policies by ARN: AWS-managed ones in the table that ships with the tool, the others among the recorded ones. */
export function policyFinder(
  awsManagedPolicy: (arn: string) => Policy,
  recordedPolicy: (arn: string) => Policy | undefined,
): (arn: string) => Policy {
  return (arn) =>
    isAwsManaged(arn)
      ? awsManagedPolicy(arn)
      : (recordedPolicy(arn) ?? {
          name: nameInArn(arn),
          document: { kind: 'unreadable', why: 'it is not in the input' },
        });
}
