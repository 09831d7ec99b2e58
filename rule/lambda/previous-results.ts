import { type ConfigServiceClient, paginateGetComplianceDetailsByConfigRule } from '@aws-sdk/client-config-service';

import type { Invocation } from './event.ts';

/** A result AWS Config keeps for the rule. */
export interface PreviousResult {
  readonly resourceType: string;
  readonly resourceId: string;
  readonly compliance: string;
  readonly annotation: string;
}

/** Previous results by resource; see `resourceKey`. */
export type PreviousResults = ReadonlyMap<string, PreviousResult>;

/** Two resources of different types may share an id. */
export function resourceKey(resourceType: string, resourceId: string): string {
  return `${resourceType} ${resourceId}`;
}

/**
 * Reads what AWS Config holds for the rule. NOT_APPLICABLE is not asked for: AWS Config removes such results by itself, so
 * a resource without a result here has none that could be wrong.
 */
export async function readPreviousResults(
  config: ConfigServiceClient,
  { isTest, ruleName }: Invocation,
  signal: AbortSignal,
): Promise<PreviousResults> {
  const results = new Map<string, PreviousResult>();
  // In test mode nothing is kept, so there is nothing to compare with.
  if (isTest || ruleName === undefined) return results;
  const pages = paginateGetComplianceDetailsByConfigRule(
    { client: config, pageSize: 100 },
    { ConfigRuleName: ruleName, ComplianceTypes: ['COMPLIANT', 'NON_COMPLIANT'] },
  );
  for await (const { EvaluationResults: page = [] } of pages) {
    for (const { EvaluationResultIdentifier: identifier, ComplianceType: compliance, Annotation: annotation } of page) {
      const { ResourceType: resourceType, ResourceId: resourceId } = identifier?.EvaluationResultQualifier ?? {};
      if (resourceType === undefined || resourceId === undefined || compliance === undefined) continue;
      const result = { resourceType, resourceId, compliance, annotation: annotation ?? '' };
      results.set(resourceKey(resourceType, resourceId), result);
    }
    signal.throwIfAborted();
  }
  return results;
}
