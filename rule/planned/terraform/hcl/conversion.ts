import { asText, isList, isMap, type Value } from '../../cloudformation/value.ts';
import { UnresolvedValue } from '../../unresolved-value.ts';
import type { Expression } from './expression.ts';

/**
 * A value as the type of its variable makes it (Terraform's documentation, "Type Constraints"): optional attributes have their
 * defaults, and texts, numbers and truths become what is asked for.
 */
export function converted(
  value: Value,
  type: Expression | undefined,
  evaluate: (expression: Expression) => Value,
): Value {
  if (type === undefined || value === undefined || value === null || value instanceof UnresolvedValue) return value;
  if (type.kind === 'variable') return primitive(value, type.name);
  if (type.kind !== 'call') return value;
  const [inner] = type.operands;
  const convert = (each: Value) => converted(each, inner, evaluate);
  switch (type.name) {
    case 'list':
    case 'set':
      return isList(value) ? value.map(convert) : value;
    case 'map':
      return isMap(value)
        ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, convert(each)]))
        : value;
    case 'object':
      return isMap(value) && inner?.kind === 'object' ? object(value, inner.members, evaluate) : value;
    default:
      return value;
  }
}

function primitive(value: Value, type: string): Value {
  const text = asText(value);
  if (text === undefined || text instanceof UnresolvedValue) return value;
  if (type === 'string') return text;
  if (type === 'bool') return text === 'true' || text === 'false' ? text === 'true' : value;
  return type === 'number' && !Number.isNaN(Number(text)) ? Number(text) : value;
}

function object(
  value: Readonly<Record<string, Value>>,
  members: readonly (readonly [Expression, Expression])[],
  evaluate: (expression: Expression) => Value,
): Value {
  const attributes = members.map(([name, type]): readonly [string, Value] => {
    const key = name.kind === 'literal' ? String(name.value) : '';
    const isOptional = type.kind === 'call' && type.name === 'optional';
    const [inner, otherwise] = isOptional ? type.operands : [type];
    const given = Object.hasOwn(value, key) ? value[key] : undefined;
    if (given !== undefined && (given !== null || otherwise === undefined))
      return [key, converted(given, inner, evaluate)];
    return [key, otherwise === undefined ? null : converted(evaluate(otherwise), inner, evaluate)];
  });
  return Object.fromEntries(attributes);
}
