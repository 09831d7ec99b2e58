import { UnknownValue } from '../unknown-value.ts';
import { type Condition, type DocumentFeatures, parseConditions } from './condition.ts';
import { asObject, type Element, oneOfTwo, refuseControlCharacters } from './elements.ts';
import { mayMatch } from './partly-known.ts';
import { UnreadableError } from './unreadable.ts';
import { matchesWildcard, type WildcardPattern, wildcardPattern } from './wildcard.ts';

export interface Statement {
  /** The Sid, or the zero-based index in the document when there is none. */
  readonly id: string | number;
  readonly effect: 'Allow' | 'Deny' | UnknownValue;
  /** In lower case: actions are not case-sensitive. */
  readonly actions: readonly WildcardPattern[];
  /** The same as the policy spells them. */
  readonly actionsAsWritten: readonly string[];
  /** Actions that are listed and not known, beside the others. */
  readonly unknownActions: readonly UnknownValue[];
  readonly actionsAreExcluded: boolean;
  /** First letters of the actions it may cover, as bits: most statements are passed over by one comparison. */
  readonly initials: number;
  /**
   * Does the statement cover the resource `*`? The X-Ray actions have no resource types, so `*` is the only resource they
   * are ever requested on: an ARN, however wide, does not match it (Service Authorization Reference, "AWS X-Ray").
   */
  readonly coversAllResources: boolean | UnknownValue;
  readonly conditions: readonly Condition[];
}

const STATEMENT_ELEMENTS = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']);

/** A statement of which nothing is known may allow or deny anything. */
export function unknownStatement(value: UnknownValue, index: number): Statement {
  return {
    id: index,
    effect: value,
    actions: [],
    actionsAsWritten: [],
    // A statement is no text, so that what a text would begin with says nothing of its actions.
    unknownActions: [new UnknownValue(value.why)],
    actionsAreExcluded: false,
    initials: EVERY_INITIAL,
    coversAllResources: value,
    conditions: [],
  };
}

export function parseStatement(source: unknown, index: number, has: DocumentFeatures): Statement {
  const statement = asObject(source, `statement ${index + 1}`, STATEMENT_ELEMENTS);
  const actions = oneOfTwo(statement, 'Action', 'NotAction', index);
  const patterns = actions.values.map(parseAction);
  const resources = oneOfTwo(statement, 'Resource', 'NotResource', index);
  return {
    id: statementId(statement.Sid, index),
    effect: statementEffect(statement.Effect, index),
    actions: patterns,
    actionsAsWritten: actions.values,
    unknownActions: actions.unknownValues,
    actionsAreExcluded: actions.isNegated,
    initials: actions.isNegated || actions.unknownValues.length > 0 ? EVERY_INITIAL : initialsOf(patterns),
    coversAllResources: coversAll(resources),
    conditions: parseConditions(statement.Condition, has),
  };
}

/** The Sid of a statement, or its zero-based index. */
export function statementId(sid: unknown, index: number): string | number {
  if (sid === undefined || sid instanceof UnknownValue) return index;
  if (typeof sid !== 'string') throw new UnreadableError(`statement ${index + 1}: Sid is not a string`);
  refuseControlCharacters(sid, `statement ${index + 1}: Sid`);
  return sid === '' ? index : sid;
}

export function statementEffect(effect: unknown, index: number): Statement['effect'] {
  if (effect === 'Allow' || effect === 'Deny' || effect instanceof UnknownValue) return effect;
  throw new UnreadableError(`statement ${index + 1}: Effect is not Allow or Deny`);
}

/** What may stand before the first colon of an ARN: `arn`, or a wildcard or a variable that reaches as far. */
const ARN_PATTERN = /^(?:arn:|(?:a|ar|arn)?[*?]|\$\{)/;

function coversAll({ isNegated, values, unknownValues }: Element): boolean | UnknownValue {
  for (const resource of values) {
    const isResource = /^[*?]+$/.test(resource) ? !resource.includes('?') : ARN_PATTERN.test(resource);
    if (!isResource) throw new UnreadableError(`"${resource}" is neither * nor an ARN`);
  }
  const namesAll = values.some((resource) => /^\*+$/.test(resource));
  // What begins with anything but a star is no star.
  const mayBeAll = namesAll ? undefined : unknownValues.find(({ prefix }) => /^\**$/.test(prefix));
  return mayBeAll ?? namesAll !== isNegated;
}

/**
 * IAM takes no wildcard in the service part; only `*` for everything, for which `*:*` is another spelling. Old policies of AWS
 * have a space in the name of an action, which then matches none.
 */
export function parseAction(action: string): WildcardPattern {
  if (/^\*+(:\*+)?$/.test(action)) return EVERYTHING;
  if (!/^[A-Za-z0-9-]+:[ -~]+$/.test(action)) throw new UnreadableError(`"${action}" is not an action`);
  return wildcardPattern(action.toLowerCase());
}

const EVERYTHING = wildcardPattern('*');
const EVERY_INITIAL = -1;

/** Two letters never share a bit; other characters may, which costs only time. */
function initialsOf(patterns: readonly WildcardPattern[]): number {
  let initials = 0;
  for (const pattern of patterns) {
    initials |= pattern === EVERYTHING ? EVERY_INITIAL : initialOf(pattern);
  }
  return initials;
}

/** The bit of an action, given in lower case, to compare with a statement's `initials`. */
export function initialOf(lowerCaseAction: string): number {
  return 1 << (lowerCaseAction.charCodeAt(0) & 31);
}

/**
 * Does the statement's Action or NotAction element cover this action, given in lower case? Where that hangs on an action that
 * is not known, that one is the answer.
 */
export function coversAction(statement: Statement, lowerCaseAction: string): boolean | UnknownValue {
  const { actions, unknownActions, actionsAreExcluded } = statement;
  for (const pattern of actions) {
    if (matchesWildcard(pattern, lowerCaseAction)) return !actionsAreExcluded;
  }
  if (unknownActions.length === 0) return actionsAreExcluded;
  return unknownActions.find((action) => mayMatch(action, lowerCaseAction)) ?? actionsAreExcluded;
}
