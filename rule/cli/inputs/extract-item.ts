import { parseJsonText, RepeatedMemberError } from '../../core/json-text.ts';
import { type JsonObject, REPEATED } from '../../recorded/json-members.ts';
import type { Field, FieldTable } from './item-fields.ts';
import { BYTE, INCOMPLETE, keyEnd, NotJsonError, skipValue, skipWhitespace } from './json-bytes.ts';

/** The members of an object that decide something, and the position after the object. */
export interface Extract {
  readonly end: number;
  readonly members: JsonObject;
}

/** What is being gathered of an object. A name that was given twice is kept: which of them counts cannot be told. */
interface Members extends Record<string, unknown> {
  [REPEATED]?: string;
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
  const members: Members = {};
  let at = skipWhitespace(bytes, start + 1);
  if (bytes[at] === BYTE.closeBrace) return { end: at + 1, members };
  for (;;) {
    const afterKey = keyEnd(bytes, at);
    const value = afterKey === INCOMPLETE ? INCOMPLETE : skipColon(bytes, afterKey);
    if (value === INCOMPLETE) return undefined;
    const field = fieldAt(bytes, at, afterKey, table);
    const end = field === undefined ? skipValue(bytes, value) : readField(bytes, value, field, members);
    if (end === INCOMPLETE) return undefined;
    at = skipWhitespace(bytes, end);
    if (at >= bytes.length) return undefined;
    if (bytes[at] === BYTE.closeBrace) return { end: at + 1, members };
    if (bytes[at] !== BYTE.comma) throw new NotJsonError('a comma or a closing brace is missing');
    at = skipWhitespace(bytes, at + 1);
  }
}

/** The field a key names: an escape in a key spells the same key to every reader of JSON (RFC 8259, section 7). */
function fieldAt(bytes: Buffer, keyStart: number, afterKey: number, table: FieldTable): Field | undefined {
  const field = table.find(bytes, keyStart + 1, afterKey - 1);
  if (field !== undefined || !bytes.subarray(keyStart, afterKey).includes(BYTE.backslash)) return field;
  return table.named(JSON.parse(bytes.toString('utf8', keyStart, afterKey)) as string);
}

/** Reads the value of a field into the members. @returns the position after it, or INCOMPLETE. */
function readField(bytes: Buffer, value: number, field: Field, members: Members): number {
  if (Object.hasOwn(members, field.name)) members[REPEATED] = field.name;
  if (field.fields !== undefined && bytes[value] === BYTE.openBrace) {
    const nested = extractMembers(bytes, value, field.fields);
    if (nested === undefined) return INCOMPLETE;
    members[field.name] = nested.members;
    return nested.end;
  }
  const end = skipValue(bytes, value);
  if (end === INCOMPLETE) return INCOMPLETE;
  try {
    members[field.name] = field.isPresence || readValue(bytes, value, end, field);
  } catch (error) {
    if (!(error instanceof RepeatedMemberError)) throw error;
    members[field.name] = undefined;
    members[REPEATED] = `${field.name} (${error.message})`;
  }
  return end;
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
    // Control characters are no JSON, and whoever wrote them did not write what it looks like.
    if (!NEEDS_JSON_PARSE.test(text)) return text;
  }
  return wholeNumber(bytes, start, end) ?? parseJsonText(bytes.toString('utf8', start, end));
}

/** A backslash, or a control character. */
const NEEDS_JSON_PARSE = /[^ -[\]-\uffff]/;

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

/** Position of the value after the colon that follows a key. */
export function skipColon(bytes: Uint8Array, afterKey: number): number {
  const colon = skipWhitespace(bytes, afterKey);
  if (colon >= bytes.length) return INCOMPLETE;
  if (bytes[colon] !== BYTE.colon) throw new NotJsonError('a colon is missing');
  const value = skipWhitespace(bytes, colon + 1);
  return value >= bytes.length ? INCOMPLETE : value;
}
