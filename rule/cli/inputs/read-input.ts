import { createHash } from 'node:crypto';
import type { OrganizationPolicies } from '../../core/iam/organization-policies.ts';
import type { ItemSink } from '../../recorded/item-sink.ts';
import { InputError } from '../input-error.ts';
import type { Input } from './find-inputs.ts';
import { bytesOf, bytesOfRead, startOf, textOf } from './input-bytes.ts';
import { ItemReader, namingItem, snapshotTime } from './item-reader.ts';
import { NotJsonError } from './json-bytes.ts';
import type { JsonRoom } from './json-room.ts';
import { mayBeOrganization, parseOrganization } from './organization-file.ts';
import { isPlan, planText } from './plan-text.ts';
import { isZip, mayBePlanned, outermostKeys, TERRAFORM_FILE, TERRAFORM_VALUES } from './planned-kind.ts';
import type { ReadFile } from './read-ahead.ts';
import { ItemSplitter, type SplitterMemory } from './split-items.ts';

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
  /** The control policies of an organization. */
  | { readonly kind: 'organization'; readonly input: ReadInput; readonly organization: OrganizationPolicies }
  /** It holds nothing of AWS Config. */
  | { readonly kind: 'alien'; readonly why: string };

/** As much of an input tells whether it is worth reading as a template or plan. */
const HEAD = 64 * 1024;
/** No template is this long, and few plans are. */
const LONGEST_TEXT = 256 * 1024 * 1024;

/**
 * Reads an input of any kind AWS Config or its API writes, telling the kind by the content; or, where it looks like a template
 * or plan, its text.
 *
 * `ahead`: the input, where it was read before.
 *
 * @throws InputError naming the input, the item and what is wrong.
 */
export async function readInput(
  input: Input,
  ahead: ReadFile | undefined,
  sink: ItemSink,
  memory: SplitterMemory,
  onProgress: (bytes: number) => void,
): Promise<Reading> {
  const hash = createHash('sha256');
  const bytes =
    ahead === undefined ? bytesOf(input, hash, onProgress) : bytesOfRead(ahead, input.name, hash, onProgress);
  const { head, all } = await startOf(bytes, HEAD);
  const readAs = () => ({ name: input.name, sha256: hash.digest('hex') });
  if (isZip(head))
    return { kind: 'alien', why: 'a ZIP file; of a Terraform plan file give what "terraform show -json" prints' };
  memory.room.empty();
  memory.room.hold(0, head);
  const keys = outermostKeys(memory.room);
  if (mayBePlanned(head, keys) || TERRAFORM_FILE.test(input.name) || TERRAFORM_VALUES.test(input.name)) {
    const text = isPlan(keys)
      ? await planTextOf(all, input.name, memory.room)
      : await textOf(withinLimit(all, input.name));
    return { kind: 'text', input: readAs(), text };
  }
  if (keys !== undefined && mayBeOrganization(keys)) {
    const text = await textOf(withinLimit(all, input.name));
    return { kind: 'organization', input: readAs(), organization: parseOrganization(text, input.name) };
  }
  const splitter = new ItemSplitter(memory);
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

async function planTextOf(bytes: AsyncIterable<Buffer>, name: string, room: JsonRoom): Promise<string> {
  room.empty();
  for await (const chunk of withinLimit(bytes, name)) room.hold(0, chunk);
  return planText(room);
}

async function* withinLimit(bytes: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > LONGEST_TEXT)
      throw new InputError(`${name}: larger than 256 MiB, which no template, plan or organization is`);
    yield chunk;
  }
}

const NOT_CONFIG =
  'not AWS Config data: neither configurationItems, baseConfigurationItems, Results, EventSourceMappings nor a configuration item, and no template or plan';
