import { UnresolvedValue } from '../unresolved-value.ts';
import type { Evaluator } from './evaluator.ts';
import type { Argument, Placed } from './stack.ts';
import { ListNode, MapNode, type TemplateNode } from './template-node.ts';
import { asText, isList, type Value } from './value.ts';

/** What a parameter stands for: what it was given, or its default, which a deployment without arguments uses. */
export function parameterValue(name: string, placed: Pick<Placed, 'at' | 'frame'>, evaluator: Evaluator): Value {
  const { stack } = placed.frame;
  const declaration = stack.parameters?.members.get(name);
  const open = (why: string, allowed?: readonly string[]): string | UnresolvedValue => {
    if (allowed?.length === 1) return String(allowed[0]);
    const at = declaration?.at ?? placed.at;
    const certain = allowed === undefined ? {} : { allowed };
    const unresolved = evaluator.unresolved(`Ref ${name}`, why, { at, frame: { stack, bindings: undefined } }, certain);
    return evaluator.world.valueOf(unresolved) ?? unresolved;
  };
  if (declaration === undefined) return open(`there is no parameter or resource ${name}`);
  if (!(declaration.value instanceof MapNode))
    throw evaluator.error({ ...placed, at: declaration.at }, `parameter ${name} is not a map`);
  const type = String(declaration.value.get('Type') ?? 'String');
  if (type.startsWith('AWS::SSM::Parameter::Value'))
    return open(`parameter ${name} is read from Systems Manager at deployment`);
  const isListType = type === 'CommaDelimitedList' || type.startsWith('List<');
  const given = stack.arguments.get(name);
  const value = given === undefined ? undefined : ofType(isListType, argumentValue(given, evaluator));
  if (value !== undefined) return value;
  const byDefault = scalarText(declaration.value.get('Default'));
  if (byDefault !== undefined) {
    evaluator.defaults.add(name);
    return ofType(isListType, byDefault);
  }
  return open(
    `parameter ${name} has no value`,
    isListType ? undefined : allowedValues(declaration.value.get('AllowedValues')),
  );
}

function argumentValue(argument: Argument, evaluator: Evaluator): Value {
  return typeof argument === 'object' && 'node' in argument ? evaluator.once(argument) : argument;
}

/** Lists are given as texts with commas; a parameter of another type takes a list as such a text. */
function ofType(isListType: boolean, value: Value): Value {
  if (isListType) return typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value;
  if (!isList(value)) return asText(value);
  const items = value.map(asText);
  return items.every((item) => typeof item === 'string')
    ? items.join(',')
    : items.find((item) => item instanceof UnresolvedValue);
}

function scalarText(node: TemplateNode | undefined): string | undefined {
  return typeof node === 'string' || typeof node === 'number' || typeof node === 'boolean' ? String(node) : undefined;
}

function allowedValues(node: TemplateNode | undefined): readonly string[] | undefined {
  const values = node instanceof ListNode ? node.items.map(({ value }) => scalarText(value)) : [];
  return values.length > 0 && values.every((value) => value !== undefined) ? values : undefined;
}
