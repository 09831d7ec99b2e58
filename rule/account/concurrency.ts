/**
 * Work done side by side. The first failure stops the rest at their next step, and is thrown once all have ended: nothing
 * may go on behind a finished invocation, where a warm container would wake it up in the middle of the next one.
 */
export interface SideBySide {
  /** Aborted with the first failure; loops check it before each step. */
  readonly signal: AbortSignal;
  start<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Waits for everything that was started, then throws the first failure. */
  end(): Promise<void>;
}

export function sideBySide(): SideBySide {
  const stop = new AbortController();
  const running = new Set<Promise<void>>();
  return {
    signal: stop.signal,
    start(work) {
      const result = work();
      const ended = result.then(
        () => undefined,
        (failure) => stop.abort(failure),
      );
      running.add(ended);
      void ended.then(() => running.delete(ended));
      return result;
    },
    async end() {
      while (running.size > 0) await Promise.all(running);
      stop.signal.throwIfAborted();
    },
  };
}

/** Runs jobs as they come, but at most so many at a time, in the order they were given. */
export function atMost(limit: number): <Result>(job: () => Promise<Result>) => Promise<Result> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (job) => {
    if (running === limit) await new Promise<void>((resume) => waiting.push(resume));
    else running++;
    try {
      return await job();
    } finally {
      // The place passes to the next in line, so that nobody can slip in between.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
