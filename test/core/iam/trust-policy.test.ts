import { describe, expect, it } from 'vitest';
import { assessRole, roleAssessor } from '../../../rule/core/iam/assess-role.ts';
import { parseTrustPolicy, whyUntrusted } from '../../../rule/core/iam/trust-policy.ts';
import { DEFAULT_PARAMETERS } from '../../../rule/core/parameters.ts';
import { UnknownValue } from '../../../rule/core/unknown-value.ts';
import {
  ACCOUNT,
  ALLOW_BOTH,
  CALLER,
  DENY_BOTH,
  knownRole,
  NOW,
  policy,
  policyWithout,
  type StatementSource,
} from './roles.ts';

const LAMBDA = { Service: 'lambda.amazonaws.com' };
const ALLOW: StatementSource = { Effect: 'Allow', Principal: LAMBDA, Action: 'sts:AssumeRole' };
const DENY: StatementSource = { ...ALLOW, Effect: 'Deny' };
const { Principal: _principal, ...NOBODY } = ALLOW;
const { Action: _action, ...NO_ACTION } = ALLOW;
const WHY = new UnknownValue('parameter Service has no value');
const NOT_ALLOWED = 'its trust policy does not allow lambda.amazonaws.com to';
const denied = (statement: string) => `its trust policy denies it (${statement})`;

function whyNot(source: unknown, fn: Parameters<typeof whyUntrusted>[1] = CALLER): string | undefined | 'not judged' {
  const trust = parseTrustPolicy(source);
  return trust === undefined ? 'not judged' : whyUntrusted(trust, fn);
}

const trusting = (...statements: readonly unknown[]) => ({ Version: '2012-10-17', Statement: statements });
const principal = (Principal: unknown) => trusting({ ...ALLOW, Principal });
const when = (Condition: unknown) => trusting({ ...ALLOW, Condition });

const ROWS: readonly { readonly name: string; readonly source: unknown; readonly why: string | undefined }[] = [
  { name: 'Lambda: trusted', source: trusting(ALLOW), why: undefined },
  {
    name: 'Lambda, percent-encoded: trusted',
    source: encodeURIComponent(JSON.stringify(trusting(ALLOW))),
    why: undefined,
  },
  {
    name: 'another service, percent-encoded: untrusted',
    source: encodeURIComponent(JSON.stringify(principal({ Service: 'ec2.amazonaws.com' }))),
    why: NOT_ALLOWED,
  },
  {
    name: 'Lambda in a list: trusted',
    source: principal({ Service: ['ec2.amazonaws.com', LAMBDA.Service] }),
    why: undefined,
  },
  {
    name: 'Lambda beside an account: trusted',
    source: principal({ AWS: ACCOUNT, Service: LAMBDA.Service }),
    why: undefined,
  },
  { name: 'another service: untrusted', source: principal({ Service: 'ec2.amazonaws.com' }), why: NOT_ALLOWED },
  {
    name: 'Lambda@Edge alone: untrusted',
    source: principal({ Service: 'edgelambda.amazonaws.com' }),
    why: NOT_ALLOWED,
  },
  {
    name: 'a name that only contains it: untrusted',
    source: principal({ Service: 'xlambda.amazonaws.com' }),
    why: NOT_ALLOWED,
  },
  ...['lambda.amazonaws.com.cn', 'lambda.eu-west-1.amazonaws.com', 'Lambda.Amazonaws.com'].map((service) => ({
    name: `${service}: not certainly untrusted`,
    source: principal({ Service: service }),
    why: undefined,
  })),
  { name: 'an account: untrusted', source: principal({ AWS: `arn:aws:iam::${ACCOUNT}:root` }), why: NOT_ALLOWED },
  {
    name: 'an identity provider: untrusted',
    source: principal({ Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/token` }),
    why: NOT_ALLOWED,
  },
  { name: 'everybody: trusted', source: principal('*'), why: undefined },
  { name: 'every account: not certainly untrusted', source: principal({ AWS: '*' }), why: undefined },
  { name: 'every service: not certainly untrusted', source: principal({ Service: '*' }), why: undefined },
  { name: 'an unknown principal: not certainly untrusted', source: principal(WHY), why: undefined },
  { name: 'an unknown service: not certainly untrusted', source: principal({ Service: [WHY] }), why: undefined },
  {
    name: 'an unknown service that begins otherwise: untrusted',
    source: principal({ Service: new UnknownValue('x', 'ecs-') }),
    why: NOT_ALLOWED,
  },
  { name: 'an unknown statement: not certainly untrusted', source: trusting(WHY), why: undefined },
  { name: 'an unknown Effect: not certainly untrusted', source: trusting({ ...ALLOW, Effect: WHY }), why: undefined },
  {
    name: 'an unknown statement beside a Deny: untrusted',
    source: trusting(WHY, { ...DENY, Sid: 'No' }),
    why: denied('statement No'),
  },
  {
    name: 'not another service: trusted',
    source: trusting({ ...NOBODY, NotPrincipal: { Service: 'ec2.amazonaws.com' } }),
    why: undefined,
  },
  { name: 'not Lambda: untrusted', source: trusting({ ...NOBODY, NotPrincipal: LAMBDA }), why: NOT_ALLOWED },
  {
    name: 'a Deny to all but Lambda: trusted',
    source: trusting(ALLOW, { ...NOBODY, Effect: 'Deny', NotPrincipal: LAMBDA }),
    why: undefined,
  },
  {
    name: 'a Deny to all but another service: untrusted',
    source: trusting(ALLOW, { ...NOBODY, Effect: 'Deny', NotPrincipal: { Service: 'ec2.amazonaws.com' } }),
    why: denied('statement 2'),
  },
  { name: 'a Deny: untrusted', source: trusting(ALLOW, DENY), why: denied('statement 2') },
  {
    name: 'a Deny to everybody: untrusted',
    source: trusting({ ...DENY, Principal: '*' }, ALLOW),
    why: denied('statement 1'),
  },
  {
    name: 'a Deny to every account: not certainly untrusted',
    source: trusting(ALLOW, { ...DENY, Principal: { AWS: '*' } }),
    why: undefined,
  },
  {
    name: 'a Deny to another service: trusted',
    source: trusting(ALLOW, { ...DENY, Principal: { Service: 'ec2.amazonaws.com' } }),
    why: undefined,
  },
  { name: 'sts:*: trusted', source: trusting({ ...ALLOW, Action: 'STS:*' }), why: undefined },
  {
    name: 'a list of actions: trusted',
    source: trusting({ ...ALLOW, Action: ['sts:TagSession', 'sts:assumerole'] }),
    why: undefined,
  },
  {
    name: 'another action: untrusted',
    source: trusting({ ...ALLOW, Action: 'sts:AssumeRoleWithSAML' }),
    why: NOT_ALLOWED,
  },
  { name: 'an unknown action: not certainly untrusted', source: trusting({ ...ALLOW, Action: WHY }), why: undefined },
  {
    name: 'an unknown action that begins otherwise: untrusted',
    source: trusting({ ...ALLOW, Action: new UnknownValue('x', 'sts:Tag') }),
    why: NOT_ALLOWED,
  },
  {
    name: 'not another action: trusted',
    source: trusting({ ...NO_ACTION, NotAction: 'sts:TagSession' }),
    why: undefined,
  },
  { name: 'not this action: untrusted', source: trusting({ ...NO_ACTION, NotAction: 'sts:*' }), why: NOT_ALLOWED },
  {
    name: 'the account of the function: trusted',
    source: when({ StringEquals: { 'aws:SourceAccount': ACCOUNT } }),
    why: undefined,
  },
  {
    name: 'another account: untrusted',
    source: when({ StringEquals: { 'aws:SourceAccount': '444455556666' } }),
    why: NOT_ALLOWED,
  },
  {
    name: 'the ARN of the function: not certainly untrusted',
    source: when({ ArnLike: { 'aws:SourceArn': CALLER.arn } }),
    why: undefined,
  },
  {
    name: 'an ARN that may be a version of the function: not certainly untrusted',
    source: when({ ArnLike: { 'aws:SourceArn': `${CALLER.arn}:7` } }),
    why: undefined,
  },
  {
    name: 'the ARNs of another Region: untrusted',
    source: when({ ArnLike: { 'aws:SourceArn': `arn:aws:lambda:us-east-1:${ACCOUNT}:function:*` } }),
    why: NOT_ALLOWED,
  },
  {
    name: 'an external id: not certainly untrusted',
    source: when({ StringEquals: { 'sts:ExternalId': 'x' } }),
    why: undefined,
  },
  {
    name: 'a time that is over: not certainly untrusted',
    source: when({ DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } }),
    why: undefined,
  },
  {
    name: 'a Deny that hangs on something unknown: not certainly untrusted',
    source: trusting(ALLOW, { ...DENY, Condition: { StringEquals: { 'aws:SourceIp': '10.0.0.1' } } }),
    why: undefined,
  },
  {
    name: 'a Deny that hangs on something unknown, and no Allow: untrusted',
    source: trusting({ ...DENY, Condition: { StringEquals: { 'aws:SourceIp': '10.0.0.1' } } }),
    why: NOT_ALLOWED,
  },
  {
    name: 'the name of the service as an account: untrusted',
    source: principal({ AWS: 'lambda.amazonaws.com' }),
    why: NOT_ALLOWED,
  },
  {
    name: 'one Allow that applies beside one that does not: trusted',
    source: trusting({ ...ALLOW, Condition: { StringEquals: { 'aws:SourceAccount': '444455556666' } } }, ALLOW),
    why: undefined,
  },
  ...(
    [
      ['no document', undefined],
      ['null', null],
      ['not JSON', '{'],
      ['an unknown document', WHY],
      ['an unknown list of statements', { Statement: WHY }],
      ['no statements', { Statement: [] }],
      ['a Resource', trusting({ ...ALLOW, Resource: '*' })],
      ['no principal', trusting(NOBODY)],
      ['both kinds of principal', trusting({ ...ALLOW, NotPrincipal: LAMBDA })],
      ['a principal that is a service by itself', principal('lambda.amazonaws.com')],
      ['a principal of an unknown type', principal({ Lambda: 'lambda.amazonaws.com' })],
      ['a principal that is a number', principal({ Service: 7 })],
      ['no Effect', trusting({ ...ALLOW, Effect: undefined })],
      ['a key twice', '{"Statement":[],"Statement":[]}'],
      ['a bad statement beside a good one', trusting({ ...ALLOW, Principal: { Service: 'ec2.amazonaws.com' } }, 7)],
      ['more than IAM stores', trusting({ ...ALLOW, Sid: 'x'.repeat(8_192) })],
    ] as const
  ).map(([name, source]) => ({ name: `${name}: not judged`, source, why: 'not judged' })),
];

describe('the trust policy of a role', () => {
  it.each(ROWS)('$name', ({ source, why }) => {
    expect(whyNot(source)).toBe(why);
  });

  it('a function whose account or ARN is not known: not certainly untrusted', () => {
    const fn = { accountId: undefined, arn: WHY };
    expect(whyNot(when({ StringEquals: { 'aws:SourceAccount': '444455556666' } }), fn)).toBeUndefined();
    expect(whyNot(when({ ArnLike: { 'aws:SourceArn': 'arn:aws:sqs:*:*:*' } }), fn)).toBeUndefined();
  });
});

describe('assessRole', () => {
  const trust = parseTrustPolicy(principal({ Service: 'ec2.amazonaws.com' }));

  it.each([
    ['one that may trace', [policy('p', ALLOW_BOTH)]],
    ['one that may not', [policy('p', DENY_BOTH)]],
    ['one whose policies cannot be read', [policyWithout('p', 'not JSON')]],
  ])('an untrusted role, %s: untrusted', (_name, identity) => {
    expect(assessRole(knownRole({ identity, trust }), CALLER, DEFAULT_PARAMETERS, NOW)).toMatchObject({
      status: 'untrusted',
      why: NOT_ALLOWED,
      actions: [{}, {}],
    });
  });

  it('a trusted role, or one whose trust policy is not known: judged by its policies', () => {
    const identity = [policy('p', ALLOW_BOTH)];
    for (const known of [parseTrustPolicy(trusting(ALLOW)), undefined]) {
      expect(assessRole(knownRole({ identity, trust: known }), CALLER, DEFAULT_PARAMETERS, NOW)).toMatchObject({
        status: 'fine',
        why: undefined,
      });
    }
  });

  it('a role that trusts one function: judged for each function anew', () => {
    const oneFunction = parseTrustPolicy(when({ ArnLike: { 'aws:SourceArn': `${CALLER.arn}*` } }));
    const role = knownRole({ identity: [policy('p', ALLOW_BOTH)], trust: oneFunction });
    const assess = roleAssessor(DEFAULT_PARAMETERS, NOW);
    expect(assess(role, CALLER).status).toBe('fine');
    expect(assess(role, { ...CALLER, arn: CALLER.arn.replace('orders', 'billing') }).status).toBe('untrusted');
  });
});
