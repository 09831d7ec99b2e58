import { parseJsonText, RepeatedMemberError } from '../../core/json-text.ts';
import { type JsonObject, optionalText, REPEATED } from '../../recorded/json-members.ts';
import type { Field, FieldTable, LocatedFields } from './item-fields.ts';
import { BYTE, INCOMPLETE, keyEnd, NotJsonError, skipValue, skipWhitespace } from './json-bytes.ts';
import { FIRST_MEMBER, type JsonRoom, MEMBER_WORDS, NOT_KNOWN, UNREADABLE } from './json-room.ts';
import type { KnownBytes } from './known-bytes.ts';

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
  table.known.makeSpace();
  const end = locateFields(room, start, table);
  if (end === INCOMPLETE) return undefined;
  const irrelevant = table.isTypeEnough ? irrelevantType(room.bytes, table) : undefined;
  return { end, members: irrelevant ?? readMembers(room, table) };
}

/** Notes where those members of an object stand that decide. @returns the position after it, or INCOMPLETE. */
function locateFields(room: JsonRoom, start: number, table: FieldTable): number {
  const { located } = table;
  const end = room.members(start, table.scope);
  if (end === UNREADABLE) return locateOneByOne(room, start, table);
  located.count = 0;
  const { found } = room;
  const count = found[0] as number;
  for (let member = 0, at = FIRST_MEMBER; member < count; member++, at += MEMBER_WORDS) {
    const field = table.fieldOf(found[at] as number, room, found[at + 1] as number);
    if (field !== undefined) {
      located.add(field, found[at + 2] as number, found[at + 3] as number, found[at + 4] as number);
    }
  }
  return end;
}

/** The same for an object with more members than can be found at once; and it tells what is wrong with what is no JSON. */
function locateOneByOne(room: JsonRoom, start: number, table: FieldTable): number {
  const { bytes } = room;
  const { located } = table;
  located.count = 0;
  let at = skipWhitespace(bytes, start + 1);
  for (;;) {
    const afterKey = keyEnd(bytes, at);
    const value = afterKey === INCOMPLETE ? INCOMPLETE : skipColon(bytes, afterKey);
    const end = value === INCOMPLETE ? INCOMPLETE : skipValue(room, value);
    if (end === INCOMPLETE) return INCOMPLETE;
    const field = table.fieldAt(bytes, at);
    if (field !== undefined) located.add(field, value, end, NOT_KNOWN);
    at = skipWhitespace(bytes, end);
    if (at >= bytes.length) return INCOMPLETE;
    if (bytes[at] === BYTE.closeBrace) return at + 1;
    if (bytes[at] !== BYTE.comma) throw new NotJsonError('a comma or a closing brace is missing');
    at = skipWhitespace(bytes, at + 1);
  }
}

/** The member that tells of a type nothing hangs on, where the object has it. */
function irrelevantType(bytes: Buffer, { located, known }: FieldTable): JsonObject | undefined {
  const { fields, starts, count } = located;
  let only: number | undefined;
  for (let i = 0; i < count; i++) {
    if (fields[i]?.relevant === undefined) continue;
    // Given twice, neither tells.
    if (only !== undefined) return undefined;
    only = i;
  }
  // What is no text tells no type.
  if (only === undefined || bytes[starts[only] as number] !== BYTE.quote) return undefined;
  const field = fields[only] as Field;
  const type = locatedValue(bytes, located, only, known);
  return optionalText(type) === undefined || field.relevant?.has(type) ? undefined : { [field.name]: type };
}

/** Reads the fields that were located. */
function readMembers(room: JsonRoom, { located, blank, known }: FieldTable): Members {
  const { bytes } = room;
  const members: Members = { ...blank };
  const { fields, starts, count } = located;
  let seen = 0;
  for (let i = 0; i < count; i++) {
    const field = fields[i] as Field;
    const start = starts[i] as number;
    if ((seen & field.bit) !== 0) {
      members[REPEATED] = field.name;
      // It may be the type that counts: then what it is about cannot be read, and is not to be passed over.
      if (field.relevant?.has(members[field.name])) continue;
    }
    seen |= field.bit;
    if (field.fields !== undefined && bytes[start] === BYTE.openBrace) {
      if (locateFields(room, start, field.fields) === INCOMPLETE) throw new NotJsonError('the JSON ends too early');
      members[field.name] = readMembers(room, field.fields);
      continue;
    }
    try {
      members[field.name] = field.isPresence || locatedValue(bytes, located, i, known);
    } catch (error) {
      if (!(error instanceof RepeatedMemberError)) throw error;
      members[field.name] = undefined;
      members[REPEATED] = `${field.name} (${error.message})`;
    }
  }
  return members;
}

function locatedValue(bytes: Buffer, located: LocatedFields, index: number, known: KnownBytes): unknown {
  const meaning = located.meanings[index] as number;
  if (meaning !== NOT_KNOWN) return known.value(meaning);
  const { copies, scope } = located.fields[index] as Field;
  const start = located.starts[index] as number;
  const end = located.ends[index] as number;
  const value = copies === undefined ? parseValue(bytes, start, end) : oneCopy(copies, parseValue(bytes, start, end));
  if (scope !== undefined) known.rememberValue(scope, start, end, value);
  return value;
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
