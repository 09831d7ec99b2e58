import type { Change } from '../../core/history/change.ts';
import type { Period } from '../../core/history/model.ts';
import { remembered } from '../../core/memo.ts';
import type { ConfigurationItem } from '../configuration-item.ts';
import type { Snapshot } from '../item-sink.ts';
import { Captures, type FactRules } from './captures-of-arn.ts';
import type { Kind, Snapshots } from './snapshots.ts';

interface Resource<Facts> {
  readonly kind: Kind;
  readonly captures: Captures<Facts>;
}

/** The captures of many resources, by ARN. */
export class CaptureTable<Facts> {
  readonly #byArn = new Map<string, Resource<Facts>>();
  readonly #withoutArn: { readonly item: ConfigurationItem; readonly facts: Facts }[] = [];
  readonly #period: Period;
  readonly #snapshots: Snapshots;
  readonly #rules: FactRules<Facts>;

  constructor(period: Period, snapshots: Snapshots, rules: FactRules<Facts>) {
    this.#period = period;
    this.#snapshots = snapshots;
    this.#rules = rules;
  }

  /** Items of IAM without an ARN are about the resource with their id, where another item tells its ARN. */
  add(arn: string, item: ConfigurationItem, facts: Facts, snapshot: Snapshot | undefined): void {
    if (arn === '') {
      this.#withoutArn.push({ item, facts });
      return;
    }
    const kind = this.#snapshots.add(item, snapshot);
    const { captures } = remembered(this.#byArn, arn, () => ({
      kind,
      captures: new Captures(this.#period, this.#rules),
    }));
    captures.add(item, facts);
    if (snapshot !== undefined) captures.seenIn(snapshot);
  }

  changes(arn: string): readonly Change<Facts>[] {
    this.#findArns();
    const resource = this.#byArn.get(arn);
    return resource === undefined ? [] : this.#changesOf(resource);
  }

  /** Each is let go once it was taken: what is made of captures takes as much memory again. */
  *drain(): Generator<readonly [arn: string, changes: readonly Change<Facts>[]]> {
    this.#findArns();
    for (const [arn, resource] of this.#byArn) {
      this.#byArn.delete(arn);
      yield [arn, this.#changesOf(resource)];
    }
  }

  #changesOf({ kind, captures }: Resource<Facts>): readonly Change<Facts>[] {
    return captures.changes(this.#snapshots.of(kind));
  }

  #findArns(): void {
    if (this.#withoutArn.length === 0) return;
    const arnOfId = new Map<string, string>();
    for (const [arn, { captures }] of this.#byArn) for (const id of captures.resourceIds()) arnOfId.set(id, arn);
    for (const { item, facts } of this.#withoutArn.splice(0)) {
      const arn = arnOfId.get(item.resourceId);
      // One that no item tells the ARN of is in no function's way.
      if (arn !== undefined) this.add(arn, item, facts, undefined);
    }
  }
}
