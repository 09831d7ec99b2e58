import { isInIpRange, parseIpRange } from './ip-range.ts';
import { type Interval, matchesBeginning } from './partly-known.ts';
import type { Truth } from './truth.ts';
import { matchesWildcard, type WildcardPattern } from './wildcard.ts';

/** One comparison of a policy value with a request value; a negated operator is the `not` of its comparison. */
export interface ConditionOperator {
  readonly negated: boolean;
  /** May the policy value hold policy variables? IAM substitutes them in string and ARN operators only. */
  readonly variables: boolean;
  /** Do `*` and `?` in the policy value stand for other characters? */
  readonly wildcards: boolean;
  /** What a policy value of this operator must be, where IAM would refuse anything else. */
  readonly accepts?: { readonly test: (value: string) => boolean; readonly name: string };
  readonly compare: (policyValue: WildcardPattern, requestValue: string) => Truth;
  /** The same for a request value of which only the beginning is known; without it, that says nothing. */
  readonly compareBeginning?: (policyValue: WildcardPattern, beginning: string) => Truth;
  /** The same for a moment between two others. */
  readonly compareInterval?: (policyValue: WildcardPattern, interval: Interval) => Truth;
}

type Comparison = Omit<ConditionOperator, 'negated'>;

const DATE = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$/;

/** Milliseconds since the epoch of an ISO 8601 date or of a number of epoch seconds; NaN when it is neither. */
export function instant(text: string): number {
  if (/^\d{5,}(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const [, , , time, , , zone] = DATE.exec(text) ?? [];
  // Without a zone JavaScript would read a time in the machine's own zone: a policy means UTC.
  return DATE.test(text) ? Date.parse(time !== undefined && zone === undefined ? `${text}Z` : text) : Number.NaN;
}

function numeric(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

export const isNumber = { test: (value: string) => !Number.isNaN(numeric(value)), name: 'a number' };
export const isDate = { test: (value: string) => !Number.isNaN(instant(value)), name: 'a date' };
const isBoolean = { test: (value: string) => /^(true|false)$/i.test(value), name: 'true or false' };
const isIpRange = { test: (value: string) => parseIpRange(value) !== undefined, name: 'an IP address or CIDR block' };

/** Compares texts as they are, once both have been folded. */
function text(fold: (text: string) => string): Comparison {
  return {
    variables: true,
    wildcards: false,
    compare: (policyValue, requestValue) => fold(policyValue) === fold(requestValue),
    compareBeginning: (policyValue, beginning) => (fold(policyValue).startsWith(fold(beginning)) ? 'unknown' : false),
  };
}

function ordered(read: (text: string) => number, accepts: NonNullable<ConditionOperator['accepts']>) {
  return (holds: (requestValue: number, policyValue: number) => boolean): Comparison => ({
    variables: false,
    wildcards: false,
    accepts,
    // A request value that is no number compares false with everything, as NaN does.
    compare: (policyValue, requestValue) => holds(read(requestValue), read(policyValue)),
  });
}

const number = ordered(numeric, isNumber);
/** A comparison that comes out the same at both ends, and at the policy's own moment between them, does so everywhere. */
function date(holds: (requestValue: number, policyValue: number) => boolean): Comparison {
  return {
    ...ordered(instant, isDate)(holds),
    compareInterval: (policyValue, { from, to }) => {
      const wanted = instant(policyValue);
      const outcomes = [from, to, Math.min(Math.max(wanted, from), to)].map((moment) => holds(moment, wanted));
      return outcomes.every((outcome) => outcome === outcomes[0]) ? outcomes[0] === true : 'unknown';
    },
  };
}

const stringEquals = text((value) => value);
const stringEqualsIgnoreCase = text((value) => value.toLowerCase());
const stringLike: Comparison = {
  variables: true,
  wildcards: true,
  compare: matchesWildcard,
  compareBeginning: matchesBeginning,
};
const bool: Comparison = { ...stringEqualsIgnoreCase, variables: false, accepts: isBoolean };
const binaryEquals: Comparison = { ...stringEquals, variables: false };
const ipAddress: Comparison = {
  variables: false,
  wildcards: false,
  accepts: isIpRange,
  compare: (policyValue, requestValue) => {
    const range = parseIpRange(policyValue);
    return range !== undefined && isInIpRange(requestValue, range);
  },
};

/** IAM compares the six parts of an ARN one by one, so a star never reaches over a colon before the resource part. */
const arnLike: Comparison = {
  variables: true,
  wildcards: true,
  compare: (policyValue, requestValue) => {
    const wanted = arnParts(policyValue);
    const given = arnParts(requestValue);
    // What IAM makes of a pattern that is no ARN, such as a lone star, is not documented.
    if (wanted === undefined) return 'unknown';
    return given?.every((part, index) => matchesWildcard(wanted[index] as WildcardPattern, part)) ?? false;
  },
  // Part by part is stricter than as a whole, so only a mismatch is certain.
  compareBeginning: (policyValue, beginning) =>
    arnParts(policyValue) !== undefined && matchesBeginning(policyValue, beginning) === false ? false : 'unknown',
};

function arnParts(arn: string): readonly string[] | undefined {
  const parts = arn.split(':');
  return parts.length < 6 ? undefined : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

const is = (comparison: Comparison): ConditionOperator => ({ ...comparison, negated: false });
const isNot = (comparison: Comparison): ConditionOperator => ({ ...comparison, negated: true });

/** Every operator of the IAM reference but Null, which asks for a key's presence and not for its value. */
export const CONDITION_OPERATORS: ReadonlyMap<string, ConditionOperator> = new Map([
  ['StringEquals', is(stringEquals)],
  ['StringNotEquals', isNot(stringEquals)],
  ['StringEqualsIgnoreCase', is(stringEqualsIgnoreCase)],
  ['StringNotEqualsIgnoreCase', isNot(stringEqualsIgnoreCase)],
  ['StringLike', is(stringLike)],
  ['StringNotLike', isNot(stringLike)],
  ['NumericEquals', is(number((request, policy) => request === policy))],
  ['NumericNotEquals', isNot(number((request, policy) => request === policy))],
  ['NumericLessThan', is(number((request, policy) => request < policy))],
  ['NumericLessThanEquals', is(number((request, policy) => request <= policy))],
  ['NumericGreaterThan', is(number((request, policy) => request > policy))],
  ['NumericGreaterThanEquals', is(number((request, policy) => request >= policy))],
  ['DateEquals', is(date((request, policy) => request === policy))],
  ['DateNotEquals', isNot(date((request, policy) => request === policy))],
  ['DateLessThan', is(date((request, policy) => request < policy))],
  ['DateLessThanEquals', is(date((request, policy) => request <= policy))],
  ['DateGreaterThan', is(date((request, policy) => request > policy))],
  ['DateGreaterThanEquals', is(date((request, policy) => request >= policy))],
  ['Bool', is(bool)],
  ['BinaryEquals', is(binaryEquals)],
  ['IpAddress', is(ipAddress)],
  ['NotIpAddress', isNot(ipAddress)],
  ['ArnEquals', is(arnLike)],
  ['ArnLike', is(arnLike)],
  ['ArnNotEquals', isNot(arnLike)],
  ['ArnNotLike', isNot(arnLike)],
]);
