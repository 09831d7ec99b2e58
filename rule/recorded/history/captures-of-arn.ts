import { byCodeUnits } from '../../core/code-unit-order.ts';
import type { Change } from '../../core/history/change.ts';
import type { Period } from '../../core/history/model.ts';
import type { ItemStatus } from '../../core/model.ts';
import type { ConfigurationItem } from '../configuration-item.ts';
import type { Snapshot } from '../item-sink.ts';
import type { Reconcile } from '../newest-captures.ts';
import { type Sighting, withGaps } from './gaps.ts';

/** How facts about a resource are compared, and what they are when it is gone. */
export interface FactRules<Facts> {
  readonly isSame: (one: Facts, other: Facts) => boolean;
  readonly reconcile: Reconcile<Facts>;
  readonly gone: (facts: Facts) => Facts;
}

/** How soon after its creation a resource is recorded, in milliseconds: a first record within that time is its creation. */
const RECORDED_WITHIN = 60_000;

/** What a resource was at some time. Captures that say the same share one state. */
interface State<Facts> {
  readonly resourceId: string;
  readonly status: ItemStatus;
  readonly facts: Facts;
}

const FIRST_COMPACTION = 32;
/** How far back a state is looked for that says the same. That only saves memory, and mostly the last one does. */
const STATES_COMPARED = 32;

/**
 * Every capture of the resources that had one ARN, one after another or at once, in any order. At each moment it gives the
 * answer the newest captures up to that moment give, as `NewestCaptures` does for the last moment.
 *
 * A capture takes three numbers. From time to time some are dropped: of each resource only the newest at an instant is kept,
 * and the newest up to the start of the period, and the first that saw the resource exist. Captures that say the same as their neighbours must stay:
 * something older may still come between them.
 */
export class Captures<Facts> {
  readonly #period: Period;
  readonly #rules: FactRules<Facts>;
  /** Captures without a time, together: they may be older or newer than any other. */
  #undated: Facts | undefined;
  /** The moments at which it was recorded for the first time because it was created then. */
  #creations: number[] = NONE;
  #seenIn: Snapshot[] = NO_SNAPSHOTS;
  #states: State<Facts>[] = [];
  // One column each: arrays of plain numbers take eight bytes a value.
  #times: number[] = [];
  #offsets: number[] = [];
  #stateOf: number[] = [];
  #compactAt = FIRST_COMPACTION;

  constructor(period: Period, rules: FactRules<Facts>) {
    this.#period = period;
    this.#rules = rules;
  }

  /** Captures after the end of the period must not be added. */
  add(item: ConfigurationItem, facts: Facts): void {
    const { resourceId, status, capturedAt, stateId, createdAt } = item;
    if (capturedAt === undefined) {
      this.#undated = this.#undated === undefined ? facts : this.#rules.reconcile(this.#undated, facts);
      return;
    }
    this.#times.push(capturedAt);
    this.#offsets.push(stateId - capturedAt);
    this.#stateOf.push(this.#stateIndex({ resourceId, status, facts }));
    const age = createdAt === undefined ? Number.NaN : capturedAt - createdAt;
    if (age >= 0 && age <= RECORDED_WITHIN) this.#creations = [...this.#creations, capturedAt];
    if (this.#times.length >= this.#compactAt) this.#compact();
  }

  seenIn(snapshot: Snapshot): void {
    if (this.#seenIn === NO_SNAPSHOTS) this.#seenIn = [];
    if (this.#seenIn.at(-1) !== snapshot) this.#seenIn.push(snapshot);
  }

  /** The ids of the resources that had the ARN. */
  resourceIds(): readonly string[] {
    return this.#states.map(({ resourceId }) => resourceId);
  }

  #stateIndex(state: State<Facts>): number {
    const last = this.#states.length - 1;
    for (let index = last; index >= 0 && index > last - STATES_COMPARED; index--) {
      const known = this.#states[index] as State<Facts>;
      const isSameResource = known.resourceId === state.resourceId && known.status === state.status;
      if (isSameResource && this.#rules.isSame(known.facts, state.facts)) return index;
    }
    return this.#states.push(state) - 1;
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
      if (slot === undefined) byTime.set(time, kept.push(i) - 1);
      else if (this.#compare(kept[slot] as number, i) < 0) kept[slot] = i;
    }
    kept.push(...[...this.#firstExistence().values()].filter((i) => !kept.includes(i)));
    // The order in which they came decides ties.
    kept.sort((one, other) => one - other);
    const states = [...new Set(kept.map((i) => this.#state(i)))];
    const indexOf = new Map(states.map((state, index) => [state, index]));
    this.#stateOf = kept.map((i) => indexOf.get(this.#state(i)) as number);
    this.#times = kept.map((i) => this.#time(i));
    this.#offsets = kept.map((i) => this.#offsets[i] as number);
    this.#states = states;
    this.#compactAt = Math.max(FIRST_COMPACTION, kept.length * 2);
  }

  /** For each resource that is seen to exist, the first capture that does. */
  #firstExistence(): Map<string, number> {
    const first = new Map<string, number>();
    for (let i = 0; i < this.#times.length; i++) {
      const { resourceId, status } = this.#state(i);
      const known = first.get(resourceId);
      if (status === 'recorded' && (known === undefined || this.#time(i) < this.#time(known))) first.set(resourceId, i);
    }
    return first;
  }

  /**
   * The states in the order of time. The first is in force at the start of the period, if anything was recorded by then.
   * `snapshots`: those that would hold the resource if it was there.
   */
  changes(snapshots: readonly Snapshot[]): readonly Change<Facts>[] {
    const captured = this.#capturedChanges();
    const changes = withGaps(captured, this.#absences(snapshots), this.#period, this.#rules.gone);
    const undated = this.#undated;
    if (undated === undefined) return changes;
    if (changes.length === 0) return [{ at: this.#period.from, facts: undated, status: 'recorded' }];
    return changes.map((change) => ({ ...change, facts: this.#rules.reconcile(change.facts, undated) }));
  }

  /** For each snapshot, in the order of time, whether it holds the resource. */
  #absences(snapshots: readonly Snapshot[]): readonly Sighting[] {
    const seenIn = new Set(this.#seenIn);
    return snapshots.map((snapshot) => ({ at: snapshot.takenAt, isSeen: seenIn.has(snapshot) }));
  }

  #capturedChanges(): readonly Change<Facts>[] {
    const changes: Change<Facts>[] = [];
    const order = this.#times.map((_, i) => i).sort((one, other) => this.#compare(one, other));
    const existence = this.#firstExistence();
    // When the resource of a capture first existed, as far as was recorded by a moment; before everything if it was not.
    const existedBy = (moment: number, i: number) => {
      const first = existence.get(this.#state(i).resourceId);
      return first !== undefined && this.#time(first) <= moment ? this.#time(first) : Number.NEGATIVE_INFINITY;
    };
    // A newer capture may be about a resource whose ARN another has had since, as when the end of the first comes late.
    const isAboutEarlier = (newer: number, other: number) =>
      existedBy(this.#time(newer), newer) < existedBy(this.#time(newer), other);
    let inForce: number | undefined;
    for (const [position, i] of order.entries()) {
      if (inForce === undefined || !isAboutEarlier(i, inForce)) inForce = i;
      const next = order[position + 1];
      if (next !== undefined && this.#time(next) === this.#time(i)) continue;
      const { facts, status } = this.#state(inForce);
      const at = Math.max(this.#time(i), this.#period.from);
      if (changes.at(-1)?.at === at) changes.pop();
      if (changes.at(-1)?.facts === facts) continue;
      const isCreation = at === this.#time(i) && status === 'recorded' && this.#creations.includes(at);
      changes.push(isCreation ? { at, facts, status, cause: 'created' } : { at, facts, status });
    }
    return changes;
  }

  /** By time, then by state; of two captures of a resource that tie, the one that came later counts as newer. */
  #compare(one: number, other: number): number {
    return (
      this.#time(one) - this.#time(other) ||
      (this.#offsets[one] as number) - (this.#offsets[other] as number) ||
      byCodeUnits(this.#state(one).resourceId, this.#state(other).resourceId) ||
      one - other
    );
  }

  #time(i: number): number {
    return this.#times[i] as number;
  }

  #state(i: number): State<Facts> {
    return this.#states[this.#stateOf[i] as number] as State<Facts>;
  }
}

const NONE: number[] = [];
const NO_SNAPSHOTS: Snapshot[] = [];
