/** PutEvaluations refuses a longer annotation. */
const LONGEST_ANNOTATION = 256;
/** Lengths to which names are shortened, tried in order, where whole names leave no room for what must be said. */
const NAME_LENGTHS = [128, 64, 40, 28, 20, 14] as const;

/** Writes a name in at most a certain length, so that the sentence around it survives. */
export type Shorten = (name: string) => string;

export const inFull: Shorten = (name) => name;

/**
 * What must be said, then what is good to know. When that gets too long, the last of what is good to know goes first, so that
 * names stay whole; when that is not enough, names are shortened with an ellipsis, and at last the text is cut at its end.
 */
export function compose(needed: (shorten: Shorten) => readonly string[], optional: readonly string[]): string {
  const inWhole = needed(inFull).join(' ');
  for (let kept = optional.length; kept >= 0; kept--) {
    const text = [inWhole, ...optional.slice(0, kept)].join(' ');
    if (text.length <= LONGEST_ANNOTATION) return text;
  }
  let text = inWhole;
  for (const length of NAME_LENGTHS) {
    text = needed((name) => clip(name, length)).join(' ');
    if (text.length <= LONGEST_ANNOTATION) break;
  }
  return clip(text, LONGEST_ANNOTATION);
}

/** Cuts a text, with an ellipsis that says so. */
export function clip(text: string, length: number): string {
  // Half a surrogate pair is no character.
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
