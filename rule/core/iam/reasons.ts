import { type Condition, missingFact, testCondition, type ValueCondition } from './condition.ts';
import { CONDITION_OPERATORS, instant, isArnPattern } from './condition-operators.ts';
import { LONGEST_SESSION, type RequestContext, TOKEN_ISSUE_KEY } from './context.ts';
import { variablesOf } from './policy-variable.ts';
import type { Statement } from './statement.ts';
import type { Truth } from './truth.ts';

/** `depends on aws:SourceVpc, aws:SourceIp`: the keys a conditional answer hangs on, as the policy spells them. */
export function dependsOn(keys: readonly string[]): string {
  return `depends on ${keys.join(', ')}`;
}

/** What of a statement's conditions cannot be known from here. */
export function whyConditional(statement: Statement, context: RequestContext): string {
  const keys = conditionsThatAre('unknown', statement, context).flatMap((condition) =>
    condition.kind === 'value' ? unknownIn(condition, context) : [condition.name],
  );
  return dependsOn([...new Set(keys)]);
}

function unknownIn(condition: ValueCondition, context: RequestContext): readonly string[] {
  const variables = condition.values
    .flatMap(variablesOf)
    .filter(({ key }) => key !== condition.key && context(key) === 'unknown')
    .map(({ name }) => name);
  if (context(condition.key) === 'unknown') return [condition.name, ...variables];
  if (variables.length > 0) return variables;
  // With nothing unknown it is the comparison itself whose outcome is not documented.
  const odd = condition.operator.isArn ? condition.written.find((value) => !isArnPattern(value)) : undefined;
  return [odd === undefined ? condition.name : `${condition.name}, whose pattern "${odd}" is no ARN`];
}

/** The fact a statement hangs on that is not at hand. */
export function whyMissing(statement: Statement, context: RequestContext): string | undefined {
  const [condition] = conditionsThatAre('missing', statement, context);
  return condition && missingFact(condition, context);
}

/** The condition that keeps an Allow from applying. */
export function whyNotMet(statement: Statement, context: RequestContext): string {
  const [unmet] = conditionsThatAre(false, statement, context);
  return `only if a condition on ${unmet?.name} holds, which it does not`;
}

/** Under which conditions a statement applies: `aws:RequestedRegion is us-east-1`; `undefined` when it has none. */
export function whyMet({ conditions }: Statement, context: RequestContext): string | undefined {
  const facts = conditions.map((condition) => {
    const value = condition.kind === 'unknown' ? 'unknown' : context(condition.key);
    const [single, ...others] = Array.isArray(value) ? (value as readonly unknown[]) : [];
    if (value === 'absent') return `${condition.name} is absent`;
    return typeof single === 'string' && others.length === 0
      ? `${condition.name} is ${single}`
      : `the condition on ${condition.name} holds`;
  });
  return facts.length === 0 ? undefined : [...new Set(facts)].join(', ');
}

/**
 * When a statement about the time a session began ceases to apply by itself: once the last session from before that time is
 * over. `undefined` when it hangs on anything else.
 */
export function endOf(statement: Statement, context: RequestContext): number | undefined {
  const moments = conditionsThatAre('unknown', statement, context).map((condition) => {
    const isBefore = condition.kind === 'value' && BEFORE.includes(condition.operator);
    return isBefore && condition.key === TOKEN_ISSUE_KEY ? Math.max(...condition.written.map(instant)) : Number.NaN;
  });
  // One condition that ceases to hold is enough.
  const [first] = moments.filter((moment) => !Number.isNaN(moment)).sort((one, other) => one - other);
  return first === undefined ? undefined : first + LONGEST_SESSION;
}

const BEFORE = ['DateLessThan', 'DateLessThanEquals'].map((name) => CONDITION_OPERATORS.get(name));

function conditionsThatAre(truth: Truth, { conditions }: Statement, context: RequestContext): readonly Condition[] {
  return conditions.filter((condition) => testCondition(condition, context) === truth);
}
