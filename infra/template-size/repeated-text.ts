/** A run of characters that a text holds more than once. */
export interface Repetition {
  readonly length: number;
  /** One of the places it stands at. */
  readonly start: number;
  /** How often it stands in the text, overlaps counted. */
  readonly count: number;
}

/** Longer runs are found as shorter ones: what repeats here is a part of a step, not a whole section. */
const LONGEST = 512;

/**
 * The runs that repeat and cannot be made longer without repeating less often, at least `shortest` long. None contains a
 * character that `divides`.
 *
 * A suffix array with its common prefixes; each interval of the array that shares a prefix is one such run.
 */
export function repetitions(text: string, shortest: number, divides: (character: number) => boolean): Repetition[] {
  const found: Repetition[] = [];
  const suffixes = Array.from(text, (_, start) => start).filter((start) => !divides(text.charCodeAt(start)));
  suffixes.sort((a, b) => compare(text, a, b));
  const open: { length: number; from: number }[] = [];
  for (let at = 1; at <= suffixes.length; at++) {
    const common = at < suffixes.length ? commonPrefix(text, suffixes[at - 1] ?? 0, suffixes[at] ?? 0, divides) : 0;
    let from = at - 1;
    for (let last = open.at(-1); last !== undefined && last.length > common; last = open.at(-1)) {
      open.pop();
      from = last.from;
      if (last.length >= shortest) found.push({ length: last.length, start: suffixes[from] ?? 0, count: at - from });
    }
    if ((open.at(-1)?.length ?? 0) < common) open.push({ length: common, from });
  }
  return found;
}

function compare(text: string, a: number, b: number): number {
  for (let offset = 0; offset < LONGEST; offset++) {
    const difference = text.charCodeAt(a + offset) - text.charCodeAt(b + offset);
    // NaN behind the end of the text: the shorter suffix comes first.
    if (difference !== 0) return Number.isNaN(difference) ? b - a : difference;
  }
  return a - b;
}

function commonPrefix(text: string, a: number, b: number, divides: (character: number) => boolean): number {
  let length = 0;
  while (length < LONGEST) {
    const character = text.charCodeAt(a + length);
    if (character !== text.charCodeAt(b + length) || divides(character)) break;
    length += 1;
  }
  return length;
}
