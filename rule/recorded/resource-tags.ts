import { parseJsonText } from '../core/json-text.ts';
import type { ConfigurationItem } from './configuration-item.ts';
import { isObject, type JsonObject } from './json-members.ts';

/** The most characters AWS takes for the key and the value of a tag. */
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;

/**
 * Tags in any of the forms they come in: a map in items; a list of key/value pairs in IAM configurations and advanced
 * queries, where the case of the keys varies by source.
 *
 * @returns `undefined` where there are none to read, or where one of them is none that AWS would have taken.
 */
export function parseTags(source: unknown): ReadonlyMap<string, string> | undefined {
  const pairs = pairsIn(source);
  if (pairs === undefined) return undefined;
  const tags = new Map<string, string>();
  for (const [key, value] of pairs) {
    if (typeof key !== 'string' || typeof value !== 'string') return undefined;
    if (key.length > LONGEST_KEY || value.length > LONGEST_VALUE || tags.has(key)) return undefined;
    tags.set(key, value);
  }
  return tags;
}

function pairsIn(source: unknown): readonly (readonly [key: unknown, value: unknown])[] | undefined {
  if (Array.isArray(source)) {
    return source.map((tag: unknown) => (isObject(tag) ? [tag.key ?? tag.Key, tag.value ?? tag.Value] : [tag, tag]));
  }
  return isObject(source) ? Object.entries(source) : undefined;
}

/**
 * The value of one tag of an item; `undefined` where it is not there. A value AWS would not have taken is an empty one,
 * which exempts nobody.
 */
export function tagValue(item: ConfigurationItem, key: string): string | undefined {
  const source = tagsOf(item);
  const found = isObject(source)
    ? Object.hasOwn(source, key) && [source[key]]
    : pairsIn(source)
        ?.filter(([name]) => name === key)
        .map(([, value]) => value);
  if (!found || found.length === 0) return undefined;
  const [value, another] = found;
  return typeof value === 'string' && value.length <= LONGEST_VALUE && another === undefined ? value : '';
}

/** Items captured before 2019 carry the tags in the supplementary configuration only, at times as JSON text. */
function tagsOf({ tags, supplementaryConfiguration }: ConfigurationItem): JsonObject | readonly unknown[] | undefined {
  const source = isTagged(tags) ? tags : supplementaryConfiguration.Tags;
  const decoded = typeof source === 'string' ? decode(source) : source;
  return Array.isArray(decoded) || isObject(decoded) ? decoded : undefined;
}

function isTagged(tags: unknown): boolean {
  if (Array.isArray(tags)) return tags.length > 0;
  if (!isObject(tags)) return false;
  for (const _ in tags) return true;
  return false;
}

/** Tags that cannot be read exempt nobody. */
function decode(text: string): unknown {
  try {
    return parseJsonText(text);
  } catch {
    return undefined;
  }
}
