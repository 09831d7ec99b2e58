import { type Condition, keysOf, parseConditions } from './condition.ts';
import type { UnreadableDocument } from './model.ts';
import { UnreadableError } from './unreadable.ts';
import { matchesWildcard, type WildcardPattern, wildcardPattern } from './wildcard.ts';

export interface Statement {
  /** The Sid, or the zero-based index in the document when there is none. */
  readonly id: string | number;
  readonly effect: 'Allow' | 'Deny';
  /** In lower case: actions are not case-sensitive. */
  readonly actions: readonly WildcardPattern[];
  readonly actionsAreExcluded: boolean;
  /**
   * Does the statement cover the resource `*`? The X-Ray actions have no resource types, so `*` is the only resource they
   * are ever requested on: an ARN, however wide, does not match it (Service Authorization Reference, "AWS X-Ray").
   */
  readonly coversAllResources: boolean;
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
 * A document IAM would not have stored is unreadable as a whole: what AWS would make of it is a guess.
 */
export function parsePolicyDocument(source: unknown): PolicyDocument | UnreadableDocument {
  try {
    const document = asObject(decode(source), 'the document', DOCUMENT_ELEMENTS);
    if (!VERSIONS.includes(document.Version)) throw new UnreadableError('unknown policy Version');
    const has = { variables: document.Version === '2012-10-17' };
    const statements = asArray(document.Statement, 'Statement').map((statement, index) =>
      parseStatement(statement, index, has),
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

function parseStatement(source: unknown, index: number, has: { readonly variables: boolean }): Statement {
  const statement = asObject(source, `statement ${index}`, STATEMENT_ELEMENTS);
  const { Sid, Effect, Condition } = statement;
  if (Effect !== 'Allow' && Effect !== 'Deny')
    throw new UnreadableError(`statement ${index}: Effect is not Allow or Deny`);
  if (Sid !== undefined && typeof Sid !== 'string')
    throw new UnreadableError(`statement ${index}: Sid is not a string`);
  const actions = oneOfTwo(statement, 'Action', 'NotAction', index);
  const resources = oneOfTwo(statement, 'Resource', 'NotResource', index);
  const namesAllResources = resources.values.some((resource) => /^\*+$/.test(resource));
  return {
    id: Sid === undefined || Sid === '' ? index : Sid,
    effect: Effect,
    actions: actions.values.map(parseAction),
    actionsAreExcluded: actions.isNegated,
    coversAllResources: resources.isNegated ? !namesAllResources : namesAllResources,
    conditions: parseConditions(Condition, has),
  };
}

/** `Action` or `NotAction`, exactly one of them; the same for resources. */
function oneOfTwo(statement: Readonly<Record<string, unknown>>, name: string, negated: string, index: number) {
  const isNegated = statement[negated] !== undefined;
  if (isNegated === (statement[name] !== undefined)) {
    throw new UnreadableError(`statement ${index}: needs either ${name} or ${negated}`);
  }
  const values = asArray(isNegated ? statement[negated] : statement[name], isNegated ? negated : name);
  return {
    isNegated,
    values: values.map((value) => {
      if (typeof value !== 'string') throw new UnreadableError(`statement ${index}: ${name} is not a string`);
      return value;
    }),
  };
}

/** IAM takes no wildcard in the service part; only `*` for everything, for which `*:*` is another spelling. */
function parseAction(action: string): WildcardPattern {
  if (/^\*+(:\*+)?$/.test(action)) return wildcardPattern('*');
  const [service, name] = action.split(':', 2);
  if (name === undefined || service === undefined || /[*?]/.test(service)) {
    throw new UnreadableError(`"${action}" is not an action`);
  }
  return wildcardPattern(action.toLowerCase());
}

/** Does the statement's Action or NotAction element cover this action, given in lower case? */
export function coversAction(statement: Statement, lowerCaseAction: string): boolean {
  const isListed = statement.actions.some((pattern) => matchesWildcard(pattern, lowerCaseAction));
  return isListed !== statement.actionsAreExcluded;
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
