import { BYTE, INCOMPLETE, keyEnd, NotJsonError, skipValue, skipWhitespace } from './json-bytes.ts';
import type { JsonRoom } from './json-room.ts';

/** What a plan tells besides what changes and how it is configured. None of it is read, and it is two thirds of many a plan. */
const UNREAD: ReadonlySet<string> = new Set([
  'checks',
  'output_changes',
  'planned_values',
  'prior_state',
  'relevant_attributes',
  'resource_drift',
]);

/** `keys`: the outermost ones. */
export function isPlan(keys: readonly string[] | undefined): boolean {
  return (
    keys?.includes('format_version') === true && (keys.includes('planned_values') || keys.includes('resource_changes'))
  );
}

/** The text of a plan without the values that are not read: null stands for each. What is no JSON is left as it is. */
export function planText(room: JsonRoom): string {
  const { bytes } = room;
  let kept = 0;
  let from = 0;
  // Moved together in the room: to make one text of several would copy them once more.
  const keep = (to: number) => {
    if (kept !== from) bytes.copyWithin(kept, from, to);
    kept += to - from;
  };
  for (const [start, end] of unreadValues(room)) {
    keep(start);
    kept += bytes.write('null', kept);
    from = end;
  }
  keep(bytes.length);
  return bytes.toString('utf8', 0, kept);
}

/** Where the values stand that are not read: from the first position up to the second. */
function unreadValues(room: JsonRoom): readonly (readonly [start: number, end: number])[] {
  const { bytes } = room;
  const found: (readonly [number, number])[] = [];
  let at = skipWhitespace(bytes, 0);
  try {
    while (bytes[at] === BYTE.openBrace || bytes[at] === BYTE.comma) {
      const key = skipWhitespace(bytes, at + 1);
      const afterKey = keyEnd(bytes, key);
      const colon = afterKey === INCOMPLETE ? bytes.length : skipWhitespace(bytes, afterKey);
      const value = skipWhitespace(bytes, colon + 1);
      const end = bytes[colon] === BYTE.colon && value < bytes.length ? skipValue(room, value) : INCOMPLETE;
      if (end === INCOMPLETE) return [];
      // No less than the null that will stand there.
      const isUnread = end - value >= 4 && UNREAD.has(bytes.toString('utf8', key + 1, afterKey - 1));
      if (isUnread) found.push([value, end]);
      at = skipWhitespace(bytes, end);
    }
  } catch (error) {
    if (error instanceof NotJsonError) return [];
    throw error;
  }
  return found;
}
