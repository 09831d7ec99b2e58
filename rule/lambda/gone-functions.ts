import { GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { ApiCallError } from '../account/api-calls.ts';
import { atMost } from '../account/concurrency.ts';
import { annotateOutOfScope } from '../core/annotation.ts';
import { LAMBDA_FUNCTION } from '../recorded/lambda-function.ts';
import type { PreviousResults } from './previous-results.ts';
import type { Finding } from './put-evaluations.ts';
import { firstFew } from './quoted.ts';

/** A listing that lacks so many functions AWS Config holds results for is more likely short than they are gone. */
class IncompleteListingError extends Error {
  override readonly name = 'IncompleteListingError';
}

const MOST_GONE = 50;
const QUESTIONS_AT_A_TIME = 5;

/**
 * Tells of the functions AWS Config has a result for and Lambda no longer lists. A page may be short for a moment, so each
 * of them is asked for before it is called gone; one that is still there keeps its last result.
 *
 * @throws IncompleteListingError when more are missing than anybody deletes between two sweeps; ApiCallError when one of
 * them could not be asked for, once all others were.
 */
export async function goneFunctions(
  lambda: LambdaClient,
  previous: PreviousResults,
  listed: ReadonlySet<string>,
  onGone: (finding: Finding) => void,
): Promise<void> {
  const missing = [...previous.values()]
    .filter(({ resourceType, resourceId }) => resourceType === LAMBDA_FUNCTION && !listed.has(resourceId))
    .map(({ resourceId }) => resourceId);
  if (missing.length > MOST_GONE) {
    throw new IncompleteListingError(
      `lambda:ListFunctions lacks ${missing.length} functions with results, none is called gone: ${firstFew(missing)}`,
    );
  }
  const inTurn = atMost(QUESTIONS_AT_A_TIME);
  const asked = missing.map((resourceId) =>
    inTurn(async () => {
      if (!(await isGone(lambda, resourceId))) return;
      const annotation = annotateOutOfScope({ because: 'deleted' });
      onGone({ resourceType: LAMBDA_FUNCTION, resourceId, compliance: 'NOT_APPLICABLE', annotation });
    }),
  );
  const failed = (await Promise.allSettled(asked)).find((outcome) => outcome.status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

async function isGone(lambda: LambdaClient, name: string): Promise<boolean> {
  try {
    await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
    return false;
  } catch (error) {
    if (error instanceof ApiCallError && error.code === 'ResourceNotFoundException') return true;
    throw error;
  }
}
