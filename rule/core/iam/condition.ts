import { UnknownValue } from '../unknown-value.ts';
import { CONDITION_OPERATORS, type ConditionOperator } from './condition-operators.ts';
import type { RequestContext, RequestValue } from './context.ts';
import { refuseControlCharacters } from './elements.ts';
import { mayMatch } from './partly-known.ts';
import { parseTemplate, resolveTemplate, type ValueTemplate, variableKeys } from './policy-variable.ts';
import { every, not, some, type Truth } from './truth.ts';
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
  /** Values that are there and not known, beside the others. */
  readonly unknownValues: readonly UnknownValue[];
}

interface PresenceCondition {
  readonly kind: 'presence';
  readonly name: string;
  readonly key: string;
  /** `Null: true` asks for the absence of the key. */
  readonly mustBeAbsent: readonly boolean[];
  readonly unknownValues: readonly UnknownValue[];
}

/** Conditions of which nothing is known: the whole block, or all that stands under one operator. */
interface UnknownCondition {
  readonly kind: 'unknown';
  readonly name: string;
  readonly value: UnknownValue;
}

export type Condition = ValueCondition | PresenceCondition | UnknownCondition;

/** Has the document policy variables? Its Version tells, which may be unknown. */
export interface DocumentFeatures {
  readonly variables: boolean | UnknownValue;
}

const OPERATOR = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;

/**
 * Parses the `Condition` block of a statement. All conditions must hold; one condition holds when any of its values does.
 *
 * @throws UnreadableError for anything IAM would not have accepted.
 */
export function parseConditions(block: unknown, has: DocumentFeatures): readonly Condition[] {
  if (block === undefined) return [];
  if (block instanceof UnknownValue) return [{ kind: 'unknown', name: 'Condition', value: block }];
  return entries(block, 'Condition').flatMap(([operator, keys]): readonly Condition[] => {
    if (keys instanceof UnknownValue) return [{ kind: 'unknown', name: operator, value: keys }];
    return entries(keys, operator).map(([key, values]) => parseCondition(operator, key, values, has));
  });
}

function parseCondition(operatorName: string, name: string, source: unknown, has: DocumentFeatures): Condition {
  const key = name.toLowerCase();
  refuseControlCharacters(name, 'a condition key');
  const { values, unknownValues } = toValues(source, name);
  if (operatorName === 'Null') {
    const flags = values.map((value) => value.toLowerCase());
    if (!flags.every((flag) => flag === 'true' || flag === 'false'))
      throw new UnreadableError('Null needs true or false');
    return { kind: 'presence', name, key, mustBeAbsent: flags.map((flag) => flag === 'true'), unknownValues };
  }
  const [, quantifier, baseName = '', ifExists] = OPERATOR.exec(operatorName) ?? [];
  const operator = CONDITION_OPERATORS.get(baseName);
  if (operator === undefined) throw new UnreadableError(`unknown condition operator ${operatorName}`);
  for (const value of values) {
    if (operator.accepts?.test(value) === false) {
      throw new UnreadableError(`${operatorName} ${name}: "${value}" is not ${operator.accepts.name}`);
    }
  }
  const templates: ValueTemplate[] = [];
  const unknown = [...unknownValues];
  for (const value of values) {
    const variables = operator.variables && value.includes('${') && has.variables;
    if (variables instanceof UnknownValue) unknown.push(variables);
    else templates.push(parseTemplate(value, { variables, wildcards: operator.wildcards }));
  }
  return {
    kind: 'value',
    name,
    key,
    operator,
    quantifier: quantifier as ValueCondition['quantifier'],
    ifExists: ifExists !== undefined,
    values: templates,
    unknownValues: unknown,
  };
}

/** Every condition key the verdict of this condition is known to depend on, in lower case. */
export function keysOf(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case 'unknown':
      return [];
    case 'presence':
      return [condition.key];
    case 'value':
      return [condition.key, ...condition.values.flatMap(variableKeys)];
  }
}

/** Does the condition hold in this request? Where that is not certain, what it depends on tells `unknown` from `missing`. */
export function testCondition(condition: Condition, context: RequestContext): Truth {
  if (condition.kind === 'unknown') return 'missing';
  const value = context(condition.key);
  if (value === 'unknown') return 'unknown';
  if (value !== 'absent' && 'kind' in value) return 'missing';
  if (condition.kind === 'presence') return testPresence(condition, value === 'absent');
  if (value === 'absent') return whenAbsent(condition);
  if (value instanceof UnknownValue) {
    const truth = testValues(condition, [{ kind: 'beginning', text: value.prefix }], context);
    return truth === 'unknown' ? 'missing' : truth;
  }
  return testValues(condition, value, context);
}

function testPresence({ mustBeAbsent, unknownValues }: PresenceCondition, isAbsent: boolean): Truth {
  return mustBeAbsent.includes(isAbsent) || (unknownValues.length > 0 && 'missing');
}

function testValues(condition: ValueCondition, values: readonly RequestValue[], context: RequestContext): Truth {
  const { quantifier, operator } = condition;
  const holdsForAll = quantifier === 'ForAllValues' || (!quantifier && operator.negated);
  return holdsForAll
    ? every(values, (value) => holdsFor(condition, value, context))
    : some(values, (value) => holdsFor(condition, value, context));
}

function holdsFor(condition: ValueCondition, requestValue: RequestValue, context: RequestContext): Truth {
  const matches = matchesAny(condition, requestValue, context);
  return condition.operator.negated ? not(matches) : matches;
}

function matchesAny(condition: ValueCondition, requestValue: RequestValue, context: RequestContext): Truth {
  const { operator, values, unknownValues } = condition;
  const matches = some(values, (template) => compare(operator, template, requestValue, context));
  if (unknownValues.length === 0 || matches === true) return matches;
  // Only texts are compared as they are written: a number or a date may be written in many ways.
  const mayBeIt = (value: UnknownValue) =>
    typeof requestValue !== 'string' || !operator.variables || mayMatch(value, requestValue);
  return unknownValues.some(mayBeIt) ? 'missing' : matches;
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
  requestValue: RequestValue,
  context: RequestContext,
): Truth {
  const resolved = resolveTemplate(template, context);
  if (resolved === 'unknown' || resolved === 'missing') return resolved;
  // IAM lets a statement with an unresolvable variable match nothing; for a negated operator that is not documented.
  if (resolved === 'absent') return operator.negated ? 'unknown' : false;
  if (typeof requestValue === 'string') return operator.compare(resolved.pattern, requestValue);
  return (
    (requestValue.kind === 'beginning'
      ? operator.compareBeginning?.(resolved.pattern, requestValue.text)
      : operator.compareInterval?.(resolved.pattern, requestValue)) ?? 'unknown'
  );
}

/** Why a condition that hangs on a missing fact does so; `undefined` where it hangs on none. */
export function missingFact(condition: Condition, context: RequestContext): string | undefined {
  if (condition.kind === 'unknown') return condition.value.why;
  const missing = (key: string) => {
    const value = context(key);
    return typeof value === 'object' && 'why' in value ? value.why : undefined;
  };
  const why = missing(condition.key);
  if (why !== undefined) return `${condition.name}: ${why}`;
  const [unknownValue] = condition.unknownValues;
  if (unknownValue !== undefined) return unknownValue.why;
  const variable = keysOf(condition).find((key) => missing(key) !== undefined);
  return variable === undefined ? undefined : `${variable}: ${missing(variable)}`;
}

function entries(value: unknown, name: string): readonly [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnreadableError(`${name} is not an object`);
  }
  return Object.entries(value);
}

interface Values {
  readonly values: readonly string[];
  readonly unknownValues: readonly UnknownValue[];
}

function toValues(source: unknown, key: string): Values {
  const values: string[] = [];
  const unknownValues: UnknownValue[] = [];
  if (Array.isArray(source) && source.length === 0) throw new UnreadableError(`condition key ${key} has no values`);
  for (const value of Array.isArray(source) ? source : [source]) {
    if (typeof value === 'string') {
      refuseControlCharacters(value, `the value of condition key ${key}`);
      values.push(value);
    } else if (typeof value === 'boolean' || typeof value === 'number') values.push(String(value));
    else if (value instanceof UnknownValue) unknownValues.push(value);
    else throw new UnreadableError(`the value of condition key ${key} is not a string`);
  }
  return { values, unknownValues };
}
