import {
  EVENT_ALIAS,
  EVENT_DOCUMENT,
  EVENT_MAPPING,
  EVENT_POP,
  EVENT_SCALAR,
  EVENT_SEQUENCE,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE_PLAIN,
  type ScalarEvent,
  YAMLException,
} from 'js-yaml';
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
  return new YamlReader(source, eventsOf(source)).document();
}

/** Each node as it begins, and each collection as it ends; flat, so that its depth costs no stack. */
function eventsOf(source: SourceText): readonly Event[] {
  try {
    return parseEvents(source.text, { maxDepth: DEEPEST_NESTING });
  } catch (cause) {
    if (!(cause instanceof YAMLException)) throw cause;
    const { reason, mark } = cause;
    const at = mark?.position ?? 0;
    if (reason.startsWith('nesting exceeded')) {
      throw new PlannedInputError(source.file, source.lineOf(at), `nested more than ${DEEPEST_NESTING} levels deep`, {
        cause,
      });
    }
    throw new PlannedInputError(source.file, source.lineOf(at), `not YAML: ${reason}`, { cause });
  }
}

class YamlReader {
  readonly #source: SourceText;
  readonly #events: readonly Event[];
  #next = 0;
  readonly #anchored = new Map<string, { readonly value: TemplateNode; readonly size: number }>();
  /** Values so far, those behind aliases counted each time. */
  #size = 0;
  #aliased = 0;

  constructor(source: SourceText, events: readonly Event[]) {
    this.#source = source;
    this.#events = events;
  }

  /** The only document; null where there is none. */
  document(): TemplateNode {
    if (!this.#isAhead(EVENT_DOCUMENT)) return null;
    this.#next++;
    const value = this.#isAhead(EVENT_POP) ? null : this.#node(0);
    this.#next++;
    if (this.#isAhead(EVENT_DOCUMENT)) throw this.#error(this.#startOfSecond(), 'more than one YAML document');
    return value;
  }

  #isAhead(type: Event['type']): boolean {
    return this.#events[this.#next]?.type === type;
  }

  /** Documents say nothing of where they begin, but what is in them does: it stands behind the mark. */
  #startOfSecond(): number {
    const first = this.#events[this.#next + 1];
    const at = first === undefined ? -1 : offsetOf(first);
    return Math.max(this.#source.text.lastIndexOf('\n---', at < 0 ? undefined : at) + 1, 0);
  }

  /** `near`: where it stands about, for what is not written. */
  #node(near: number): TemplateNode {
    const event = this.#events[this.#next++] as Event;
    const written = offsetOf(event);
    const at = written < 0 ? near : written;
    if (event.type === EVENT_ALIAS) return this.#behind(this.#text(event.anchorStart, event.anchorEnd), at);
    if (event.type === EVENT_DOCUMENT || event.type === EVENT_POP)
      throw new Error('a node is missing in the events of YAML');
    const before = this.#size++;
    const tag = this.#text(event.tagStart, event.tagEnd);
    const value = this.#tagged(tag, this.#untagged(event, tag, at), at);
    // An anchor may be given anew; an alias means the last one before it.
    const anchor = this.#text(event.anchorStart, event.anchorEnd);
    if (anchor !== '') this.#anchored.set(anchor, { value, size: this.#size - before });
    return value;
  }

  /** A part of the source; empty where it is not written. */
  #text(start: number, end: number): string {
    return start < 0 ? '' : this.#source.text.slice(start, end);
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

  #tagged(tag: string, value: TemplateNode, at: number): TemplateNode {
    const name = tag === '' ? undefined : /^!([A-Za-z:0-9]+)$/.exec(tag)?.[1];
    if (name === undefined) return value;
    const long = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
    return new MapNode(new Map([[long, { at, value }]]), at);
  }

  #untagged(
    event: Exclude<Event, { type: typeof EVENT_ALIAS | typeof EVENT_DOCUMENT | typeof EVENT_POP }>,
    tag: string,
    at: number,
  ): TemplateNode {
    if (event.type === EVENT_MAPPING) return this.#map(at);
    if (event.type === EVENT_SEQUENCE) return this.#list(at);
    const text = getScalarValue(this.#source.text, event);
    // What is said to be of a type of YAML itself is read as its text.
    return event.style === SCALAR_STYLE_PLAIN && !/^!(!|<tag:)/.test(tag) ? plainScalar(text) : text;
  }

  #list(at: number): ListNode {
    const items: Member[] = [];
    while (!this.#isAhead(EVENT_POP)) {
      const itemAt = this.#offsetAhead(at);
      items.push({ at: itemAt, value: this.#node(itemAt) });
    }
    this.#next++;
    return new ListNode(items, at);
  }

  /** Where the next node stands. */
  #offsetAhead(near: number): number {
    const offset = offsetOf(this.#events[this.#next] as Event);
    return offset < 0 ? near : offset;
  }

  #map(at: number): MapNode {
    const members = new Map<string, Member>();
    const merged: TemplateNode[] = [];
    while (!this.#isAhead(EVENT_POP)) {
      const keyAt = this.#offsetAhead(at);
      const key = this.#events[this.#next++] as Event;
      if (key.type !== EVENT_SCALAR) throw this.#error(keyAt, 'a key is not a text');
      const name = this.#keyName(key);
      const value = this.#node(keyAt);
      if (name === '<<' && key.style === SCALAR_STYLE_PLAIN) merged.push(value);
      else if (members.has(name)) throw this.#error(keyAt, `key ${name} stands twice in one map`);
      else members.set(name, { at: keyAt, value });
    }
    this.#next++;
    for (const source of merged) this.#merge(source, members, at);
    return new MapNode(members, at);
  }

  /** A key may have an anchor. */
  #keyName(key: ScalarEvent): string {
    const name = getScalarValue(this.#source.text, key);
    const anchor = this.#text(key.anchorStart, key.anchorEnd);
    if (anchor !== '') this.#anchored.set(anchor, { value: plainScalar(name), size: 1 });
    return name;
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

/** Where a node stands; -1 for one that is not written. */
function offsetOf(event: Event): number {
  switch (event.type) {
    case EVENT_SCALAR:
      return event.valueStart < 0 ? Math.max(event.tagStart, event.anchorStart) : event.valueStart;
    case EVENT_MAPPING:
    case EVENT_SEQUENCE:
      return event.start;
    case EVENT_ALIAS:
      return event.anchorStart;
    default:
      return -1;
  }
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
