import { UnknownValue } from '../unknown-value.ts';
import { type Condition, keysOf, parseConditions, testCondition } from './condition.ts';
import { beginningWith, type ContextValue, fact, type RequestContext, type RequestFact } from './context.ts';
import { decodeDocument } from './document-text.ts';
import { asArray, asObject, oneOfTwo } from './elements.ts';
import { mayMatch } from './partly-known.ts';
import { readable, statementsOf } from './policy-document.ts';
import { parseAction, type Statement, statementEffect, statementId } from './statement.ts';
import { every, not, some, type Truth } from './truth.ts';
import { UnreadableError } from './unreadable.ts';
import { matchesWildcard } from './wildcard.ts';

interface TrustStatement {
  readonly id: string | number;
  readonly effect: Statement['effect'];
  /** Does it speak of the service Lambda assuming the role, conditions aside? */
  readonly coversLambda: Truth;
  readonly conditions: readonly Condition[];
}

/** Who may assume a role, as far as Lambda is concerned. */
export interface TrustPolicy {
  readonly statements: readonly TrustStatement[];
  readonly conditionKeys: ReadonlySet<string>;
}

/** The function for which Lambda assumes the role. */
interface AssumingFunction {
  readonly accountId: RequestFact;
  readonly arn: RequestFact;
}

export const SOURCE_ARN_KEY = 'aws:sourcearn';
const LAMBDA = 'lambda.amazonaws.com';
const ASSUME_ROLE = 'sts:assumerole';
const STATEMENT_ELEMENTS = new Set(['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Condition']);
const PRINCIPAL_TYPES = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);

/**
 * Reads the trust policy of a role (`assumeRolePolicyDocument`), in any form AWS hands it out. `undefined` when it is not
 * there or IAM would not have stored it: then whether Lambda may assume the role is not judged.
 */
export function parseTrustPolicy(source: unknown): TrustPolicy | undefined {
  if (source === undefined || source === null) return undefined;
  const parsed = readable(() => {
    const { statements, has } = statementsOf(decodeDocument(source, 'trust'));
    return statements.map((statement, index) =>
      statement instanceof UnknownValue ? unknownStatement(statement, index) : parseStatement(statement, index, has),
    );
  });
  // IAM stores no role that nobody may assume, so a list without statements is no fact either.
  if ('kind' in parsed || parsed.length === 0) return undefined;
  return { statements: parsed, conditionKeys: new Set(parsed.flatMap(({ conditions }) => conditions.flatMap(keysOf))) };
}

/**
 * Why Lambda certainly cannot assume a role for a function: a Deny applies, or no Allow can. `undefined` where that is not
 * certain, for whatever reason.
 */
export function whyUntrusted(trust: TrustPolicy, fn: AssumingFunction): string | undefined {
  const context = assumeRoleContext(fn);
  let mayAllow = false;
  for (const { id, effect, coversLambda, conditions } of trust.statements) {
    if (coversLambda === false) continue;
    const applies = every([coversLambda, every(conditions, (each) => testCondition(each, context))], (truth) => truth);
    if (effect === 'Deny' && applies === true) return `its trust policy denies it (${nameOf(id)})`;
    if (effect !== 'Deny' && applies !== false) mayAllow = true;
  }
  return mayAllow ? undefined : `its trust policy does not allow ${LAMBDA} to`;
}

function nameOf(id: string | number): string {
  return typeof id === 'number' ? `statement ${id + 1}` : `statement ${id}`;
}

function unknownStatement(value: UnknownValue, index: number): TrustStatement {
  return { id: index, effect: value, coversLambda: 'missing', conditions: [] };
}

function parseStatement(source: unknown, index: number, has: Parameters<typeof parseConditions>[1]): TrustStatement {
  const statement = asObject(source, `statement ${index + 1}`, STATEMENT_ELEMENTS);
  return {
    id: statementId(statement.Sid, index),
    effect: statementEffect(statement.Effect, index),
    coversLambda: every([coversAssumeRole(statement, index), coversService(statement, index)], (truth) => truth),
    conditions: parseConditions(statement.Condition, has),
  };
}

function coversAssumeRole(statement: Readonly<Record<string, unknown>>, index: number): Truth {
  const { isNegated, values, unknownValues } = oneOfTwo(statement, 'Action', 'NotAction', index);
  const patterns = values.map(parseAction);
  const isListed: Truth = patterns.some((pattern) => matchesWildcard(pattern, ASSUME_ROLE))
    ? true
    : unknownValues.some((value) => mayMatch(value, ASSUME_ROLE)) && 'missing';
  return isNegated ? not(isListed) : isListed;
}

function coversService({ Principal, NotPrincipal }: Readonly<Record<string, unknown>>, index: number): Truth {
  if ((Principal === undefined) === (NotPrincipal === undefined)) {
    throw new UnreadableError(`statement ${index + 1}: needs either Principal or NotPrincipal`);
  }
  return Principal === undefined ? not(namesLambda(NotPrincipal, index)) : namesLambda(Principal, index);
}

function namesLambda(principal: unknown, index: number): Truth {
  if (principal === '*') return true;
  if (principal instanceof UnknownValue) return 'missing';
  const byType = Object.entries(asObject(principal, `the principal of statement ${index + 1}`, PRINCIPAL_TYPES));
  return some(byType, ([type, names]) => some(asArray(names, type), (name) => isLambda(type, name)));
}

/** Lambda is a service; whether a star among the accounts means services too is not documented. */
function isLambda(type: string, name: unknown): Truth {
  if (name instanceof UnknownValue) return type !== 'Service' || mayMatch(name, LAMBDA) ? 'missing' : false;
  if (typeof name !== 'string') throw new UnreadableError('a principal is not a string');
  if (name === '*') return 'unknown';
  if (type !== 'Service') return false;
  if (name === LAMBDA) return true;
  // Names such as lambda.amazonaws.com.cn or lambda.eu-west-1.amazonaws.com: AWS may take them for the same service.
  return /^lambda\..*amazonaws\.com/i.test(name) && 'unknown';
}

/**
 * What is certain about the request in which Lambda assumes an execution role. `aws:SourceArn` is the function, perhaps with
 * a version or an alias behind it (Lambda developer guide, "Cross-service confused deputy prevention").
 */
function assumeRoleContext({ accountId, arn }: AssumingFunction): RequestContext {
  return (key): ContextValue => {
    switch (key) {
      case 'aws:sourceaccount':
        return typeof accountId === 'string' ? fact(accountId) : 'unknown';
      case SOURCE_ARN_KEY:
        return typeof arn === 'string' ? [beginningWith(arn)] : 'unknown';
      default:
        return 'unknown';
    }
  };
}
