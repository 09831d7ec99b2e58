import type { ConfigurationItem, JsonObject } from './configuration-item.ts';

/** Takes what an input holds, in the order it stands there. It may throw a ConfigurationItemError. */
export interface ItemSink {
  readonly configurationItem: (item: ConfigurationItem) => void;
  readonly eventSourceMapping: (mapping: JsonObject) => void;
}
