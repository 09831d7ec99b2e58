import { CONDITION_OPERATORS, type ConditionOperator } from './condition-operators.ts';
import type { RequestContext } from './context.ts';
import { parseTemplate, resolveTemplate, type ValueTemplate, variableKeys } from './policy-variable.ts';
import { not, some, type Truth } from './truth.ts';
import { UnreadableError } from './unreadable.ts';

interface ValueCondition {
  readonly kind: 'value';
  /** As written, for messages. */
  readonly name: string;
  /** In lower case: condition keys are not case-sensitive. */
  readonly key: string;
  readonly operator: ConditionOperator;
  readonly quantifier: 'ForAllValues' | 'ForAnyValue' | undefined;
  readonly ifExists: boolean;
  readonly values: readonly ValueTemplate[];
}

interface PresenceCondition {
  readonly kind: 'presence';
  readonly name: string;
  readonly key: string;
  /** `Null: true` asks for the absence of the key. */
  readonly mustBeAbsent: readonly boolean[];
}

export type Condition = ValueCondition | PresenceCondition;

const OPERATOR = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;

/**
 * Parses the `Condition` block of a statement. All conditions must hold; one condition holds when any of its values does.
 *
 * @throws UnreadableError for anything IAM would not have accepted.
 */
export function parseConditions(block: unknown, has: { readonly variables: boolean }): readonly Condition[] {
  if (block === undefined) return [];
  return entries(block, 'Condition').flatMap(([operator, keys]) =>
    entries(keys, operator).map(([key, values]) => parseCondition(operator, key, toStrings(values, key), has)),
  );
}

function parseCondition(
  operatorName: string,
  name: string,
  values: readonly string[],
  has: { readonly variables: boolean },
): Condition {
  const key = name.toLowerCase();
  if (operatorName === 'Null') {
    const flags = values.map((value) => value.toLowerCase());
    if (!flags.every((flag) => flag === 'true' || flag === 'false'))
      throw new UnreadableError('Null needs true or false');
    return { kind: 'presence', name, key, mustBeAbsent: flags.map((flag) => flag === 'true') };
  }
  const [, quantifier, baseName = '', ifExists] = OPERATOR.exec(operatorName) ?? [];
  const operator = CONDITION_OPERATORS.get(baseName);
  if (operator === undefined) throw new UnreadableError(`unknown condition operator ${operatorName}`);
  for (const value of values) {
    if (operator.accepts?.test(value) === false) {
      throw new UnreadableError(`${operatorName} ${name}: "${value}" is not ${operator.accepts.name}`);
    }
  }
  return {
    kind: 'value',
    name,
    key,
    operator,
    quantifier: quantifier as ValueCondition['quantifier'],
    ifExists: ifExists !== undefined,
    values: values.map((value) =>
      parseTemplate(value, { variables: has.variables && operator.variables, wildcards: operator.wildcards }),
    ),
  };
}

/** Every condition key the verdict of this condition may depend on, in lower case. */
export function keysOf(condition: Condition): readonly string[] {
  return condition.kind === 'presence' ? [condition.key] : [condition.key, ...condition.values.flatMap(variableKeys)];
}

/** Does the condition hold in this request? `unknown` when it depends on a key whose value cannot be known. */
export function testCondition(condition: Condition, context: RequestContext): Truth {
  const value = context(condition.key);
  if (value === 'unknown') return 'unknown';
  if (condition.kind === 'presence') return condition.mustBeAbsent.includes(value === 'absent');
  if (value === 'absent') return whenAbsent(condition);
  const holds = (requestValue: string): Truth => {
    const matches = some(condition.values, (template) => compare(condition.operator, template, requestValue, context));
    return condition.operator.negated ? not(matches) : matches;
  };
  const holdsForAll = condition.quantifier === 'ForAllValues' || (!condition.quantifier && condition.operator.negated);
  return holdsForAll ? not(some(value, (requestValue) => not(holds(requestValue)))) : some(value, holds);
}

/**
 * What a missing key means (IAM user guide, "Conditions with multiple context keys or values"): ForAllValues holds, which
 * is why it is unsafe alone in an Allow; a negated operator holds, since nothing equals the value.
 */
function whenAbsent({ ifExists, quantifier, operator }: ValueCondition): Truth {
  if (ifExists || quantifier === 'ForAllValues') return true;
  return quantifier === undefined && operator.negated;
}

function compare(
  operator: ConditionOperator,
  template: ValueTemplate,
  requestValue: string,
  context: RequestContext,
): Truth {
  const resolved = resolveTemplate(template, context);
  if (resolved === 'unknown') return 'unknown';
  // IAM lets a statement with an unresolvable variable match nothing; for a negated operator that is not documented.
  if (resolved === 'absent') return operator.negated ? 'unknown' : false;
  return operator.compare(resolved.pattern, requestValue);
}

function entries(value: unknown, name: string): readonly [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnreadableError(`${name} is not an object`);
  }
  return Object.entries(value);
}

function toStrings(values: unknown, key: string): readonly string[] {
  return (Array.isArray(values) ? values : [values]).map((value: unknown) => {
    if (typeof value === 'string') return value;
    if (typeof value === 'boolean' || typeof value === 'number') return String(value);
    throw new UnreadableError(`the value of condition key ${key} is not a string`);
  });
}
