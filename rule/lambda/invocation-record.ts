import { NOT_ASKED } from '../account/organization.ts';
import { type Compliance, type FunctionFacts, noneYet, type Reason, type Verdict } from '../core/model.ts';
import { LAMBDA_FUNCTION } from '../recorded/lambda-function.ts';
import type { Finding } from './put-evaluations.ts';
import { firstFew, quoted } from './quoted.ts';

/** What an invocation did, for its log line. Filled as it goes, so that a failing invocation tells how far it got. */
export interface InvocationRecord {
  readonly verdicts: Record<Compliance, number>;
  /** Functions that are excused from tracing by a tag. */
  exempt: number;
  reported: number;
  /** `evaluated …`, or why not. */
  organizationPolicies: string;
  /** Functions without a verdict, each with the reason. */
  readonly undecided: string[];
}

/** Functions AWS Config cannot be told about. It takes no INSUFFICIENT_DATA, and only an error brings a retry and an alarm. */
class UndecidedError extends Error {
  override readonly name = 'UndecidedError';
}

export function emptyRecord(): InvocationRecord {
  return { verdicts: noneYet(), exempt: 0, reported: 0, organizationPolicies: NOT_ASKED, undecided: [] };
}

/** Counts a verdict and makes it a finding; one that AWS Config cannot be told is kept by name instead. */
export function findingOf(
  record: InvocationRecord,
  fn: FunctionFacts,
  { compliance, reasons, annotation }: Pick<Verdict, 'compliance' | 'reasons' | 'annotation'>,
): Finding | undefined {
  const [reason]: readonly Reason[] = reasons;
  record.verdicts[compliance]++;
  if (reason === 'exempt') record.exempt++;
  if (compliance === 'INSUFFICIENT_DATA') {
    record.undecided.push(`${quoted(fn.resourceId)} (${annotation})`);
    return undefined;
  }
  return { resourceType: LAMBDA_FUNCTION, resourceId: fn.resourceId, compliance, annotation };
}

/** @throws UndecidedError naming the functions that could not be decided. */
export function failIfUndecided({ undecided }: InvocationRecord): void {
  if (undecided.length > 0) {
    throw new UndecidedError(`no verdict for ${undecided.length} of the functions: ${firstFew(undecided)}`);
  }
}
