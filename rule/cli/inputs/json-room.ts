import { SCAN_JSON } from './scan-json-module.ts';

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly skipNested: (at: number, end: number) => number;
  readonly members: (at: number, end: number, keys: number) => number;
  readonly remember: (scope: number, at: number, end: number, meaning: number) => number;
  readonly forget: () => void;
}

/** A page of WebAssembly. The first one is for what `members` finds. */
const PAGE = 64 * 1024;
/** Behind it stand 63 of the dictionary, and then the room. */
const ROOM = 64 * PAGE;
/** So many bytes are looked at at once: room for them must be behind the last one. */
const BLOCK = 64;

/** What `members` returns for what is no JSON, or has more members than a page takes. */
export const UNREADABLE = -2;

/** Where the members begin among the words found, and how many each member has. */
export const FIRST_MEMBER = 4;
export const MEMBER_WORDS = 5;

/** What a key means whose member is not to be reported, and what is reported of a key or value nothing was said about. */
export const MEANS_NOTHING = 0;
export const NOT_KNOWN = -1;
/** A scope in which nothing is said: of every key it is not known what it means. */
const NO_SCOPE = 0;
/** A key may mean up to 255, and name, in the bits above, the scope in which its values mean something. */
export const SCOPE_BITS = 8;

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
    this.#room = Buffer.from(buffer, ROOM);
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
    this.#room = Buffer.from(memory.buffer, ROOM);
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
   * Finds the members of the object that starts at `at`, until it is asked for those of another one: those whose keys mean
   * something in a scope, or of which nothing was said.
   *
   * @returns the position after the object, INCOMPLETE, or UNREADABLE.
   */
  members(at: number, keys = NO_SCOPE): number {
    return this.#exports.members(at, this.#bytes.length, keys);
  }

  /**
   * What was found: how many members, and from FIRST_MEMBER on, for each, what its key means, where the quote stands that begins
   * the key, where its value stands, where that ends, and what it means.
   */
  get found(): Int32Array {
    return this.#words;
  }

  /** Says what the bytes from `start` to `end` mean in a scope. @returns false when there is no space to remember it. */
  remember(scope: number, start: number, end: number, meaning: number): boolean {
    return this.#exports.remember(scope, start, end, meaning) === 1;
  }

  /** Forgets what bytes mean, in all scopes. */
  forget(): void {
    this.#exports.forget();
  }
}
