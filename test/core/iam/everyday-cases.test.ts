import { describe, expect, it } from 'vitest';
import { decider } from '../../../rule/core/decide.ts';
import { awsManagedPolicies } from '../../../rule/core/iam/aws-managed-policies.ts';
import type { KnownRole, Policy } from '../../../rule/core/iam/model.ts';
import type { RecordedFunction, Verdict } from '../../../rule/core/model.ts';
import { DEFAULT_PARAMETERS, type RuleParameters } from '../../../rule/core/parameters.ts';
import {
  ACCOUNT,
  ALLOW_ALL,
  ALLOW_BOTH,
  CALLER,
  ceiling,
  knownRole,
  policy,
  policyFrom,
  ROLE_ARN,
  type StatementSource,
} from './roles.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const ORDERS: RecordedFunction = {
  kind: 'recorded',
  ...CALLER,
  resourceId: 'orders',
  tracingMode: 'Active',
  role: ROLE_ARN,
  exemptionTag: undefined,
  untraceableEventSources: [],
};
const managed = awsManagedPolicies(DEFAULT_PARAMETERS.requiredActions);
const aws = (name: string) => managed(`arn:aws:iam::aws:policy/${name}`);
const BASIC = aws('AWSLambdaBasicExecutionRole');
const TRACING = policy('tracing', { Sid: 'Trace', ...ALLOW_BOTH });

function role(identity: readonly Policy[], boundary?: readonly StatementSource[]): KnownRole {
  const ceilings = boundary === undefined ? [] : [ceiling('boundary', policy('TeamBoundary', ...boundary))];
  return knownRole({ tags: new Map([['team', 'orders']]), identity, ceilings });
}

const denyWhen = (Condition: unknown): StatementSource => ({
  Sid: 'Guard',
  Effect: 'Deny',
  Action: '*',
  Resource: '*',
  Condition,
});
const denied = (Condition: unknown) => role([TRACING, policy('guard', denyWhen(Condition))]);
const bounded = (Condition: unknown) => role([TRACING], [ALLOW_ALL, denyWhen(Condition)]);
const allowedWhen = (Condition: unknown) => role([policy('tracing', { Sid: 'Trace', ...ALLOW_BOTH, Condition })]);
const text = (json: string) => role([TRACING, policyFrom('inline', json)]);

type Outcome = readonly [compliance: Verdict['compliance'], reason: string, decision: string];
const ALLOWED: Outcome = ['COMPLIANT', 'compliant', 'allowed'];
const IMPLICIT: Outcome = ['NON_COMPLIANT', 'role-denied', 'implicitDeny'];
const EXPLICIT: Outcome = ['NON_COMPLIANT', 'role-denied', 'explicitDeny'];
const CONDITIONAL: Outcome = ['NON_COMPLIANT', 'role-conditional', 'conditional'];
const UNKNOWN: Outcome = ['INSUFFICIENT_DATA', 'role-unknown', 'unknown'];

interface Row {
  readonly name: string;
  readonly role: KnownRole;
  readonly outcome: Outcome;
  readonly parameters?: Partial<RuleParameters>;
  /** Must the annotation advise to attach the usual policy? Not asked where it is not given. */
  readonly advises?: boolean;
  /** What the annotation must say. */
  readonly says?: string;
}

const PERIMETER = {
  StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
  BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
};
const NETWORK = { StringNotEqualsIfExists: { 'aws:SourceVpc': 'vpc-0a1b2c3d' } };
const REGIONS = {
  Sid: 'Regions',
  Effect: 'Deny',
  NotAction: ['iam:*', 'organizations:*', 'route53:*'],
  Resource: '*',
  Condition: {
    StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1'] },
    ArnNotLike: { 'aws:PrincipalARN': ['arn:aws:iam::*:role/AWSControlTowerExecution'] },
  },
};
const revoked = (before: string) =>
  role([
    TRACING,
    policy('AWSRevokeOlderSessions', {
      Effect: 'Deny',
      Action: ['*'],
      Resource: ['*'],
      Condition: { DateLessThan: { 'aws:TokenIssueTime': before } },
    }),
  ]);

const ROWS: readonly Row[] = [
  {
    name: 'Region guard of a landing zone, Region in the list',
    role: role([TRACING], [ALLOW_ALL, REGIONS]),
    outcome: ALLOWED,
  },
  {
    name: 'network perimeter for functions, in a boundary',
    role: bounded({ Null: { 'lambda:SourceFunctionArn': 'false' }, ...NETWORK }),
    outcome: CONDITIONAL,
    says: 'depends on aws:SourceVpc (boundary TeamBoundary, statement Guard)',
  },
  {
    name: 'identity perimeter, organization not told',
    role: bounded(PERIMETER),
    outcome: CONDITIONAL,
    says: 'depend on aws:PrincipalOrgID',
  },
  {
    name: 'identity perimeter, organization told',
    role: bounded(PERIMETER),
    parameters: { organizationId: 'o-a1b2c3d4e5' },
    outcome: ALLOWED,
  },
  {
    name: 'identity perimeter, another organization told',
    role: bounded(PERIMETER),
    parameters: { organizationId: 'o-zzzzzzzzzz' },
    outcome: EXPLICIT,
    says: 'aws:PrincipalOrgID is o-zzzzzzzzzz',
  },
  {
    name: 'Deny unless a user name',
    role: denied({ StringNotEquals: { 'aws:username': 'ci' } }),
    outcome: EXPLICIT,
    says: 'aws:username is absent',
  },
  {
    name: "Deny when a service calls on somebody's behalf",
    role: denied({ Bool: { 'aws:ViaAWSService': 'true' } }),
    outcome: ALLOWED,
  },
  {
    name: "Deny unless a service calls on somebody's behalf",
    role: denied({ BoolIfExists: { 'aws:ViaAWSService': 'false' } }),
    outcome: EXPLICIT,
  },
  {
    name: 'Deny when the key for that says false, which it may not be there to say',
    role: denied({ Bool: { 'aws:ViaAWSService': 'false' } }),
    outcome: CONDITIONAL,
    says: 'depend on aws:ViaAWSService (policy guard',
  },
  {
    name: 'Deny on two keys that may be false or absent, each of which saves it in one world',
    role: denied({ Bool: { 'aws:ViaAWSService': 'false', 'aws:MultiFactorAuthPresent': 'false' } }),
    outcome: CONDITIONAL,
    says: 'aws:MultiFactorAuthPresent, aws:ViaAWSService',
  },
  {
    name: 'Allow only by way of Lambda, which is never set',
    role: allowedWhen({ 'ForAnyValue:StringEquals': { 'aws:CalledVia': ['lambda.amazonaws.com'] } }),
    outcome: IMPLICIT,
    advises: true,
  },
  {
    name: 'a statement of a resource policy copied into the role',
    role: allowedWhen({
      StringEquals: { 'aws:SourceAccount': ACCOUNT },
      StringLike: { 'aws:SourceArn': 'arn:aws:lambda:*' },
    }),
    outcome: IMPLICIT,
  },
  { name: 'sessions revoked nine months ago', role: revoked('2026-02-14T09:30:00.000Z'), outcome: ALLOWED },
  {
    name: 'sessions revoked twelve hours ago to the second',
    role: revoked('2026-11-20T00:00:00.000Z'),
    outcome: ALLOWED,
  },
  {
    name: 'sessions revoked a second later than that',
    role: revoked('2026-11-20T00:00:01.000Z'),
    outcome: CONDITIONAL,
  },
  {
    name: 'sessions revoked an hour ago',
    role: revoked('2026-11-20T11:00:00.000Z'),
    outcome: CONDITIONAL,
    says: 'This ends by itself at 2026-11-20T23:00:00Z.',
  },
  {
    name: 'all sessions revoked, those of the future too',
    role: revoked('2026-11-21T00:00:00.000Z'),
    outcome: EXPLICIT,
  },
  {
    name: 'Deny when MFA is old',
    role: denied({ NumericGreaterThan: { 'aws:MultiFactorAuthAge': '3600' } }),
    outcome: ALLOWED,
  },
  {
    name: 'Allow by a tag of the resource',
    role: allowedWhen({ StringEquals: { 'aws:ResourceTag/team': `\${aws:PrincipalTag/team}` } }),
    outcome: IMPLICIT,
  },
  {
    name: 'Deny if the resource has another tag',
    role: bounded({
      StringNotEquals: { 'aws:ResourceTag/team': `\${aws:PrincipalTag/team}` },
      Null: { 'aws:ResourceTag/team': 'false' },
    }),
    outcome: ALLOWED,
  },
  {
    name: 'Deny when the request brings no tag',
    role: bounded({ Null: { 'aws:RequestTag/CostCenter': 'true' } }),
    outcome: EXPLICIT,
  },
  {
    name: 'Deny when a key of Lambda is absent',
    role: bounded({ Null: { 'lambda:VpcIds': 'true' } }),
    outcome: EXPLICIT,
  },
  {
    name: 'Allow by a key of IAM',
    role: allowedWhen({ StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } }),
    outcome: IMPLICIT,
  },
  {
    name: 'Allow by the id of the role',
    role: { ...allowedWhen({ StringLike: { 'aws:userid': 'AROAEXAMPLE:*' } }), id: 'AROAEXAMPLE' },
    outcome: ALLOWED,
  },
  {
    name: 'Allow by the id of another role',
    role: { ...allowedWhen({ StringLike: { 'aws:userid': 'AROAOTHER:*' } }), id: 'AROAEXAMPLE' },
    outcome: IMPLICIT,
  },
  {
    name: 'Allow by the name of a session, which Lambda chooses',
    role: { ...allowedWhen({ StringEquals: { 'aws:userid': 'AROAEXAMPLE:orders' } }), id: 'AROAEXAMPLE' },
    outcome: CONDITIONAL,
  },
  {
    name: 'Allow by the id of the role, which is not known',
    role: allowedWhen({ StringLike: { 'aws:userid': 'AROAEXAMPLE:*' } }),
    outcome: UNKNOWN,
  },
  {
    name: 'the usual policy beside one that AWS has withdrawn',
    role: role([aws('AWSXRayDaemonWriteAccess'), aws('AWSLambdaReadOnlyAccess')]),
    outcome: ALLOWED,
  },
  { name: 'a withdrawn policy that grants both', role: role([aws('AWSLambdaFullAccess')]), outcome: ALLOWED },
  {
    name: 'a withdrawn policy whose document is not known',
    role: role([aws('AWSXRayDaemonWriteAccess'), aws('AWSLambdaReplicatorInternal')]),
    outcome: UNKNOWN,
    says: 'withdrawn by AWS',
  },
  {
    name: 'nothing allows, and the boundary lacks the actions too',
    role: role([BASIC], [{ ...ALLOW_ALL, Action: ['logs:*', 's3:*'] }]),
    outcome: IMPLICIT,
    advises: false,
    says: 'boundary TeamBoundary does not allow it',
  },
  {
    name: 'nothing allows, and the boundary denies outside a network',
    role: role([BASIC], [ALLOW_ALL, denyWhen(NETWORK)]),
    outcome: IMPLICIT,
    advises: false,
    says: 'boundary TeamBoundary, statement Guard sets a condition',
  },
  {
    name: 'nothing allows, and nothing stands in the way',
    role: role([BASIC], [ALLOW_ALL]),
    outcome: IMPLICIT,
    advises: true,
  },
  {
    name: 'a Deny with an empty list of actions',
    role: text('{"Statement":[{"Effect":"Deny","Action":[],"Resource":"*"}]}'),
    outcome: UNKNOWN,
  },
  {
    name: 'a Deny on "+"',
    role: text('{"Statement":[{"Effect":"Deny","Action":"xray:*","Resource":"+"}]}'),
    outcome: UNKNOWN,
  },
  {
    name: 'an action of a zero character',
    role: role([policyFrom('inline', '{"Statement":[{"Effect":"Allow","Action":"xray:\\u0000","Resource":"*"}]}')]),
    outcome: UNKNOWN,
  },
  {
    name: 'an Effect that stands twice',
    role: text('{"Statement":[{"Effect":"Deny","Effect":"Allow","Action":"xray:*","Resource":"*"}]}'),
    outcome: UNKNOWN,
  },
  {
    name: 'a condition value larger than IAM stores, in a Deny of something else',
    role: role([
      aws('AWSXRayDaemonWriteAccess'),
      policy('inline', {
        Effect: 'Deny',
        Action: 's3:*',
        Resource: '*',
        Condition: { StringLike: { 'aws:PrincipalTag/a': '${a'.repeat(20_000) } },
      }),
    ]),
    outcome: UNKNOWN,
  },
];

describe('what people have written into policies', () => {
  it.each(ROWS)('$name', ({ role: known, outcome, parameters, advises, says }) => {
    const verdict = decider({ ...DEFAULT_PARAMETERS, ...parameters }, NOW)(ORDERS, () => known);
    const [compliance, reason, decision] = outcome;

    expect([verdict.compliance, verdict.reasons, verdict.actions.map((each) => each.decision)]).toEqual([
      compliance,
      [reason],
      [decision, decision],
    ]);
    if (advises !== undefined) expect(verdict.annotation.includes('Attach AWSXRayDaemonWriteAccess.')).toBe(advises);
    if (says !== undefined) expect(verdict.annotation).toContain(says);
  });

  it.each(ROWS.filter(({ outcome }) => outcome !== ALLOWED && outcome !== CONDITIONAL))(
    '$name: no parameter that accepts conditions makes it compliant',
    ({ role: known, parameters }) => {
      const lenient = { ...DEFAULT_PARAMETERS, ...parameters, conditionalAccess: 'COMPLIANT' } as const;
      expect(decider(lenient, NOW)(ORDERS, () => known).compliance).not.toBe('COMPLIANT');
    },
  );
});
