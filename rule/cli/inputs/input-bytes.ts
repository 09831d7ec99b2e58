import type { Hash } from 'node:crypto';
import { InputError, inputError } from '../input-error.ts';
import type { Input } from './find-inputs.ts';
import { GzipError, gunzipped, isGzip, MOST_GZIP_LAYERS } from './gzip.ts';
import type { ReadFile } from './read-ahead.ts';
import { isUtf16, utf16Decoded, withoutByteOrderMark } from './text-encoding.ts';

/** How many bytes tell gzip and UTF-16. */
const MAGIC = 4;

/**
 * The text of an input as UTF-8 bytes, unpacked when it is gzip, once or more, and decoded when it is UTF-16; both told by
 * the first bytes, not by a name. The hash takes the bytes as they are stored, which is what an auditor can recompute. A piece
 * is good until the next one is asked for.
 *
 * @throws InputError naming the input when it cannot be read, unpacked or decoded.
 */
export async function* bytesOf(input: Input, hash: Hash, onProgress: (bytes: number) => void): AsyncGenerator<Buffer> {
  let bytes = await startOf(hashed(input, hash, onProgress), MAGIC);
  try {
    for (let layer = 0; isGzip(bytes.head); layer++) {
      if (layer === MOST_GZIP_LAYERS) throw new GzipError(`gzip within gzip, ${MOST_GZIP_LAYERS} times and more`);
      bytes = await startOf(gunzipped(bytes.all, input.size), MAGIC);
    }
    yield* decoded(bytes, input.name);
  } catch (cause) {
    if (cause instanceof GzipError) throw new InputError(`${input.name}: ${cause.message}`, { cause });
    throw cause;
  }
}

/** The same of a file that was read and unpacked before. */
export function bytesOfRead(
  { stored, content }: ReadFile,
  name: string,
  hash: Hash,
  onProgress: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  hash.update(stored);
  onProgress(stored.length);
  return decoded({ head: content, all: [content] }, name);
}

async function* decoded(
  { head, all }: Pick<Start, 'head'> & { readonly all: AsyncIterable<Buffer> | Iterable<Buffer> },
  name: string,
): AsyncGenerator<Buffer> {
  try {
    yield* isUtf16(head) ? utf16Decoded(head, all) : withoutByteOrderMark(all);
  } catch (cause) {
    if (cause instanceof TypeError && 'code' in cause && cause.code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      throw new InputError(`${name}: damaged UTF-16`, { cause });
    }
    throw cause;
  }
}

async function* hashed(input: Input, hash: Hash, onProgress: (bytes: number) => void): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of input.open()) {
      hash.update(chunk);
      onProgress(chunk.length);
      yield chunk;
    }
  } catch (cause) {
    throw inputError(input.name, cause);
  }
}

/** The beginning of a source, and all of it again. */
interface Start {
  readonly head: Buffer;
  readonly all: AsyncGenerator<Buffer>;
}

/** `length`: how much of the beginning is wanted, where there is that much. */
export async function startOf(source: AsyncGenerator<Buffer>, length: number): Promise<Start> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < length) {
    const { value, done } = await source.next();
    if (done) break;
    // The next piece may stand where this one does.
    head = head.length === 0 && value.length >= length ? value : Buffer.concat([head, value]);
  }
  return { head, all: prepend(head, source) };
}

async function* prepend(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  yield* rest;
}

/** All of it, as one text. */
export async function textOf(pieces: AsyncIterable<Buffer>): Promise<string> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(Buffer.from(piece));
  return Buffer.concat(all).toString('utf8');
}
