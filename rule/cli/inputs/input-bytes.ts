import type { Hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError, inputError } from '../input-error.ts';
import type { Input } from './find-inputs.ts';

/**
 * The bytes of an input, unpacked when they are gzip (told by their first two bytes, not by a name). The hash takes the
 * bytes as they are stored, which is what an auditor can recompute.
 *
 * @throws InputError naming the input when it cannot be read or unpacked.
 */
export async function* bytesOf(input: Input, hash: Hash, onProgress: (bytes: number) => void): AsyncGenerator<Buffer> {
  const stored = hashed(input, hash, onProgress);
  const first = await readAtLeast(stored, 2);
  const all = prepend(first, stored);
  if (first[0] !== 0x1f || first[1] !== 0x8b) {
    yield* all;
    return;
  }
  const packed = Readable.from(all);
  const unpacked = createGunzip({ chunkSize: 1024 * 1024 });
  packed.on('error', (error) => unpacked.destroy(error));
  try {
    yield* packed.pipe(unpacked) as AsyncIterable<Buffer>;
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(
      `${input.name}: damaged or truncated gzip (${cause instanceof Error ? cause.message : cause})`,
      { cause },
    );
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

async function readAtLeast(source: AsyncGenerator<Buffer>, length: number): Promise<Buffer> {
  let bytes: Buffer = Buffer.alloc(0);
  while (bytes.length < length) {
    const { value, done } = await source.next();
    if (done) break;
    bytes = bytes.length === 0 ? value : Buffer.concat([bytes, value]);
  }
  return bytes;
}

async function* prepend(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}
