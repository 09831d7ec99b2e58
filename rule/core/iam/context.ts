/** The value of a condition key in the request: its values, known to be absent, or impossible to know from here. */
export type ContextValue = readonly string[] | 'absent' | 'unknown';

/** Looks up a condition key, given in lower case. */
export type RequestContext = (key: string) => ContextValue;

/** Everything about a request to X-Ray that Lambda makes for one function with its execution role. */
export interface TraceRequest {
  readonly accountId: string;
  readonly region: string;
  readonly functionArn: string;
  readonly roleArn: string;
  /** `undefined` when role tags are not known at all. */
  readonly roleTags: ReadonlyMap<string, string> | undefined;
  readonly now: Date;
}

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
        return [request.region];
      case 'aws:principalarn':
        return [request.roleArn];
      case 'aws:principalaccount':
      case 'aws:resourceaccount':
        return [request.accountId];
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
        return action.toLowerCase() === 'xray:puttracesegments' ? [request.functionArn] : 'unknown';
      default:
        return key.startsWith(PRINCIPAL_TAG) ? principalTag(key.slice(PRINCIPAL_TAG.length), request) : 'unknown';
    }
  };
}

/** Tag keys of IAM principals are matched without regard to case. */
function principalTag(lowerCaseKey: string, { roleTags }: TraceRequest): ContextValue {
  if (roleTags === undefined) return 'unknown';
  for (const [key, value] of roleTags) {
    if (key.toLowerCase() === lowerCaseKey) return [value];
  }
  return 'absent';
}
