import { describe, expect, it } from 'vitest';
import type { RoleFacts } from '../../rule/core/iam/model.ts';
import { ALLOW_BOTH, knownRole, policy } from '../core/iam/roles.ts';
import { type Given, judgedTemplate, outcomes } from './judged.ts';
import { documentOf, inline, type Parts, resource, role, STATEMENT_FOR_BOTH, template, trusting } from './templates.ts';

const STAGE = 'Parameters: { Stage: { Type: String } }';
const IS_PROD = `${STAGE}\nConditions: { IsProd: !Equals [!Ref Stage, prod], NotProd: !Not [!Condition IsProd] }`;
const IN_IRELAND: Given = { accountId: '111122223333', region: 'eu-west-1' };
const SHARED = 'arn:aws:iam::111122223333:role/shared';
const DENY_BOTH = "{ Effect: Deny, Action: 'xray:*', Resource: '*' }";

const attached = (id: string, roles: string, statement = STATEMENT_FOR_BOTH, beside = '') =>
  resource(id, 'AWS::IAM::Policy', `PolicyName: p, Roles: ${roles}, ${documentOf(statement)}`, beside);
const GRANT = documentOf(STATEMENT_FOR_BOTH);
const OF_AWS = 'arn:aws:iam::aws:policy';
const IF_TEAM_A =
  "{ Effect: Allow, Action: 'xray:*', Resource: '*', Condition: { StringEquals: { 'aws:PrincipalTag/team': a } } }";
const mapping = (properties: string) =>
  `  M: { Type: AWS::Lambda::EventSourceMapping, Properties: { ${properties} } }\n`;
const recorded = (facts: RoleFacts): Given => ({ ...IN_IRELAND, roles: { [SHARED]: facts } });

const GOOD_SHARED = recorded(knownRole({ arn: SHARED, identity: [policy('tracing', ALLOW_BOTH)] }));

/** Situation, template, what is given besides, verdict. */
type Row = readonly [name: string, parts: Parts, given: Given, outcome: string];

const MODES: readonly Row[] = [
  ['A1 Active and a good role', {}, {}, 'C'],
  ['A2 PassThrough', { mode: 'PassThrough' }, {}, 'N(tracing-not-active)'],
  ['A3 no TracingConfig', { mode: '' }, {}, 'N(tracing-not-active)'],
  ['A3 an empty TracingConfig', { mode: '', more: 'TracingConfig: {}' }, {}, 'N(tracing-not-active)'],
  ['A3 active in small letters', { mode: 'active' }, {}, 'N(tracing-not-active)'],
  ['a mode that is null', { mode: 'null' }, {}, 'N(tracing-not-active)'],
  ['a TracingConfig that is a text', { mode: '', more: 'TracingConfig: Active' }, {}, 'I(tracing-unknown)'],
  ['a mode that is a list', { mode: '[Active]' }, {}, 'I(tracing-unknown)'],
  [
    'A4 a parameter without a value',
    { head: 'Parameters: { M: { Type: String } }', mode: '!Ref M' },
    {},
    'I(tracing-unknown)',
  ],
  [
    'A5 the default of a parameter',
    { head: 'Parameters: { M: { Type: String, Default: Active } }', mode: '!Ref M' },
    {},
    'C',
  ],
  [
    'a given value before the default',
    { head: 'Parameters: { M: { Type: String, Default: Active } }', mode: '!Ref M' },
    { parameters: { M: 'PassThrough' } },
    'N(tracing-not-active)',
  ],
  [
    'a parameter that may only be Active',
    { head: 'Parameters: { M: { Type: String, AllowedValues: [Active] } }', mode: '!Ref M' },
    {},
    'C',
  ],
  [
    'a parameter that may be either',
    { head: 'Parameters: { M: { Type: String, AllowedValues: [Active, PassThrough] } }', mode: '!Ref M' },
    {},
    'I(tracing-unknown)',
  ],
  [
    'a parameter that may never be Active',
    { head: 'Parameters: { M: { Type: String, AllowedValues: [active, PassThrough] } }', mode: '!Ref M' },
    {},
    'N(tracing-not-active)',
  ],
  [
    'a parameter from Systems Manager, its default a name',
    { head: "Parameters: { M: { Type: 'AWS::SSM::Parameter::Value<String>', Default: Active } }", mode: '!Ref M' },
    {},
    'I(tracing-unknown)',
  ],
  ['a dynamic reference', { mode: "'{{resolve:ssm:/tracing/mode}}'" }, {}, 'I(tracing-unknown)'],
  ['a dynamic reference put together', { mode: "!Sub '{{resolve:ssm:${AWS::StackName}}}'" }, {}, 'I(tracing-unknown)'],
  ['A7 an open condition', { head: IS_PROD, mode: '!If [IsProd, Active, PassThrough]' }, {}, 'I(tracing-unknown)'],
  ['an open condition, Active both ways', { head: IS_PROD, mode: '!If [IsProd, Active, Active]' }, {}, 'C'],
  [
    'an open condition, never Active',
    { head: IS_PROD, mode: '!If [IsProd, PassThrough, !Ref AWS::NoValue]' },
    {},
    'N(tracing-not-active)',
  ],
  [
    'a condition that a given value decides',
    { head: IS_PROD, mode: '!If [IsProd, Active, PassThrough]' },
    { parameters: { Stage: 'prod' } },
    'C',
  ],
  [
    'two conditions that are one',
    { head: IS_PROD, mode: '!If [IsProd, Active, !If [NotProd, Active, PassThrough]]' },
    {},
    'C',
  ],
  [
    'a block that a condition leaves out',
    { head: IS_PROD, mode: '', more: 'TracingConfig: !If [IsProd, { Mode: Active }, !Ref AWS::NoValue]' },
    {},
    'I(tracing-unknown)',
  ],
  ['Fn::If with two arguments', { head: IS_PROD, mode: '!If [IsProd, Active]' }, {}, 'I(tracing-unknown)'],
  [
    'Fn::If with a condition that is not there',
    { mode: '!If [Nowhere, Active, PassThrough]' },
    {},
    'I(tracing-unknown)',
  ],
  [
    'a condition that is a text',
    { head: 'Conditions: { C: yes please }', mode: '!If [C, Active, PassThrough]' },
    {},
    'I(tracing-unknown)',
  ],
  ['a mode made with Fn::Join', { mode: "!Join ['', [Act, ive]]" }, {}, 'C'],
  ['a mode made with Fn::Sub', { mode: "!Sub ['${A}ive', { A: Act }]" }, {}, 'C'],
  ['a mode selected', { mode: "!Select [1, !Split [',', 'PassThrough,Active']]" }, {}, 'C'],
  ['a selection past the end', { mode: '!Select [2, [Active, Active]]' }, {}, 'I(tracing-unknown)'],
  ['a function nobody knows', { mode: '!Frobnicate Active' }, {}, 'I(tracing-unknown)'],
  [
    'a mapping by a key that is given',
    {
      head: 'Mappings: { M: { prod: { Mode: Active }, dev: { Mode: PassThrough } } }',
      mode: '!FindInMap [M, prod, Mode]',
    },
    {},
    'C',
  ],
  [
    'a mapping by an open key',
    {
      head: `${STAGE}\nMappings: { M: { prod: { Mode: Active }, dev: { Mode: PassThrough } } }`,
      mode: '!FindInMap [M, !Ref Stage, Mode]',
    },
    {},
    'I(tracing-unknown)',
  ],
  [
    'a mapping by an open Region, all of them Active',
    {
      head: 'Mappings: { M: { eu-west-1: { Mode: Active }, us-east-1: { Mode: Active } } }',
      mode: '!FindInMap [M, !Ref AWS::Region, Mode]',
    },
    {},
    'C',
  ],
  [
    'a mapping with a default that differs',
    {
      head: `Transform: AWS::LanguageExtensions\n${STAGE}\nMappings: { M: { prod: { Mode: Active } } }`,
      mode: '!FindInMap [M, !Ref Stage, Mode, { DefaultValue: PassThrough }]',
    },
    {},
    'I(tracing-unknown)',
  ],
  [
    'a mapping without the key',
    { head: 'Mappings: { M: { prod: { Mode: Active } } }', mode: '!FindInMap [M, dev, Mode]' },
    {},
    'I(tracing-unknown)',
  ],
  [
    'an include in the properties',
    { mode: '', more: "Fn::Transform: { Name: 'AWS::Include', Parameters: { Location: s3://b/k } }" },
    {},
    'I(tracing-unknown)',
  ],
  ['an include beside a mode that is written', { more: "Fn::Transform: { Name: 'AWS::Include' }" }, {}, 'C'],
  [
    'the macro of somebody else beside the properties',
    { beside: 'Fn::Transform: { Name: Ours }' },
    {},
    'I(tracing-unknown, role-unknown)',
  ],
  [
    'the macro of somebody else in the properties',
    { more: 'Fn::Transform: { Name: Ours }' },
    {},
    'I(tracing-unknown, role-unknown)',
  ],
  [
    'the macro of somebody else',
    { head: 'Transform: [AWS::LanguageExtensions, Ours]' },
    {},
    'I(tracing-unknown, role-unknown)',
  ],
];

const ROLE_ROWS: readonly Row[] = [
  ['A10 an import', { role: '!ImportValue SharedLambdaRole' }, {}, 'I(role-unknown)'],
  [
    'a parameter without a value',
    { head: 'Parameters: { RoleArn: { Type: String } }', role: '!Ref RoleArn' },
    {},
    'I(role-unknown)',
  ],
  ['a literal ARN', { role: SHARED }, IN_IRELAND, 'I(role-unknown)'],
  ['no role', { role: '!Ref AWS::NoValue' }, {}, 'I(role-unknown)'],
  ['the name of the role in place of its ARN', { role: '!Ref Good' }, {}, 'I(role-unknown)'],
  ['a role that may only write logs', { role: '!GetAtt Basic.Arn' }, {}, 'N(role-denied)'],
  ['both fail', { mode: 'PassThrough', role: '!GetAtt Basic.Arn' }, {}, 'N(tracing-not-active, role-denied)'],
  ['the ARN in two parts', { role: '!GetAtt [Good, Arn]' }, {}, 'C'],
  [
    'the ARN put together from a link',
    { role: "!Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${Good}'" },
    {},
    'C',
  ],
  [
    'the ARN put together from the name',
    {
      role: "!Sub 'arn:aws:iam::${AWS::AccountId}:role/app/named'",
      resources: role('N', `RoleName: named, Path: /app/, ${inline(STATEMENT_FOR_BOTH)}`),
    },
    {},
    'C',
  ],
  ['E4 a literal ARN whose role is recorded', { role: SHARED }, GOOD_SHARED, 'C'],
  ['a recorded role that grants nothing', { role: SHARED }, recorded(knownRole({ arn: SHARED })), 'N(role-denied)'],
  [
    'a role that is recorded as deleted',
    { role: SHARED },
    recorded({ kind: 'missing', arn: SHARED }),
    'N(role-missing)',
  ],
  [
    'a recorded role to which the template adds the grant',
    { role: SHARED, resources: attached('P', '[shared]') },
    recorded(knownRole({ arn: SHARED })),
    'C',
  ],
  [
    'a literal ARN of another account',
    { role: 'arn:aws:iam::999999999999:role/shared' },
    GOOD_SHARED,
    'I(role-unknown)',
  ],
  [
    'an open condition between two roles that are fine',
    {
      head: IS_PROD,
      role: '!If [IsProd, !GetAtt Good.Arn, !GetAtt Good2.Arn]',
      resources: role('Good2', inline(STATEMENT_FOR_BOTH)),
    },
    {},
    'C',
  ],
  [
    'an open condition between two roles that differ',
    { head: IS_PROD, role: '!If [IsProd, !GetAtt Good.Arn, !GetAtt Basic.Arn]' },
    {},
    'I(role-unknown)',
  ],
  [
    'mode and role that go together',
    {
      head: IS_PROD,
      mode: '!If [IsProd, Active, PassThrough]',
      role: '!If [IsProd, !GetAtt Basic.Arn, !GetAtt Good.Arn]',
    },
    {},
    'N(tracing-not-active, role-denied)',
  ],
  [
    'an open mode and a role that fails',
    { head: IS_PROD, mode: '!If [IsProd, Active, PassThrough]', role: '!GetAtt Basic.Arn' },
    {},
    'N(role-denied)',
  ],
  [
    'a role of its own where none is given',
    {
      head: "Parameters: { RoleArn: { Type: String, Default: '' } }\nConditions: { HasRole: !Not [!Equals [!Ref RoleArn, '']] }",
      role: '!If [HasRole, !Ref RoleArn, !GetAtt Good.Arn]',
    },
    {},
    'C',
  ],
  [
    'the same without a default',
    {
      head: "Parameters: { RoleArn: { Type: String } }\nConditions: { HasRole: !Not [!Equals [!Ref RoleArn, '']] }",
      role: '!If [HasRole, !Ref RoleArn, !GetAtt Good.Arn]',
    },
    {},
    'I(role-unknown)',
  ],
];

const fOf = (properties: string): Parts => ({ role: '!GetAtt R.Arn', resources: role('R', properties) });

const POLICIES: readonly Row[] = [
  [
    'A12 a policy beside the role',
    { role: '!GetAtt R.Arn', resources: role('R', 'Path: /') + attached('P', '[!Ref R]') },
    {},
    'C',
  ],
  [
    'a policy beside another role',
    { role: '!GetAtt Basic.Arn', resources: attached('P', '[!Ref Good]') },
    {},
    'N(role-denied)',
  ],
  [
    'a policy attached by name',
    { role: '!GetAtt R.Arn', resources: role('R', 'RoleName: r') + attached('P', '[r]') },
    {},
    'C',
  ],
  [
    'a policy attached by a name that is put together',
    {
      role: '!GetAtt R.Arn',
      resources: role('R', "RoleName: !Sub '${AWS::StackName}-r'") + attached('P', "[!Sub '${AWS::StackName}-r']"),
    },
    {},
    'C',
  ],
  [
    'AWS::IAM::RolePolicy',
    {
      role: '!GetAtt R.Arn',
      resources:
        role('R', 'Path: /') + resource('P', 'AWS::IAM::RolePolicy', `PolicyName: p, RoleName: !Ref R, ${GRANT}`),
    },
    {},
    'C',
  ],
  [
    'a managed policy that names the role',
    {
      role: '!GetAtt R.Arn',
      resources: role('R', 'Path: /') + resource('P', 'AWS::IAM::ManagedPolicy', `Roles: [!Ref R], ${GRANT}`),
    },
    {},
    'C',
  ],
  [
    'a managed policy that the role names',
    {
      role: '!GetAtt R.Arn',
      resources: role('R', 'ManagedPolicyArns: [!Ref P]') + resource('P', 'AWS::IAM::ManagedPolicy', GRANT),
    },
    {},
    'C',
  ],
  [
    'a managed policy in any partition',
    fOf("ManagedPolicyArns: [!Sub 'arn:${AWS::Partition}:iam::aws:policy/AWSXRayDaemonWriteAccess']"),
    {},
    'C',
  ],
  [
    'a managed policy as CDK writes it',
    fOf("ManagedPolicyArns: [!Join ['', ['arn:', !Ref AWS::Partition, ':iam::aws:policy/AWSXRayDaemonWriteAccess']]]"),
    {},
    'C',
  ],
  [
    'a managed policy of another account',
    fOf("ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/x']"),
    {},
    'I(role-unknown)',
  ],
  [
    'managed policies that are open',
    { head: 'Parameters: { Arns: { Type: CommaDelimitedList } }', ...fOf('ManagedPolicyArns: !Ref Arns') },
    {},
    'I(role-unknown)',
  ],
  [
    'managed policies as a list with commas',
    {
      head: `Parameters: { Arns: { Type: CommaDelimitedList, Default: '${OF_AWS}/ReadOnlyAccess, ${OF_AWS}/AWSXRayDaemonWriteAccess' } }`,
      ...fOf('ManagedPolicyArns: !Ref Arns'),
    },
    {},
    'C',
  ],
  ['an inline policy for both', fOf(inline(STATEMENT_FOR_BOTH)), {}, 'C'],
  [
    'a role that only another service may assume',
    {
      role: '!GetAtt R.Arn',
      resources: resource('R', 'AWS::IAM::Role', `${inline(STATEMENT_FOR_BOTH)}, ${trusting('ecs.amazonaws.com')}`),
    },
    {},
    'N(role-untrusted)',
  ],
  [
    'a role that an open principal may assume',
    {
      head: STAGE,
      role: '!GetAtt R.Arn',
      resources: resource(
        'R',
        'AWS::IAM::Role',
        `${inline(STATEMENT_FOR_BOTH)}, ${trusting("!Sub 'lambda.${AWS::URLSuffix}'")}`,
      ),
    },
    {},
    'C',
  ],
  [
    'A16 a policy for the ARNs of X-Ray',
    fOf(
      inline(
        "{ Effect: Allow, Action: 'xray:Put*', Resource: !Sub 'arn:aws:xray:${AWS::Region}:${AWS::AccountId}:*' }",
      ),
    ),
    {},
    'N(role-denied)',
  ],
  [
    'an open resource',
    {
      head: 'Parameters: { Res: { Type: String } }',
      ...fOf(inline("{ Effect: Allow, Action: 'xray:Put*', Resource: !Ref Res }")),
    },
    {},
    'I(role-unknown)',
  ],
  [
    'an open resource beside a grant',
    {
      head: 'Parameters: { Q: { Type: String } }',
      ...fOf(inline(STATEMENT_FOR_BOTH, "{ Effect: Allow, Action: 'sqs:*', Resource: !Ref Q }")),
    },
    {},
    'C',
  ],
  [
    'the ARN of what is not in the template',
    fOf(inline("{ Effect: Allow, Action: 'xray:*', Resource: !GetAtt Q.Arn }")),
    {},
    'I(role-unknown)',
  ],
  [
    'the ARN of a queue of the template',
    {
      role: '!GetAtt R.Arn',
      resources: `${role('R', inline("{ Effect: Allow, Action: 'xray:*', Resource: !GetAtt Q.Arn }"))}  Q: { Type: AWS::SQS::Queue }\n`,
    },
    {},
    'N(role-denied)',
  ],
  [
    'a grant that an open condition may leave out',
    { head: IS_PROD, ...fOf(inline(`!If [IsProd, ${STATEMENT_FOR_BOTH}, !Ref AWS::NoValue]`)) },
    {},
    'I(role-unknown)',
  ],
  [
    'a Deny that an open condition may leave out',
    { head: IS_PROD, ...fOf(inline(STATEMENT_FOR_BOTH, `!If [IsProd, ${DENY_BOTH}, !Ref AWS::NoValue]`)) },
    {},
    'I(role-unknown)',
  ],
  [
    'a policy resource that may deny',
    { head: IS_PROD, resources: attached('P', '[!Ref Good]', DENY_BOTH, 'Condition: IsProd,') },
    {},
    'I(role-unknown)',
  ],
  [
    'a policy resource whose properties an open condition chooses',
    {
      head: IS_PROD,
      resources: "  P: { Type: AWS::IAM::Policy, Properties: { 'Fn::If': [IsProd, { Roles: [!Ref Good] }, {}] } }\n",
    },
    {},
    'I(role-unknown)',
  ],
  [
    'an open policy resource beside a recorded role',
    {
      head: 'Parameters: { Name: { Type: String } }',
      role: SHARED,
      resources: attached('P', '[!Ref Name]', DENY_BOTH),
    },
    GOOD_SHARED,
    'I(role-unknown)',
  ],
  [
    'a policy resource for another role beside a recorded one',
    { role: SHARED, resources: attached('P', '[other]', DENY_BOTH) },
    GOOD_SHARED,
    'C',
  ],
  ['a policy resource that denies', { resources: attached('P', '[!Ref Good]', DENY_BOTH) }, {}, 'N(role-denied)'],
  [
    'a policy resource that may grant what is granted',
    { head: IS_PROD, resources: attached('P', '[!Ref Good]', STATEMENT_FOR_BOTH, 'Condition: IsProd,') },
    {},
    'C',
  ],
  [
    'a policy resource for open roles that denies',
    {
      head: 'Parameters: { RoleNames: { Type: CommaDelimitedList } }',
      ...fOf(`RoleName: r, ${inline(STATEMENT_FOR_BOTH)}`),
      resources: role('R', `RoleName: r, ${inline(STATEMENT_FOR_BOTH)}`) + attached('P', '!Ref RoleNames', DENY_BOTH),
    },
    {},
    'I(role-unknown)',
  ],
  [
    'A14 a boundary that allows something else',
    {
      role: '!GetAtt R.Arn',
      resources:
        role('R', `${inline(STATEMENT_FOR_BOTH)}, PermissionsBoundary: !Ref B`) +
        resource('B', 'AWS::IAM::ManagedPolicy', documentOf("{ Effect: Allow, Action: 's3:*', Resource: '*' }")),
    },
    {},
    'N(role-denied)',
  ],
  [
    'a boundary of AWS',
    fOf(`${inline(STATEMENT_FOR_BOTH)}, PermissionsBoundary: arn:aws:iam::aws:policy/AdministratorAccess`),
    {},
    'C',
  ],
  [
    'a boundary that is open',
    {
      head: 'Parameters: { B: { Type: String } }',
      ...fOf(`${inline(STATEMENT_FOR_BOTH)}, PermissionsBoundary: !Ref B`),
    },
    {},
    'I(role-unknown)',
  ],
  [
    'a boundary that a default leaves out',
    {
      head: "Parameters: { B: { Type: String, Default: '' } }\nConditions: { HasB: !Not [!Equals [!Ref B, '']] }",
      ...fOf(`${inline(STATEMENT_FOR_BOTH)}, PermissionsBoundary: !If [HasB, !Ref B, !Ref AWS::NoValue]`),
    },
    {},
    'C',
  ],
  [
    'a condition on an open Region',
    fOf(
      inline(
        "{ Effect: Allow, Action: 'xray:*', Resource: '*', Condition: { StringEquals: { 'aws:RequestedRegion': eu-west-1 } } }",
      ),
    ),
    {},
    'I(role-unknown)',
  ],
  [
    'a condition on the Region that is given',
    fOf(
      inline(
        "{ Effect: Allow, Action: 'xray:*', Resource: '*', Condition: { StringEquals: { 'aws:RequestedRegion': eu-west-1 } } }",
      ),
    ),
    IN_IRELAND,
    'C',
  ],
  [
    'a condition on another Region',
    fOf(
      inline(
        "{ Effect: Allow, Action: 'xray:*', Resource: '*', Condition: { StringEquals: { 'aws:RequestedRegion': us-east-1 } } }",
      ),
    ),
    IN_IRELAND,
    'N(role-denied)',
  ],
  ['a condition on a tag that the role has', fOf(`${inline(IF_TEAM_A)}, Tags: [{ Key: team, Value: a }]`), {}, 'C'],
  [
    'a condition on a tag that the stack may bring',
    fOf(
      inline(
        "{ Effect: Allow, Action: 'xray:*', Resource: '*', Condition: { StringEquals: { 'aws:PrincipalTag/team': a } } }",
      ),
    ),
    {},
    'I(role-unknown)',
  ],
  ['a document that IAM would refuse', fOf(inline("{ Effect: Allow, Action: 'xray:*' }")), {}, 'I(role-unknown)'],
  ['Policies that is a text', fOf('Policies: none'), {}, 'I(role-unknown)'],
  [
    'an include in the document',
    fOf("Policies: [{ PolicyName: p, PolicyDocument: { 'Fn::Transform': { Name: 'AWS::Include' } } }]"),
    {},
    'I(role-unknown)',
  ],
  [
    'an include beside the resources',
    { resources: "  'Fn::Transform': { Name: 'AWS::Include' }\n" },
    {},
    'I(role-unknown)',
  ],
];

const MSK = 'AmazonManagedKafkaEventSourceConfig: {}';

const FUNCTIONS: readonly Row[] = [
  [
    'A22 a mapping of MSK',
    { mode: 'PassThrough', resources: mapping(`FunctionName: !Ref F, ${MSK}`) },
    {},
    'NA(untraceable-event-source)',
  ],
  ['a mapping of MSK and tracing Active', { resources: mapping(`FunctionName: !Ref F, ${MSK}`) }, {}, 'C'],
  [
    'a mapping that is disabled',
    { mode: '', resources: mapping(`FunctionName: !Ref F, Enabled: false, ${MSK}`) },
    {},
    'N(tracing-not-active)',
  ],
  [
    'a mapping that may be disabled',
    {
      head: 'Parameters: { On: { Type: String } }',
      mode: '',
      resources: mapping(`FunctionName: !Ref F, Enabled: !Ref On, ${MSK}`),
    },
    {},
    'N(tracing-not-active)',
  ],
  [
    'a mapping by ARN',
    {
      mode: '',
      resources: mapping("FunctionName: !GetAtt F.Arn, EventSourceArn: 'arn:aws:mq:eu-west-1:111122223333:broker:b'"),
    },
    {},
    'NA(untraceable-event-source)',
  ],
  [
    'a mapping by name',
    { mode: '', more: 'FunctionName: orders', resources: mapping('FunctionName: orders, SelfManagedEventSource: {}') },
    {},
    'NA(untraceable-event-source)',
  ],
  [
    'a mapping of an alias',
    {
      mode: '',
      resources: `${mapping(`FunctionName: !Ref L, ${MSK}`)}  L: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref F } }\n`,
    },
    {},
    'NA(untraceable-event-source)',
  ],
  [
    'a mapping of another function',
    { mode: '', resources: mapping(`FunctionName: other, ${MSK}`) },
    {},
    'N(tracing-not-active)',
  ],
  [
    'a mapping of a queue',
    { mode: '', resources: mapping("FunctionName: !Ref F, EventSourceArn: 'arn:aws:sqs:eu-west-1:111122223333:q'") },
    {},
    'N(tracing-not-active)',
  ],
  [
    'a cluster of DocumentDB in the template',
    {
      mode: '',
      resources: `${mapping('FunctionName: !Ref F, EventSourceArn: !Ref D')}  D: { Type: AWS::DocDB::DBCluster }\n`,
    },
    {},
    'NA(untraceable-event-source)',
  ],
  [
    'a mapping that may be there',
    {
      head: IS_PROD,
      mode: '',
      resources: `  M: { Type: AWS::Lambda::EventSourceMapping, Condition: IsProd, Properties: { FunctionName: !Ref F, ${MSK} } }\n`,
    },
    {},
    'N(tracing-not-active)',
  ],
  [
    'an exemption in the tags',
    { mode: '', more: "Tags: [{ Key: lambda-active-tracing-exempt, Value: '2027-01-31 ann load test' }]" },
    {},
    'NA(exempt)',
  ],
  [
    'an exemption in the metadata',
    { mode: '', beside: "Metadata: { lambda-active-tracing: { exempt: '2027-01-31 ann load test' } }" },
    {},
    'NA(exempt)',
  ],
  [
    'an exemption that has expired',
    { mode: '', beside: "Metadata: { lambda-active-tracing: { exempt: '2026-01-31 ann load test' } }" },
    {},
    'N(tracing-not-active)',
  ],
  [
    'an exemption that is open',
    { head: STAGE, mode: '', more: 'Tags: [{ Key: lambda-active-tracing-exempt, Value: !Ref Stage }]' },
    {},
    'N(tracing-not-active)',
  ],
  [
    'an exemption in one world only',
    {
      head: IS_PROD,
      mode: '',
      more: "Tags: !If [IsProd, [{ Key: lambda-active-tracing-exempt, Value: '2027-01-31 ann test' }], []]",
    },
    {},
    'N(tracing-not-active)',
  ],
  [
    'a function that may be made',
    { head: IS_PROD, beside: 'Condition: IsProd', mode: '!If [IsProd, Active, PassThrough]' },
    {},
    'C',
  ],
];

const ROWS = { modes: MODES, roles: ROLE_ROWS, policies: POLICIES, functions: FUNCTIONS };

describe.each(Object.entries(ROWS))('CloudFormation: %s', (_, rows) => {
  it.each(rows.map(([name, parts, given, outcome]) => ({ name, parts, given, outcome })))(
    '$name: $outcome',
    ({ parts, given, outcome }) => {
      expect(outcomes(judgedTemplate(template(parts), given))).toEqual({ F: outcome });
    },
  );
});
