/** Control and format characters (bidirectional marks among them) and separators of lines: what they do to a terminal is not what they say. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Text out of inputs or AWS as a terminal may show it: names are other people's, and must not clear a screen, forge a line or
 * turn the order of letters round (CWE-150). Escaped as JSON does, so that it can be told what was there.
 */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}
