import { remembered } from '../memo.ts';
import { UnknownValue } from '../unknown-value.ts';
import { isAbsent } from './absent-keys.ts';
import type { Beginning, Interval } from './partly-known.ts';

/** One value of a condition key, or what is certain about it. */
export type RequestValue = string | Beginning | Interval;

/** Neither the value of a key is known nor whether it is there, for want of a fact. */
interface MissingFact {
  readonly kind: 'missing';
  readonly why: string;
}

/**
 * The value of a condition key in the request: its values, known to be absent, impossible to know from here (`unknown`),
 * certainly there with a value that is a missing fact, or a missing fact altogether.
 */
export type ContextValue = readonly RequestValue[] | 'absent' | 'unknown' | UnknownValue | MissingFact;

/** A fact about the request that may be missing, as the account of a template that does not say where it goes. */
export type RequestFact = string | UnknownValue | undefined;

/** Looks up a condition key, given in lower case. */
export type RequestContext = (key: string) => ContextValue;

/** Everything about a request to X-Ray that Lambda makes for one function with its execution role. */
export interface TraceRequest {
  readonly accountId: RequestFact;
  readonly region: RequestFact;
  readonly functionArn: RequestFact;
  readonly roleArn: RequestFact;
  /** The unique id of the role, such as `AROA…`. */
  readonly roleId: RequestFact;
  readonly roleTags: RoleTags;
  /** Of the organization the account is in; `undefined` when nobody says. */
  readonly organizationId: string | undefined;
  readonly now: Date;
}

/** Tags of a role, each perhaps without a known value; `undefined` or why when they are not known at all. */
export type RoleTags = ReadonlyMap<string, string | UnknownValue> | UnknownValue | undefined;

export const SOURCE_FUNCTION_KEY = 'lambda:sourcefunctionarn';
export const TOKEN_ISSUE_KEY = 'aws:tokenissuetime';
const PRINCIPAL_TAG = 'aws:principaltag/';

/**
 * Keys of which it is not documented whether the request of a role assumed by a service carries them as `false` or not at
 * all: two possible worlds for each.
 */
export const FALSE_OR_ABSENT: ReadonlyMap<string, string> = new Map(
  ['aws:MultiFactorAuthPresent', 'aws:ViaAWSService'].map((name) => [name.toLowerCase(), name]),
);

/** A session of a role lasts twelve hours at most (STS API reference, AssumeRole: DurationSeconds). */
export const LONGEST_SESSION = 12 * 3_600_000;

/**
 * The request context as far as it is certain. X-Ray calls come from Lambda's own network, so the network keys of the
 * function's VPC do not apply and stay unknown, as does every key that is neither listed here nor known to be absent.
 *
 * `present`: those of the keys FALSE_OR_ABSENT that the request carries in the world that is asked about.
 *
 * Sources: IAM user guide "AWS global condition context keys"; Lambda developer guide "Working with source function ARN"
 * (injected for PutTraceSegments only).
 */
export function requestContext(action: string, request: TraceRequest, present: ReadonlySet<string>): RequestContext {
  return (key) => {
    switch (key) {
      case 'aws:requestedregion':
        return fact(request.region);
      case 'aws:principalarn':
        return fact(request.roleArn);
      case 'aws:principalaccount':
      case 'aws:resourceaccount':
        return fact(request.accountId);
      case 'aws:principalorgid':
      case 'aws:resourceorgid':
        return request.organizationId === undefined ? 'unknown' : [request.organizationId];
      case 'aws:principaltype':
        return ['AssumedRole'];
      case 'aws:securetransport':
        return ['true'];
      case 'aws:principalisawsservice':
        return ['false'];
      case 'aws:currenttime':
        return [request.now.toISOString()];
      case 'aws:epochtime':
        return [String(Math.floor(request.now.getTime() / 1000))];
      case TOKEN_ISSUE_KEY:
        return [{ kind: 'interval', from: request.now.getTime() - LONGEST_SESSION, to: request.now.getTime() }];
      case 'aws:userid':
        return userId(request.roleId);
      case SOURCE_FUNCTION_KEY:
        return action.toLowerCase() === 'xray:puttracesegments' ? fact(request.functionArn) : 'unknown';
      default:
        if (FALSE_OR_ABSENT.has(key)) return present.has(key) ? ['false'] : 'absent';
        if (key.startsWith(PRINCIPAL_TAG)) return principalTag(key.slice(PRINCIPAL_TAG.length), request);
        return isAbsent(key, action) ? 'absent' : 'unknown';
    }
  };
}

const NOT_KNOWN = new UnknownValue('not known');

/**
 * The most characters of a value a policy is compared with. The longest there is is the ARN of a role: 512 characters of path
 * and 64 of name (IAM user guide, "IAM and AWS STS quotas"). Matching takes pattern times text steps, so that a text without
 * an end would make hours of a pattern of 10,000 characters.
 */
const LONGEST_VALUE = 1_024;

/** What is longer than any value AWS has is not what it should be: no more than its beginning is compared. */
export function fact(value: RequestFact): ContextValue {
  if (value === undefined) return NOT_KNOWN;
  if (typeof value === 'string')
    return value.length <= LONGEST_VALUE ? [value] : new UnknownValue(TOO_LONG, cut(value));
  return value.prefix.length <= LONGEST_VALUE ? value : new UnknownValue(value.why, cut(value.prefix));
}

const TOO_LONG = 'longer than a value may be';

function cut(text: string): string {
  return text.slice(0, LONGEST_VALUE);
}

/** A value of which it is certain that it begins so. */
export function beginningWith(text: string): Beginning {
  return { kind: 'beginning', text: cut(text) };
}

/** Of a role it is its id, a colon and the name of the session, which Lambda chooses. */
function userId(roleId: RequestFact): ContextValue {
  return typeof roleId === 'string' ? [beginningWith(`${roleId}:`)] : fact(roleId);
}

function principalTag(lowerCaseKey: string, { roleTags = NOT_KNOWN }: TraceRequest): ContextValue {
  if (roleTags instanceof UnknownValue) return { kind: 'missing', why: roleTags.why };
  const tags = remembered(tagsByLowerCase, roleTags, () => inLowerCase(roleTags));
  return tags.has(lowerCaseKey) ? fact(tags.get(lowerCaseKey)) : 'absent';
}

type Tags = Extract<RoleTags, ReadonlyMap<string, unknown>>;

/** Worked out once for a role: a policy may ask for as many tags as a role has. */
const tagsByLowerCase = new WeakMap<Tags, Tags>();

/** Tag keys of IAM principals are matched without regard to case. Of two that differ in nothing else the first counts. */
function inLowerCase(tags: Tags): Tags {
  return new Map([...tags].reverse().map(([key, value]) => [key.toLowerCase(), value]));
}
