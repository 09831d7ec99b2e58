import { UnknownValue } from '../unknown-value.ts';
import type { Beginning } from './partly-known.ts';

/** One value of a condition key, or what is certain about it. */
export type RequestValue = string | Beginning;

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
  readonly roleTags: RoleTags;
  readonly now: Date;
}

/** Tags of a role, each perhaps without a known value; `undefined` or why when they are not known at all. */
export type RoleTags = ReadonlyMap<string, string | UnknownValue> | UnknownValue | undefined;

/** Whether the request carries MFA information is undocumented for roles assumed by a service: two possible worlds. */
export type MfaWorld = 'absent' | 'false';

export const MFA_KEY = 'aws:multifactorauthpresent';
export const SOURCE_FUNCTION_KEY = 'lambda:sourcefunctionarn';
const PRINCIPAL_TAG = 'aws:principaltag/';

/**
 * The request context as far as it is certain. X-Ray calls come from Lambda's own network, so the network keys of the
 * function's VPC do not apply and stay unknown, as does every key that is not listed here.
 *
 * Sources: IAM user guide "AWS global condition context keys"; Lambda developer guide "Working with source function ARN"
 * (injected for PutTraceSegments only).
 */
export function requestContext(action: string, request: TraceRequest, mfa: MfaWorld): RequestContext {
  return (key) => {
    switch (key) {
      case 'aws:requestedregion':
        return fact(request.region);
      case 'aws:principalarn':
        return fact(request.roleArn);
      case 'aws:principalaccount':
      case 'aws:resourceaccount':
        return fact(request.accountId);
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
      case MFA_KEY:
        return mfa === 'absent' ? 'absent' : ['false'];
      case SOURCE_FUNCTION_KEY:
        return action.toLowerCase() === 'xray:puttracesegments' ? fact(request.functionArn) : 'unknown';
      default:
        return key.startsWith(PRINCIPAL_TAG) ? principalTag(key.slice(PRINCIPAL_TAG.length), request) : 'unknown';
    }
  };
}

const NOT_KNOWN = new UnknownValue('not known');

function fact(value: RequestFact): ContextValue {
  return typeof value === 'string' ? [value] : (value ?? NOT_KNOWN);
}

/** Tag keys of IAM principals are matched without regard to case. */
function principalTag(lowerCaseKey: string, { roleTags = NOT_KNOWN }: TraceRequest): ContextValue {
  if (roleTags instanceof UnknownValue) return { kind: 'missing', why: roleTags.why };
  for (const [key, value] of roleTags) {
    if (key.toLowerCase() === lowerCaseKey) return fact(value);
  }
  return 'absent';
}
