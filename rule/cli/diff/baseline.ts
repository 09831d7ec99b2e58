import type { Evaluation } from '../../core/evaluation.ts';
import type { FunctionIdentity } from '../../core/model.ts';
import { byIdentity, type Fails, identityOfEvaluation } from './comparison.ts';
import type { ReportDocument } from './reported-functions.ts';

/** What fails beside what failed already when an earlier report was made. */
export interface SinceBaseline {
  /** The path of the earlier report, and the moment its verdicts are about. */
  readonly name: string;
  readonly evaluatedAt: string;
  /** How many functions of the earlier report fail there. */
  readonly failingBefore: number;
  /** How many fail there and here. */
  readonly stillFailing: number;
  /** Those that fail here, and did not fail there or were not there. */
  readonly newlyFailing: readonly NewlyFailing[];
}

/** `arn` is left out: what nothing tells of a planned function is empty. */
interface NewlyFailing extends Pick<FunctionIdentity, 'accountId' | 'region' | 'resourceId'> {
  readonly source?: Evaluation['source'];
}

/** Compares evaluations with an earlier report. Both sides are asked the same: whether a verdict fails. */
export function sinceBaseline(
  { name, evaluatedAt, functions }: ReportDocument,
  evaluations: Iterable<Evaluation>,
  fails: Fails,
): SinceBaseline {
  const failing = new Set([...byIdentity(functions)].filter(([, fn]) => fails(fn)).map(([identity]) => identity));
  const newlyFailing: NewlyFailing[] = [];
  let stillFailing = 0;
  for (const evaluation of evaluations) {
    if (!fails(evaluation.verdict)) continue;
    if (failing.has(identityOfEvaluation(evaluation))) {
      stillFailing++;
      continue;
    }
    const { accountId, region, resourceId } = evaluation.fn;
    const { source } = evaluation;
    newlyFailing.push({ accountId, region, resourceId, ...(source !== undefined && { source }) });
  }
  return { name, evaluatedAt, failingBefore: failing.size, stillFailing, newlyFailing };
}
