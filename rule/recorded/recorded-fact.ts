import type { FunctionFacts } from '../core/model.ts';
import type { ConfigurationItem } from './configuration-item.ts';
import { IAM_POLICY, type PolicyRecord, policyRecord } from './iam-policy.ts';
import { IAM_ROLE, roleRecord } from './iam-role.ts';
import { functionFacts } from './lambda-function.ts';
import type { RecordedRole } from './role-facts.ts';

/**
 * What an item says about one of the resources a verdict hangs on, and the ARN by which it is found again: empty where the
 * item of a role or policy does not say.
 */
export type RecordedFact =
  | { readonly kind: 'function'; readonly arn: string; readonly facts: FunctionFacts }
  | { readonly kind: 'role'; readonly arn: string; readonly role: RecordedRole }
  | { readonly kind: 'policy'; readonly arn: string; readonly policy: PolicyRecord };

export function recordedFact(item: ConfigurationItem, exemptionTagKey: string): RecordedFact {
  switch (item.resourceType) {
    case IAM_ROLE: {
      const record = roleRecord(item);
      const why = item.unreadable ?? 'its item has no configuration';
      const role = item.status === 'deleted' ? DELETED : (record ?? { kind: 'unreadable' as const, why });
      return { kind: 'role', arn: record?.arn ?? item.arn, role };
    }
    case IAM_POLICY: {
      const policy = policyRecord(item);
      return { kind: 'policy', arn: policy.arn, policy };
    }
    default: {
      const facts = functionFacts(item, exemptionTagKey);
      return { kind: 'function', arn: facts.arn, facts };
    }
  }
}

const DELETED = { kind: 'deleted' } as const;
