import { annotateOutOfScope } from '../core/annotation.ts';
import { LAMBDA_FUNCTION } from '../recorded/lambda-function.ts';
import type { PreviousResult, PreviousResults } from './previous-results.ts';
import type { Finding } from './put-evaluations.ts';

/**
 * Does AWS Config hold something else about the resource? It bills every evaluation it takes, changed or not.
 *
 * NOT_APPLICABLE results are not kept by AWS Config: one is news only where it replaces another result.
 */
export function isNews({ compliance, annotation }: Finding, before: PreviousResult | undefined): boolean {
  if (before === undefined) return compliance !== 'NOT_APPLICABLE';
  return before.compliance !== compliance || before.annotation !== annotation;
}

/** Functions AWS Config still has a result for, but Lambda no longer lists. */
export function goneFunctions(previous: PreviousResults, listed: ReadonlySet<string>): readonly Finding[] {
  return [...previous.values()]
    .filter(({ resourceType, resourceId }) => resourceType === LAMBDA_FUNCTION && !listed.has(resourceId))
    .map(({ resourceType, resourceId }) => ({
      resourceType,
      resourceId,
      compliance: 'NOT_APPLICABLE',
      annotation: annotateOutOfScope({ because: 'deleted' }),
    }));
}
