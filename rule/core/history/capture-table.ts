import { type Capture, Captures, type Change } from './captures.ts';
import type { Period } from './model.ts';

/** The captures of many resources, by ARN. */
export class CaptureTable<Facts> {
  readonly #byArn = new Map<string, Captures<Facts>>();
  readonly #period: Period;
  readonly #isSame: (one: Facts, other: Facts) => boolean;

  constructor(period: Period, isSame: (one: Facts, other: Facts) => boolean) {
    this.#period = period;
    this.#isSame = isSame;
  }

  add(arn: string, capture: Capture, facts: Facts): void {
    let captures = this.#byArn.get(arn);
    if (captures === undefined) {
      captures = new Captures(this.#period, this.#isSame);
      this.#byArn.set(arn, captures);
    }
    captures.add(capture, facts);
  }

  changes(arn: string): readonly Change<Facts>[] {
    return this.#byArn.get(arn)?.changes() ?? [];
  }

  *all(): Generator<readonly Change<Facts>[]> {
    for (const captures of this.#byArn.values()) yield captures.changes();
  }
}
