import { UnknownValue } from '../unknown-value.ts';
import { type Condition, type DocumentFeatures, keysOf, parseConditions } from './condition.ts';
import type { UnreadableDocument } from './model.ts';
import { mayMatch } from './partly-known.ts';
import { UnreadableError } from './unreadable.ts';
import { matchesWildcard, type WildcardPattern, wildcardPattern } from './wildcard.ts';

export interface Statement {
  /** The Sid, or the zero-based index in the document when there is none. */
  readonly id: string | number;
  readonly effect: 'Allow' | 'Deny' | UnknownValue;
  /** In lower case: actions are not case-sensitive. */
  readonly actions: readonly WildcardPattern[];
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

export interface PolicyDocument {
  readonly kind: 'document';
  readonly statements: readonly Statement[];
  /** Every condition key and policy variable the document mentions, in lower case. */
  readonly conditionKeys: ReadonlySet<string>;
}

const VERSIONS: readonly unknown[] = [undefined, '2008-10-17', '2012-10-17'];
const DOCUMENT_ELEMENTS = new Set(['Version', 'Id', 'Statement']);
const STATEMENT_ELEMENTS = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']);

/**
 * Reads an identity, boundary or organization policy document in any form AWS hands it out: an object, JSON text, JSON
 * text inside a JSON string, and each of these percent-encoded (RFC 3986, where `+` stays a plus).
 *
 * In an object an UnknownValue may stand in the place of anything: what is known beside it still counts, so that a Deny that
 * is certainly there decides.
 *
 * A document IAM would not have stored is unreadable as a whole: what AWS would make of it is a guess.
 */
export function parsePolicyDocument(source: unknown): PolicyDocument | UnreadableDocument {
  try {
    if (source instanceof UnknownValue) throw new UnreadableError(source.why);
    const document = asObject(decode(source), 'the document', DOCUMENT_ELEMENTS);
    const has = featuresOf(document.Version);
    if (document.Statement instanceof UnknownValue) throw new UnreadableError(document.Statement.why);
    const statements = asArray(document.Statement, 'Statement').map((statement, index) =>
      statement instanceof UnknownValue ? unknownStatement(statement, index) : parseStatement(statement, index, has),
    );
    const keys = statements.flatMap((statement) => statement.conditions.flatMap(keysOf));
    return { kind: 'document', statements, conditionKeys: new Set(keys) };
  } catch (error) {
    if (error instanceof UnreadableError) return { kind: 'unreadable', why: error.message };
    throw error;
  }
}

function decode(source: unknown): unknown {
  let value = source;
  // Three layers at most have been seen: percent-encoding around a JSON string around JSON.
  for (let layer = 0; layer < 3 && typeof value === 'string'; layer++) {
    const text: string = value.trim();
    try {
      value = /^["{[]/.test(text) ? JSON.parse(text) : decodeURIComponent(text);
    } catch (cause) {
      throw new UnreadableError(cause instanceof URIError ? 'bad percent-encoding' : 'not JSON', { cause });
    }
  }
  if (typeof value === 'string') throw new UnreadableError('not JSON');
  return value;
}

function featuresOf(version: unknown): DocumentFeatures {
  if (version instanceof UnknownValue) return { variables: version };
  if (!VERSIONS.includes(version)) throw new UnreadableError('unknown policy Version');
  return { variables: version === '2012-10-17' };
}

/** A statement of which nothing is known may allow or deny anything. */
function unknownStatement(value: UnknownValue, index: number): Statement {
  return {
    id: index,
    effect: value,
    actions: [],
    unknownActions: [value],
    actionsAreExcluded: false,
    initials: EVERY_INITIAL,
    coversAllResources: value,
    conditions: [],
  };
}

function parseStatement(source: unknown, index: number, has: DocumentFeatures): Statement {
  const statement = asObject(source, `statement ${index}`, STATEMENT_ELEMENTS);
  const { Sid, Effect, Condition } = statement;
  if (Effect !== 'Allow' && Effect !== 'Deny' && !(Effect instanceof UnknownValue))
    throw new UnreadableError(`statement ${index}: Effect is not Allow or Deny`);
  if (Sid !== undefined && typeof Sid !== 'string' && !(Sid instanceof UnknownValue))
    throw new UnreadableError(`statement ${index}: Sid is not a string`);
  const actions = oneOfTwo(statement, 'Action', 'NotAction', index);
  const patterns = actions.values.map(parseAction);
  const resources = oneOfTwo(statement, 'Resource', 'NotResource', index);
  return {
    id: typeof Sid !== 'string' || Sid === '' ? index : Sid,
    effect: Effect,
    actions: patterns,
    unknownActions: actions.unknownValues,
    actionsAreExcluded: actions.isNegated,
    initials: actions.isNegated || actions.unknownValues.length > 0 ? EVERY_INITIAL : initialsOf(patterns),
    coversAllResources: coversAll(resources),
    conditions: parseConditions(Condition, has),
  };
}

interface Element {
  readonly isNegated: boolean;
  readonly values: readonly string[];
  readonly unknownValues: readonly UnknownValue[];
}

const NONE: readonly UnknownValue[] = [];

/** `Action` or `NotAction`, exactly one of them; the same for resources. */
function oneOfTwo(statement: Readonly<Record<string, unknown>>, name: string, negated: string, index: number): Element {
  const isNegated = statement[negated] !== undefined;
  if (isNegated === (statement[name] !== undefined)) {
    throw new UnreadableError(`statement ${index}: needs either ${name} or ${negated}`);
  }
  const source = asArray(isNegated ? statement[negated] : statement[name], isNegated ? negated : name);
  const unknownValues = source.filter((value) => value instanceof UnknownValue);
  const values = source.filter((value): value is string => {
    if (typeof value === 'string') return true;
    if (value instanceof UnknownValue) return false;
    throw new UnreadableError(`statement ${index}: ${name} is not a string`);
  });
  return { isNegated, values, unknownValues: unknownValues.length === 0 ? NONE : unknownValues };
}

function coversAll({ isNegated, values, unknownValues }: Element): boolean | UnknownValue {
  const namesAll = values.some((resource) => /^\*+$/.test(resource));
  // What begins with anything but a star is no star.
  const mayBeAll = namesAll ? undefined : unknownValues.find(({ prefix }) => /^\**$/.test(prefix));
  return mayBeAll ?? namesAll !== isNegated;
}

/** IAM takes no wildcard in the service part; only `*` for everything, for which `*:*` is another spelling. */
function parseAction(action: string): WildcardPattern {
  if (/^\*+(:\*+)?$/.test(action)) return EVERYTHING;
  const [service, name] = action.split(':', 2);
  if (name === undefined || service === undefined || /[*?]/.test(service)) {
    throw new UnreadableError(`"${action}" is not an action`);
  }
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

function asArray(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value === undefined || value === null) throw new UnreadableError(`${name} is missing`);
  return [value];
}

function asObject(value: unknown, name: string, elements: ReadonlySet<string>): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnreadableError(`${name} is not an object`);
  }
  for (const element of Object.keys(value)) {
    if (!elements.has(element)) throw new UnreadableError(`${name}: unexpected element ${element}`);
  }
  return value as Readonly<Record<string, unknown>>;
}
