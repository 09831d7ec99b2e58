import type { PreviousResult } from './previous-results.ts';
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

/** Was a result reached under a denial by the organization? Its annotation says so. */
export function blamesOrganization({ annotation }: PreviousResult): boolean {
  return annotation.includes('organization policy');
}
