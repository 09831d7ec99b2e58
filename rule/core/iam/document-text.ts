import { repeatedMember } from '../json-text.ts';
import { UnknownValue } from '../unknown-value.ts';
import { UnreadableError } from './unreadable.ts';

/**
 * The most characters AWS stores in a document, white space not counted (IAM user guide, "IAM and AWS STS quotas"; AWS
 * Organizations user guide, "Quotas": 10,240 since 15 May 2026). AWS's own policies exceed what customers may write.
 */
export const SIZE_LIMITS = {
  /** All inline policies of a role together, so also each of them. */
  inline: 10_240,
  managed: 6_144,
  organization: 10_240,
  trust: 8_192,
  'aws-managed': 1_000_000,
} as const;

export type DocumentKind = keyof typeof SIZE_LIMITS;

/** IAM takes no longer text than this, white space included (IAM API reference, `PolicyDocument`); so there is no more. */
const LONGEST_TEXT = 131_072;

/**
 * The JSON value of a document in any form AWS hands it out: an object, JSON text, JSON text inside a JSON string, and each of
 * these percent-encoded (RFC 3986, where `+` stays a plus).
 *
 * @throws UnreadableError for what is no JSON, has a key twice, or is larger than AWS would have stored it.
 */
export function decodeDocument(source: unknown, kind: DocumentKind): unknown {
  if (source instanceof UnknownValue) throw new UnreadableError(source.why);
  const limit = SIZE_LIMITS[kind];
  const { value, text } = unwrap(source, limit + LONGEST_TEXT);
  if (text === undefined ? exceedsAsValue(value, limit) : exceedsAsText(text, limit)) throw tooLarge(limit);
  if (text !== undefined && repeatedMember(text) !== undefined) throw new UnreadableError('a key stands twice');
  return value;
}

/** How large a document is, white space not counted; of one that cannot be read, how long it is as it stands. */
export function documentSize(source: unknown): number {
  try {
    const { value, text } = unwrap(source, LONGEST_TEXT);
    return text === undefined ? sizeOf(value, withoutSpace) : withoutSpace(text);
  } catch (error) {
    if (error instanceof UnreadableError) return typeof source === 'string' ? source.length : 0;
    throw error;
  }
}

/** `text`: the JSON text the value was read from, where there is one. */
function unwrap(source: unknown, longest: number): { readonly value: unknown; readonly text: string | undefined } {
  let value = source;
  let json: string | undefined;
  // Three layers at most have been seen: percent-encoding around a JSON string around JSON.
  for (let layer = 0; layer < 3 && typeof value === 'string'; layer++) {
    const text: string = value.trim();
    // Percent-encoding makes at most nine characters of one.
    if (text.length > 9 * longest) throw tooLarge(longest);
    try {
      json = /^["{[]/.test(text) ? text : undefined;
      value = json === undefined ? decodeURIComponent(text) : JSON.parse(json);
    } catch (cause) {
      throw new UnreadableError(cause instanceof URIError ? 'bad percent-encoding' : 'not JSON', { cause });
    }
  }
  if (typeof value === 'string') throw new UnreadableError('not JSON');
  return { value, text: json };
}

function tooLarge(limit: number): UnreadableError {
  return new UnreadableError(`larger than the ${limit.toLocaleString('en-US')} characters AWS stores`);
}

function exceedsAsText(text: string, limit: number): boolean {
  return text.length > limit && (text.length > limit + LONGEST_TEXT || withoutSpace(text) > limit);
}

/** White space is told from the rest only where it can make a difference. */
function exceedsAsValue(value: unknown, limit: number): boolean {
  return sizeOf(value, (text) => text.length) > limit && sizeOf(value, withoutSpace) > limit;
}

function withoutSpace(text: string): number {
  return text.replace(/\s+/g, '').length;
}

/** The size of a value written as JSON without white space. An escape counts as the character it stands for. */
function sizeOf(value: unknown, lengthOf: (text: string) => number): number {
  let size = 0;
  for (const part of partsOf(value)) {
    if (typeof part === 'string') size += lengthOf(part) + 2;
    else if (part instanceof UnknownValue) size += part.prefix.length + 2;
    else if (Array.isArray(part)) size += 2 + Math.max(0, part.length - 1);
    else if (typeof part === 'object' && part !== null) {
      const keys = Object.keys(part);
      size += 2 + Math.max(0, keys.length - 1);
      for (const key of keys) size += key.length + 3;
    } else size += String(part).length;
  }
  return size;
}

/** A value and everything in it; without recursion, since nothing bounds the depth of a hostile one. */
function* partsOf(value: unknown): Generator<unknown> {
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const part = pending.pop();
    yield part;
    if (typeof part !== 'object' || part === null || part instanceof UnknownValue) continue;
    for (const member of Object.values(part)) pending.push(member);
  }
}
