import { type LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { parseMoment } from '../../core/moment.ts';

/**
 * When each function of a Region was last changed, in milliseconds since the epoch, by its name. A change may be what made it
 * trace; of roles and their policies no time is known.
 *
 * @throws ApiCallError for a call that is refused or fails.
 */
export async function readFunctionChanges(lambda: LambdaClient): Promise<ReadonlyMap<string, number>> {
  const changes = new Map<string, number>();
  for await (const { Functions: functions = [] } of paginateListFunctions({ client: lambda, pageSize: 50 }, {})) {
    for (const { FunctionName: name, LastModified: text } of functions) {
      const moment = parseMoment(text);
      if (name !== undefined && moment !== undefined) changes.set(name, moment);
    }
  }
  return changes;
}
