/**
 * The printable ASCII characters that JSON, a JavaScript string and `Fn::Sub` take as they are: two of them hold 13 bits,
 * where base64 holds 12. The last four stand in the places of those that are left out: `"`, `$`, `'` and the backslash.
 */
const ALPHABET = Array.from({ length: 91 }, (_, i) => String.fromCharCode(32 + i))
  .join('')
  .replace('"', '{')
  .replace('$', '|')
  .replace("'", '}')
  .replace('\\', '~');

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

/** The reverse, as source code: a function of the text, short since it travels with it. Four codes stand for those left out. */
export const UNPACK = `(text) => {
  const digit = (at, code = text.charCodeAt(at)) => [2, 4, 7, 60][code - 123] ?? code - 32;
  const bytes = [];
  let pending = 0;
  let count = 0;
  for (let at = 0; at < text.length; ) {
    pending |= (digit(at++) * ${ALPHABET.length} + digit(at++)) << count;
    for (count += ${BITS}; count > 7; count -= 8, pending >>= 8) bytes.push(pending);
  }
  return Buffer.from(bytes);
}`;
