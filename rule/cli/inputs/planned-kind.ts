import { BYTE, INCOMPLETE, keyEnd, NotJsonError, skipValue, skipWhitespace } from './json-bytes.ts';
import type { JsonRoom } from './json-room.ts';

/** The outermost keys of templates, plans and the manifests of cloud assemblies. AWS Config writes none of them. */
const PLANNED_KEYS = new Set([
  'AWSTemplateFormatVersion',
  'Conditions',
  'Description',
  'Globals',
  'Mappings',
  'Metadata',
  'Outputs',
  'Parameters',
  'Resources',
  'Rules',
  'Transform',
  'artifacts',
  'format_version',
  'planned_values',
  'resource_changes',
  'terraform_version',
]);

const YAML_KEY = new RegExp(
  `^["']?(${[...PLANNED_KEYS].filter((key) => /^[A-Z]/.test(key)).join('|')})["']?\\s*:`,
  'm',
);

/** Files of Terraform, which their names tell. */
export const TERRAFORM_FILE = /\.tf(\.json)?$/i;
export const TERRAFORM_VALUES = /\.tfvars(\.json)?$/i;

/**
 * May the beginning of a text be one of a template, a plan or a manifest? Then all of it is worth reading to tell.
 *
 * `keys`: its outermost keys, where it is a JSON object.
 */
export function mayBePlanned(head: Buffer, keys: readonly string[] | undefined): boolean {
  if (keys !== undefined) return keys.some((key) => PLANNED_KEYS.has(key));
  return head[skipWhitespace(head, 0)] !== BYTE.openBracket && YAML_KEY.test(head.toString('utf8'));
}

/** What `terraform plan -out` writes is a ZIP file. */
export function isZip(head: Buffer): boolean {
  return head.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'));
}

/** The outermost keys of a JSON object, as far as its first bytes tell; `undefined` for anything else. */
export function outermostKeys(room: JsonRoom): readonly string[] | undefined {
  const { bytes } = room;
  const keys: string[] = [];
  let at = skipWhitespace(bytes, 0);
  if (bytes[at] !== BYTE.openBrace) return undefined;
  at = skipWhitespace(bytes, at + 1);
  try {
    while (at < bytes.length && bytes[at] === BYTE.quote) {
      const end = keyEnd(bytes, at);
      if (end === INCOMPLETE) break;
      keys.push(bytes.toString('utf8', at + 1, end - 1));
      const colon = skipWhitespace(bytes, end);
      const value = bytes[colon] === BYTE.colon ? skipWhitespace(bytes, colon + 1) : bytes.length;
      const after = value >= bytes.length ? INCOMPLETE : skipValue(room, value);
      if (after === INCOMPLETE) break;
      const comma = skipWhitespace(bytes, after);
      if (bytes[comma] !== BYTE.comma) break;
      at = skipWhitespace(bytes, comma + 1);
    }
  } catch (error) {
    // What is no JSON is refused by whoever reads it.
    if (!(error instanceof NotJsonError)) throw error;
  }
  return keys;
}
