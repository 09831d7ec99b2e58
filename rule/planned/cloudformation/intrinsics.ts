import { concatenated, LONGEST_TEXT, UnresolvedValue } from '../unresolved-value.ts';
import { ImpossibleWorld } from '../worlds.ts';
import type { Evaluator } from './evaluator.ts';
import type { Placed } from './stack.ts';
import { substituted } from './substitution.ts';
import { ListNode, MapNode, type TemplateNode } from './template-node.ts';
import { asText, isList, isMap, type Value } from './value.ts';

type Evaluated = { readonly value: Value } | 'no intrinsic';
type Intrinsic = (argument: Placed, evaluator: Evaluator) => Value;

/** The intrinsic functions whose outcome is decisive. The others are unknown by name. */
const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, evaluator) => {
    const name = evaluator.evaluate(argument);
    return typeof name === 'string' ? evaluator.reference(name, argument) : malformed('Ref', argument, evaluator);
  },
  'Fn::GetAtt': getAtt,
  'Fn::Sub': substituted,
  'Fn::Join': join,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::If': choose,
  'Fn::FindInMap': findInMap,
  'Fn::Length': (argument, evaluator) => {
    const list = evaluator.evaluate(argument);
    return isList(list) ? list.length : unknownFrom(list, 'Fn::Length', argument, evaluator);
  },
  'Fn::ToJsonString': (argument, evaluator) => {
    const value = evaluator.evaluate(argument);
    const unresolved = unresolvedIn(value);
    if (unresolved !== undefined) return unknownFrom(unresolved, 'Fn::ToJsonString', argument, evaluator);
    const text = JSON.stringify(value) ?? '';
    return text.length > LONGEST_TEXT ? malformed('Fn::ToJsonString', argument, evaluator) : text;
  },
  'Fn::ImportValue': (argument, evaluator) => {
    const name = evaluator.evaluate(argument);
    const written = name instanceof UnresolvedValue ? name.expression : String(asText(name) ?? '?');
    return evaluator.unresolved(`Fn::ImportValue ${written}`, `${written} is the export of another stack`, argument);
  },
};

/** What a map with one member comes to, when that is an intrinsic function. */
export function intrinsic(name: string, argument: Placed, evaluator: Evaluator): Evaluated {
  if (Object.hasOwn(INTRINSICS, name)) return { value: INTRINSICS[name]?.(argument, evaluator) };
  if (!name.startsWith('Fn::') || name.startsWith('Fn::ForEach::')) return 'no intrinsic';
  return { value: evaluator.unresolved(name, `${name} is worked out at deployment`, argument) };
}

/** The expressions of a list, each where it is evaluated. */
export function argumentsOf({ node, frame }: Placed): readonly Placed[] {
  return node instanceof ListNode ? node.items.map(({ at, value }) => ({ node: value, at, frame })) : [];
}

export function malformed(name: string, argument: Pick<Placed, 'at' | 'frame'>, evaluator: Evaluator): UnresolvedValue {
  return evaluator.unresolved(
    `${name} at ${argument.at}`,
    `${name} is not written as CloudFormation takes it`,
    argument,
  );
}

/** What hangs on something unknown is unknown, for the same reason. */
function unknownFrom(cause: Value, name: string, argument: Placed, evaluator: Evaluator): UnresolvedValue {
  if (!(cause instanceof UnresolvedValue)) return malformed(name, argument, evaluator);
  return new UnresolvedValue(
    `${name} of ${cause.expression} at ${argument.at}`,
    cause.why,
    cause.place,
    cause.identity,
  );
}

function getAtt(argument: Placed, evaluator: Evaluator): Value {
  const { node } = argument;
  const parts =
    typeof node === 'string'
      ? splitOnce(node, '.').map((part): Placed => ({ ...argument, node: part }))
      : argumentsOf(argument);
  const [logicalId, attribute, ...others] = parts.map((part) => asText(evaluator.evaluate(part)));
  if (attribute instanceof UnresolvedValue) return unknownFrom(attribute, 'Fn::GetAtt', argument, evaluator);
  if (typeof logicalId !== 'string' || attribute === undefined) return malformed('Fn::GetAtt', argument, evaluator);
  return evaluator.attribute(logicalId, [attribute, ...others].join('.'), argument);
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function join(argument: Placed, evaluator: Evaluator): Value {
  const [delimiter, list, ...others] = argumentsOf(argument).map((each) => evaluator.evaluate(each));
  if (list instanceof UnresolvedValue) return unknownFrom(list, 'Fn::Join', argument, evaluator);
  if (typeof delimiter !== 'string' || !isList(list) || others.length > 0)
    return malformed('Fn::Join', argument, evaluator);
  const parts = list.map(asText).flatMap((part, index) => (index === 0 ? [part] : [delimiter, part]));
  const whole = parts.every((part) => part !== undefined) ? parts : undefined;
  if (whole === undefined) return malformed('Fn::Join', argument, evaluator);
  return concatenated(whole, () => malformed('Fn::Join', argument, evaluator));
}

function select(argument: Placed, evaluator: Evaluator): Value {
  const [index, list] = argumentsOf(argument).map((each) => evaluator.evaluate(each));
  const unknown = [index, list].find((value) => value instanceof UnresolvedValue);
  if (unknown !== undefined) return unknownFrom(unknown, 'Fn::Select', argument, evaluator);
  const position = asText(index);
  const selected =
    isList(list) && typeof position === 'string' && /^\d+$/.test(position) ? list[Number(position)] : undefined;
  return selected ?? malformed('Fn::Select', argument, evaluator);
}

function split(argument: Placed, evaluator: Evaluator): Value {
  const [delimiter, text] = argumentsOf(argument).map((each) => evaluator.evaluate(each));
  if (typeof delimiter === 'string' && delimiter !== '' && typeof text === 'string') return text.split(delimiter);
  return unknownFrom(text, 'Fn::Split', argument, evaluator);
}

function choose(argument: Placed, evaluator: Evaluator): Value {
  const [condition, whenTrue, whenFalse, ...others] = argumentsOf(argument);
  if (typeof condition?.node !== 'string' || whenTrue === undefined || whenFalse === undefined || others.length > 0) {
    return malformed('Fn::If', argument, evaluator);
  }
  const name = evaluator.evaluate(condition);
  if (typeof name !== 'string') return unknownFrom(name, 'Fn::If', argument, evaluator);
  return evaluator.evaluate(evaluator.holds(name, argument) ? whenTrue : whenFalse);
}

function findInMap(argument: Placed, evaluator: Evaluator): Value {
  const [mapName, topKey, secondKey, options] = argumentsOf(argument);
  const byDefault = options?.node instanceof MapNode ? options.node.members.get('DefaultValue') : undefined;
  const keys = [mapName, topKey, secondKey].map((each) => each && asText(evaluator.evaluate(each)));
  let found: TemplateNode | undefined = argument.frame.stack.mappings;
  for (const key of keys) {
    const map: TemplateNode | undefined = found;
    if (key === undefined) return malformed('Fn::FindInMap', argument, evaluator);
    const name: string | undefined =
      map instanceof MapNode ? keyIn(map, key, byDefault !== undefined, evaluator) : undefined;
    found = map instanceof MapNode && name !== undefined ? map.get(name) : undefined;
  }
  if (found !== undefined) return evaluator.evaluate({ node: found, at: argument.at, frame: argument.frame });
  if (byDefault !== undefined)
    return evaluator.evaluate({ node: byDefault.value, at: byDefault.at, frame: argument.frame });
  const expression = `Fn::FindInMap ${keys.map((key) => (typeof key === 'string' ? key : key?.expression)).join('.')}`;
  return evaluator.unresolved(
    expression,
    `there is no ${expression.slice('Fn::FindInMap '.length)} in the mappings`,
    argument,
  );
}

/** The key of a mapping; one that is open may be any of them. Without a default CloudFormation refuses any other. */
function keyIn(
  map: MapNode,
  key: string | UnresolvedValue,
  hasDefault: boolean,
  evaluator: Evaluator,
): string | undefined {
  if (typeof key === 'string') return key;
  for (const name of map.members.keys()) if (evaluator.world.equals(key, name)) return name;
  if (!hasDefault) throw new ImpossibleWorld(`no key of the mapping is ${key.expression}`);
  return undefined;
}

/** The first unresolved value anywhere in a value. */
function unresolvedIn(value: Value): UnresolvedValue | undefined {
  if (value instanceof UnresolvedValue) return value;
  const inside = isList(value) ? value : isMap(value) ? Object.values(value) : [];
  for (const each of inside) {
    const found = unresolvedIn(each);
    if (found !== undefined) return found;
  }
  return undefined;
}
