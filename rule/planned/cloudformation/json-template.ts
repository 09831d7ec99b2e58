import { PlannedInputError } from '../planned-input-error.ts';
import type { SourceText } from '../source-text.ts';
import { DEEPEST_NESTING, ListNode, MapNode, type Member, type TemplateNode } from './template-node.ts';

/** One token of JSON (RFC 8259) but strings: a sign or a literal. */
const TOKEN = /([{}[\],:])|true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** What strings hold in escaped form only: control characters, and the sign of escapes itself. */
const NEEDS_DECODING = /[^ -[\]-\uffff]/;
/** Templates of 10 MB have half as many. */
const MOST_VALUES = 1_000_000;
const SPACE = /[ \t\r\n]*/y;

/** What may come next. */
type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end' | 'nothing';

/** A map or list that has not ended yet. */
interface Open {
  readonly node: MapNode | ListNode;
  readonly add: (member: Member) => void;
  readonly end: '}' | ']';
}

/**
 * Reads JSON with the place of every member, which JSON.parse does not tell. A key that stands twice is an error: which one
 * counts is a guess.
 *
 * @throws PlannedInputError naming the line.
 */
export function parseJsonTemplate(source: SourceText): TemplateNode {
  return new JsonReader(source).read();
}

class JsonReader {
  readonly #source: SourceText;
  readonly #open: Open[] = [];
  /** Where the token that was read last begins and ends. */
  #at = 0;
  #end = 0;
  #key = { name: '', at: 0 };
  #values = 0;

  constructor(source: SourceText) {
    this.#source = source;
  }

  read(): TemplateNode {
    let result: TemplateNode = null;
    let expected: Expected = 'value';
    while (expected !== 'nothing') {
      const token = this.#next();
      const inside = this.#open.at(-1);
      if (expected === ':') {
        if (token !== ':') throw this.#unexpected();
        expected = 'value';
      } else if (expected === 'key' || (expected === 'key or }' && token !== '}')) {
        this.#readKey(token);
        expected = ':';
      } else if (expected === ', or end' && token === ',') {
        expected = inside?.end === '}' ? 'key' : 'value';
      } else if (expected !== 'value' && token === inside?.end) {
        this.#open.pop();
        expected = this.#open.length === 0 ? 'nothing' : ', or end';
      } else if (expected === ', or end') {
        throw this.#unexpected();
      } else {
        if (++this.#values > MOST_VALUES) throw this.#error(`more than ${MOST_VALUES} values`);
        const value = this.#valueOf(token);
        if (inside === undefined) result = value;
        else inside.add({ at: inside.end === '}' ? this.#key.at : this.#at, value });
        expected = this.#afterBeginning(value, inside);
      }
    }
    if (this.#skipSpace() < this.#source.text.length) throw this.#unexpected();
    return result;
  }

  #valueOf(token: Token): TemplateNode {
    if (typeof token !== 'string') return token.value;
    if (token === '{') {
      const members = new Map<string, Member>();
      const add = (member: Member) => members.set(this.#key.name, member);
      return this.#opened({ node: new MapNode(members, this.#at), add, end: '}' });
    }
    if (token !== '[') throw this.#unexpected();
    const items: Member[] = [];
    return this.#opened({ node: new ListNode(items, this.#at), add: (member) => items.push(member), end: ']' });
  }

  #opened(open: Open): MapNode | ListNode {
    if (this.#open.length === DEEPEST_NESTING) throw this.#error(`nested more than ${DEEPEST_NESTING} levels deep`);
    this.#open.push(open);
    return open.node;
  }

  /** A map or list has been opened by its value; a scalar is complete. */
  #afterBeginning(value: TemplateNode, inside: Open | undefined): Expected {
    if (value instanceof MapNode) return 'key or }';
    if (value instanceof ListNode) return 'value or ]';
    return inside === undefined ? 'nothing' : ', or end';
  }

  #readKey(token: Token): void {
    const inside = this.#open.at(-1)?.node;
    if (typeof token === 'string' || typeof token.value !== 'string' || !(inside instanceof MapNode)) {
      throw this.#unexpected();
    }
    this.#key = { name: token.value, at: this.#at };
    if (inside.members.has(token.value))
      throw this.#error(`key ${JSON.stringify(token.value)} stands twice in one object`);
  }

  #next(): Token {
    const { text } = this.#source;
    TOKEN.lastIndex = this.#skipSpace();
    if (text[this.#at] === '"') return { value: this.#string() };
    const found = TOKEN.exec(text);
    if (found === null) throw this.#unexpected();
    this.#end = TOKEN.lastIndex;
    const [whole, sign] = found;
    return sign ?? { value: JSON.parse(whole) };
  }

  #string(): string {
    const { text } = this.#source;
    let quote = text.indexOf('"', this.#at + 1);
    while (quote >= 0 && isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
    if (quote < 0) throw this.#error('not JSON: a string has no end');
    this.#end = quote + 1;
    const inside = text.slice(this.#at + 1, quote);
    if (!NEEDS_DECODING.test(inside)) return inside;
    try {
      return JSON.parse(text.slice(this.#at, this.#end));
    } catch (cause) {
      throw this.#error('not JSON: a string holds what it may not', { cause });
    }
  }

  #skipSpace(): number {
    SPACE.lastIndex = this.#end;
    SPACE.exec(this.#source.text);
    this.#at = SPACE.lastIndex;
    return this.#at;
  }

  #unexpected(): PlannedInputError {
    const { text } = this.#source;
    const found = this.#at >= text.length ? 'the text ends too early' : `unexpected ${JSON.stringify(text[this.#at])}`;
    return this.#error(`not JSON: ${found}`);
  }

  #error(problem: string, options?: ErrorOptions): PlannedInputError {
    return new PlannedInputError(this.#source.file, this.#source.lineOf(this.#at), problem, options);
  }
}

/** An odd number of backslashes before a quote makes it a part of the string. */
function isEscaped(text: string, quote: number): boolean {
  let start = quote;
  while (text[start - 1] === '\\') start--;
  return (quote - start) % 2 === 1;
}

/** A sign by itself, or the value that a string, a number or a word stands for. */
type Token = string | { readonly value: string | number | boolean | null };
