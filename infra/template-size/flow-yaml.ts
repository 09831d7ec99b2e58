/** Words that YAML 1.1, which CloudFormation reads, takes for a boolean or null. */
const NOT_A_STRING = /^(?:true|false|yes|no|on|off|y|n|null)$/i;
const PLAIN = /^[A-Za-z][A-Za-z0-9_./-]*$/;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/**
 * Prints a template on one line of YAML flow style.
 *
 * A template inside a JSON template pays two bytes for every double quote. This form has next to none: what needs
 * quotes gets single ones, so the inlined template is smaller than its own JSON.
 */
export function toFlowYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toFlowYaml).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => `${scalar(key)}: ${toFlowYaml(member)}`)
      .join(',')}}`;
  }
  return typeof value === 'string' ? scalar(value) : JSON.stringify(value);
}

function scalar(text: string): string {
  if (PLAIN.test(text) && !NOT_A_STRING.test(text)) return text;
  // A JSON string is a double-quoted YAML scalar; single quotes cannot carry line breaks or control characters.
  const double = JSON.stringify(text);
  if (!PRINTABLE_ASCII.test(text)) return double;
  const single = `'${text.replaceAll("'", "''")}'`;
  // What counts is the size after the next JSON.stringify, where every double quote and backslash is two bytes.
  return JSON.stringify(single).length <= JSON.stringify(double).length ? single : double;
}
