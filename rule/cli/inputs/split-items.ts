import { extractMembers, NotJsonError, skipColon, skipKey } from './extract-item.ts';
import { FieldTable, ITEM, ITEM_LISTS, type ItemList } from './item-fields.ts';
import { BYTE, INCOMPLETE, skipString, skipValue, skipWhitespace } from './json-bytes.ts';

/** One item, reduced to what decides something. */
export interface FoundItem {
  /** The list it stood in; `undefined` for an item on its own, as in newline-delimited files. */
  readonly list: ItemList | undefined;
  readonly item: unknown;
}

/** An object this large without a list of items is no file of AWS Config: it is not worth the memory to read on. */
const LARGEST_OBJECT_OUTSIDE_A_LIST = 64 * 1024 * 1024;

/** Editors on Windows put it in front of UTF-8. */
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

type Place =
  /** Between the JSON values of the input: there may be many, as in newline-delimited files. */
  | { readonly at: 'top' }
  /** In a list of items. */
  | { readonly at: 'list'; readonly list: ItemList | undefined; readonly behind: 'start' | 'item' | 'comma' }
  /** In a top-level object, behind a list of items. */
  | { readonly at: 'rest' };

const TOP: Place = { at: 'top' };
const REST: Place = { at: 'rest' };

/**
 * Finds the items in the bytes of an input, whatever file or API answer of AWS Config it is, in one pass and in memory
 * bounded by the largest item: a file may be larger than the longest string V8 can hold.
 *
 * @throws NotJsonError when the bytes are not JSON, or end too early.
 */
export class ItemSplitter {
  /** Room for the bytes at hand, used again and again: the scanner stays in memory the processor has at hand, too. */
  #room: Buffer = Buffer.allocUnsafe(1024 * 1024);
  /** The part of the room that is filled. */
  #bytes: Buffer = this.#room.subarray(0, 0);
  #position = 0;
  #place: Place = TOP;
  /** The places behind an item and a comma of the list at hand, made once for all of its items. */
  #behindItem: Place = TOP;
  #behindComma: Place = TOP;
  /** How many bytes must be there before another try is worth it: doubling keeps the work linear. */
  #wanted = 0;
  readonly #fields = new FieldTable(ITEM);
  #items: FoundItem[] = [];
  #found = 0;
  #sawValue = false;

  /** Was there any JSON value at all? */
  get sawValue(): boolean {
    return this.#sawValue;
  }

  /** How many items were found so far. */
  get found(): number {
    return this.#found;
  }

  /** Takes the next bytes and returns the items they complete. */
  push(chunk: Buffer): readonly FoundItem[] {
    this.#append(chunk);
    if (this.#bytes.length < this.#wanted) return [];
    while (this.#step());
    const left = this.#bytes.length - this.#position;
    this.#wanted = left > chunk.length ? left * 2 : 0;
    if (left > LARGEST_OBJECT_OUTSIDE_A_LIST && this.#place.at === 'top') {
      throw new NotJsonError('no list of configuration items in the first 64 MiB');
    }
    return this.#take();
  }

  /** The input is over: whatever is left must have been complete. */
  end(): readonly FoundItem[] {
    // A number at the very end of the input ends there; white space lets it end.
    this.#append(Buffer.from('\n'));
    while (this.#step());
    if (this.#place.at !== 'top' || skipWhitespace(this.#bytes, this.#position) < this.#bytes.length) {
      throw new NotJsonError('the JSON ends too early');
    }
    return this.#take();
  }

  /** Moves what is left to the start of the room and puts the chunk behind it. */
  #append(chunk: Buffer): void {
    const rest = this.#bytes.subarray(this.#position);
    const length = rest.length + chunk.length;
    if (length > this.#room.length || this.#position > 0) {
      // Doubling keeps the copying linear, however long an item is.
      if (length > this.#room.length) this.#room = Buffer.allocUnsafe(length * 2);
      rest.copy(this.#room);
    }
    chunk.copy(this.#room, rest.length);
    this.#bytes = this.#room.subarray(0, length);
    this.#position = 0;
  }

  #take(): readonly FoundItem[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  /** Consumes one token or item. False when the bytes do not hold a whole one. */
  #step(): boolean {
    const at = skipWhitespace(this.#bytes, this.#position);
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
    if (first === BYTE_ORDER_MARK[0] && !this.#sawValue) {
      if (at + 3 > this.#bytes.length) return false;
      if (this.#bytes.subarray(at, at + 3).equals(BYTE_ORDER_MARK)) return this.#advance(at + 3, TOP);
    }
    // Where UTF-16 has its byte order mark; PowerShell 5 writes it when the output of a command goes to a file.
    if (first === 0xff || first === 0xfe) throw new NotJsonError('not UTF-8 but probably UTF-16');
    this.#sawValue = true;
    if (first === BYTE.openBracket) return this.#enterList(at + 1, undefined);
    if (first !== BYTE.openBrace) throw new NotJsonError('not JSON');
    const found = this.#findList(at);
    if (found === undefined) return false;
    if (found !== 'none') return this.#enterList(found.position, found.list);
    return this.#takeObject(at, undefined, TOP);
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
      const keyEnd = skipKey(bytes, at);
      const value = keyEnd === INCOMPLETE ? INCOMPLETE : skipColon(bytes, keyEnd);
      if (value === INCOMPLETE) return undefined;
      const list = this.#listNamed(at, keyEnd);
      if (list !== undefined && bytes[value] === BYTE.openBracket) return { position: value + 1, list };
      const end = skipValue(bytes, value);
      if (end === INCOMPLETE) return undefined;
      at = skipWhitespace(bytes, end);
      if (at >= bytes.length) return undefined;
      if (bytes[at] === BYTE.closeBrace) return 'none';
      if (bytes[at] !== BYTE.comma) throw new NotJsonError('a comma or a closing brace is missing');
      at = skipWhitespace(bytes, at + 1);
    }
  }

  #listNamed(keyStart: number, keyEnd: number): ItemList | undefined {
    const length = keyEnd - keyStart - 2;
    return ITEM_LISTS.find(
      (list) => list.length === length && this.#bytes.toString('latin1', keyStart + 1, keyEnd - 1) === list,
    );
  }

  #stepList(at: number, { list, behind }: Extract<Place, { at: 'list' }>): boolean {
    const first = this.#bytes[at];
    if (first === BYTE.closeBracket && behind !== 'comma')
      return this.#advance(at + 1, list === undefined ? TOP : REST);
    if (behind === 'item') {
      if (first !== BYTE.comma) throw new NotJsonError('a comma is missing between two items');
      return this.#advance(at + 1, this.#behindComma);
    }
    if (first === BYTE.openBrace) return this.#takeObject(at, list, this.#behindItem);
    if (first !== BYTE.quote) throw new NotJsonError('an item is neither an object nor a string');
    const end = skipString(this.#bytes, at);
    if (end === INCOMPLETE) return false;
    // Advanced queries return each item as JSON text in a string.
    this.#add(list, JSON.parse(JSON.parse(this.#bytes.toString('utf8', at, end))));
    return this.#advance(end, this.#behindItem);
  }

  #add(list: ItemList | undefined, item: unknown): void {
    this.#items.push({ list, item });
    this.#found++;
  }

  #takeObject(at: number, list: ItemList | undefined, then: Place): boolean {
    const found = extractMembers(this.#bytes, at, this.#fields);
    if (found === undefined) return false;
    this.#add(list, found.members);
    return this.#advance(found.end, then);
  }

  #stepRest(at: number): boolean {
    const bytes = this.#bytes;
    if (bytes[at] === BYTE.closeBrace) return this.#advance(at + 1, TOP);
    if (bytes[at] !== BYTE.comma) throw new NotJsonError('a comma is missing behind a list');
    const keyStart = skipWhitespace(bytes, at + 1);
    const keyEnd = skipKey(bytes, keyStart);
    const value = keyEnd === INCOMPLETE ? INCOMPLETE : skipColon(bytes, keyEnd);
    if (value === INCOMPLETE) return false;
    const list = this.#listNamed(keyStart, keyEnd);
    if (list !== undefined && bytes[value] === BYTE.openBracket) {
      return this.#enterList(value + 1, list);
    }
    const end = skipValue(bytes, value);
    return end === INCOMPLETE ? false : this.#advance(end, REST);
  }
}
