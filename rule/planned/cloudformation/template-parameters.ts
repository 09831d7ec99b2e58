import { PlannedInputError } from '../planned-input-error.ts';
import { SourceText } from '../source-text.ts';
import { parseTemplate } from './parse-template.ts';
import { ListNode, MapNode, type TemplateNode } from './template-node.ts';

/** Values of parameters by their names; lists are texts with commas. */
export type TemplateParameters = ReadonlyMap<string, string>;

/**
 * Reads a file of parameter values in any shape the tools around CloudFormation take: the AWS CLI's
 * `[{"ParameterKey", "ParameterValue"}]` and `["Key=Value"]`, CodePipeline's `{"Parameters": {…}}`, and a plain map.
 * `UsePreviousValue` gives no value.
 *
 * @throws PlannedInputError naming the line of what is none of them.
 */
export function parseTemplateParameters(file: string, text: string): TemplateParameters {
  const source = new SourceText(file, text);
  const root = parseTemplate(source);
  const refuse = (at: number, problem: string) => new PlannedInputError(file, source.lineOf(at), problem);
  if (root instanceof ListNode)
    return new Map(root.items.flatMap(({ at, value }) => listed(value, (problem) => refuse(at, problem))));
  if (!(root instanceof MapNode)) throw refuse(0, 'template parameters are a list or a map');
  const wrapped = root.get('Parameters');
  const map = wrapped instanceof MapNode ? wrapped : root;
  return new Map(
    [...map.members].map(([name, { at, value }]): [string, string] => {
      const text = parameterText(value);
      if (text === undefined) throw refuse(at, `the value of parameter ${name} is not a text`);
      return [name, text];
    }),
  );
}

function listed(entry: TemplateNode, refuse: (problem: string) => Error): readonly (readonly [string, string])[] {
  if (typeof entry === 'string') {
    const equals = entry.indexOf('=');
    if (equals <= 0) throw refuse(`${JSON.stringify(entry)} is not Key=Value`);
    return [[entry.slice(0, equals), entry.slice(equals + 1)]];
  }
  const name = entry instanceof MapNode ? entry.get('ParameterKey') : undefined;
  if (!(entry instanceof MapNode) || typeof name !== 'string') throw refuse('an entry has no ParameterKey');
  if (entry.get('UsePreviousValue') === true) return [];
  const value = parameterText(entry.get('ParameterValue'));
  if (value === undefined) throw refuse(`the ParameterValue of ${name} is not a text`);
  return [[name, value]];
}

function parameterText(node: TemplateNode | undefined): string | undefined {
  if (node instanceof ListNode) {
    const items = node.items.map(({ value }) => parameterText(value));
    return items.every((item) => item !== undefined) ? items.join(',') : undefined;
  }
  const isScalar = typeof node === 'string' || typeof node === 'number' || typeof node === 'boolean';
  return isScalar ? String(node) : undefined;
}
