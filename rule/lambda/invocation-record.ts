import { type Compliance, type FunctionFacts, noneYet, type Verdict } from '../core/model.ts';
import { LAMBDA_FUNCTION } from '../recorded/lambda-function.ts';
import { type Finding, firstFew } from './put-evaluations.ts';

/** What an invocation did, for its log line. Filled as it goes, so that a failing invocation tells how far it got. */
export interface Tally {
  readonly verdicts: Record<Compliance, number>;
  reported: number;
  /** `evaluated …`, or why not. */
  organizationPolicies: string;
  /** Functions without a verdict, each with the reason. */
  readonly undecided: string[];
}

export function emptyTally(): Tally {
  return {
    verdicts: noneYet(),
    reported: 0,
    organizationPolicies: 'not evaluated: nothing depended on them',
    undecided: [],
  };
}

/** Counts a verdict and makes it a finding; one that AWS Config cannot be told is kept by name instead. */
export function findingOf(
  tally: Tally,
  fn: FunctionFacts,
  { compliance, annotation }: Pick<Verdict, 'compliance' | 'annotation'>,
): Finding | undefined {
  tally.verdicts[compliance]++;
  if (compliance === 'INSUFFICIENT_DATA') {
    tally.undecided.push(`${fn.resourceId} (${annotation})`);
    return undefined;
  }
  return { resourceType: LAMBDA_FUNCTION, resourceId: fn.resourceId, compliance, annotation };
}

/**
 * Fails the invocation for functions that could not be decided: AWS Config takes no INSUFFICIENT_DATA, and an error is
 * the only thing that brings a retry and an alarm.
 */
export function failIfUndecided({ undecided }: Tally): void {
  if (undecided.length > 0)
    throw new Error(`no verdict for ${undecided.length} of the functions: ${firstFew(undecided)}`);
}
