import type { ConfigurationItem } from '../recorded/configuration-item.ts';
import type { Period } from './model.ts';

/** What was so from a moment on, until the next change. */
export interface Change<Facts> {
  readonly at: number;
  /** `undefined` before the first record. */
  readonly facts: Facts;
  readonly isRecorded: boolean;
}

/** What a resource was at some time. Captures that say the same share one state. */
interface State<Facts> {
  readonly resourceId: string;
  readonly isRecorded: boolean;
  readonly facts: Facts;
}

const FIRST_COMPACTION = 32;

/**
 * Every capture of the resources that had one ARN, one after another or at once, in any order. At each moment it gives the
 * answer the newest captures up to that moment give: the newest of each resource, and the one that exists before those that
 * do not.
 *
 * A capture takes three numbers. Copies, all captures at one instant but the last, and of those up to the start of the
 * period all but the newest are dropped from time to time, so the memory is bounded by what was different in the period.
 * Captures that say the same as their neighbours must stay: something older may still come between them.
 */
export class Captures<Facts> {
  readonly #period: Period;
  readonly #isSame: (one: Facts, other: Facts) => boolean;
  #states: State<Facts>[] = [];
  // One column each: arrays of plain numbers take eight bytes a value.
  #times: number[] = [];
  #offsets: number[] = [];
  #stateOf: number[] = [];
  #compactAt = FIRST_COMPACTION;

  constructor(period: Period, isSame: (one: Facts, other: Facts) => boolean) {
    this.#period = period;
    this.#isSame = isSame;
  }

  /** Captures after the end of the period must not be added. */
  add({ resourceId, status, capturedAt, stateId }: ConfigurationItem, facts: Facts): void {
    // Without a time it is known to be older than nothing.
    this.#times.push(capturedAt ?? Number.NEGATIVE_INFINITY);
    this.#offsets.push(stateId - (capturedAt ?? 0));
    this.#stateOf.push(this.#stateIndex({ resourceId, isRecorded: status === 'recorded', facts }));
    if (this.#times.length >= this.#compactAt) this.#compact();
  }

  #stateIndex(state: State<Facts>): number {
    // From the end: neighbours mostly say the same.
    const known = this.#states.findLastIndex(
      ({ resourceId, isRecorded, facts }) =>
        resourceId === state.resourceId && isRecorded === state.isRecorded && this.#isSame(facts, state.facts),
    );
    return known === -1 ? this.#states.push(state) - 1 : known;
  }

  #compact(): void {
    const kept: number[] = [];
    const slots = new Map<string, Map<number, number>>();
    for (let i = 0; i < this.#times.length; i++) {
      const { resourceId } = this.#state(i);
      const byTime = slots.get(resourceId) ?? new Map<number, number>();
      slots.set(resourceId, byTime);
      const time = Math.max(this.#time(i), this.#period.from);
      const slot = byTime.get(time);
      // The winner takes the place of the first: which resource was seen first decides ties.
      if (slot === undefined) byTime.set(time, kept.push(i) - 1);
      else if (!this.#isNewer(kept[slot] as number, i)) kept[slot] = i;
    }
    const states = [...new Set(kept.map((i) => this.#state(i)))];
    const indexOf = new Map(states.map((state, index) => [state, index]));
    this.#stateOf = kept.map((i) => indexOf.get(this.#state(i)) as number);
    this.#times = kept.map((i) => this.#time(i));
    this.#offsets = kept.map((i) => this.#offsets[i] as number);
    this.#states = states;
    this.#compactAt = Math.max(FIRST_COMPACTION, kept.length * 2);
  }

  /** The states in the order of time. The first is in force at the start of the period, if anything was recorded by then. */
  changes(): readonly Change<Facts>[] {
    const changes: Change<Facts>[] = [];
    const newest = new Map<string, { capture: number; firstSeen: number }>();
    const order = this.#times.map((_, i) => i).sort((one, other) => this.#compare(one, other));
    for (const [position, i] of order.entries()) {
      const { resourceId } = this.#state(i);
      newest.set(resourceId, { capture: i, firstSeen: Math.min(newest.get(resourceId)?.firstSeen ?? i, i) });
      const next = order[position + 1];
      if (next !== undefined && this.#time(next) === this.#time(i)) continue;
      const { facts, isRecorded } = this.#state(this.#preferred([...newest.values()]));
      const at = Math.max(this.#time(i), this.#period.from);
      if (changes.at(-1)?.at === at) changes.pop();
      if (changes.at(-1)?.facts !== facts) changes.push({ at, facts, isRecorded });
    }
    return changes;
  }

  #preferred(candidates: readonly { readonly capture: number; readonly firstSeen: number }[]): number {
    return candidates.reduce((best, other) => {
      const isBetter = this.#isPreferred(other.capture, best.capture);
      const isTied = !isBetter && !this.#isPreferred(best.capture, other.capture);
      return isBetter || (isTied && other.firstSeen < best.firstSeen) ? other : best;
    }).capture;
  }

  #isPreferred(one: number, other: number): boolean {
    const [isRecorded, isOtherRecorded] = [this.#state(one).isRecorded, this.#state(other).isRecorded];
    return isRecorded === isOtherRecorded ? this.#isNewer(one, other) : isRecorded;
  }

  #isNewer(one: number, other: number): boolean {
    if (this.#time(one) !== this.#time(other)) return this.#time(one) > this.#time(other);
    return (this.#offsets[one] as number) > (this.#offsets[other] as number);
  }

  /** By time, then by state; of two that tie, the one that came later counts as newer. */
  #compare(one: number, other: number): number {
    if (this.#isNewer(one, other)) return 1;
    return this.#isNewer(other, one) ? -1 : one - other;
  }

  #time(i: number): number {
    return this.#times[i] as number;
  }

  #state(i: number): State<Facts> {
    return this.#states[this.#stateOf[i] as number] as State<Facts>;
  }
}
