import type { JsonRoom } from './json-room.ts';

/** Longer values are not worth the space. */
const LONGEST = 4096;

/** What keys and values were found to mean, by their bytes: to find those costs less than to read them again. */
export class KnownBytes {
  readonly #room: JsonRoom;
  #values: unknown[] = [];
  #scopes = 0;
  #isFull = false;

  constructor(room: JsonRoom) {
    this.#room = room;
  }

  /** The same bytes may mean something else in another scope. */
  newScope(): number {
    this.#scopes++;
    return this.#scopes;
  }

  /** From now on, the key is told by its bytes. Where there is no space for it, it is not. */
  rememberKey(scope: number, start: number, end: number, meaning: number): void {
    if (end - start > LONGEST) return;
    if (!this.#room.remember(scope, start, end, meaning)) this.#isFull = true;
  }

  /** From now on, the value is told by its bytes. Where there is no space for it, it is not. */
  rememberValue(scope: number, start: number, end: number, value: unknown): void {
    if (end - start > LONGEST) return;
    if (this.#room.remember(scope, start, end, this.#values.length)) this.#values.push(value);
    else this.#isFull = true;
  }

  /** The value whose bytes have this meaning. */
  value(meaning: number): unknown {
    return this.#values[meaning];
  }

  /** Starts anew where there is no space for more. No meaning found before may be asked for after that. */
  makeSpace(): void {
    if (!this.#isFull) return;
    this.#room.forget();
    this.#values = [];
    this.#isFull = false;
  }
}
