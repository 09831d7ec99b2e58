import { AggregatorError } from '../account/aggregated/aggregator.ts';
import { OrganizationError } from '../account/aggregated/control-policies.ts';
import { ApiCallError } from '../account/api-calls.ts';
import { InputError } from './input-error.ts';

/** @throws InputError in place of a call that failed: one line that names it and what it was for, and the profile that has no credentials. */
export async function reading<Result>(read: () => Promise<Result>, profile?: string): Promise<Result> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof ApiCallError || cause instanceof OrganizationError || cause instanceof AggregatorError) {
      const isOfProfile = profile !== undefined && 'code' in cause && cause.code === 'CredentialsProviderError';
      throw new InputError(`${isOfProfile ? `profile ${profile}: ` : ''}${cause.message.split('\n', 1)[0]}`, { cause });
    }
    throw cause;
  }
}
