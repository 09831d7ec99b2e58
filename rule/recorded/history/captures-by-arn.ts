import type { Change } from '../../core/history/change.ts';
import type { Period } from '../../core/history/model.ts';
import { remembered } from '../../core/memo.ts';
import { type Capture, Captures } from './captures-of-arn.ts';

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
    const captures = remembered(this.#byArn, arn, () => new Captures(this.#period, this.#isSame));
    captures.add(capture, facts);
  }

  changes(arn: string): readonly Change<Facts>[] {
    return this.#byArn.get(arn)?.changes() ?? [];
  }

  *all(): Generator<readonly Change<Facts>[]> {
    for (const captures of this.#byArn.values()) yield captures.changes();
  }
}
