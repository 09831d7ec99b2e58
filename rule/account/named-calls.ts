import { ApiCallError } from './api-calls.ts';
import type { Purposes } from './permissions.ts';

/** Runs once per call, not once per attempt. */
export const PER_CALL = { step: 'initialize', name: 'nameFailedCall' } as const;

/** Names a call that failed for good, and what it was for. */
export function namingCalls(service: string, purposes: Purposes) {
  return <Args, Result>(next: (args: Args) => Promise<Result>, { commandName = 'unknown' }: { commandName?: string }) =>
    async (args: Args): Promise<Result> => {
      try {
        return await next(args);
      } catch (cause) {
        throw new ApiCallError(`${service}:${commandName.replace(/Command$/, '')}`, cause, purposes);
      }
    };
}
