import { RepeatedMemberError } from '../../core/json-text.ts';
import { parseMoment } from '../../core/moment.ts';
import {
  ConfigurationItemError,
  parseConfigurationItem,
  type Selection,
  wereTagsAsked,
} from '../../recorded/configuration-item.ts';
import type { ItemSink, Snapshot } from '../../recorded/item-sink.ts';
import { isObject, type JsonObject, optionalText } from '../../recorded/json-members.ts';
import { LAMBDA_FUNCTION } from '../../recorded/lambda-function.ts';
import { recordedContent } from '../../recorded/recorded-content.ts';
import { InputError } from '../input-error.ts';
import { type ItemList, RELEVANT_TYPES } from './item-fields.ts';
import { NotJsonError } from './json-bytes.ts';
import type { Found } from './split-items.ts';

/** Takes what the splitter finds, tells what it is, and passes it on. */
export class ItemReader {
  readonly #sink: ItemSink;
  /** Results of a query, until it is known what the query selected. */
  #results: JsonObject[] = [];
  readonly otherMessages = new Map<string, number>();
  lacksTags = false;
  taken = 0;
  isConfigData = false;
  #alien: number | undefined;
  #snapshot: OpenSnapshot | undefined;
  readonly #snapshotTime: number | undefined;

  constructor(sink: ItemSink, snapshotTime: number | undefined) {
    this.#sink = sink;
    this.#snapshotTime = snapshotTime;
  }

  take(found: readonly Found[]): void {
    for (const one of found) {
      if (one.kind === 'end') {
        this.#flushResults(selectionOf(one.selectFields));
        this.#snapshot = undefined;
      } else {
        if (one.isInSnapshot) this.#snapshot ??= { takenAt: this.#snapshotTime ?? Number.NEGATIVE_INFINITY };
        this.#takeItem(one.list, one.item);
      }
    }
  }

  /** @throws NotJsonError when something in the input is none of AWS Config's, and something else is. */
  finish(): void {
    this.#flushResults('not said');
    if (this.#alien !== undefined && this.isConfigData) {
      throw new NotJsonError(`item ${this.#alien}: neither a configuration item nor a message of AWS Config`);
    }
  }

  #takeItem(list: ItemList | undefined, item: unknown): void {
    this.taken++;
    if (!isObject(item)) throw new ConfigurationItemError('not an object');
    switch (list) {
      case 'Results':
        this.#results.push(item);
        return;
      case 'EventSourceMappings':
        this.isConfigData = true;
        this.#sink.eventSourceMapping(item);
        return;
      case 'configurationItems':
      case 'baseConfigurationItems':
      case 'BaseConfigurationItems':
        this.#takeConfigurationItem(item, 'whole');
        return;
      case undefined:
        this.#takeStandalone(item);
    }
  }

  #takeStandalone(item: JsonObject): void {
    const content = recordedContent(item);
    switch (content.kind) {
      case 'configuration item':
        this.#takeConfigurationItem(content.source, content.selection);
        return;
      case 'event source mapping':
        this.isConfigData = true;
        this.#sink.eventSourceMapping(content.source);
        return;
      case 'message':
        this.isConfigData = true;
        this.otherMessages.set(content.type, (this.otherMessages.get(content.type) ?? 0) + 1);
        return;
      case 'not AWS Config data':
        this.#alien ??= this.taken;
    }
  }

  #takeConfigurationItem(source: JsonObject, selection: Selection): void {
    const { resourceType } = source;
    this.isConfigData = true;
    if (optionalText(resourceType) !== undefined && !RELEVANT_TYPES.has(resourceType)) return;
    const item = parseConfigurationItem(source, selection);
    if (!RELEVANT_TYPES.has(item.resourceType)) return;
    this.lacksTags ||= item.resourceType === LAMBDA_FUNCTION && !wereTagsAsked(item);
    const snapshot = this.#snapshot;
    // Where its name does not tell when it was taken, that was no earlier than its newest item.
    if (snapshot !== undefined && this.#snapshotTime === undefined && item.capturedAt !== undefined) {
      snapshot.takenAt = Math.max(snapshot.takenAt, item.capturedAt);
    }
    this.#sink.configurationItem(item, snapshot);
  }

  #flushResults(selection: Selection): void {
    for (const item of this.#results) this.#takeConfigurationItem(item, selection);
    this.#results = [];
  }
}

interface OpenSnapshot extends Snapshot {
  takenAt: number;
}

/** AWS Config puts the time of a snapshot into its name, `…_ConfigSnapshot_20261120T060512Z_…`, and not into the file. */
export function snapshotTime(name: string): number | undefined {
  const [, day, hour, minute, second] = /_ConfigSnapshot_(\d{8})T(\d{2})(\d{2})(\d{2})Z_/.exec(name) ?? [];
  if (day === undefined) return undefined;
  return parseMoment(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${hour}:${minute}:${second}Z`);
}

function selectionOf(selectFields: readonly string[] | undefined): Selection {
  return selectFields === undefined ? 'not said' : new Set(selectFields.map((field) => field.toLowerCase()));
}

/** What is no JSON is the item after those that were found; what is no fact is the one that was just taken. */
export function namingItem(name: string, cause: unknown, found: number, taken: number): unknown {
  if (cause instanceof NotJsonError) return new InputError(`${name}: ${cause.message}`, { cause });
  if (cause instanceof SyntaxError || cause instanceof RepeatedMemberError) {
    return new InputError(`${name}: item ${found + 1}: ${cause.message}`, { cause });
  }
  if (cause instanceof ConfigurationItemError)
    return new InputError(`${name}: item ${taken}: ${cause.message}`, { cause });
  return cause;
}
