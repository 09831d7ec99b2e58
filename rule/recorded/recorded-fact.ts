import type { FunctionFacts } from '../core/model.ts';
import { type ConfigurationItem, ConfigurationItemError } from './configuration-item.ts';
import { IAM_POLICY, type PolicyRecord, policyRecord } from './iam-policy.ts';
import { IAM_ROLE, roleRecord } from './iam-role.ts';
import { functionFacts } from './lambda-function.ts';
import type { RecordedRole } from './role-facts.ts';

/** What an item says about one of the resources a verdict hangs on, and the ARN by which it is found again. */
export type RecordedFact =
  | { readonly kind: 'function'; readonly arn: string; readonly facts: FunctionFacts }
  | { readonly kind: 'role'; readonly arn: string; readonly role: RecordedRole }
  | { readonly kind: 'policy'; readonly arn: string; readonly policy: PolicyRecord };

/** @throws ConfigurationItemError when the item does not say enough to be a fact. */
export function recordedFact(item: ConfigurationItem, exemptionTagKey: string): RecordedFact {
  switch (item.resourceType) {
    case IAM_ROLE: {
      const record = roleRecord(item);
      return { kind: 'role', arn: required(record?.arn ?? item.arn, item), role: { status: item.status, record } };
    }
    case IAM_POLICY: {
      const policy = policyRecord(item);
      return { kind: 'policy', arn: required(policy.arn, item), policy };
    }
    default: {
      const facts = functionFacts(item, exemptionTagKey);
      return { kind: 'function', arn: facts.arn, facts };
    }
  }
}

/** Without its ARN a role or policy would be in no function's way, and its absence would look like a fact. */
function required(arn: string, { resourceType, resourceId }: ConfigurationItem): string {
  if (arn === '') throw new ConfigurationItemError(`${resourceType} ${resourceId}: no ARN`);
  return arn;
}
