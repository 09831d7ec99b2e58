import { ApiCallError } from './api-calls.ts';
import type { Permission } from './permissions.ts';

/** Runs once per call, not once per attempt. */
export const PER_CALL = { step: 'initialize', name: 'nameFailedCall' } as const;

/** Names a call that failed for good, and what it was for. */
export function namingCalls(service: string, permissions: readonly Permission[]) {
  return <Args, Result>(next: (args: Args) => Promise<Result>, { commandName = 'unknown' }: { commandName?: string }) =>
    async (args: Args): Promise<Result> => {
      try {
        return await next(args);
      } catch (cause) {
        const action = `${service}:${commandName.replace(/Command$/, '')}`;
        const purpose = permissions.find((permission) => permission.action === action)?.purpose;
        throw new ApiCallError(action, cause, purpose === undefined ? '' : ` (needed to ${purpose})`);
      }
    };
}
