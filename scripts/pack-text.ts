/**
 * The printable ASCII characters that JSON, a JavaScript string and `Fn::Sub` take as they are: two of them hold 13 bits,
 * where base64 holds 12.
 */
const ALPHABET = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))
  .filter((character) => !'"$\'\\'.includes(character))
  .join('');

const BITS = 13;

/** Bytes as text; `UNPACK` makes them bytes again. */
export function packText(bytes: Uint8Array): string {
  let text = '';
  let pending = 0;
  let count = 0;
  const write = () => {
    const value = pending & ((1 << BITS) - 1);
    text += (ALPHABET[Math.floor(value / ALPHABET.length)] ?? '') + (ALPHABET[value % ALPHABET.length] ?? '');
    pending >>= BITS;
    count -= BITS;
  };
  for (const byte of bytes) {
    pending |= byte << count;
    count += 8;
    if (count >= BITS) write();
  }
  if (count > 0) write();
  return text;
}

/** The reverse, as source code: a function of the text, short since it travels with it. */
export const UNPACK = `(text) => {
  const digit = (at, code = text.charCodeAt(at)) => code - 32 - (code > 34) - (code > 36) - (code > 39) - (code > 92);
  const bytes = [];
  let pending = 0;
  let count = 0;
  for (let at = 0; at < text.length; at += 2) {
    pending |= (digit(at) * ${ALPHABET.length} + digit(at + 1)) << count;
    for (count += ${BITS}; count > 7; count -= 8, pending >>= 8) bytes.push(pending & 255);
  }
  return Buffer.from(bytes);
}`;
