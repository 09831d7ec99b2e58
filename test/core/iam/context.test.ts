import { describe, expect, it } from 'vitest';
import { type ContextValue, requestContext, type TraceRequest } from '../../../rule/core/iam/context.ts';
import { UnknownValue } from '../../../rule/core/unknown-value.ts';
import { ACCOUNT, CALLER, knownRole, ROLE_ARN, TELEMETRY, TRACE, traceRequest } from './roles.ts';

const TAGGED = knownRole({ tags: new Map([['Team', 'orders']]) });

function lookUp(key: string, request: Partial<TraceRequest> = {}, action = TRACE): ContextValue {
  return requestContext(action, traceRequest(TAGGED, request), new Set())(key);
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
  { key: 'aws:principalorgpaths', expected: 'unknown' },
  { key: 'aws:principalorgid', expected: 'unknown' },
  { key: 'xray:key', expected: 'unknown' },
  { key: 'logs:loggeneratingresourcearns', expected: 'absent' },
  { key: 'no colon', expected: 'unknown' },
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

  it.each(['aws:multifactorauthpresent', 'aws:viaawsservice'])('%s: false or absent, by world', (key) => {
    const request = traceRequest(TAGGED);
    expect(requestContext(TRACE, request, new Set())(key)).toBe('absent');
    expect(requestContext(TRACE, request, new Set([key]))(key)).toEqual(['false']);
  });

  it('the time the session began: twelve hours ago at most', () => {
    expect(lookUp('aws:tokenissuetime')).toEqual([
      { kind: 'interval', from: Date.parse('2026-11-21T00:00:00Z'), to: Date.parse('2026-11-21T12:00:00Z') },
    ]);
  });

  it('the user id: the id of the role and something more, or a missing fact', () => {
    expect(lookUp('aws:userid', { roleId: 'AROAEXAMPLE' })).toEqual([{ kind: 'beginning', text: 'AROAEXAMPLE:' }]);
    expect(lookUp('aws:userid')).toEqual(new UnknownValue('not known'));
  });

  it.each(['aws:principalorgid', 'aws:resourceorgid'])('%s: as told, or unknown', (key) => {
    expect(lookUp(key, { organizationId: 'o-a1b2c3d4e5' })).toEqual(['o-a1b2c3d4e5']);
    expect(lookUp(key)).toBe('unknown');
  });
});
