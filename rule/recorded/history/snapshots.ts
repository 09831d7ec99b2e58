import type { ConfigurationItem } from '../configuration-item.ts';
import type { Snapshot } from '../item-sink.ts';

/** Resources of one type in one account and Region: a snapshot holds all of them, or none because it lacks the type. */
export type Kind = string;

/** The snapshots that hold something of each kind: what they lack of that kind was not there. */
export class Snapshots {
  readonly #byKind = new Map<Kind, Set<Snapshot>>();
  readonly #sorted = new Map<Kind, readonly Snapshot[]>();

  /** What only says that the type is not recorded tells of no resource, and must not be added. */
  add({ accountId, region, resourceType }: ConfigurationItem, snapshot: Snapshot | undefined): Kind {
    const kind = `${accountId}/${region}/${resourceType}`;
    if (snapshot !== undefined) {
      const known = this.#byKind.get(kind);
      if (known === undefined) this.#byKind.set(kind, new Set([snapshot]));
      else known.add(snapshot);
    }
    return kind;
  }

  /** In the order of time. To be asked once everything was read. */
  of(kind: Kind): readonly Snapshot[] {
    const known = this.#sorted.get(kind) ?? [...(this.#byKind.get(kind) ?? [])].sort((a, b) => a.takenAt - b.takenAt);
    this.#sorted.set(kind, known);
    return known;
  }
}
