/** What a text holds, told by its beginning and its outermost keys; nothing is parsed. */
export type TemplateKind = 'cloudformation' | 'sam';

const SERVERLESS = /AWS::Serverless(-2016-10-31|::)/;

/**
 * Is a text a template of CloudFormation or SAM? Cheap, and safe on any text: what only looks like a template is refused by the
 * reader, which names the line.
 */
export function recognizeTemplate(source: string): TemplateKind | undefined {
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source;
  const isTemplate = /^\s*\{/.test(text) ? isJsonTemplate(text) : isYamlTemplate(text);
  if (!isTemplate) return undefined;
  return SERVERLESS.test(text) ? 'sam' : 'cloudformation';
}

const RESOURCE_TYPE = /["']?Type["']?\s*:\s*["']?[A-Za-z0-9]+::[A-Za-z0-9]+/;

/** A plan, a manifest or a list of items has no such keys; that they are the outermost ones is left to the reader. */
function isJsonTemplate(text: string): boolean {
  if (/"AWSTemplateFormatVersion"\s*:/.test(text.slice(0, HEAD))) return true;
  return /["']?Resources["']?\s*:\s*\{/.test(text) && RESOURCE_TYPE.test(text);
}

/** How far into a file its outermost keys are looked for when one of them is enough. */
const HEAD = 4096;

function isYamlTemplate(text: string): boolean {
  if (/^["']?AWSTemplateFormatVersion["']?\s*:/m.test(text)) return true;
  return /^["']?Resources["']?\s*:/m.test(text) && RESOURCE_TYPE.test(text);
}
