import { describe, expect, it } from 'vitest';
import { nameInArn } from '../../../rule/core/arn.ts';
import { assessRole } from '../../../rule/core/iam/assess-role.ts';
import type { TraceRequest } from '../../../rule/core/iam/context.ts';
import { decideAction } from '../../../rule/core/iam/evaluate.ts';
import type { Decision, KnownRole, Layer } from '../../../rule/core/iam/model.ts';
import { DEFAULT_PARAMETERS } from '../../../rule/core/parameters.ts';
import { parseConfigurationItem } from '../../../rule/recorded/configuration-item.ts';
import { isAwsManaged, policyRecord, recordedPolicy } from '../../../rule/recorded/iam-policy.ts';
import { roleRecord } from '../../../rule/recorded/iam-role.ts';
import {
  ACCOUNT,
  ALLOW_ALL,
  ALLOW_BOTH,
  CALLER,
  ceiling,
  DENY_BOTH,
  knownRole,
  NOW,
  policy,
  policyFrom,
  policyWithout,
  ROLE_ARN,
  TELEMETRY,
  TRACE,
  traceRequest,
} from './roles.ts';

/** Decision, and the layer, policy and statement it must be put down to. */
type Expected = readonly [decision: Decision, layer: Layer, policy: string | null, statement: string | number | null];

interface HardCase {
  /** Starts with the number of the case; a case may take several rows. */
  readonly name: string;
  readonly role: KnownRole;
  readonly request?: Partial<TraceRequest>;
  readonly trace: Expected;
  /** The same as for PutTraceSegments where it is not given. */
  readonly telemetry?: Expected;
  /** What a person is told beside the policy's name, for PutTraceSegments. */
  readonly detail?: string;
}

const ALLOWED: Expected = ['allowed', 'identity', 'tracing', 0];
const NOTHING_ALLOWS: Expected = ['implicitDeny', 'identity', null, null];
const NEAR_MISS: Expected = ['implicitDeny', 'identity', 'tracing', 0];
const UNREADABLE: Expected = ['unknown', 'identity', 'tracing', null];

const TRACING = policy('tracing', ALLOW_BOTH);
const UNREADABLE_TRACING = policyFrom('tracing', '{"Version": ');
const ONLY_ON_RESOURCES = 'only on specific resources, X-Ray needs "*"';

/** A role whose one policy `tracing` has these statements. */
function granting(...statements: Parameters<typeof policy>[1][]): KnownRole {
  return knownRole({ identity: [policy('tracing', ...statements)] });
}

function allowing(elements: Parameters<typeof policy>[1]): KnownRole {
  return granting({ Effect: 'Allow', Action: [TRACE, TELEMETRY], Resource: '*', ...elements });
}

/** A role that may trace, but for a policy `guard` with one Deny. */
function guarded(elements: Parameters<typeof policy>[1]): KnownRole {
  const guard = policy('guard', { Sid: 'Guard', Effect: 'Deny', Action: '*', Resource: '*', ...elements });
  return knownRole({ identity: [TRACING, guard] });
}

const DENIED_BY_GUARD: Expected = ['explicitDeny', 'identity', 'guard', 'Guard'];
const HANGS_ON_GUARD: Expected = ['conditional', 'identity', 'guard', 'Guard'];

function documentOf(statement: unknown, has: Readonly<Record<string, unknown>> = { Version: '2012-10-17' }) {
  return { ...has, Statement: [statement] };
}

const DOCUMENT = JSON.stringify(documentOf(ALLOW_BOTH));
const withDocument = (document: unknown) => knownRole({ identity: [policyFrom('tracing', document)] });
const { Action: _, ...ALLOW_WITHOUT_ACTION } = ALLOW_BOTH;

const HARD_CASES: readonly HardCase[] = [
  { name: '1 both actions on all resources: allowed', role: granting(ALLOW_BOTH), trace: ALLOWED },
  { name: '2 no policies: implicitDeny', role: knownRole(), trace: NOTHING_ALLOWS },
  {
    name: '3 only PutTraceSegments: implicitDeny of PutTelemetryRecords alone',
    role: allowing({ Action: TRACE }),
    trace: ALLOWED,
    telemetry: NOTHING_ALLOWS,
  },
  {
    name: '3 only PutTelemetryRecords: implicitDeny of PutTraceSegments alone',
    role: allowing({ Action: TELEMETRY }),
    trace: NOTHING_ALLOWS,
    telemetry: ALLOWED,
  },
  { name: '4 xray:Put*: allowed', role: allowing({ Action: 'xray:Put*' }), trace: ALLOWED },
  { name: '4 xray:*: allowed', role: allowing({ Action: 'xray:*' }), trace: ALLOWED },
  { name: '4 a lone star: allowed', role: allowing({ Action: '*' }), trace: ALLOWED },
  {
    name: '5 xray:P?tTraceSegments: allowed for that action alone',
    role: allowing({ Action: 'xray:P?tTraceSegments' }),
    trace: ALLOWED,
    telemetry: NOTHING_ALLOWS,
  },
  {
    name: '5 a question mark is exactly one character: implicitDeny',
    role: allowing({ Action: 'xray:?PutTraceSegments' }),
    trace: NOTHING_ALLOWS,
  },
  {
    name: '6 XRAY:puttracesegments: allowed, since actions are not case-sensitive',
    role: allowing({ Action: ['XRAY:puttracesegments', 'xRay:PUTTELEMETRYRECORDS'] }),
    trace: ALLOWED,
  },
  { name: '7 *:*: allowed, as a lone star', role: allowing({ Action: '*:*' }), trace: ALLOWED },
  { name: '8 wildcard in the service prefix: unknown', role: allowing({ Action: 'x*:Put*' }), trace: UNREADABLE },
  {
    name: '8 one-character wildcard in the service prefix: unknown',
    role: allowing({ Action: 'xra?:Put*' }),
    trace: UNREADABLE,
  },
  {
    name: '9 trailing space in an action: implicitDeny',
    role: allowing({ Action: [`${TRACE} `, `${TELEMETRY} `] }),
    trace: NOTHING_ALLOWS,
  },
  {
    name: '9 two actions in one string: implicitDeny',
    role: allowing({ Action: `${TRACE},${TELEMETRY}` }),
    trace: NOTHING_ALLOWS,
  },
  {
    name: '10 Allow NotAction iam:*: allowed',
    role: granting({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
    trace: ALLOWED,
  },
  {
    name: '10 Allow NotAction xray:*: implicitDeny',
    role: granting({ Effect: 'Allow', NotAction: ['iam:*', 'xray:*'], Resource: '*' }),
    trace: NOTHING_ALLOWS,
  },
  {
    name: '11 Deny NotAction logs:*: explicitDeny',
    role: granting(ALLOW_BOTH, { Effect: 'Deny', NotAction: 'logs:*', Resource: '*' }),
    trace: ['explicitDeny', 'identity', 'tracing', 1],
  },
  {
    name: '11 Deny NotAction xray:*: allowed',
    role: granting(ALLOW_BOTH, { Effect: 'Deny', NotAction: 'xray:*', Resource: '*' }),
    trace: ALLOWED,
  },
  { name: '12 Resource as a list with a star: allowed', role: allowing({ Resource: ['*'] }), trace: ALLOWED },
  {
    name: '12 Resource list with an ARN and a star: allowed',
    role: allowing({ Resource: ['arn:aws:s3:::logs', '*'] }),
    trace: ALLOWED,
  },
  { name: '12 Resource "**": allowed', role: allowing({ Resource: '**' }), trace: ALLOWED },
  {
    name: '13 Resource arn:aws:xray:*: implicitDeny, a near miss',
    role: allowing({ Resource: 'arn:aws:xray:*' }),
    trace: NEAR_MISS,
    detail: ONLY_ON_RESOURCES,
  },
  {
    name: '13 Resource arn:*: implicitDeny, a near miss',
    role: allowing({ Resource: ['arn:*'] }),
    trace: NEAR_MISS,
    detail: ONLY_ON_RESOURCES,
  },
  {
    name: '13 Resource "?", which is neither a star nor an ARN: unknown',
    role: allowing({ Resource: '?' }),
    trace: UNREADABLE,
    detail: '"?" is neither * nor an ARN',
  },
  {
    name: '14 Allow NotResource of an ARN: allowed',
    role: granting({ Effect: 'Allow', Action: 'xray:*', NotResource: 'arn:aws:s3:::logs' }),
    trace: ALLOWED,
  },
  {
    name: '14 Allow NotResource "*": implicitDeny',
    role: granting({ Effect: 'Allow', Action: 'xray:*', NotResource: '*' }),
    trace: NEAR_MISS,
  },
  { name: '15 Deny on an ARN: allowed', role: guarded({ Resource: 'arn:aws:xray:*' }), trace: ALLOWED },
  {
    name: '15 Deny on an ARN where nothing allows: implicitDeny, and no near miss',
    role: granting({ ...DENY_BOTH, Resource: 'arn:aws:xray:*' }),
    trace: NOTHING_ALLOWS,
  },
  {
    name: '15 Deny NotResource of an ARN: explicitDeny',
    role: granting(ALLOW_BOTH, { Effect: 'Deny', Action: 'xray:*', NotResource: 'arn:aws:xray:*' }),
    trace: ['explicitDeny', 'identity', 'tracing', 1],
  },
  {
    name: '16 Statement as an object: allowed',
    role: withDocument({ Version: '2012-10-17', Statement: ALLOW_BOTH }),
    trace: ALLOWED,
  },
  {
    name: '16 Action as a string: allowed',
    role: allowing({ Action: TRACE }),
    trace: ALLOWED,
    telemetry: NOTHING_ALLOWS,
  },
  {
    name: '16 duplicate Sid: allowed',
    role: granting(
      { Sid: 'Tracing', ...ALLOW_BOTH, Action: TRACE },
      { Sid: 'Tracing', ...ALLOW_BOTH, Action: TELEMETRY },
    ),
    trace: ['allowed', 'identity', 'tracing', 'Tracing'],
  },
  { name: '16 no statements: implicitDeny', role: granting(), trace: NOTHING_ALLOWS },
  { name: '17 no Version: allowed', role: withDocument({ Statement: [ALLOW_BOTH] }), trace: ALLOWED },
  {
    name: '17 Version 2008: allowed',
    role: withDocument(documentOf(ALLOW_BOTH, { Version: '2008-10-17' })),
    trace: ALLOWED,
  },
  ...[
    { has: { Version: '2008-10-17' }, name: '18 a variable under Version 2008 is literal text: implicitDeny' },
    { has: {}, name: '18 a variable without Version is literal text: implicitDeny' },
  ].map(({ has, name }) => ({
    name,
    role: withDocument(
      documentOf(
        { ...ALLOW_BOTH, Condition: { StringEquals: { 'aws:ResourceAccount': `\${aws:PrincipalAccount}` } } },
        has,
      ),
    ),
    trace: NEAR_MISS,
    detail: 'only if a condition on aws:ResourceAccount holds, which it does not',
  })),
  {
    name: '19 ResourceAccount equals the PrincipalAccount variable: allowed',
    role: allowing({ Condition: { StringEquals: { 'aws:ResourceAccount': `\${aws:PrincipalAccount}` } } }),
    trace: ALLOWED,
  },
  {
    name: '19 a variable whose key is unknown: conditional',
    role: allowing({ Condition: { StringEquals: { 'aws:ResourceAccount': `\${aws:PrincipalOrgMasterAccountId}` } } }),
    trace: ['conditional', 'identity', 'tracing', 0],
    detail: 'depends on aws:principalorgmasteraccountid',
  },
  {
    name: '20 StringLike PrincipalArn "*": allowed',
    role: allowing({ Condition: { StringLike: { 'aws:PrincipalArn': '*' } } }),
    trace: ALLOWED,
  },
  {
    name: '20 ArnLike PrincipalArn "*", which is no ARN: conditional on that key',
    role: allowing({ Condition: { ArnLike: { 'aws:PrincipalArn': '*' } } }),
    trace: ['conditional', 'identity', 'tracing', 0],
    detail: 'depends on aws:PrincipalArn',
  },
  {
    name: '20 StringLike "*" on an unknown key: conditional, since presence is not known either',
    role: allowing({ Condition: { StringLike: { 'aws:PrincipalOrgID': '*' } } }),
    trace: ['conditional', 'identity', 'tracing', 0],
    detail: 'depends on aws:PrincipalOrgID',
  },
  {
    name: '21 Allow needs MFA: implicitDeny',
    role: allowing({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
    trace: NEAR_MISS,
    detail: 'only if a condition on aws:MultiFactorAuthPresent holds, which it does not',
  },
  {
    name: '21 Allow needs MFA to be absent: conditional',
    role: allowing({ Condition: { Null: { 'aws:MultiFactorAuthPresent': 'true' } } }),
    trace: ['conditional', 'identity', 'tracing', 0],
    detail: 'depends on aws:MultiFactorAuthPresent',
  },
  {
    name: '21 one Allow for each of the two MFA worlds: allowed',
    role: granting(
      { ...ALLOW_BOTH, Condition: { Null: { 'aws:MultiFactorAuthPresent': 'true' } } },
      { ...ALLOW_BOTH, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } },
    ),
    trace: ALLOWED,
  },
  {
    name: '22 Deny BoolIfExists MFA false: explicitDeny',
    role: guarded({ Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } }),
    trace: DENIED_BY_GUARD,
  },
  {
    name: '22 Deny Bool MFA false: conditional',
    role: guarded({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } }),
    trace: HANGS_ON_GUARD,
    detail: 'depends on aws:MultiFactorAuthPresent',
  },
  {
    name: '22 Deny Bool MFA false where nothing allows: implicitDeny, since both worlds deny',
    role: granting({ ...DENY_BOTH, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } }),
    trace: NOTHING_ALLOWS,
  },
  {
    name: '22 Deny Bool MFA false beside an unreadable document: unknown, since one world is',
    role: knownRole({
      identity: [
        UNREADABLE_TRACING,
        policy('guard', { ...DENY_BOTH, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } }),
      ],
    }),
    trace: UNREADABLE,
  },
  {
    name: '23 Deny outside the listed Regions, inside: allowed',
    role: guarded({ Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1'] } } }),
    trace: ALLOWED,
  },
  {
    name: '23 Deny outside the listed Regions, outside: explicitDeny',
    role: guarded({ Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1'] } } }),
    request: { region: 'us-east-1' },
    trace: DENIED_BY_GUARD,
  },
  {
    name: '24 Allow from a VPC: conditional',
    role: allowing({ Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-0a1b2c3d' } } }),
    trace: ['conditional', 'identity', 'tracing', 0],
    detail: 'depends on aws:SourceVpc',
  },
  {
    name: '24 Allow from the VPC a role tag names: conditional on the VPC alone',
    role: knownRole({
      tags: new Map([['vpc', 'vpc-0a1b2c3d']]),
      identity: [
        policy('tracing', {
          ...ALLOW_BOTH,
          Condition: { StringEquals: { 'aws:SourceVpc': `\${aws:PrincipalTag/vpc}` } },
        }),
      ],
    }),
    trace: ['conditional', 'identity', 'tracing', 0],
    detail: 'depends on aws:SourceVpc',
  },
  ...['aws:SourceVpce', 'aws:SourceIp', 'aws:VpcSourceIp'].map((key) => ({
    name: `24 Deny unless ${key}: conditional`,
    role: guarded({
      Condition: key.endsWith('Ip')
        ? { NotIpAddressIfExists: { [key]: '10.0.0.0/8' } }
        : { StringNotEqualsIfExists: { [key]: 'vpce-0a1b2c3d' } },
    }),
    trace: HANGS_ON_GUARD,
    detail: `depends on ${key}`,
  })),
  {
    name: '25 Deny SecureTransport false: allowed',
    role: guarded({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    trace: ALLOWED,
  },
  {
    name: '26 Deny after a past time: explicitDeny',
    role: guarded({ Condition: { DateGreaterThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } } }),
    trace: DENIED_BY_GUARD,
  },
  {
    name: '26 Deny before a past time: allowed',
    role: guarded({ Condition: { DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } } }),
    trace: ALLOWED,
  },
  {
    name: '26 Deny after a time the clock has not reached: allowed',
    role: guarded({ Condition: { DateGreaterThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } } }),
    request: { now: new Date('2025-12-31T23:59:59Z') },
    trace: ALLOWED,
  },
  {
    name: '26 Deny after past epoch seconds: explicitDeny',
    role: guarded({ Condition: { NumericGreaterThan: { 'aws:EpochTime': '1767225600' } } }),
    trace: DENIED_BY_GUARD,
  },
  {
    name: '27 Deny without a source function: allowed for PutTraceSegments, conditional for PutTelemetryRecords',
    role: guarded({ Condition: { Null: { 'lambda:SourceFunctionArn': 'true' } } }),
    trace: ALLOWED,
    telemetry: HANGS_ON_GUARD,
  },
  {
    name: '27 Allow for one source function: allowed for PutTraceSegments, conditional for PutTelemetryRecords',
    role: allowing({ Condition: { ArnEquals: { 'lambda:SourceFunctionArn': CALLER.arn } } }),
    trace: ALLOWED,
    telemetry: ['conditional', 'identity', 'tracing', 0],
  },
  {
    name: '27 Allow for another source function: implicitDeny of PutTraceSegments',
    role: allowing({ Condition: { ArnEquals: { 'lambda:SourceFunctionArn': `${CALLER.arn}-other` } } }),
    trace: NEAR_MISS,
    telemetry: ['conditional', 'identity', 'tracing', 0],
  },
  {
    name: '28 boundary without the actions: implicitDeny by the boundary',
    role: knownRole({
      identity: [TRACING],
      ceilings: [ceiling('boundary', policy('DevBoundary', { ...ALLOW_ALL, Action: 's3:*' }))],
    }),
    trace: ['implicitDeny', 'boundary', 'DevBoundary', null],
  },
  {
    name: '28 boundary that allows on an ARN: implicitDeny by the boundary, a near miss',
    role: knownRole({
      identity: [TRACING],
      ceilings: [ceiling('boundary', policy('DevBoundary', { ...ALLOW_BOTH, Sid: 'Xray', Resource: 'arn:*' }))],
    }),
    trace: ['implicitDeny', 'boundary', 'DevBoundary', 'Xray'],
    detail: ONLY_ON_RESOURCES,
  },
  {
    name: '28 boundary that allows: allowed by the identity policy',
    role: knownRole({ identity: [TRACING], ceilings: [ceiling('boundary', policy('DevBoundary', ALLOW_ALL))] }),
    trace: ALLOWED,
  },
  {
    name: '28 boundary that denies: explicitDeny by the boundary',
    role: knownRole({
      identity: [TRACING],
      ceilings: [ceiling('boundary', policy('DevBoundary', ALLOW_ALL, { Sid: 'NoXray', ...DENY_BOTH }))],
    }),
    trace: ['explicitDeny', 'boundary', 'DevBoundary', 'NoXray'],
  },
  {
    name: '28 boundary without identity policy: implicitDeny',
    role: knownRole({ ceilings: [ceiling('boundary', policy('DevBoundary', ALLOW_ALL))] }),
    trace: NOTHING_ALLOWS,
  },
  {
    name: '28 boundary that allows under an unknown condition: conditional by the boundary',
    role: knownRole({
      identity: [TRACING],
      ceilings: [
        ceiling(
          'boundary',
          policy('DevBoundary', { ...ALLOW_ALL, Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-0a1b2c3d' } } }),
        ),
      ],
    }),
    trace: ['conditional', 'boundary', 'DevBoundary', 0],
  },
  {
    name: '29 boundary document not available: unknown',
    role: knownRole({
      identity: [TRACING],
      ceilings: [ceiling('boundary', policyWithout('DevBoundary', 'not in the input'))],
    }),
    trace: ['unknown', 'boundary', 'DevBoundary', null],
    detail: 'not in the input',
  },
  {
    name: '29 boundary document not available and nothing allows: implicitDeny',
    role: knownRole({ ceilings: [ceiling('boundary', policyWithout('DevBoundary', 'not in the input'))] }),
    trace: NOTHING_ALLOWS,
  },
  {
    name: '30 SCP at the root lacks the actions: implicitDeny by the SCPs',
    role: knownRole({
      identity: [TRACING],
      ceilings: [
        ceiling('scp', policy('RootScp', { ...ALLOW_ALL, Action: 's3:*' })),
        ceiling('scp', policy('FullAWSAccess', ALLOW_ALL)),
      ],
    }),
    trace: ['implicitDeny', 'scp', null, null],
  },
  {
    name: '30 SCP denies: explicitDeny by that SCP',
    role: knownRole({
      identity: [TRACING],
      ceilings: [
        ceiling('scp', policy('FullAWSAccess', ALLOW_ALL)),
        ceiling('scp', policy('FullAWSAccess', ALLOW_ALL), policy('NoXray', { Sid: 'Deny', ...DENY_BOTH })),
      ],
    }),
    trace: ['explicitDeny', 'scp', 'NoXray', 'Deny'],
  },
  {
    name: '30 SCP level without policies: implicitDeny by the SCPs',
    role: knownRole({
      identity: [TRACING],
      ceilings: [ceiling('scp', policy('FullAWSAccess', ALLOW_ALL)), ceiling('scp')],
    }),
    trace: ['implicitDeny', 'scp', null, null],
  },
  {
    name: '30 every SCP level allows: allowed',
    role: knownRole({
      identity: [TRACING],
      ceilings: [
        ceiling('scp', policy('FullAWSAccess', ALLOW_ALL)),
        ceiling('scp', policy('Other', { ...ALLOW_ALL, Action: 's3:*' }), policy('FullAWSAccess', ALLOW_ALL)),
      ],
    }),
    trace: ALLOWED,
  },
  {
    name: '30 organization denies explicitly, as AWS says: explicitDeny of that action',
    role: knownRole({
      identity: [TRACING],
      organization: { kind: 'evaluated', denied: new Map([[TRACE, 'explicitDeny']]) },
    }),
    trace: ['explicitDeny', 'organization', null, null],
    telemetry: ALLOWED,
  },
  {
    name: '30 organization does not allow, as AWS says: implicitDeny of that action',
    role: knownRole({
      identity: [TRACING],
      organization: { kind: 'evaluated', denied: new Map([[TELEMETRY, 'implicitDeny']]) },
    }),
    trace: ALLOWED,
    telemetry: ['implicitDeny', 'organization', null, null],
  },
  {
    name: '30 organization does not allow beside an unreadable document: implicitDeny',
    role: knownRole({
      identity: [UNREADABLE_TRACING],
      organization: {
        kind: 'evaluated',
        denied: new Map([
          [TRACE, 'implicitDeny'],
          [TELEMETRY, 'implicitDeny'],
        ]),
      },
    }),
    trace: ['implicitDeny', 'organization', null, null],
  },
  {
    name: '31 RCP denies: explicitDeny, layer rcp',
    role: knownRole({
      identity: [TRACING],
      ceilings: [
        ceiling(
          'rcp',
          policy('RCPFullAWSAccess', ALLOW_ALL),
          policy('Perimeter', { ...ALLOW_ALL, Effect: 'Deny', Action: 'xray:*' }),
        ),
      ],
    }),
    trace: ['explicitDeny', 'rcp', 'Perimeter', 0],
  },
  { name: '32 percent-encoded document: allowed', role: withDocument(encodeURIComponent(DOCUMENT)), trace: ALLOWED },
  { name: '32 JSON text inside a JSON string: allowed', role: withDocument(JSON.stringify(DOCUMENT)), trace: ALLOWED },
  { name: '32 document as an object: allowed', role: withDocument(JSON.parse(DOCUMENT)), trace: ALLOWED },
  {
    name: '32 a plus in an encoded document stays a plus: allowed',
    role: knownRole({
      tags: new Map([['team', 'a+b']]),
      identity: [
        policyFrom(
          'tracing',
          encodeURIComponent(
            JSON.stringify(
              documentOf({ ...ALLOW_BOTH, Condition: { StringEquals: { 'aws:PrincipalTag/team': 'a+b' } } }),
            ),
          ).replaceAll('%2B', '+'),
        ),
      ],
    }),
    trace: ALLOWED,
  },
  { name: '33 malformed JSON: unknown', role: withDocument('{"Statement": ['), trace: UNREADABLE, detail: 'not JSON' },
  { name: '33 %zz: unknown', role: withDocument('%zz'), trace: UNREADABLE, detail: 'bad percent-encoding' },
  {
    name: '33 Effect "allow": unknown',
    role: allowing({ Effect: 'allow' }),
    trace: UNREADABLE,
    detail: 'statement 1: Effect is not Allow or Deny',
  },
  {
    name: '33 unreadable document beside an explicit Deny: explicitDeny',
    role: knownRole({ identity: [UNREADABLE_TRACING, policy('guard', { Sid: 'Guard', ...DENY_BOTH })] }),
    trace: DENIED_BY_GUARD,
  },
  {
    name: '33 unreadable document beside a Deny in the boundary: explicitDeny by the boundary',
    role: knownRole({
      identity: [UNREADABLE_TRACING],
      ceilings: [ceiling('boundary', policy('DevBoundary', ALLOW_ALL, DENY_BOTH))],
    }),
    trace: ['explicitDeny', 'boundary', 'DevBoundary', 1],
  },
  {
    name: '33 unreadable document beside a sound Allow: unknown',
    role: knownRole({ identity: [policy('sound', ALLOW_BOTH), UNREADABLE_TRACING] }),
    trace: UNREADABLE,
  },
  {
    name: '33 unreadable document beside a Deny that hangs on an unknown key: unknown',
    role: knownRole({
      identity: [
        UNREADABLE_TRACING,
        policy('guard', { ...DENY_BOTH, Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-0a1b2c3d' } } }),
      ],
    }),
    trace: UNREADABLE,
  },
  {
    name: '33 unreadable document under a readable boundary that does not allow: implicitDeny by the boundary',
    role: knownRole({
      identity: [UNREADABLE_TRACING],
      ceilings: [ceiling('boundary', policy('DevBoundary', { ...ALLOW_ALL, Action: 's3:*' }))],
    }),
    trace: ['implicitDeny', 'boundary', 'DevBoundary', null],
  },
  {
    name: '34 Principal in an identity document: unknown',
    role: allowing({ Principal: '*' }),
    trace: UNREADABLE,
    detail: 'statement 1: unexpected element Principal',
  },
  {
    name: '34 both Action and NotAction: unknown',
    role: allowing({ NotAction: 'iam:*' }),
    trace: UNREADABLE,
    detail: 'statement 1: needs either Action or NotAction',
  },
  {
    name: '34 neither Action nor NotAction: unknown',
    role: granting(ALLOW_WITHOUT_ACTION),
    trace: UNREADABLE,
    detail: 'statement 1: needs either Action or NotAction',
  },
  {
    name: '35 six thousand stars that match: allowed',
    role: allowing({ Action: `xray:${'*'.repeat(6_000)}s` }),
    trace: ALLOWED,
  },
  {
    name: '35 six thousand stars that do not match: implicitDeny',
    role: allowing({ Action: `xray:${'*t'.repeat(3)}${'*'.repeat(6_000)}z` }),
    trace: NOTHING_ALLOWS,
  },
  {
    name: '36 role with a path, allowed by its full ARN: allowed',
    role: knownRole({
      arn: `arn:aws:iam::${ACCOUNT}:role/a/b/orders-exec`,
      identity: [
        policy('tracing', {
          ...ALLOW_BOTH,
          Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/a/*` } },
        }),
      ],
    }),
    trace: ALLOWED,
  },
  {
    name: '40 service-linked role under an SCP that denies: allowed',
    role: knownRole({
      arn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway`,
      identity: [TRACING],
      ceilings: [ceiling('scp', policy('NoXray', DENY_BOTH)), ceiling('rcp', policy('NoXray', DENY_BOTH))],
      organization: { kind: 'evaluated', denied: new Map([[TRACE, 'explicitDeny']]) },
    }),
    trace: ALLOWED,
  },
  {
    name: '40 service-linked role under a boundary that denies: explicitDeny',
    role: knownRole({
      arn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway`,
      identity: [TRACING],
      ceilings: [ceiling('boundary', policy('DevBoundary', DENY_BOTH))],
    }),
    trace: ['explicitDeny', 'boundary', 'DevBoundary', 0],
  },
  {
    name: '43 AWS-managed policy not in the table: unknown',
    role: knownRole({ identity: [policyWithout('tracing', 'not in the table of 2026-08-26')] }),
    trace: UNREADABLE,
    detail: 'not in the table of 2026-08-26',
  },
  {
    name: '43 AWS-managed policy not in the table beside a sound Allow: unknown',
    role: knownRole({
      identity: [policyWithout('AWSNewPolicy', 'not in the table of 2026-08-26'), TRACING],
    }),
    trace: ['unknown', 'identity', 'AWSNewPolicy', null],
  },
  {
    name: '43 AWS-managed policy not in the table beside an explicit Deny: explicitDeny',
    role: knownRole({
      identity: [
        policyWithout('AWSNewPolicy', 'not in the table of 2026-08-26'),
        policy('guard', { Sid: 'Guard', ...DENY_BOTH }),
      ],
    }),
    trace: DENIED_BY_GUARD,
  },
  {
    name: '45 one Allow under a false condition, one plain: allowed by the plain one',
    role: granting(
      { ...ALLOW_BOTH, Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } } },
      { Sid: 'Plain', ...ALLOW_BOTH },
    ),
    trace: ['allowed', 'identity', 'tracing', 'Plain'],
  },
  {
    name: '45 two plain Allows: allowed by the first',
    role: granting({ Sid: 'First', ...ALLOW_BOTH }, { Sid: 'Second', ...ALLOW_BOTH }),
    trace: ['allowed', 'identity', 'tracing', 'First'],
  },
  {
    name: '45 one Allow under an unknown condition, one plain: allowed by the plain one',
    role: granting(
      { ...ALLOW_BOTH, Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-0a1b2c3d' } } },
      { Sid: 'Plain', ...ALLOW_BOTH },
    ),
    trace: ['allowed', 'identity', 'tracing', 'Plain'],
  },
  {
    name: '47 ForAllValues on an absent key: allowed',
    role: knownRole({
      tags: new Map(),
      identity: [
        policy('tracing', {
          ...ALLOW_BOTH,
          Condition: { 'ForAllValues:StringEquals': { 'aws:PrincipalTag/team': 'orders' } },
        }),
      ],
    }),
    trace: ALLOWED,
  },
  {
    name: '47 ForAnyValue on an absent key: implicitDeny',
    role: knownRole({
      tags: new Map(),
      identity: [
        policy('tracing', {
          ...ALLOW_BOTH,
          Condition: { 'ForAnyValue:StringEquals': { 'aws:PrincipalTag/team': 'orders' } },
        }),
      ],
    }),
    trace: NEAR_MISS,
  },
];

function decisionsOf({ role, request }: HardCase) {
  return [TRACE, TELEMETRY].map((action) => decideAction(action, role, traceRequest(role, request)));
}

describe('decideAction', () => {
  it.each(HARD_CASES)('$name', (hardCase) => {
    const { trace, telemetry = trace } = hardCase;

    const seen = decisionsOf(hardCase).map(({ decision, by }): unknown[] => [
      decision,
      by?.layer,
      by?.policy,
      by?.statement,
    ]);

    expect(seen).toEqual([trace, telemetry]);
  });

  it.each(HARD_CASES.filter(({ detail }) => detail !== undefined))('$name, and says why', (hardCase) => {
    expect(decisionsOf(hardCase)[0]?.detail).toBe(hardCase.detail);
  });
});

/** Which layers a decision may name; session and VPC endpoint policies do not apply to a function's own role. */
const LAYERS: Readonly<Record<Layer, true>> = {
  identity: true,
  boundary: true,
  scp: true,
  rcp: true,
  organization: true,
};

const recordedRole = (arn: string) =>
  roleRecord(
    parseConfigurationItem({
      resourceType: 'AWS::IAM::Role',
      resourceId: 'AROAEXAMPLE',
      awsRegion: 'global',
      ARN: arn,
      configuration: { arn, rolePolicyList: [], attachedManagedPolicies: [] },
    }),
  );

/** Cases about looking a role or a policy up, where rule/core holds a part of the answer. */
const LOOKUP_CASES: readonly { readonly name: string; readonly check: () => void }[] = [
  {
    name: '36 role with a path: found by its full ARN',
    check: () => {
      const arn = `arn:aws:iam::${ACCOUNT}:role/a/b/orders-exec`;
      expect(recordedRole(arn)?.arn).toBe(arn);
    },
  },
  {
    name: '38 role that does not exist: missing, and no action is allowed',
    check: () => {
      const missing = { kind: 'missing', arn: ROLE_ARN } as const;
      const { status, role, actions } = assessRole(missing, CALLER, DEFAULT_PARAMETERS, NOW);
      expect({ status, role, decisions: actions.map(({ decision }) => decision) }).toEqual({
        status: 'missing',
        role: ROLE_ARN,
        decisions: ['implicitDeny', 'implicitDeny'],
      });
    },
  },
  {
    name: '39 role recreated under the same ARN: the record has the ARN and not the id of the role',
    check: () => expect(JSON.stringify(recordedRole(ROLE_ARN))).not.toContain('AROAEXAMPLE'),
  },
  {
    name: '42 a version that is not the default grants: implicitDeny',
    check: () => {
      const record = policyRecord(
        parseConfigurationItem({
          resourceType: 'AWS::IAM::Policy',
          resourceId: 'ANPAEXAMPLE',
          awsRegion: 'global',
          ARN: `arn:aws:iam::${ACCOUNT}:policy/tracing`,
          configuration: {
            arn: `arn:aws:iam::${ACCOUNT}:policy/tracing`,
            defaultVersionId: 'v1',
            policyVersionList: [
              { versionId: 'v2', isDefaultVersion: false, document: DOCUMENT },
              { versionId: 'v1', isDefaultVersion: true, document: { Version: '2012-10-17', Statement: [] } },
            ],
          },
        }),
      );
      const role = knownRole({ identity: [recordedPolicy(record)] });
      expect(decideAction(TRACE, role, traceRequest(role)).decision).toBe('implicitDeny');
    },
  },
  ...['aws', 'aws-cn', 'aws-us-gov'].map((partition) => ({
    name: `44 AWS-managed policy in ${partition}: the same by name`,
    check: () => {
      const arn = `arn:${partition}:iam::aws:policy/service-role/AWSXRayDaemonWriteAccess`;
      expect([isAwsManaged(arn), nameInArn(arn)]).toEqual([true, 'AWSXRayDaemonWriteAccess']);
    },
  })),
  {
    name: "46 customer's policy with the name of an AWS-managed one: not AWS-managed",
    check: () => expect(isAwsManaged(`arn:aws:iam::${ACCOUNT}:policy/AWSXRayDaemonWriteAccess`)).toBe(false),
  },
  {
    name: '48 session and VPC endpoint policies: no decision names a layer for them',
    check: () => {
      const named = HARD_CASES.flatMap(decisionsOf).map(({ by }) => by?.layer);
      expect([...new Set(named)].sort()).toEqual(Object.keys(LAYERS).sort());
    },
  },
];

describe('looking up roles and policies', () => {
  it.each(LOOKUP_CASES)('$name', ({ check }) => check());
});

/** Cases that are decided where roles are fetched or put together, and the tests that hold them. */
const HELD_ELSEWHERE: Readonly<Record<number, string>> = {
  37: 'test/cli/evaluate.test.ts',
  41: 'test/lambda/contract/change.test.ts',
};

it('every hard case is held by a row here or by a test named in HELD_ELSEWHERE', () => {
  const here = [...HARD_CASES, ...LOOKUP_CASES].map(({ name }) => Number.parseInt(name, 10));
  const held = new Set([...here, ...Object.keys(HELD_ELSEWHERE).map(Number)]);

  expect([...held].sort((a, b) => a - b)).toEqual(Array.from({ length: 48 }, (_unused, index) => index + 1));
});
