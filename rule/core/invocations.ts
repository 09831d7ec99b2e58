import { NOTHING, plus, type Range } from './range.ts';
import { expectedTraces } from './sampling.ts';

/** How often a function was invoked in a window, and the traces to expect of that. */
export interface Traffic {
  readonly kind: 'counted';
  readonly invocations: number;
  readonly expectedTraces: Range;
}

/** What a metric says; one that is refused, failed or cut off is not known, and never zero. */
export type Invocations = Traffic | { readonly kind: 'unknown'; readonly why: string };

/** Adds up the points of a metric as they come: a window of two weeks has 20,000 of them for each function. */
export class InvocationTally {
  readonly #periodSeconds: number;
  #invocations = 0;
  #expectedTraces: Range = NOTHING;

  constructor(periodSeconds: number) {
    this.#periodSeconds = periodSeconds;
  }

  add(invocations: number): void {
    this.#invocations += invocations;
    this.#expectedTraces = plus(this.#expectedTraces, expectedTraces(invocations, this.#periodSeconds));
  }

  traffic(): Traffic {
    return { kind: 'counted', invocations: this.#invocations, expectedTraces: this.#expectedTraces };
  }
}

/** Can it be the sum of a period? The average or a share of something is none. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
