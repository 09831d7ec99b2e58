import { UnknownValue } from '../unknown-value.ts';
import { testCondition } from './condition.ts';
import type { RequestContext } from './context.ts';
import { whyConditional, whyMet, whyMissing, whyNotMet } from './reasons.ts';
import type { Statement } from './statement.ts';
import { every } from './truth.ts';

/**
 * What a statement that covers an action has to do with a request for it. `conditional`: whether it applies depends on
 * something that cannot be known. `possible`: a fact is missing to tell.
 */
export type Bearing = 'applies' | 'conditional' | 'possible' | 'condition not met' | 'other resources';

/** @param covers whether the statement covers the action, which `coversAction` tells */
export function bearingOf(statement: Statement, covers: true | UnknownValue, context: RequestContext): Bearing {
  const { effect, coversAllResources, conditions } = statement;
  if (coversAllResources === false) return 'other resources';
  const applies = every(conditions, (condition) => testCondition(condition, context));
  if (applies === false) return 'condition not met';
  const isKnown = covers === true && coversAllResources === true && !(effect instanceof UnknownValue);
  if (!isKnown || applies === 'missing') return 'possible';
  return applies === true ? 'applies' : 'conditional';
}

/** The bearing in words, for a person; worked out only when somebody is told. */
export function whyBearing(
  bearing: Bearing,
  statement: Statement,
  covers: true | UnknownValue,
  context: RequestContext,
): string | undefined {
  switch (bearing) {
    case 'applies':
      // Only of a Deny it matters why it holds.
      return statement.effect === 'Deny' ? whyMet(statement, context) : undefined;
    case 'conditional':
      return whyConditional(statement, context);
    case 'possible': {
      const parts = [covers, statement.coversAllResources, statement.effect];
      return parts.find((part) => part instanceof UnknownValue)?.why ?? whyMissing(statement, context);
    }
    case 'condition not met':
      return whyNotMet(statement, context);
    case 'other resources':
      return 'only on specific resources, X-Ray needs "*"';
  }
}
