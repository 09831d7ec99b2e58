import { describe, expect, it } from 'vitest';
import { type ContextValue, requestContext, type TraceRequest } from '../../../rule/core/iam/context.ts';
import { UnknownValue } from '../../../rule/core/unknown-value.ts';
import { ACCOUNT, CALLER, knownRole, ROLE_ARN, TELEMETRY, TRACE, traceRequest } from './roles.ts';

const TAGGED = knownRole({ tags: new Map([['Team', 'orders']]) });

function lookUp(key: string, request: Partial<TraceRequest> = {}, action = TRACE): ContextValue {
  return requestContext(action, traceRequest(TAGGED, request), 'absent')(key);
}

const VALUES: readonly { readonly key: string; readonly expected: ContextValue }[] = [
  { key: 'aws:requestedregion', expected: ['eu-west-1'] },
  { key: 'aws:principalarn', expected: [ROLE_ARN] },
  { key: 'aws:principalaccount', expected: [ACCOUNT] },
  { key: 'aws:resourceaccount', expected: [ACCOUNT] },
  { key: 'aws:principaltype', expected: ['AssumedRole'] },
  { key: 'aws:securetransport', expected: ['true'] },
  { key: 'aws:principalisawsservice', expected: ['false'] },
  { key: 'aws:currenttime', expected: ['2026-11-21T12:00:00.000Z'] },
  { key: 'aws:epochtime', expected: ['1795262400'] },
  { key: 'aws:principaltag/team', expected: ['orders'] },
  { key: 'aws:principaltag/owner', expected: 'absent' },
  { key: 'aws:principaltag/', expected: 'absent' },
  { key: 'aws:sourceip', expected: 'unknown' },
  { key: 'aws:sourcevpc', expected: 'unknown' },
  { key: 'aws:sourcevpce', expected: 'unknown' },
  { key: 'aws:vpcsourceip', expected: 'unknown' },
  { key: 'aws:viaawsservice', expected: 'unknown' },
  { key: 'aws:principalorgid', expected: 'unknown' },
  { key: 'aws:requesttag/team', expected: 'unknown' },
  { key: '', expected: 'unknown' },
];

describe('requestContext', () => {
  it.each(VALUES)('$key: $expected', ({ key, expected }) => {
    expect(lookUp(key)).toEqual(expected);
  });

  it('a moment between two seconds: the epoch second that has passed', () => {
    expect(lookUp('aws:epochtime', { now: new Date('2026-11-21T12:00:00.999Z') })).toEqual(['1795262400']);
  });

  it('role tags that are not known: every tag is a missing fact, and may be absent', () => {
    expect(lookUp('aws:principaltag/team', { roleTags: undefined })).toEqual({ kind: 'missing', why: 'not known' });
    expect(lookUp('aws:principaltag/team', { roleTags: new UnknownValue('computed') })).toEqual({
      kind: 'missing',
      why: 'computed',
    });
  });

  it('a role tag without a known value: there, and a missing fact', () => {
    const value = new UnknownValue('parameter Team has no value', 'team-');
    expect(lookUp('aws:principaltag/team', { roleTags: new Map([['Team', value]]) })).toBe(value);
  });

  it.each([
    ['aws:requestedregion', 'region'],
    ['aws:principalaccount', 'accountId'],
    ['aws:resourceaccount', 'accountId'],
    ['aws:principalarn', 'roleArn'],
    ['lambda:sourcefunctionarn', 'functionArn'],
  ] as const)('%s without the %s: there, and a missing fact', (key, field) => {
    const value = new UnknownValue('it is computed');
    expect(lookUp(key, { [field]: value })).toBe(value);
    expect(lookUp(key, { [field]: undefined })).toEqual(new UnknownValue('not known'));
  });

  it.each([TRACE, TRACE.toUpperCase()])('source function of %s: the function', (action) => {
    expect(lookUp('lambda:sourcefunctionarn', {}, action)).toEqual([CALLER.arn]);
  });

  it.each([TELEMETRY, 'xray:PutSpans'])('source function of %s: unknown', (action) => {
    expect(lookUp('lambda:sourcefunctionarn', {}, action)).toBe('unknown');
  });

  it.each([
    ['absent', 'absent'],
    ['false', ['false']],
  ] as const)('MFA in the world where it is %s: %s', (world, expected) => {
    const context = requestContext(TRACE, traceRequest(TAGGED), world);
    expect(context('aws:multifactorauthpresent')).toEqual(expected);
  });
});
