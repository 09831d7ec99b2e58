import {
  type CollectionTag,
  Composer,
  type CST,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  type Pair,
  Parser,
  type ScalarTag,
  type Tags,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { PlannedInputError } from '../planned-input-error.ts';
import type { SourceText } from '../source-text.ts';
import { DEEPEST_NESTING, ListNode, MapNode, type Member, type TemplateNode } from './template-node.ts';

/** CloudFormation takes templates of at most 1 MB (user guide, "CloudFormation quotas"). */
const LONGEST_YAML = 1_048_576;
/** How many values aliases may come to: a few lines of them can stand for billions. */
const MOST_ALIASED_VALUES = 100_000;

/**
 * Reads a template in YAML, as CloudFormation does: YAML 1.1 words for true and false, dates and other tags as plain text, the
 * short forms of intrinsic functions as their long ones. Anchors, aliases and merge keys are followed.
 *
 * @throws PlannedInputError naming the line.
 */
export function parseYamlTemplate(source: SourceText): TemplateNode {
  if (source.text.length > LONGEST_YAML) {
    throw new PlannedInputError(source.file, undefined, 'longer than the 1 MB that CloudFormation takes as a template');
  }
  const tokens = tokensOf(source);
  refuseDeepNesting(tokens, source);
  const options = {
    schema: 'failsafe',
    uniqueKeys: false,
    logLevel: 'silent',
    prettyErrors: false,
    customTags,
  } as const;
  const [document, another] = new Composer(options).compose(tokens, true, source.text.length);
  const [error] = document?.errors ?? [];
  if (error !== undefined) {
    const [problem] = error.message.split('\n');
    throw new PlannedInputError(source.file, source.lineOf(error.pos[0]), `not YAML: ${problem}`, { cause: error });
  }
  if (another !== undefined) {
    throw new PlannedInputError(source.file, source.lineOf(another.range[0]), 'more than one YAML document');
  }
  return new YamlReader(source).read(document?.contents ?? null);
}

const SHORT_FORMS = [
  'Ref',
  'Condition',
  'GetAtt',
  'Sub',
  'Join',
  'Select',
  'Split',
  'If',
  'Equals',
  'And',
  'Or',
  'Not',
];
const RARER_FORMS = ['FindInMap', 'ImportValue', 'Base64', 'Cidr', 'GetAZs', 'Transform', 'ToJsonString', 'Length'];

/** Values stay what they are written as. A tag the parser does not know costs a warning with its stack, which nobody reads. */
const INTRINSIC_TAGS: Tags = [...SHORT_FORMS, ...RARER_FORMS].flatMap(
  (name): readonly (ScalarTag | CollectionTag)[] => {
    const tag = `!${name}`;
    const asWritten = <Written>(value: Written) => value;
    return [
      { tag, resolve: asWritten },
      { tag, collection: 'map', resolve: asWritten },
      { tag, collection: 'seq', resolve: asWritten },
    ];
  },
);

function customTags(tags: Tags): Tags {
  return [...tags, ...INTRINSIC_TAGS];
}

/** A text of little else than signs costs ten times as much as a template of the same length. */
const MOST_LEXEMES = 450_000;

function tokensOf(source: SourceText): readonly CST.Token[] {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let lexemes = 0;
  let brackets = 0;
  for (const lexeme of new Lexer().lex(source.text)) {
    if (lexeme === '[' || lexeme === '{') brackets++;
    else if (lexeme === ']' || lexeme === '}') brackets--;
    if (brackets > DEEPEST_NESTING) throw tooDeep(source, parser.offset);
    if (++lexemes > MOST_LEXEMES) {
      throw new PlannedInputError(source.file, source.lineOf(parser.offset), 'more signs than CloudFormation takes');
    }
    tokens.push(...parser.next(lexeme));
  }
  return [...tokens, ...parser.end()];
}

/** The tokens are made without recursion, the document is not: Node aborts where the stack runs out inside it. */
function refuseDeepNesting(tokens: readonly CST.Token[], source: SourceText): void {
  let level: readonly CST.Token[] = tokens;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST_NESTING) throw tooDeep(source, level[0]?.offset ?? 0);
    level = level.flatMap(tokensInside);
  }
}

function tokensInside(token: CST.Token): readonly CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value].filter((part) => part !== undefined && part !== null));
}

function tooDeep(source: SourceText, at: number): PlannedInputError {
  return new PlannedInputError(source.file, source.lineOf(at), `nested more than ${DEEPEST_NESTING} levels deep`);
}

class YamlReader {
  readonly #source: SourceText;
  readonly #anchored = new Map<string, { readonly value: TemplateNode; readonly size: number }>();
  #depth = 0;
  /** Values so far, those behind aliases counted each time. */
  #size = 0;
  #aliased = 0;

  constructor(source: SourceText) {
    this.#source = source;
  }

  read(node: Node | null): TemplateNode {
    const at = node?.range?.[0] ?? 0;
    if (isAlias(node)) return this.#behind(node.source, at);
    const before = this.#size++;
    if (++this.#depth > DEEPEST_NESTING) throw tooDeep(this.#source, at);
    const value = this.#tagged(node, at);
    this.#depth--;
    const anchor = node?.anchor;
    // An anchor may be given anew; an alias means the last one before it.
    if (anchor !== undefined) this.#anchored.set(anchor, { value, size: this.#size - before });
    return value;
  }

  #behind(anchor: string, at: number): TemplateNode {
    const found = this.#anchored.get(anchor);
    if (found === undefined) throw this.#error(at, `alias *${anchor} has no anchor before it`);
    this.#size += found.size;
    this.#aliased += found.size;
    if (this.#aliased > MOST_ALIASED_VALUES)
      throw this.#error(at, `aliases stand for more than ${MOST_ALIASED_VALUES} values`);
    return found.value;
  }

  #tagged(node: Exclude<Node, { source: string }> | Node | null, at: number): TemplateNode {
    const name = /^!([A-Za-z:0-9]+)$/.exec(node?.tag ?? '')?.[1];
    const value = this.#untagged(node, at);
    if (name === undefined) return value;
    const long = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
    return new MapNode(new Map([[long, { at, value }]]), at);
  }

  #untagged(node: Node | null, at: number): TemplateNode {
    if (isMap(node)) return this.#map(node, at);
    if (isSeq(node)) return this.#list(node, at);
    if (!isScalar(node)) return null;
    const text = typeof node.value === 'string' ? node.value : '';
    const isPlain = node.type === 'PLAIN' && (node.tag === undefined || !node.tag.startsWith('tag:'));
    return isPlain ? plainScalar(text) : text;
  }

  #list(list: YAMLSeq, at: number): ListNode {
    const items = list.items.map((item): Member => {
      const node = asNode(item);
      return { at: node?.range?.[0] ?? at, value: this.read(node) };
    });
    return new ListNode(items, at);
  }

  #map(map: YAMLMap, at: number): MapNode {
    const members = new Map<string, Member>();
    const merged: TemplateNode[] = [];
    for (const pair of map.items as Pair[]) {
      const key = asNode(pair.key);
      const keyAt = key?.range?.[0] ?? at;
      const name = isScalar(key) ? String(key.value ?? '') : undefined;
      if (name === undefined || isCollection(key)) throw this.#error(keyAt, 'a key is not a text');
      const value = this.read(asNode(pair.value));
      if (name === '<<' && isScalar(key) && key.type === 'PLAIN') merged.push(value);
      else if (members.has(name)) throw this.#error(keyAt, `key ${name} stands twice in one map`);
      else members.set(name, { at: keyAt, value });
    }
    for (const source of merged) this.#merge(source, members, at);
    return new MapNode(members, at);
  }

  /** Merge keys add what is not there yet; the first of several maps wins (yaml.org, "Merge Key Language-Independent Type"). */
  #merge(source: TemplateNode, members: Map<string, Member>, at: number): void {
    for (const map of source instanceof ListNode ? source.items.map(({ value }) => value) : [source]) {
      if (!(map instanceof MapNode)) throw this.#error(at, 'a merge key (<<) needs a map');
      for (const [name, member] of map.members) if (!members.has(name)) members.set(name, member);
    }
  }

  #error(at: number, problem: string): PlannedInputError {
    return new PlannedInputError(this.#source.file, this.#source.lineOf(at), problem);
  }
}

/** The parser gives nodes, and null for what is not written. */
function asNode(value: unknown): Node | null {
  return (value ?? null) as Node | null;
}

const WORDS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'yes', 'on'].flatMap((word) => casesOf(word).map((each) => [each, true] as const)),
  ...['false', 'no', 'off'].flatMap((word) => casesOf(word).map((each) => [each, false] as const)),
]);

function casesOf(word: string): readonly string[] {
  return [word, `${word.charAt(0).toUpperCase()}${word.slice(1)}`, word.toUpperCase()];
}

/** A number that is written in another way than JSON does stays as it is written: so do account ids with leading zeros. */
function plainScalar(text: string): TemplateNode {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (!/^-?\d/.test(text)) return text;
  const number = Number(text);
  return String(number) === text ? number : text;
}
