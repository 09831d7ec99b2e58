import { nameInArn } from '../core/arn.ts';
import type { Policy, RoleFacts } from '../core/iam/model.ts';
import type { ItemStatus } from '../core/model.ts';
import { isAwsManaged } from './iam-policy.ts';
import { knownRole, type RoleRecord } from './iam-role.ts';

/** What AWS Config recorded about a role; `record` is missing when the item had no configuration. */
export interface RecordedRole {
  readonly status: ItemStatus;
  readonly record: RoleRecord | undefined;
}

/** The facts about a role, from what was recorded about it; `undefined` stands for a role that is in no input. */
export function recordedRoleFacts(
  arn: string,
  recorded: RecordedRole | undefined,
  findPolicy: (policyArn: string) => Policy,
): RoleFacts {
  if (recorded === undefined) return unknownRole(arn, 'it is not in the input');
  if (recorded.status === 'deleted') return { kind: 'missing', arn };
  if (recorded.status === 'not recorded') return unknownRole(arn, 'AWS Config does not record it');
  if (recorded.record === undefined) return unknownRole(arn, 'its item has no configuration');
  return knownRole(recorded.record, findPolicy, { kind: 'not-evaluated' });
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

function unknownRole(arn: string, why: string): RoleFacts {
  return { kind: 'unknown', arn, why };
}
