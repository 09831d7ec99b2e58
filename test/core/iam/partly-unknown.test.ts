import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assessRole } from '../../../rule/core/iam/assess-role.ts';
import type { TraceRequest } from '../../../rule/core/iam/context.ts';
import { decideAction } from '../../../rule/core/iam/evaluate.ts';
import type { Decision, PartlyKnownRole } from '../../../rule/core/iam/model.ts';
import { parsePolicyDocument } from '../../../rule/core/iam/policy-document.ts';
import { DEFAULT_PARAMETERS } from '../../../rule/core/parameters.ts';
import { UnknownValue } from '../../../rule/core/unknown-value.ts';
import {
  ACCOUNT,
  ALLOW_BOTH,
  CALLER,
  ceiling,
  DENY_BOTH,
  knownRole,
  NOW,
  policy,
  policyFrom,
  ROLE_ARN,
  type StatementSource,
  TELEMETRY,
  TRACE,
  traceRequest,
} from './roles.ts';

const WHY = 'parameter Stage has no value';
const ANY = new UnknownValue(WHY);
const beginning = (prefix: string) => new UnknownValue(WHY, prefix);

const having = (...statements: readonly unknown[]) =>
  knownRole({ identity: [policyFrom('tracing', { Version: '2012-10-17', Statement: statements })] });
const allowing = (elements: StatementSource) => having({ ...ALLOW_BOTH, ...elements });
/** A role that may trace, but for one Deny of everything with some elements changed. */
const guarded = (elements: StatementSource) =>
  having(ALLOW_BOTH, { Sid: 'Guard', Effect: 'Deny', Action: '*', Resource: '*', ...elements });
const when = (Condition: unknown) => ({ Condition });

interface Row {
  readonly name: string;
  readonly role: PartlyKnownRole;
  readonly request?: Partial<TraceRequest>;
  readonly trace: Decision;
  readonly telemetry?: Decision;
  /** Of PutTraceSegments; of an unknown decision `WHY` where it is not given. */
  readonly detail?: string;
}

const { Action: _action, ...WITHOUT_ACTION } = ALLOW_BOTH;
const { Resource: _resource, ...WITHOUT_RESOURCE } = ALLOW_BOTH;
const NOT_IN_LIST = { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1'] } };
const TEAM = 'aws:PrincipalTag/team';
const tagged = (value: string | UnknownValue, ...statements: readonly StatementSource[]) => ({
  ...having(...statements),
  tags: new Map([['team', value]]),
});
const inTeam = (operator: string, value: unknown) => ({ ...ALLOW_BOTH, ...when({ [operator]: { [TEAM]: value } }) });

const ROWS: readonly Row[] = [
  { name: 'the whole document: unknown', role: knownRole({ identity: [policyFrom('p', ANY)] }), trace: 'unknown' },
  {
    name: 'the list of statements: unknown',
    role: knownRole({ identity: [policyFrom('p', { Statement: ANY })] }),
    trace: 'unknown',
  },
  { name: 'a statement beside an Allow: unknown, it may deny', role: having(ALLOW_BOTH, ANY), trace: 'unknown' },
  { name: 'a statement alone: unknown, it may allow', role: having(ANY), trace: 'unknown' },
  { name: 'a statement beside a Deny: explicitDeny', role: having(ANY, DENY_BOTH), trace: 'explicitDeny' },
  {
    name: 'a statement under a boundary that does not allow: implicitDeny',
    role: {
      ...having(ANY),
      ceilings: [ceiling('boundary', policy('B', { Effect: 'Allow', Action: 's3:*', Resource: '*' }))],
    },
    trace: 'implicitDeny',
  },
  {
    name: 'a statement of a boundary: unknown',
    role: { ...having(ALLOW_BOTH), ceilings: [ceiling('boundary', policyFrom('B', { Statement: [ANY] }))] },
    trace: 'unknown',
  },
  { name: 'the Effect where nothing else allows: unknown', role: allowing({ Effect: ANY }), trace: 'unknown' },
  { name: 'the Effect beside an Allow: unknown', role: guarded({ Effect: ANY }), trace: 'unknown' },
  {
    name: 'the Effect of a statement for other actions: allowed',
    role: guarded({ Effect: ANY, Action: 's3:*' }),
    trace: 'allowed',
  },
  {
    name: 'the Effect of a statement on an ARN: allowed',
    role: guarded({ Effect: ANY, Resource: 'arn:aws:s3:::logs' }),
    trace: 'allowed',
  },
  {
    name: 'the Effect of a statement on an ARN alone: implicitDeny',
    role: allowing({ Effect: ANY, Resource: 'arn:aws:s3:::logs' }),
    trace: 'implicitDeny',
  },
  {
    name: 'an Action beside those that are listed: allowed',
    role: allowing({ Action: [TRACE, TELEMETRY, ANY] }),
    trace: 'allowed',
  },
  {
    name: 'an Action beside one that is listed: the other unknown',
    role: allowing({ Action: [TRACE, ANY] }),
    trace: 'allowed',
    telemetry: 'unknown',
  },
  { name: 'an Action of S3: implicitDeny', role: allowing({ Action: beginning('s3:') }), trace: 'implicitDeny' },
  {
    name: 'an Action that begins as one of the two, in another case: the other implicitDeny',
    role: allowing({ Action: beginning('XRay:puttrace') }),
    trace: 'unknown',
    telemetry: 'implicitDeny',
  },
  {
    name: 'an Action that begins with a pattern: unknown',
    role: allowing({ Action: [beginning('xray:P?t'), beginning('xray:*X')] }),
    trace: 'unknown',
  },
  {
    name: 'an Action longer than both: implicitDeny',
    role: allowing({ Action: beginning(`${TELEMETRY}ByPost`) }),
    trace: 'implicitDeny',
  },
  { name: 'all of Action in a Deny: unknown', role: guarded({ Action: ANY }), trace: 'unknown' },
  { name: 'an Action of SQS in a Deny: allowed', role: guarded({ Action: [beginning('sqs:')] }), trace: 'allowed' },
  {
    name: 'an Action beside a star in a Deny: explicitDeny',
    role: guarded({ Action: [ANY, '*'] }),
    trace: 'explicitDeny',
  },
  {
    name: 'a NotAction that may be this action: unknown',
    role: having({ ...WITHOUT_ACTION, NotAction: ['iam:*', ANY] }),
    trace: 'unknown',
  },
  {
    name: 'a NotAction that cannot be this action: allowed',
    role: having({ ...WITHOUT_ACTION, NotAction: ['iam:*', beginning('s3:')] }),
    trace: 'allowed',
  },
  {
    name: 'a NotAction beside one that is this action: implicitDeny',
    role: having({ ...WITHOUT_ACTION, NotAction: [ANY, 'xray:*'] }),
    trace: 'implicitDeny',
  },
  { name: 'the Resource: unknown', role: allowing({ Resource: ANY }), trace: 'unknown' },
  { name: 'a Resource beside a star: allowed', role: allowing({ Resource: [ANY, '*'] }), trace: 'allowed' },
  {
    name: 'a Resource that is an ARN: implicitDeny, a near miss',
    role: allowing({ Resource: [beginning('arn:aws:sqs:')] }),
    trace: 'implicitDeny',
    detail: 'only on specific resources, X-Ray needs "*"',
  },
  {
    name: 'a Resource that begins with a star: unknown',
    role: allowing({ Resource: beginning('*') }),
    trace: 'unknown',
  },
  { name: 'a Resource in a Deny: unknown', role: guarded({ Resource: ANY }), trace: 'unknown' },
  {
    name: 'a Resource that is an ARN in a Deny: allowed',
    role: guarded({ Resource: beginning('arn:') }),
    trace: 'allowed',
  },
  {
    name: 'a NotResource that is an ARN: allowed',
    role: having({ ...WITHOUT_RESOURCE, NotResource: beginning('arn:') }),
    trace: 'allowed',
  },
  {
    name: 'a NotResource that may be a star: unknown',
    role: having({ ...WITHOUT_RESOURCE, NotResource: ANY }),
    trace: 'unknown',
  },
  {
    name: 'a NotResource beside a star: implicitDeny',
    role: having({ ...WITHOUT_RESOURCE, NotResource: ['*', ANY] }),
    trace: 'implicitDeny',
    detail: 'only on specific resources, X-Ray needs "*"',
  },
  { name: 'the Sid: allowed', role: allowing({ Sid: ANY }), trace: 'allowed' },
  { name: 'the Sid of a Deny: explicitDeny', role: guarded({ Sid: ANY }), trace: 'explicitDeny' },
  {
    name: 'the Version where no variable is: allowed',
    role: knownRole({ identity: [policyFrom('p', { Version: ANY, Statement: [ALLOW_BOTH] })] }),
    trace: 'allowed',
  },
  {
    name: 'the Version where a variable is: unknown',
    role: knownRole({
      identity: [
        policyFrom('p', {
          Version: ANY,
          Statement: [
            { ...ALLOW_BOTH, ...when({ StringEquals: { 'aws:ResourceAccount': `\${aws:PrincipalAccount}` } }) },
          ],
        }),
      ],
    }),
    trace: 'unknown',
  },
  { name: 'the Condition of an Allow: unknown', role: allowing(when(ANY)), trace: 'unknown' },
  { name: 'the Condition of a Deny: unknown', role: guarded(when(ANY)), trace: 'unknown' },
  { name: 'the keys of an operator: unknown', role: guarded(when({ StringEquals: ANY })), trace: 'unknown' },
  {
    name: 'the keys of an operator beside a condition that does not hold: allowed',
    role: guarded(when({ StringLike: ANY, Bool: { 'aws:SecureTransport': 'false' } })),
    trace: 'allowed',
  },
  {
    name: 'the values of a key: unknown',
    role: guarded(when({ StringNotEquals: { 'aws:RequestedRegion': ANY } })),
    trace: 'unknown',
  },
  {
    name: 'a value beside the one that matches: allowed',
    role: guarded(when({ StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', ANY] } })),
    trace: 'allowed',
  },
  {
    name: 'a value that begins as no Region here does, in an Allow: implicitDeny',
    role: allowing(when({ StringEquals: { 'aws:RequestedRegion': beginning('us-') } })),
    trace: 'implicitDeny',
    detail: 'only if a condition on aws:RequestedRegion holds, which it does not',
  },
  {
    name: 'a value that begins as the Region does, in an Allow: unknown',
    role: allowing(when({ StringLike: { 'aws:RequestedRegion': beginning('eu-') } })),
    trace: 'unknown',
  },
  {
    name: 'two values that are not known, one of which may be it: unknown',
    role: allowing(when({ StringEquals: { 'aws:RequestedRegion': [beginning('us-'), beginning('eu-')] } })),
    trace: 'unknown',
  },
  {
    name: 'a number, whatever it begins with: unknown',
    role: allowing(when({ NumericGreaterThan: { 'aws:EpochTime': beginning('9') } })),
    trace: 'unknown',
  },
  {
    name: 'a value of Null: unknown',
    role: { ...guarded(when({ Null: { [TEAM]: ANY } })), tags: new Map() },
    trace: 'unknown',
  },
  {
    name: 'a value of Null beside one that holds: explicitDeny',
    role: guarded(when({ Null: { 'aws:PrincipalArn': ['false', ANY] } })),
    trace: 'explicitDeny',
    detail: `aws:PrincipalArn is ${ROLE_ARN}`,
  },
  {
    name: 'a value for a key that is absent: implicitDeny',
    role: { ...allowing(when({ StringEquals: { [TEAM]: ANY } })), tags: new Map() },
    trace: 'implicitDeny',
    detail: `only if a condition on ${TEAM} holds, which it does not`,
  },
  {
    name: 'a value for a key nobody can know: conditional, whatever the value is',
    role: allowing(when({ StringEquals: { 'aws:SourceVpc': ANY } })),
    trace: 'conditional',
    detail: 'depends on aws:SourceVpc',
  },
  {
    name: 'a condition nobody can know beside one for want of a fact: unknown',
    role: allowing(when({ StringEquals: { 'aws:SourceVpc': 'vpc-1', [TEAM]: 'orders' } })),
    trace: 'unknown',
    detail: `${TEAM}: not known`,
  },
  {
    name: 'a condition for want of a fact beside one nobody can know: unknown',
    role: allowing(when({ StringEquals: { [TEAM]: 'orders', 'aws:SourceVpc': 'vpc-1' } })),
    trace: 'unknown',
    detail: `${TEAM}: not known`,
  },
  {
    name: 'a statement whose beginning is said to be known: unknown all the same',
    role: having(ALLOW_BOTH, beginning('s3:')),
    trace: 'unknown',
  },
  {
    name: 'a possible Allow beside a conditional one: unknown',
    role: having({ ...ALLOW_BOTH, ...when({ StringEquals: { 'aws:SourceVpc': 'vpc-1' } }) }, ANY),
    trace: 'unknown',
  },
  {
    name: 'a possible Allow beside a plain one: allowed',
    role: having({ ...ALLOW_BOTH, Resource: ANY }, ALLOW_BOTH),
    trace: 'allowed',
  },
  {
    name: 'a possible Deny where nothing allows: implicitDeny',
    role: having({ ...DENY_BOTH, Resource: ANY }),
    trace: 'implicitDeny',
  },
  {
    name: 'a possible Deny beside a possible Allow: unknown',
    role: having({ ...DENY_BOTH, Resource: ANY }, { ...ALLOW_BOTH, Resource: ANY }),
    trace: 'unknown',
  },
  {
    name: 'a value that begins as the tag does, with capitals: unknown',
    role: tagged('Orders', inTeam('StringEquals', beginning('Ord'))),
    trace: 'unknown',
  },
  {
    name: 'a possible Deny beside a conditional one: unknown',
    role: having(
      ALLOW_BOTH,
      { ...DENY_BOTH, ...when({ StringEquals: { 'aws:SourceVpc': 'vpc-1' } }) },
      { ...DENY_BOTH, Resource: ANY },
    ),
    trace: 'unknown',
  },
  {
    name: 'a Deny by Region, Region not known: unknown',
    role: guarded(when(NOT_IN_LIST)),
    request: { region: undefined },
    trace: 'unknown',
    detail: 'aws:RequestedRegion: not known',
  },
  {
    name: 'a Deny by Region, Region hanging on a parameter: unknown, with the reason',
    role: guarded(when(NOT_IN_LIST)),
    request: { region: ANY },
    trace: 'unknown',
    detail: `aws:RequestedRegion: ${WHY}`,
  },
  {
    name: 'a Deny by a Region that begins otherwise: allowed',
    role: guarded(when({ StringEquals: { 'aws:RequestedRegion': ['us-east-1', 'US-*'] } })),
    request: { region: beginning('eu-') },
    trace: 'allowed',
  },
  {
    name: 'a Deny where the key is absent, Region not known: allowed, it is there',
    role: guarded(when({ Null: { 'aws:RequestedRegion': 'true' } })),
    request: { region: undefined },
    trace: 'allowed',
  },
  {
    name: 'an Allow for any role ARN, ARN not known: allowed',
    role: allowing(when({ StringLike: { 'aws:PrincipalArn': '*' } })),
    request: { roleArn: undefined },
    trace: 'allowed',
  },
  {
    name: 'an Allow by account through a variable, account not known: unknown',
    role: allowing(when({ StringEquals: { 'aws:PrincipalTag/account': `\${aws:PrincipalAccount}` } })),
    request: { accountId: undefined, roleTags: new Map([['account', ACCOUNT]]) },
    trace: 'unknown',
    detail: 'aws:PrincipalAccount: not known',
  },
  {
    name: 'a Deny of one function, function not known: unknown for the action that has it',
    role: guarded(when({ ArnEquals: { 'lambda:SourceFunctionArn': CALLER.arn } })),
    request: { functionArn: undefined },
    trace: 'unknown',
    telemetry: 'conditional',
    detail: 'lambda:SourceFunctionArn: not known',
  },
  {
    name: 'a Deny of ARNs that begin otherwise, ARN not known: allowed',
    role: guarded(when({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/ci-*' } })),
    request: { roleArn: beginning(`arn:aws:iam::${ACCOUNT}:user/`) },
    trace: 'unknown',
    detail: `aws:PrincipalArn: ${WHY}`,
  },
  {
    name: 'an Allow of ARNs of another account, ARN not known: implicitDeny',
    role: allowing(when({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::444455556666:role/*' } })),
    request: { roleArn: beginning(`arn:aws:iam::${ACCOUNT}:role/`) },
    trace: 'implicitDeny',
    detail: 'only if a condition on aws:PrincipalArn holds, which it does not',
  },
  {
    name: 'a tag that is there, value not known, StringLike its beginning: allowed',
    role: tagged(beginning('orders-'), inTeam('StringLike', 'orders-*')),
    trace: 'allowed',
  },
  {
    name: 'a tag whose value is not known, equal to something shorter: implicitDeny',
    role: tagged(beginning('orders-'), inTeam('StringEqualsIgnoreCase', 'ORDERS')),
    trace: 'implicitDeny',
    detail: `only if a condition on ${TEAM} holds, which it does not`,
  },
  {
    name: 'a tag whose value is not known, equal to something longer: unknown',
    role: tagged(beginning('orders-'), inTeam('StringEqualsIgnoreCase', 'ORDERS-EU')),
    trace: 'unknown',
    detail: `${TEAM}: ${WHY}`,
  },
  {
    name: 'a tag whose value is not known, against a pattern that matches some: unknown',
    role: tagged(beginning('orders-'), inTeam('StringLike', '*-eu')),
    trace: 'unknown',
    detail: `${TEAM}: ${WHY}`,
  },
  {
    name: 'a tag whose value is not known, against a pattern that is longer: unknown',
    role: tagged(beginning('ord'), inTeam('StringLike', 'orders*')),
    trace: 'unknown',
    detail: `${TEAM}: ${WHY}`,
  },
  {
    name: 'a tag whose value is not known, as a number: unknown',
    role: tagged(beginning('x'), inTeam('NumericLessThan', '7')),
    trace: 'unknown',
    detail: `${TEAM}: ${WHY}`,
  },
];

function decide({ role, request }: Row) {
  return [TRACE, TELEMETRY].map((action) => decideAction(action, role, traceRequest(role, request)));
}

describe('a document or a request of which something is not known', () => {
  it.each(ROWS)('$name', (row) => {
    const seen = decide(row).map(({ decision }) => decision);
    expect(seen).toEqual([row.trace, row.telemetry ?? row.trace]);
    expect(decide(row)[0]?.detail).toBe(row.detail ?? (row.trace === 'unknown' ? WHY : undefined));
  });

  it('a bad part beside an unknown one: unreadable all the same', () => {
    expect(parsePolicyDocument({ Statement: [ANY, { ...ALLOW_BOTH, Effect: 'allow' }] }).kind).toBe('unreadable');
    expect(parsePolicyDocument({ Statement: [{ ...ALLOW_BOTH, Action: [ANY, 7] }] }).kind).toBe('unreadable');
    expect(parsePolicyDocument({ Statement: [{ ...ALLOW_BOTH, Resource: [ANY, 7] }] }).kind).toBe('unreadable');
    expect(parsePolicyDocument({ Version: '2013', Statement: ANY }).kind).toBe('unreadable');
  });

  it('names the statement that may decide, by its index', () => {
    expect(decide({ name: '', role: having(ALLOW_BOTH, ANY), trace: 'unknown' })[0]?.by).toEqual({
      layer: 'identity',
      policy: 'tracing',
      statement: 1,
    });
  });

  it('a role that is planned: judged by name, without an ARN', () => {
    const { tags, ...role } = having(ALLOW_BOTH);
    const planned = { ...role, tags, arn: new UnknownValue('it is made when deployed'), name: 'OrdersRole' };
    const assessment = assessRole(
      planned,
      { accountId: undefined, region: undefined, arn: undefined },
      DEFAULT_PARAMETERS,
      NOW,
    );
    expect(assessment).toMatchObject({ status: 'fine', role: undefined, name: 'OrdersRole' });
  });

  it('a service-linked role whose ARN is partly known: no organization policy binds it', () => {
    const arn = beginning(ROLE_ARN.replace('orders-exec', 'aws-service-role/'));
    const role = { ...having(ALLOW_BOTH), arn, ceilings: [ceiling('scp', policy('No', DENY_BOTH))] };
    expect(decideAction(TRACE, role, traceRequest(role)).decision).toBe('allowed');
  });
});

const RUNS = { numRuns: 1_500 };

/** Statements that meet the request often. */
const statement = fc.record({
  Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
  Action: fc.uniqueArray(fc.constantFrom(TRACE, 'xray:Put*', '*', 's3:*', 'logs:PutLogEvents'), {
    minLength: 1,
    maxLength: 2,
  }),
  Resource: fc.constantFrom(['*'], ['*'], ['arn:aws:s3:::logs'], ['arn:aws:s3:::logs', '*']),
  Condition: fc.constantFrom(
    {},
    { StringEquals: { [TEAM]: ['red', 'blue'] } },
    { StringNotLike: { [TEAM]: ['r*'] } },
    { StringLike: { 'aws:RequestedRegion': ['eu-*'] }, Null: { [TEAM]: ['true'] } },
    { StringEquals: { 'aws:SourceVpc': ['vpc-1'] } },
  ),
});

/** The same JSON with one part in it, chosen by number, made unknown; its beginning stays known now and then. */
function withUnknownPart(source: unknown, chosen: number, keepsPrefix: boolean): unknown {
  const parts: (readonly (string | number)[])[] = [];
  const collect = (value: unknown, path: readonly (string | number)[]): void => {
    if (path.length > 0) parts.push(path);
    if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) {
        collect(member, [...path, Array.isArray(value) ? Number(key) : key]);
      }
    }
  };
  collect(source, []);
  const target = parts[chosen % parts.length] ?? [];
  const replace = (value: unknown, path: readonly (string | number)[]): unknown => {
    const [key, ...rest] = path;
    if (key === undefined) {
      return new UnknownValue(WHY, keepsPrefix && typeof value === 'string' ? value.slice(0, 2) : '');
    }
    if (Array.isArray(value)) return value.map((item, index) => (index === key ? replace(item, rest) : item));
    return Object.fromEntries(
      Object.entries(value as object).map(([name, member]) => [name, name === key ? replace(member, rest) : member]),
    );
  };
  return replace(source, target);
}

describe('what is decided without a fact', () => {
  it('is what the fact would have left decided, for every part of a document', () => {
    const seen = new Map<Decision, number>();
    fc.assert(
      fc.property(
        fc.array(statement, { minLength: 1, maxLength: 4 }),
        fc.nat(),
        fc.boolean(),
        fc.constantFrom('red', 'blue', 'green'),
        (statements, chosen, keepsPrefix, team) => {
          const roleWith = (document: unknown) => ({
            ...knownRole({ tags: new Map([['team', team]]) }),
            identity: [policyFrom('p', { Version: '2012-10-17', Statement: document })],
          });
          const whole = roleWith(statements);
          const partly = roleWith(withUnknownPart(statements, chosen, keepsPrefix));
          const { decision } = decideAction(TRACE, partly, traceRequest(partly));
          const actual = decideAction(TRACE, whole, traceRequest(whole)).decision;
          seen.set(decision, (seen.get(decision) ?? 0) + 1);
          if (decision === 'unknown') return;
          const isDenied = (one: Decision) => one === 'implicitDeny' || one === 'explicitDeny';
          expect(isDenied(decision) ? isDenied(actual) : decision === actual, `${decision}, truly ${actual}`).toBe(
            true,
          );
        },
      ),
      RUNS,
    );
    for (const decision of ['allowed', 'explicitDeny', 'implicitDeny', 'conditional', 'unknown'] as const) {
      expect(seen.get(decision) ?? 0, decision).toBeGreaterThan(20);
    }
  });
});
