import { SCAN_JSON } from './scan-json-module.ts';

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly skipNested: (at: number, end: number) => number;
  readonly members: (at: number, end: number) => number;
}

/** A page of WebAssembly. The first one is for the positions of members; the room is behind it. */
const PAGE = 64 * 1024;
/** So many bytes are looked at at once: room for them must be behind the last one. */
const BLOCK = 64;

/** What `members` returns for what is no JSON, or has more members than a page takes. */
export const UNREADABLE = -2;

/** Where the positions of members begin among the words found, and how many each member has. */
export const FIRST_MEMBER = 4;
export const MEMBER_WORDS = 3;

/**
 * Room for bytes of JSON, used for one chunk after another: the scanner stays in memory the processor has at hand. It is
 * memory of WebAssembly, which finds its way through JSON several times as fast as JavaScript can.
 */
export class JsonRoom {
  readonly #exports: Exports;
  #room: Buffer;
  #bytes: Buffer;
  #words: Int32Array;

  constructor() {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(SCAN_JSON, 'base64')));
    this.#exports = instance.exports as unknown as Exports;
    const { buffer } = this.#exports.memory;
    this.#room = Buffer.from(buffer, PAGE);
    this.#words = new Int32Array(buffer, 0, PAGE / 4);
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
    const { memory } = this.#exports;
    memory.grow(Math.ceil((length * 2 + BLOCK - this.#room.length) / PAGE));
    this.#room = Buffer.from(memory.buffer, PAGE);
    this.#words = new Int32Array(memory.buffer, 0, PAGE / 4);
  }

  /**
   * Position after the object or array that starts at `at`, or INCOMPLETE. Only strings and the balance of brackets are looked
   * at.
   */
  skipNested(at: number): number {
    return this.#exports.skipNested(at, this.#bytes.length);
  }

  /**
   * Finds the members of the object that starts at `at`, until it is asked for those of another one.
   *
   * @returns the position after the object, INCOMPLETE, or UNREADABLE.
   */
  members(at: number): number {
    return this.#exports.members(at, this.#bytes.length);
  }

  /**
   * What was found: how many members, and from FIRST_MEMBER on, for each, where the quote stands that begins its key, where its
   * value stands, and where that ends.
   */
  get found(): Int32Array {
    return this.#words;
  }
}
