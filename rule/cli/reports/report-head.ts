import { MANAGED_POLICY_DATA_DATE } from '../../core/iam/aws-managed-policies.ts';
import type { RuleParameters } from '../../core/parameters.ts';
import type { Skipped } from '../inputs/find-inputs.ts';
import type { ReadInput } from '../inputs/read-input.ts';
import { RULE_NAME, VERSION } from '../version.ts';
import { inputParameters } from './evaluation-json.ts';

/** What a report was made of, and when. */
export interface ReportSource {
  /** The moment the verdicts are about. */
  readonly evaluatedAt: Date;
  readonly inputs: readonly ReadInput[];
  readonly skipped: readonly Skipped[];
  readonly parameters: RuleParameters;
}

/** The members every JSON report on verdicts begins with. */
export function reportHead({ evaluatedAt, inputs, skipped, parameters }: ReportSource): object {
  return {
    rule: RULE_NAME,
    version: VERSION,
    evaluatedAt: evaluatedAt.toISOString(),
    managedPolicyData: MANAGED_POLICY_DATA_DATE,
    inputs,
    skipped,
    parameters: inputParameters(parameters),
  };
}
