import type { ConfigurationItem } from './configuration-item.ts';
import type { JsonObject } from './json-members.ts';

/** One snapshot of an account and Region. The time is certain once all of it was read. */
export interface Snapshot {
  /** Milliseconds since the epoch. */
  readonly takenAt: number;
}

/** Takes what an input holds, in the order it stands there. It may throw a ConfigurationItemError. */
export interface ItemSink {
  /** `snapshot`: the snapshot of an account and Region it stood in, which holds all there was of the types it holds. */
  readonly configurationItem: (item: ConfigurationItem, snapshot?: Snapshot) => void;
  readonly eventSourceMapping: (mapping: JsonObject) => void;
}
