import { concatenated, type UnresolvedValue } from '../unresolved-value.ts';
import type { Evaluator } from './evaluator.ts';
import { argumentsOf, malformed } from './intrinsics.ts';
import { filledIn } from './loops.ts';
import type { Placed } from './stack.ts';
import { MapNode } from './template-node.ts';
import { asText, type Value } from './value.ts';

/** `Fn::Sub`: a text with `${Name}`, `${Resource.Attribute}` and `${!Literal}` in it, and perhaps values of its own. */
export function substituted(argument: Placed, evaluator: Evaluator): Value {
  const [template, own] = typeof argument.node === 'string' ? [argument] : argumentsOf(argument);
  if (typeof template?.node !== 'string' || (own !== undefined && !(own.node instanceof MapNode))) {
    return malformed('Fn::Sub', argument, evaluator);
  }
  const text = filledIn(template.node, argument.frame.bindings);
  const values = own?.node instanceof MapNode ? ownValues(own.node, argument, evaluator) : new Map<string, Value>();
  const parts: (string | UnresolvedValue)[] = [];
  let end = 0;
  for (const found of text.matchAll(/\$\{([^}]*)\}/g)) {
    parts.push(text.slice(end, found.index));
    parts.push(partOf(found[1] ?? '', values, argument, evaluator));
    end = found.index + found[0].length;
  }
  parts.push(text.slice(end));
  const whole = concatenated(parts, () => malformed('Fn::Sub', argument, evaluator));
  // A text may name what CloudFormation reads elsewhere only once it is put together.
  return typeof whole === 'string' && whole.includes('{{resolve:')
    ? evaluator.evaluate({ ...argument, node: whole })
    : whole;
}

function ownValues(own: MapNode, { frame }: Placed, evaluator: Evaluator): ReadonlyMap<string, Value> {
  return new Map(evaluator.membersOf(own, frame).map((member) => [member.key, evaluator.evaluate(member)]));
}

function partOf(
  name: string,
  values: ReadonlyMap<string, Value>,
  argument: Placed,
  evaluator: Evaluator,
): string | UnresolvedValue {
  if (name.startsWith('!')) return `\${${name.slice(1)}}`;
  const trimmed = name.trim();
  const dot = trimmed.indexOf('.');
  const value = values.has(trimmed)
    ? values.get(trimmed)
    : dot < 0
      ? evaluator.reference(trimmed, argument)
      : evaluator.attribute(trimmed.slice(0, dot), trimmed.slice(dot + 1), argument);
  return asText(value) ?? malformed('Fn::Sub', argument, evaluator);
}
