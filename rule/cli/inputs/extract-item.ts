import type { Field, FieldTable } from './item-fields.ts';
import { BYTE, INCOMPLETE, skipString, skipValue, skipWhitespace } from './json-bytes.ts';

/** Bytes where an object, a key, a colon or a comma should be and is not. */
export class NotJsonError extends Error {
  override readonly name = 'NotJsonError';
}

/** The members of an object that decide something, and the position after the object. */
export interface Extract {
  readonly end: number;
  readonly members: Readonly<Record<string, unknown>>;
}

/**
 * Reads the members that decide something out of the object that starts at a position, and skips the rest.
 *
 * Parsing every item whole costs as much as JSON.parse on the file, only to throw most of it away at once; of what is
 * skipped only strings and the balance of brackets are checked. `undefined` when the bytes end inside the object.
 *
 * @throws NotJsonError or SyntaxError for what is not JSON.
 */
export function extractMembers(bytes: Buffer, start: number, table: FieldTable): Extract | undefined {
  const members: Record<string, unknown> = {};
  let at = skipWhitespace(bytes, start + 1);
  if (bytes[at] === BYTE.closeBrace) return { end: at + 1, members };
  for (;;) {
    const keyEnd = skipKey(bytes, at);
    const value = keyEnd === INCOMPLETE ? INCOMPLETE : skipColon(bytes, keyEnd);
    if (value === INCOMPLETE) return undefined;
    const field = table.find(bytes, at + 1, keyEnd - 1);
    let end: number;
    if (field?.fields !== undefined && bytes[value] === BYTE.openBrace) {
      const nested = extractMembers(bytes, value, field.fields);
      if (nested === undefined) return undefined;
      members[field.name] = nested.members;
      end = nested.end;
    } else {
      end = skipValue(bytes, value);
      if (end === INCOMPLETE) return undefined;
      if (field !== undefined) members[field.name] = readValue(bytes, value, end, field);
    }
    at = skipWhitespace(bytes, end);
    if (at >= bytes.length) return undefined;
    if (bytes[at] === BYTE.closeBrace) return { end: at + 1, members };
    if (bytes[at] !== BYTE.comma) throw new NotJsonError('a comma or a closing brace is missing');
    at = skipWhitespace(bytes, at + 1);
  }
}

function readValue(bytes: Buffer, start: number, end: number, field: Field): unknown {
  if (field.copies !== undefined) return oneCopy(field.copies, parseValue(bytes, start, end));
  return field.known === undefined ? parseValue(bytes, start, end) : field.known.read(bytes, start, end, parseValue);
}

function oneCopy(copies: Map<unknown, unknown>, value: unknown): unknown {
  const known = copies.get(value);
  if (known === undefined) copies.set(value, value);
  return known ?? value;
}

/** Most values are strings without escapes and whole numbers, for which JSON.parse would be a detour. */
function parseValue(bytes: Buffer, start: number, end: number): unknown {
  if (bytes[start] === BYTE.quote) {
    const text = bytes.toString('utf8', start + 1, end - 1);
    if (!text.includes('\\')) return text;
  }
  return wholeNumber(bytes, start, end) ?? JSON.parse(bytes.toString('utf8', start, end));
}

/** A number of up to 15 digits, which a double holds exactly. JSON has no leading zeros. */
function wholeNumber(bytes: Buffer, start: number, end: number): number | undefined {
  if (end - start > 15 || bytes[start] === ZERO) return undefined;
  let number = 0;
  for (let i = start; i < end; i++) {
    const digit = (bytes[i] as number) - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    number = number * 10 + digit;
  }
  return number;
}

const ZERO = 0x30;

/** Position after the key that starts at `at`. */
export function skipKey(bytes: Uint8Array, at: number): number {
  if (at >= bytes.length) return INCOMPLETE;
  if (bytes[at] !== BYTE.quote) throw new NotJsonError('an object key is missing');
  return skipString(bytes, at);
}

/** Position of the value after the colon that follows a key. */
export function skipColon(bytes: Uint8Array, keyEnd: number): number {
  const colon = skipWhitespace(bytes, keyEnd);
  if (colon >= bytes.length) return INCOMPLETE;
  if (bytes[colon] !== BYTE.colon) throw new NotJsonError('a colon is missing');
  const value = skipWhitespace(bytes, colon + 1);
  return value >= bytes.length ? INCOMPLETE : value;
}
