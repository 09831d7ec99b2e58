/** A power of two. */
const SLOTS = 256;

/** Values by the bytes they were read from: to compare bytes costs less than to read them again. */
export class KnownValues {
  readonly #slots: (KnownValue | undefined)[] = Array(SLOTS).fill(undefined);
  #last: KnownValue | undefined;

  read(
    bytes: Buffer,
    start: number,
    end: number,
    parse: (bytes: Buffer, start: number, end: number) => unknown,
  ): unknown {
    if (this.#last !== undefined && equalBytes(bytes, start, end, this.#last.bytes)) return this.#last.value;
    const slot = checksum(bytes, start, end) & (SLOTS - 1);
    let known = this.#slots[slot];
    if (known === undefined || !equalBytes(bytes, start, end, known.bytes)) {
      known = { bytes: Uint8Array.prototype.slice.call(bytes, start, end), value: parse(bytes, start, end) };
      this.#slots[slot] = known;
    }
    this.#last = known;
    return known.value;
  }
}

interface KnownValue {
  readonly bytes: Uint8Array;
  readonly value: unknown;
}

/** FNV-1a. */
function checksum(bytes: Uint8Array, start: number, end: number): number {
  let sum = 0x811c9dc5;
  for (let i = start; i < end; i++) sum = Math.imul(sum ^ (bytes[i] as number), 0x01000193);
  return sum;
}

export function equalBytes(bytes: Uint8Array, start: number, end: number, other: Uint8Array): boolean {
  if (end - start !== other.length) return false;
  for (let i = 0; i < other.length; i++) {
    if (bytes[start + i] !== other[i]) return false;
  }
  return true;
}
