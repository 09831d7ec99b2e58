import { OrganizationError } from '../account/aggregated/control-policies.ts';
import { ApiCallError } from '../account/api-calls.ts';
import { InputError } from './input-error.ts';

/** @throws InputError in place of a call that failed: one line that names it and what it was for. */
export async function reading<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (cause) {
    const isNamed = cause instanceof ApiCallError || cause instanceof OrganizationError;
    if (isNamed) throw new InputError(cause.message.split('\n', 1)[0] ?? '', { cause });
    throw cause;
  }
}
