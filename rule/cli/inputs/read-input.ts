import { createHash } from 'node:crypto';
import { ConfigurationItemError, isObject, parseConfigurationItem } from '../../recorded/configuration-item.ts';
import { IAM_POLICY } from '../../recorded/iam-policy.ts';
import { IAM_ROLE } from '../../recorded/iam-role.ts';
import type { ItemSink } from '../../recorded/item-sink.ts';
import { LAMBDA_FUNCTION } from '../../recorded/lambda-function.ts';
import { InputError } from '../input-error.ts';
import { NotJsonError } from './extract-item.ts';
import type { Input } from './find-inputs.ts';
import { bytesOf } from './input-bytes.ts';
import { type FoundItem, ItemSplitter } from './split-items.ts';

/** An input as a report names it. */
export interface ReadInput {
  readonly name: string;
  /** SHA-256 of the stored bytes, in hexadecimal. */
  readonly sha256: string;
}

const RELEVANT_TYPES: ReadonlySet<unknown> = new Set([LAMBDA_FUNCTION, IAM_ROLE, IAM_POLICY]);

/**
 * Reads an input of any kind AWS Config or its API writes, telling the kind by the content.
 *
 * @throws InputError naming the input, the item and what is wrong.
 */
export async function readInput(input: Input, sink: ItemSink, onProgress: (bytes: number) => void): Promise<ReadInput> {
  const hash = createHash('sha256');
  const splitter = new ItemSplitter();
  let count = 0;
  const take = (items: readonly FoundItem[]): void => {
    for (const item of items) takeItem(item, sink, ++count);
  };
  try {
    for await (const chunk of bytesOf(input, hash, onProgress)) take(splitter.push(chunk));
    take(splitter.end());
    if (!splitter.sawValue) throw new NotJsonError('empty input');
  } catch (cause) {
    if (cause instanceof NotJsonError) throw new InputError(`${input.name}: ${cause.message}`, { cause });
    // What is no JSON is the item after those that were found; what is no fact is the one that was just taken.
    const item = cause instanceof SyntaxError ? splitter.found + 1 : count;
    if (cause instanceof ConfigurationItemError || cause instanceof SyntaxError) {
      throw new InputError(`${input.name}: item ${item}: ${cause.message}`, { cause });
    }
    throw cause;
  }
  return { name: input.name, sha256: hash.digest('hex') };
}

function takeItem({ list, item: found }: FoundItem, sink: ItemSink, count: number): void {
  const item = isObject(found) && isObject(found.configurationItem) ? found.configurationItem : found;
  if (!isObject(item)) throw new ConfigurationItemError('not an object');
  if (list === 'EventSourceMappings' || (item.resourceType === undefined && item.FunctionArn !== undefined)) {
    sink.eventSourceMapping(item);
  } else if (RELEVANT_TYPES.has(item.resourceType)) {
    sink.configurationItem(parseConfigurationItem(item));
  } else if (typeof item.resourceType !== 'string') {
    if (list === undefined && count === 1) throw new NotJsonError(NOT_CONFIG);
    throw new ConfigurationItemError('no resourceType');
  }
}

const NOT_CONFIG =
  'not AWS Config data: neither configurationItems, baseConfigurationItems, Results, EventSourceMappings nor a configuration item';
