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
  return end - start === other.length && hasAt(bytes, start, other);
}

/** Do these very bytes stand at a position? */
export function hasAt(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  const { length } = wanted;
  if (at + length > bytes.length) return false;
  let i = 0;
  // Four at a time take half the time.
  for (; i + 4 <= length; i += 4) {
    const one = (bytes[at + i] as number) ^ (wanted[i] as number);
    const two = (bytes[at + i + 1] as number) ^ (wanted[i + 1] as number);
    const three = (bytes[at + i + 2] as number) ^ (wanted[i + 2] as number);
    if ((one | two | three | ((bytes[at + i + 3] as number) ^ (wanted[i + 3] as number))) !== 0) return false;
  }
  for (; i < length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}
