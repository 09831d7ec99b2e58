/** Of a value that is not ours no more is quoted: a message must stay readable, and fit into a line of the log. */
const LONGEST_QUOTE = 200;

/** A text out of an event or an answer, as a message may quote it. */
export function quoted(text: string): string {
  return text.length <= LONGEST_QUOTE ? text : `${text.slice(0, LONGEST_QUOTE - 1)}…`;
}

/** The first names of a list, with the number of the rest: an error message must stay readable. */
export function firstFew(names: readonly string[]): string {
  const rest = names.length - 10;
  return names.slice(0, 10).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
