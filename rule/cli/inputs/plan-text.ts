import { skipWhitespace } from './json-bytes.ts';
import { FIRST_MEMBER, type JsonRoom, MEMBER_WORDS } from './json-room.ts';

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
  if (room.members(skipWhitespace(bytes, 0)) < 0) return [];
  const unread: (readonly [number, number])[] = [];
  const { found } = room;
  const count = found[0] ?? 0;
  for (let at = FIRST_MEMBER; at < FIRST_MEMBER + count * MEMBER_WORDS; at += MEMBER_WORDS) {
    const [, key = 0, value = 0, end = 0] = found.subarray(at, at + MEMBER_WORDS);
    const [, name = ''] = bytes.toString('utf8', key, value).split('"');
    // No less than the null that will stand there.
    if (end - value >= 4 && UNREAD.has(name)) unread.push([value, end]);
  }
  return unread;
}
