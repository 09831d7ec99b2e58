import { EVALUATOR_CALLS, type Purposes } from './permissions.ts';

/**
 * An AWS API call that failed for good, after the SDK's retries. The message names the call and what it was for, so that
 * a missing permission can be granted by the one who reads it.
 */
export class ApiCallError extends Error {
  override readonly name = 'ApiCallError';
  /** The call as an IAM action, such as `iam:GetRole`. */
  readonly action: string;
  readonly code: string;

  constructor(action: string, cause: unknown, purposes?: Purposes) {
    const code = cause instanceof Error ? cause.name : 'UnknownError';
    super(
      `${action}${purposeOf(action, purposes)} failed: ${code}: ${cause instanceof Error ? cause.message : cause}`,
      {
        cause,
      },
    );
    this.action = action;
    this.code = code;
  }
}

function purposeOf(action: string, purposes: Purposes = EVALUATOR_CALLS): string {
  const purpose = purposes[action];
  return purpose === undefined ? '' : ` (needed to ${purpose})`;
}

/** The names under which the AWS services of this rule refuse a call. */
const REFUSALS = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'AuthorizationError']);

export function isRefusal(error: unknown): error is ApiCallError {
  return error instanceof ApiCallError && REFUSALS.has(error.code);
}

export function whyRefused({ action }: ApiCallError): string {
  return `${action} is refused${purposeOf(action)}`;
}

export function isNoSuchEntity(error: unknown): error is ApiCallError {
  return error instanceof ApiCallError && (error.code === 'NoSuchEntityException' || error.code === 'NoSuchEntity');
}

/** How often each API operation was called, retries included, until the counts are taken. */
export interface CallCounter {
  count(action: string): void;
  /** The counts since they were last taken: one warm container serves many invocations. */
  take(): Readonly<Record<string, number>>;
}

export function callCounter(): CallCounter {
  let calls = new Map<string, number>();
  return {
    count: (action) => calls.set(action, (calls.get(action) ?? 0) + 1),
    take() {
      const taken = Object.fromEntries([...calls].sort(([one], [other]) => (one < other ? -1 : 1)));
      calls = new Map();
      return taken;
    },
  };
}
