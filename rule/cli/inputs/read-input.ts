import { createHash } from 'node:crypto';
import { RepeatedMemberError } from '../../core/json-text.ts';
import { parseMoment } from '../../core/moment.ts';
import {
  ConfigurationItemError,
  parseConfigurationItem,
  type Selection,
  wereTagsAsked,
} from '../../recorded/configuration-item.ts';
import { IAM_POLICY } from '../../recorded/iam-policy.ts';
import { IAM_ROLE } from '../../recorded/iam-role.ts';
import type { ItemSink, Snapshot } from '../../recorded/item-sink.ts';
import { isObject, type JsonObject } from '../../recorded/json-members.ts';
import { LAMBDA_FUNCTION } from '../../recorded/lambda-function.ts';
import { recordedContent } from '../../recorded/recorded-content.ts';
import { InputError } from '../input-error.ts';
import type { Input } from './find-inputs.ts';
import { bytesOf, startOf } from './input-bytes.ts';
import type { ItemList } from './item-fields.ts';
import { NotJsonError } from './json-bytes.ts';
import { isZip, mayBePlanned, TERRAFORM_FILE, TERRAFORM_VALUES } from './planned-kind.ts';
import { type Found, ItemSplitter } from './split-items.ts';

/** An input as a report names it. */
export interface ReadInput {
  readonly name: string;
  /** SHA-256 of the stored bytes, in hexadecimal. */
  readonly sha256: string;
}

/** What became of an input. */
export type Reading =
  | {
      readonly kind: 'read';
      readonly input: ReadInput;
      /** How many messages there were that tell of no resource, by type. */
      readonly otherMessages: ReadonlyMap<string, number>;
      /** Did a query leave out the tags of a function? Then nobody can see its exemption. */
      readonly lacksTags: boolean;
    }
  /** It may be a template, a plan or a manifest: its whole text. */
  | { readonly kind: 'text'; readonly input: ReadInput; readonly text: string }
  /** It holds nothing of AWS Config. */
  | { readonly kind: 'alien'; readonly why: string };

/** As much of an input tells whether it is worth reading as a template or plan. */
const HEAD = 64 * 1024;
/** No template is this long, and few plans are. */
const LONGEST_TEXT = 256 * 1024 * 1024;

const RELEVANT_TYPES: ReadonlySet<unknown> = new Set([LAMBDA_FUNCTION, IAM_ROLE, IAM_POLICY]);

/**
 * Reads an input of any kind AWS Config or its API writes, telling the kind by the content; or, where it looks like a template
 * or plan, its text.
 *
 * @throws InputError naming the input, the item and what is wrong.
 */
export async function readInput(input: Input, sink: ItemSink, onProgress: (bytes: number) => void): Promise<Reading> {
  const hash = createHash('sha256');
  const { head, all } = await startOf(bytesOf(input, hash, onProgress), HEAD);
  const readAs = () => ({ name: input.name, sha256: hash.digest('hex') });
  if (isZip(head))
    return { kind: 'alien', why: 'a ZIP file; of a Terraform plan file give what "terraform show -json" prints' };
  if (mayBePlanned(head) || TERRAFORM_FILE.test(input.name) || TERRAFORM_VALUES.test(input.name)) {
    const text = await textOf(all, input.name);
    return { kind: 'text', input: readAs(), text };
  }
  const splitter = new ItemSplitter();
  const reader = new ItemReader(sink, snapshotTime(input.name));
  try {
    for await (const chunk of all) reader.take(splitter.push(chunk));
    reader.take(splitter.end());
    if (!splitter.sawValue) throw new NotJsonError('empty input');
    reader.finish();
  } catch (cause) {
    if (cause instanceof NotJsonError && !reader.isConfigData && !splitter.isInList) {
      return { kind: 'alien', why: cause.message };
    }
    throw namingItem(input.name, cause, splitter.items, reader.taken);
  }
  if (!reader.isConfigData && splitter.items > 0) return { kind: 'alien', why: NOT_CONFIG };
  const { otherMessages, lacksTags } = reader;
  return { kind: 'read', input: readAs(), otherMessages, lacksTags };
}

async function textOf(bytes: AsyncIterable<Buffer>, name: string): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > LONGEST_TEXT) throw new InputError(`${name}: larger than 256 MiB, which no template or plan is`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What is no JSON is the item after those that were found; what is no fact is the one that was just taken. */
function namingItem(name: string, cause: unknown, found: number, taken: number): unknown {
  if (cause instanceof NotJsonError) return new InputError(`${name}: ${cause.message}`, { cause });
  if (cause instanceof SyntaxError || cause instanceof RepeatedMemberError) {
    return new InputError(`${name}: item ${found + 1}: ${cause.message}`, { cause });
  }
  if (cause instanceof ConfigurationItemError)
    return new InputError(`${name}: item ${taken}: ${cause.message}`, { cause });
  return cause;
}

const NOT_CONFIG =
  'not AWS Config data: neither configurationItems, baseConfigurationItems, Results, EventSourceMappings nor a configuration item, and no template or plan';

/** Takes what the splitter finds, tells what it is, and passes it on. */
class ItemReader {
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
    if (typeof resourceType === 'string' && !RELEVANT_TYPES.has(resourceType)) return;
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
function snapshotTime(name: string): number | undefined {
  const [, day, hour, minute, second] = /_ConfigSnapshot_(\d{8})T(\d{2})(\d{2})(\d{2})Z_/.exec(name) ?? [];
  if (day === undefined) return undefined;
  return parseMoment(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${hour}:${minute}:${second}Z`);
}

function selectionOf(selectFields: readonly string[] | undefined): Selection {
  return selectFields === undefined ? 'not said' : new Set(selectFields.map((field) => field.toLowerCase()));
}
