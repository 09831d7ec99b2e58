import { once } from 'node:events';
import { createGunzip, type Gunzip } from 'node:zlib';

/** Objects stored with Content-Encoding gzip come compressed once more; more than that is a bomb or a mistake. */
export const MOST_GZIP_LAYERS = 3;

export function isGzip(first: Buffer): boolean {
  return first[0] === 0x1f && first[1] === 0x8b;
}

/** Bytes that begin as gzip and cannot be unpacked to their end. */
export class GzipError extends Error {
  override readonly name = 'GzipError';
}

/**
 * Unpacks every member of a gzip file (RFC 1952, section 2.2). Behind the last one only zeros may stand: whatever else stood
 * there would be passed over in silence, and might be the newer half of the file.
 *
 * `size`: of the file in bytes, where it is known.
 *
 * @throws GzipError for what is damaged, cut off, or followed by something else.
 */
export async function* gunzipped(source: AsyncGenerator<Buffer>, size: number | undefined): AsyncGenerator<Buffer> {
  const unpacked = createGunzip({ chunkSize: chunkSize(size) });
  const feeding = feed(source, unpacked);
  // Whoever waits for it hears of a failure below; until then it must not end the process.
  feeding.catch((error) => unpacked.destroy(error));
  try {
    yield* unpacked as AsyncIterable<Buffer>;
  } catch (cause) {
    if (!isZlibError(cause)) throw cause;
    throw new GzipError(`damaged or truncated gzip (${cause.message})`, { cause });
  }
  for await (const rest of await feeding) {
    if (rest.some((byte) => byte !== 0)) throw new GzipError('damaged gzip: something stands behind its end');
  }
}

const LARGEST_CHUNK = 1024 * 1024;

/** Configuration items shrink to a tenth or less. A megabyte for each of a thousand small files would keep the collector busy. */
function chunkSize(size = Number.POSITIVE_INFINITY): number {
  return Math.min(LARGEST_CHUNK, Math.max(16 * 1024, 16 * size));
}

/** Hands the source over, as fast as it is unpacked. @returns what is left behind the end of the last member. */
async function feed(source: AsyncGenerator<Buffer>, unpacked: Gunzip): Promise<AsyncIterable<Buffer>> {
  let handedOver = 0;
  const ended = once(unpacked, 'end').catch(() => undefined);
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  for (;;) {
    const { value: chunk, done } = await source.next();
    if (done) break;
    const from = handedOver;
    handedOver += chunk.length;
    const taken = new Promise<void>((resolve, reject) => {
      unpacked.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
    await Promise.race([taken, ended]);
    if (isOver || unpacked.bytesWritten < handedOver) {
      if (!isOver) await ended;
      return concatenated(chunk.subarray(Math.max(unpacked.bytesWritten - from, 0)), source);
    }
  }
  unpacked.end();
  await ended;
  return concatenated(Buffer.alloc(0), source);
}

async function* concatenated(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^Z_|^ERR_(ZLIB|BUFFER|STREAM)/.test(String(error.code));
}
