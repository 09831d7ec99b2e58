/** JSON in which an object has two members of one name: which of them counts would be a guess (RFC 8259, section 4). */
export class RepeatedMemberError extends Error {
  override readonly name = 'RepeatedMemberError';
}

/**
 * Parses JSON text of which there is one reading.
 *
 * @throws SyntaxError for what is not JSON, RepeatedMemberError for a name given twice in one object.
 */
export function parseJsonText(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const repeated = repeatedMember(text);
  if (repeated !== undefined) throw new RepeatedMemberError(`"${repeated.slice(0, 64)}" is given twice in one object`);
  return value;
}

/** A string with what follows it, or a bracket: all that is needed of JSON that is known to be sound. */
const TOKEN = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|[{}[\]]/g;

/** The first name that stands twice in one object of sound JSON. An escaped name is the name it spells. */
export function repeatedMember(text: string): string | undefined {
  // Names are compared within their object: one set for each that is open.
  const open: (Set<string> | undefined)[] = [];
  for (const [token, string, colon] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (string === undefined) open.pop();
    else if (colon !== undefined) {
      const names = open.at(-1);
      const name = string.includes('\\') ? (JSON.parse(`"${string}"`) as string) : string;
      if (names?.has(name)) return name;
      names?.add(name);
    }
  }
  return undefined;
}
