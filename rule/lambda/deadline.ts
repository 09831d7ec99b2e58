/** How long before the time-out an invocation stops, in milliseconds: a function that runs into it logs nothing. */
const BEFORE_TIMEOUT = 30_000;

/** The invocation was stopped before Lambda would have, so that it can say so. */
class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** The end of an invocation's time, as it was when it began. */
export interface Deadline {
  /** Aborted when the time is over: calls under way are given up. */
  readonly signal: AbortSignal;
  /** The result of the work, or a DeadlineError when the time is over first. */
  race<Result>(work: Promise<Result>): Promise<Result>;
  /** To be called in the end, so that no timer wakes up in the middle of the next invocation. */
  clear(): void;
}

/** `remaining`: milliseconds to the time-out; `undefined` for an invocation that has none. Of little time half is left. */
export function startDeadline(remaining: number | undefined): Deadline {
  const stop = new AbortController();
  const left = remaining === undefined ? undefined : Math.min(BEFORE_TIMEOUT, remaining / 2);
  const timer =
    remaining === undefined || left === undefined
      ? undefined
      : setTimeout(() => {
          stop.abort(new DeadlineError(`stopped ${Math.round(left / 1000)} s before the time-out of the function`));
        }, remaining - left);
  const over = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => reject(stop.signal.reason));
  });
  // Whoever races against it hears of it; once the work is done nobody does.
  over.catch(() => undefined);
  return {
    signal: stop.signal,
    race: (work) => Promise.race([work, over]),
    clear: () => clearTimeout(timer),
  };
}
