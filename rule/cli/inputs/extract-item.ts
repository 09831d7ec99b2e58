import { parseJsonText, RepeatedMemberError } from '../../core/json-text.ts';
import { type JsonObject, optionalText, REPEATED } from '../../recorded/json-members.ts';
import type { Field, FieldTable, LocatedFields } from './item-fields.ts';
import { BYTE, INCOMPLETE, NotJsonError, skipValue, skipWhitespace } from './json-bytes.ts';
import type { JsonRoom } from './json-room.ts';

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
 * Reads the members that decide something out of the object that starts at a position, and skips the rest: of most items in a
 * snapshot that is everything but the type, which may stand behind all else. So the members are found before one is read.
 *
 * Parsing every item whole costs as much as JSON.parse on the file, only to throw most of it away at once; of what is
 * skipped only strings and the balance of brackets are checked. `undefined` when the bytes end inside the object.
 *
 * @throws NotJsonError or SyntaxError for what is not JSON.
 */
export function extractMembers(room: JsonRoom, start: number, table: FieldTable): Extract | undefined {
  // After a relevant item another one is likely, and what is in it need not be passed over first.
  const isDeep = table.wasRelevant;
  const { bytes } = room;
  const end = locateFields(room, start, table, isDeep);
  if (end === INCOMPLETE) return undefined;
  const irrelevant = irrelevantType(bytes, table.located);
  table.wasRelevant = irrelevant === undefined;
  return { end, members: irrelevant ?? readMembers(room, table, isDeep) };
}

/**
 * Goes through the members of an object and notes where those stand that decide, and `isDeep`: those of objects within.
 *
 * @returns the position after it, or INCOMPLETE.
 */
function locateFields(room: JsonRoom, start: number, table: FieldTable, isDeep: boolean): number {
  const { bytes } = room;
  const { located } = table;
  located.count = 0;
  let at = skipWhitespace(bytes, start + 1);
  if (bytes[at] === BYTE.closeBrace) return at + 1;
  let before = table.start;
  for (;;) {
    const key = table.keyAt(bytes, at, before);
    const value = key === undefined ? INCOMPLETE : skipColon(bytes, at + key.bytes.length);
    if (key === undefined || value === INCOMPLETE) return INCOMPLETE;
    before = key;
    const { field } = key;
    const within = isDeep && bytes[value] === BYTE.openBrace ? field?.fields : undefined;
    const end = within === undefined ? skipValue(room, value) : locateFields(room, value, within, isDeep);
    if (end === INCOMPLETE) return INCOMPLETE;
    if (field !== undefined) located.add(field, value, end);
    at = skipWhitespace(bytes, end);
    if (at >= bytes.length) return INCOMPLETE;
    if (bytes[at] === BYTE.closeBrace) return at + 1;
    if (bytes[at] !== BYTE.comma) throw new NotJsonError('a comma or a closing brace is missing');
    at = skipWhitespace(bytes, at + 1);
  }
}

/** The member that tells of a type nothing hangs on, where the object has it. */
function irrelevantType(bytes: Buffer, { fields, starts, ends, count }: LocatedFields): JsonObject | undefined {
  let only: number | undefined;
  for (let i = 0; i < count; i++) {
    if (fields[i]?.relevant === undefined) continue;
    // Given twice, neither tells.
    if (only !== undefined) return undefined;
    only = i;
  }
  if (only === undefined) return undefined;
  const field = fields[only] as Field;
  const type = readValue(bytes, starts[only] as number, ends[only] as number, field);
  return optionalText(type) === undefined || field.relevant?.has(type) ? undefined : { [field.name]: type };
}

/** Reads the fields that were located. */
function readMembers(room: JsonRoom, { located, blank }: FieldTable, isDeep: boolean): Members {
  const { bytes } = room;
  const members: Members = { ...blank };
  const { fields, starts, ends, count } = located;
  let seen = 0;
  for (let i = 0; i < count; i++) {
    const field = fields[i] as Field;
    const start = starts[i] as number;
    if ((seen & field.bit) !== 0) members[REPEATED] = field.name;
    seen |= field.bit;
    if (field.fields !== undefined && bytes[start] === BYTE.openBrace) {
      if (!isDeep) locateFields(room, start, field.fields, true);
      members[field.name] = readMembers(room, field.fields, true);
      continue;
    }
    try {
      members[field.name] = field.isPresence || readValue(bytes, start, ends[i] as number, field);
    } catch (error) {
      if (!(error instanceof RepeatedMemberError)) throw error;
      members[field.name] = undefined;
      members[REPEATED] = `${field.name} (${error.message})`;
    }
  }
  return members;
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
