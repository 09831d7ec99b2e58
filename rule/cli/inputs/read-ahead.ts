import { readFile } from 'node:fs/promises';
import { gunzip } from 'node:zlib';
import type { Input } from './find-inputs.ts';
import { isGzip, MOST_GZIP_LAYERS } from './gzip.ts';

/** A file that was read and unpacked before its turn. */
export interface ReadFile {
  /** As it is stored. */
  readonly stored: Buffer;
  /** Unpacked, where it is gzip. */
  readonly content: Buffer;
}

/** Larger files take care of themselves: what is read of them while another part is looked at is enough. */
const LARGEST = 512 * 1024;
const LARGEST_CONTENT = 16 * 1024 * 1024;
/** Files on their way at once: enough for the four threads of Node.js, and for the memory they take. */
const FILES = 8;

/**
 * Reads and unpacks small files before their turn, in the threads of Node.js, while others are looked at: a delivery bucket
 * holds thousands of them, and to open each when it is its turn takes longer than to read it.
 */
export class ReadAhead {
  readonly #inputs: readonly Input[];
  readonly #onTheirWay = new Map<Input, Promise<ReadFile | undefined>>();
  #next = 0;

  constructor(inputs: readonly Input[]) {
    this.#inputs = inputs;
  }

  /** The file whose turn it is; `undefined` where it is to be read piece by piece, or could not be read. */
  async take(input: Input): Promise<ReadFile | undefined> {
    for (; this.#onTheirWay.size < FILES && this.#next < this.#inputs.length; this.#next++) {
      const ahead = this.#inputs[this.#next] as Input;
      if (isSmall(ahead)) this.#onTheirWay.set(ahead, whole(ahead.path));
    }
    const file = await this.#onTheirWay.get(input);
    this.#onTheirWay.delete(input);
    return file;
  }
}

function isSmall(input: Input): input is Input & { readonly path: string } {
  return input.path !== undefined && input.size !== undefined && input.size > 0 && input.size <= LARGEST;
}

/** What goes wrong here goes wrong again when the file is read piece by piece, and is told then. */
async function whole(path: string): Promise<ReadFile | undefined> {
  try {
    const stored = await readFile(path);
    let content: Buffer = stored;
    for (let layer = 0; layer < MOST_GZIP_LAYERS && isGzip(content); layer++) content = await unpacked(content);
    return isGzip(content) ? undefined : { stored, content };
  } catch {
    return undefined;
  }
}

/** Behind the last member of the file nothing may stand but zeros. */
function unpacked(packed: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { chunkSize: chunkSize(packed), maxOutputLength: LARGEST_CONTENT, info: true };
    gunzip(packed, options, (error, result) => {
      if (error) return reject(error);
      // The types do not know of what `info` asks for.
      const { buffer, engine } = result as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
      if (packed.subarray(engine.bytesWritten).some((byte) => byte !== 0)) return reject(new Error('not at its end'));
      resolve(buffer);
    });
  });
}

/** The last four bytes say how long the last member is, unpacked: with room for all of it, it is unpacked in one go. */
function chunkSize(packed: Buffer): number {
  const length = packed.length < 4 ? 0 : packed.readUInt32LE(packed.length - 4);
  return Math.min(Math.max(length + 1, 1024), 1024 * 1024);
}
