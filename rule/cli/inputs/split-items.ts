import { parseJsonText } from '../../core/json-text.ts';
import { isObject } from '../../recorded/json-members.ts';
import { extractMembers, skipColon } from './extract-item.ts';
import { type FieldTable, ITEM_LISTS, type ItemList, itemFields } from './item-fields.ts';
import { BYTE, INCOMPLETE, keyEnd, NotJsonError, skipString, skipValue, skipWhitespace } from './json-bytes.ts';
import { JsonRoom } from './json-room.ts';
import { KnownBytes } from './known-bytes.ts';

/** What the bytes of an input hold, in the order it stands there. */
export type Found =
  /** One item, reduced to what decides something. `list`: where it stood; `undefined` for an object on its own. */
  | {
      readonly kind: 'item';
      readonly list: ItemList | undefined;
      /** Did it stand in a configuration snapshot? */
      readonly isInSnapshot: boolean;
      readonly item: unknown;
    }
  /** The end of a top-level object with lists, and the fields its query selected, where it says so. */
  | { readonly kind: 'end'; readonly selectFields: readonly string[] | undefined };

/** AWS Config makes no item this large, and nothing else that is read here is: it is not worth the memory to read on. */
const LARGEST_ITEM = 16 * 1024 * 1024;

type Place =
  /** Between the JSON values of the input: there may be many, as in newline-delimited files. */
  | { readonly at: 'top' }
  /** In a list of items. */
  | { readonly at: 'list'; readonly list: ItemList | undefined; readonly behind: 'start' | 'item' | 'comma' }
  /** In a top-level object, behind a list of items. */
  | { readonly at: 'rest' };

const SNAPSHOT = 'configSnapshotId';
const QUERY = 'QueryInfo';
const KEY_LENGTHS = new Set([...ITEM_LISTS, SNAPSHOT, QUERY].map(({ length }) => length));

const TOP: Place = { at: 'top' };
const REST: Place = { at: 'rest' };

/**
 * What splitters use one after another: a delivery bucket holds thousands of small files, and a room of its own for each costs
 * more than to read it.
 */
export class SplitterMemory {
  /** Room for the bytes at hand. */
  readonly room = new JsonRoom();
  readonly fields = itemFields(new KnownBytes(this.room));
}

/**
 * Finds the items in the bytes of an input, whatever file or API answer of AWS Config it is, in one pass and in memory
 * bounded by the largest item: a file may be larger than the longest string V8 can hold.
 *
 * @throws NotJsonError when the bytes are not JSON, or end too early.
 */
export class ItemSplitter {
  readonly #memory: SplitterMemory;
  /** What is in the room. */
  #bytes: Buffer;
  #position = 0;
  #place: Place = TOP;
  /** The places behind an item and a comma of the list at hand, made once for all of its items. */
  #behindItem: Place = TOP;
  #behindComma: Place = TOP;
  /** How many bytes must be there before another try is worth it: doubling keeps the work linear. */
  #wanted = 0;
  #selectFields: readonly string[] | undefined;
  #isSnapshot = false;
  #found: Found[] = [];
  #items = 0;
  #sawValue = false;

  /** `memory`: of a splitter that is done with it. */
  constructor(memory = new SplitterMemory()) {
    this.#memory = memory;
    memory.room.empty();
    this.#bytes = memory.room.bytes;
  }

  /** Was there any JSON value at all? */
  get sawValue(): boolean {
    return this.#sawValue;
  }

  /** Was a list of items entered? Then the input is one of AWS Config, or claims to be. */
  get isInList(): boolean {
    return this.#place.at !== 'top';
  }

  /** How many items were found so far. */
  get items(): number {
    return this.#items;
  }

  /** Takes the next bytes and returns what they complete. */
  push(chunk: Buffer): readonly Found[] {
    this.#append(chunk);
    if (this.#bytes.length < this.#wanted) return [];
    while (this.#step());
    const left = this.#bytes.length - this.#position;
    this.#wanted = left > chunk.length ? left * 2 : 0;
    if (left > LARGEST_ITEM) throw this.#tooLarge();
    return this.#take();
  }

  /** The input is over: whatever is left must have been complete. */
  end(): readonly Found[] {
    // A number at the very end of the input ends there; white space lets it end.
    this.#append(Buffer.from(' '));
    while (this.#step());
    if (this.#place.at !== 'top' || this.#position < this.#bytes.length) {
      throw new NotJsonError('the JSON ends too early');
    }
    return this.#take();
  }

  #tooLarge(): NotJsonError {
    return new NotJsonError(
      this.#place.at === 'list'
        ? `item ${this.#items + 1} is larger than 16 MiB, which no item of AWS Config is`
        : 'an object without a list of configuration items, of more than 16 MiB',
    );
  }

  #append(chunk: Buffer): void {
    const { room } = this.#memory;
    room.hold(this.#position, chunk);
    this.#bytes = room.bytes;
    this.#position = 0;
  }

  #take(): readonly Found[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  /** Consumes one token or item. False when the bytes do not hold a whole one. */
  #step(): boolean {
    const at = skipWhitespace(this.#bytes, this.#position);
    // White space is nothing to keep, however much of it there is.
    this.#position = at;
    if (at >= this.#bytes.length) return false;
    switch (this.#place.at) {
      case 'top':
        return this.#stepTop(at);
      case 'list':
        return this.#stepList(at, this.#place);
      case 'rest':
        return this.#stepRest(at);
    }
  }

  #advance(position: number, place: Place): true {
    this.#position = position;
    this.#place = place;
    return true;
  }

  #stepTop(at: number): boolean {
    const first = this.#bytes[at];
    if (first === BYTE.openBracket) {
      this.#sawValue = true;
      return this.#enterList(at + 1, undefined);
    }
    if (first !== BYTE.openBrace) throw new NotJsonError('not JSON');
    this.#sawValue = true;
    const found = this.#findList(at);
    if (found === undefined) return false;
    if (found !== 'none') return this.#enterList(found.position, found.list);
    return this.#takeObject(at, undefined, TOP, this.#memory.fields.standalone);
  }

  #enterList(position: number, list: ItemList | undefined): true {
    this.#behindItem = { at: 'list', list, behind: 'item' };
    this.#behindComma = { at: 'list', list, behind: 'comma' };
    return this.#advance(position, { at: 'list', list, behind: 'start' });
  }

  /** Looks through the members of a top-level object for a list of items. */
  #findList(start: number): { readonly position: number; readonly list: ItemList } | 'none' | undefined {
    const bytes = this.#bytes;
    let at = skipWhitespace(bytes, start + 1);
    if (bytes[at] === BYTE.closeBrace) return 'none';
    for (;;) {
      const afterKey = keyEnd(bytes, at);
      const value = afterKey === INCOMPLETE ? INCOMPLETE : skipColon(bytes, afterKey);
      if (value === INCOMPLETE) return undefined;
      const list = this.#listNamed(at, afterKey);
      if (list !== undefined && bytes[value] === BYTE.openBracket) return { position: value + 1, list };
      const end = skipValue(this.#memory.room, value);
      if (end === INCOMPLETE) return undefined;
      this.#noteKind(at, afterKey, value, end);
      at = skipWhitespace(bytes, end);
      if (at >= bytes.length) return undefined;
      if (bytes[at] === BYTE.closeBrace) return 'none';
      if (bytes[at] !== BYTE.comma) throw new NotJsonError('a comma or a closing brace is missing');
      at = skipWhitespace(bytes, at + 1);
    }
  }

  /** The key, where it can be one that counts: most are told by their length. An escaped key is the key it spells. */
  #keyText(keyStart: number, afterKey: number): string | undefined {
    const isEscaped = this.#bytes.subarray(keyStart, afterKey).includes(BYTE.backslash);
    if (!isEscaped && !KEY_LENGTHS.has(afterKey - keyStart - 2)) return undefined;
    const text = this.#bytes.toString('utf8', keyStart, afterKey);
    return isEscaped ? (JSON.parse(text) as string) : text.slice(1, -1);
  }

  #listNamed(keyStart: number, afterKey: number): ItemList | undefined {
    const key = this.#keyText(keyStart, afterKey);
    return ITEM_LISTS.find((list) => list === key);
  }

  /** A snapshot has an id, of which history files have null; an advanced query says what it asked for, before or behind its results. */
  #noteKind(keyStart: number, afterKey: number, value: number, end: number): void {
    const key = this.#keyText(keyStart, afterKey);
    if (key === SNAPSHOT) this.#isSnapshot = this.#bytes[value] === BYTE.quote;
    if (key !== QUERY) return;
    const info = parseJsonText(this.#bytes.toString('utf8', value, end));
    const fields = isObject(info) ? info.SelectFields : undefined;
    if (!Array.isArray(fields)) return;
    this.#selectFields = fields.flatMap((field: unknown) => (isObject(field) ? [String(field.Name)] : []));
  }

  #stepList(at: number, { list, behind }: Extract<Place, { at: 'list' }>): boolean {
    const first = this.#bytes[at];
    if (first === BYTE.closeBracket && behind !== 'comma')
      return this.#advance(at + 1, list === undefined ? TOP : REST);
    if (behind === 'item') {
      if (first !== BYTE.comma) throw new NotJsonError('a comma is missing between two items');
      return this.#advance(at + 1, this.#behindComma);
    }
    const fields = list === undefined ? this.#memory.fields.standalone : this.#memory.fields.inList;
    if (first === BYTE.openBrace) return this.#takeObject(at, list, this.#behindItem, fields);
    if (first !== BYTE.quote) throw new NotJsonError('an item is neither an object nor a string');
    const end = skipString(this.#bytes, at);
    if (end === INCOMPLETE) return false;
    // Advanced queries return each item as JSON text in a string.
    const text: unknown = JSON.parse(this.#bytes.toString('utf8', at, end));
    this.#add(list, typeof text === 'string' ? parseJsonText(text) : text);
    return this.#advance(end, this.#behindItem);
  }

  #add(list: ItemList | undefined, item: unknown): void {
    this.#found.push({ kind: 'item', list, isInSnapshot: this.#isSnapshot, item });
    this.#items++;
  }

  #takeObject(at: number, list: ItemList | undefined, then: Place, fields: FieldTable): boolean {
    const extract = extractMembers(this.#memory.room, at, fields);
    if (extract === undefined) return false;
    if (extract.end - at > LARGEST_ITEM) throw this.#tooLarge();
    this.#add(list, extract.members);
    return this.#advance(extract.end, then);
  }

  #stepRest(at: number): boolean {
    const bytes = this.#bytes;
    if (bytes[at] === BYTE.closeBrace) {
      this.#found.push({ kind: 'end', selectFields: this.#selectFields });
      this.#selectFields = undefined;
      this.#isSnapshot = false;
      return this.#advance(at + 1, TOP);
    }
    if (bytes[at] !== BYTE.comma) throw new NotJsonError('a comma is missing behind a list');
    const keyStart = skipWhitespace(bytes, at + 1);
    const afterKey = keyEnd(bytes, keyStart);
    const value = afterKey === INCOMPLETE ? INCOMPLETE : skipColon(bytes, afterKey);
    if (value === INCOMPLETE) return false;
    const list = this.#listNamed(keyStart, afterKey);
    if (list !== undefined && bytes[value] === BYTE.openBracket) {
      return this.#enterList(value + 1, list);
    }
    const end = skipValue(this.#memory.room, value);
    if (end === INCOMPLETE) return false;
    this.#noteKind(keyStart, afterKey, value, end);
    return this.#advance(end, REST);
  }
}
