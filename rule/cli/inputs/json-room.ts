import { SKIP_NESTED } from './skip-nested-module.ts';

interface Exports {
  readonly memory: WebAssembly.Memory;
  /** Position behind the object or array that starts at `at`, or INCOMPLETE. */
  readonly skipNested: (at: number, end: number) => number;
}

/** A page of WebAssembly. */
const PAGE = 64 * 1024;
/** So many bytes are looked at at once: room for them must be behind the last one. */
const BLOCK = 64;

/**
 * Room for bytes of JSON, used for one chunk after another: the scanner stays in memory the processor has at hand. It is
 * memory of WebAssembly, which passes over nested values several times as fast as JavaScript can.
 */
export class JsonRoom {
  readonly #memory: WebAssembly.Memory;
  readonly #skipNested: Exports['skipNested'];
  #room: Buffer;
  #bytes: Buffer;

  constructor() {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(SKIP_NESTED, 'base64')));
    const { memory, skipNested } = instance.exports as unknown as Exports;
    this.#memory = memory;
    this.#skipNested = skipNested;
    this.#room = Buffer.from(memory.buffer);
    this.#bytes = this.#room.subarray(0, 0);
  }

  /** What is in it. Holding more bytes may put them into another buffer. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** How many bytes it has grown to. */
  get size(): number {
    return this.#room.length;
  }

  /** Lets go of the bytes before a position, and puts a chunk behind the others. */
  hold(position: number, chunk: Uint8Array): void {
    const rest = this.#bytes.length - position;
    const length = rest + chunk.length;
    if (length + BLOCK > this.#room.length) this.#grow(length);
    if (position > 0) this.#room.copyWithin(0, position, position + rest);
    this.#room.set(chunk, rest);
    this.#bytes = this.#room.subarray(0, length);
  }

  empty(): void {
    this.#bytes = this.#room.subarray(0, 0);
  }

  /** Doubling keeps the copying linear, however long an item is. What is in the room stays there. */
  #grow(length: number): void {
    this.#memory.grow(Math.ceil((length * 2 + BLOCK - this.#room.length) / PAGE));
    this.#room = Buffer.from(this.#memory.buffer);
  }

  /**
   * Position after the object or array that starts at `at`, or INCOMPLETE. Only strings and the balance of brackets are looked
   * at.
   */
  skipNested(at: number): number {
    return this.#skipNested(at, this.#bytes.length);
  }
}
