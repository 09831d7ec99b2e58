import type { ConfigurationItem } from './configuration-item.ts';
import type { ItemSink } from './item-sink.ts';
import { functionFacts, LAMBDA_FUNCTION } from './lambda-function.ts';
import { NewestCaptures } from './newest-captures.ts';
import { tagValue } from './resource-tags.ts';

interface Tagged {
  readonly value: string | undefined;
}

/** The value of one tag of every function, as AWS Config recorded it at one moment; what is read passes on to another sink. */
export class TagValues implements ItemSink {
  readonly #captures = new NewestCaptures<Tagged>((one, other) =>
    one.value === other.value ? one : { value: undefined },
  );
  readonly #key: string;
  readonly #until: number;
  readonly #next: ItemSink;

  /** Captures after `until`, in milliseconds since the epoch, are not looked at. */
  constructor(key: string, until: number, next: ItemSink) {
    this.#key = key;
    this.#until = until;
    this.#next = next;
  }

  configurationItem(...[item, snapshot]: Parameters<ItemSink['configurationItem']>): void {
    this.#next.configurationItem(item, snapshot);
    if (item.resourceType !== LAMBDA_FUNCTION || item.isRecorderStatement) return;
    if ((item.capturedAt ?? 0) <= this.#until) this.#add(item);
  }

  #add(item: ConfigurationItem): void {
    const { arn } = functionFacts(item, this.#key);
    this.#captures.add(arn, item, { value: tagValue(item, this.#key) });
  }

  eventSourceMapping(...given: Parameters<ItemSink['eventSourceMapping']>): void {
    this.#next.eventSourceMapping(...given);
  }

  /** `undefined` where the function does not carry the tag, or nobody can tell what it says. */
  of(arn: string): string | undefined {
    return this.#captures.get(arn)?.value.value;
  }
}
