import type { QueryPage, UnseenPlace } from '../../account/aggregated/aggregator.ts';
import type { ConfigurationItem } from '../../recorded/configuration-item.ts';
import { IAM_ROLE } from '../../recorded/iam-role.ts';
import type { ItemSink } from '../../recorded/item-sink.ts';
import { LAMBDA_FUNCTION } from '../../recorded/lambda-function.ts';
import { ItemReader, namingItem } from './item-reader.ts';
import { ItemSplitter } from './split-items.ts';

/**
 * Takes the pages of a query as if they had been stored in files, so that the same answer gives the same verdicts whichever way
 * it was fetched; and notes what they hold.
 */
export class QueryPages {
  readonly #reader: ItemReader;
  readonly #functions = new Set<string>();
  readonly #roles = new Set<string>();
  #counts = { functions: 0, roles: 0 };
  #oldest = Number.POSITIVE_INFINITY;
  #newest = Number.NEGATIVE_INFINITY;

  constructor(sink: ItemSink) {
    const noting: ItemSink = {
      configurationItem: (item, snapshot) => {
        this.#note(item);
        sink.configurationItem(item, snapshot);
      },
      eventSourceMapping: (mapping) => sink.eventSourceMapping(mapping),
    };
    this.#reader = new ItemReader(noting, undefined);
  }

  /** @throws InputError for a row of which not even the resource is known. */
  add(page: QueryPage): void {
    const splitter = new ItemSplitter();
    try {
      this.#reader.take(splitter.push(Buffer.from(JSON.stringify(page))));
      this.#reader.take(splitter.end());
    } catch (cause) {
      throw namingItem('the answer of the aggregator', cause, splitter.items, this.#reader.taken);
    }
  }

  #note({ resourceType, accountId, capturedAt }: ConfigurationItem): void {
    if (resourceType === LAMBDA_FUNCTION) {
      this.#functions.add(accountId);
      this.#counts.functions++;
    } else if (resourceType === IAM_ROLE) {
      this.#roles.add(accountId);
      this.#counts.roles++;
    }
    if (capturedAt === undefined) return;
    this.#oldest = Math.min(this.#oldest, capturedAt);
    this.#newest = Math.max(this.#newest, capturedAt);
  }

  /** Accounts with anything that counts. */
  accounts(): ReadonlySet<string> {
    return new Set([...this.#functions, ...this.#roles].sort());
  }

  /** Where functions are recorded and no role is: every verdict on a role is open there. */
  accountsWithoutRoles(): readonly UnseenPlace[] {
    const why = 'AWS Config records no IAM role of it in any Region the aggregator sees';
    return [...this.#functions]
      .filter((accountId) => !this.#roles.has(accountId))
      .sort()
      .map((accountId) => ({ accountId, region: 'global', why }));
  }

  progress(): string {
    return `${this.#counts.functions} functions, ${this.#counts.roles} roles`;
  }

  /** What was read, and how old it is. */
  summary(): string {
    const age = Number.isFinite(this.#oldest)
      ? `; the oldest item is of ${momentText(this.#oldest)}, the newest of ${momentText(this.#newest)}`
      : '';
    return `${this.progress()} of ${this.#functions.size} accounts${age}`;
  }
}

function momentText(moment: number): string {
  return new Date(moment).toISOString();
}
