import type { JsonRoom } from './json-room.ts';

/** Byte values of JSON's structure. UTF-8 keeps them unambiguous: no byte of a longer character is below 0x80. */
export const BYTE = {
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

/** The bytes ended inside a value: more of the input is needed. */
export const INCOMPLETE = -1;

/** Position of the first byte at or after `at` that is no JSON white space; the length when there is none. */
export function skipWhitespace(bytes: Uint8Array, at: number): number {
  // Mostly there is none: one comparison tells.
  if ((bytes[at] as number) > 0x20) return at;
  let i = at;
  while (i < bytes.length) {
    const byte = bytes[i];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
    i++;
  }
  return i;
}

/** Bytes where an object, a key, a colon or a comma should be and is not. */
export class NotJsonError extends Error {
  override readonly name = 'NotJsonError';
}

/** Position after the key that starts at `at`. */
export function keyEnd(bytes: Uint8Array, at: number): number {
  if (at >= bytes.length) return INCOMPLETE;
  if (bytes[at] !== BYTE.quote) throw new NotJsonError('an object key is missing');
  for (let i = at + 1; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte === BYTE.quote) return i + 1;
    if (byte < 0x20) throw new NotJsonError('a control character stands in a key');
    if (byte === BYTE.backslash) i++;
  }
  return INCOMPLETE;
}

/** Position after the string that starts with a quote at `at`. */
export function skipString(bytes: Uint8Array, at: number): number {
  const end = bytes.length;
  for (let i = at + 1; i < end; i++) {
    const byte = bytes[i];
    if (byte === BYTE.quote) return i + 1;
    if (byte === BYTE.backslash) i++;
  }
  return INCOMPLETE;
}

/** Position after the value that starts at `at`. Only strings and the balance of brackets are looked at. */
export function skipValue(room: JsonRoom, at: number): number {
  const { bytes } = room;
  const first = bytes[at];
  if (first === BYTE.quote) return skipString(bytes, at);
  return first === BYTE.openBrace || first === BYTE.openBracket ? room.skipNested(at) : skipScalar(bytes, at);
}

/** A number, true, false or null ends where structure or white space begins; at the end of the bytes it may go on. */
function skipScalar(bytes: Uint8Array, at: number): number {
  for (let i = at; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte <= 0x20 || byte === BYTE.comma || byte === BYTE.closeBrace || byte === BYTE.closeBracket) return i;
  }
  return INCOMPLETE;
}
