import { describe, expect, it } from 'vitest';
import { type Given, judgedTemplate, outcomes } from './judged.ts';
import { trusting } from './templates.ts';

/** A SAM template with one function F. */
function sam(
  properties: string,
  { globals, beside = '', head = '' }: { globals?: string; beside?: string; head?: string } = {},
): string {
  return `Transform: AWS::Serverless-2016-10-31
${head}
${globals === undefined ? '' : `Globals: { Function: ${globals} }`}
Resources:
  F:
    Type: AWS::Serverless::Function
    ${beside}
    Properties: ${properties}
`;
}

const BOTH = "{ Version: 2012-10-17, Statement: [{ Effect: Allow, Action: 'xray:Put*', Resource: '*' }] }";
const DENY = "{ Version: 2012-10-17, Statement: [{ Effect: Deny, Action: 'xray:Put*', Resource: '*' }] }";
const ACTIVE = '{ Tracing: Active }';
const STAGE = 'Parameters: { Stage: { Type: String } }\nConditions: { P: !Equals [!Ref Stage, prod] }';
const withTracing = (value: string) =>
  `Parameters: { T: { Type: String${value === '' ? '' : `, Default: ${value}`} } }`;

type Row = readonly [name: string, text: string, outcome: string, given?: Given];

const ROWS: readonly Row[] = [
  ['B1 Tracing in Globals, no role', sam('{}', { globals: ACTIVE }), 'C'],
  ['B1 in China', sam('{}', { globals: ACTIVE }), 'C', { region: 'cn-north-1' }],
  ['B2 PassThrough of its own', sam('{ Tracing: PassThrough }', { globals: ACTIVE }), 'N(tracing-not-active)'],
  [
    'B3 a role of its own by ARN',
    sam('{ Role: "arn:aws:iam::111122223333:role/x" }', { globals: ACTIVE }),
    'I(role-unknown)',
  ],
  ['B6 policies and no Tracing', sam(`{ Policies: [${BOTH}] }`), 'N(tracing-not-active)'],
  ['B10 TracingConfig in place of Tracing', sam('{ TracingConfig: { Mode: Active } }'), 'I(tracing-unknown)'],
  [
    'B11 MSK and Tracing Active',
    sam('{ Tracing: Active, Events: { K: { Type: MSK, Properties: { Stream: !Ref S } } } }'),
    'C',
  ],
  [
    'B11 MSK and no Tracing',
    sam('{ Events: { K: { Type: MSK, Properties: { Stream: !Ref S } } } }'),
    'NA(untraceable-event-source)',
  ],
  [
    'MQ, disabled',
    sam('{ Events: { K: { Type: MQ, Properties: { Broker: b, Enabled: false } } } }'),
    'N(tracing-not-active, role-denied)',
  ],
  [
    'self-managed Kafka',
    sam('{ Events: { K: { Type: SelfManagedKafka, Properties: { Topics: [t] } } } }'),
    'NA(untraceable-event-source)',
  ],
  [
    'DocumentDB',
    sam('{ Events: { K: { Type: DocumentDB, Properties: { Cluster: c } } } }'),
    'NA(untraceable-event-source)',
  ],
  ['SQS', sam('{ Events: { K: { Type: SQS, Properties: { Queue: q } } } }'), 'N(tracing-not-active, role-denied)'],
  ['Tracing Disabled', sam('{ Tracing: Disabled }'), 'N(tracing-not-active, role-denied)'],
  [
    'Tracing Disabled over Globals',
    sam('{ Tracing: Disabled }', { globals: ACTIVE }),
    'N(tracing-not-active, role-denied)',
  ],
  [
    'Disabled as the default of a parameter',
    sam('{ Tracing: !Ref T }', { head: withTracing('Disabled') }),
    'N(tracing-not-active, role-denied)',
  ],
  ['Active as the default of a parameter', sam('{ Tracing: !Ref T }', { head: withTracing('Active') }), 'C'],
  ['a parameter without a value', sam('{ Tracing: !Ref T }', { head: withTracing('') }), 'I(tracing-unknown)'],
  [
    'Tracing by an open condition',
    sam('{ Tracing: !If [P, Active, PassThrough] }', { head: STAGE }),
    'I(tracing-unknown)',
  ],
  [
    'IgnoreGlobals for all',
    sam('{}', { globals: ACTIVE, beside: "IgnoreGlobals: '*'" }),
    'N(tracing-not-active, role-denied)',
  ],
  [
    'IgnoreGlobals for Tracing',
    sam('{}', { globals: ACTIVE, beside: 'IgnoreGlobals: [Tracing]' }),
    'N(tracing-not-active, role-denied)',
  ],
  [
    'IgnoreGlobals for another',
    sam('{}', { globals: '{ Tracing: Active, Timeout: 3 }', beside: 'IgnoreGlobals: [Timeout]' }),
    'C',
  ],
  [
    'Policies in Globals',
    sam('{}', { globals: '{ Tracing: Active, Policies: [AdministratorAccess] }' }),
    'I(tracing-unknown)',
  ],
  ['a policy that denies', sam(`{ Policies: ${DENY} }`, { globals: ACTIVE }), 'N(role-denied)'],
  [
    'a policy that an open condition adds',
    sam(`{ Policies: [!If [P, ${DENY}, !Ref AWS::NoValue]] }`, { globals: ACTIVE, head: STAGE }),
    'I(role-unknown)',
  ],
  [
    'managed policies by name',
    sam('{ Tracing: Active, Policies: [AmazonDynamoDBReadOnlyAccess, AdministratorAccess] }'),
    'C',
  ],
  ['a managed policy by an unknown name', sam('{ Tracing: Active, Policies: Nonesuch }'), 'I(role-unknown)'],
  ['a policy template', sam('{ Tracing: Active, Policies: [SQSPollerPolicy: { QueueName: q }] }'), 'C'],
  [
    'what SAM knows no policy by',
    sam('{ Tracing: Active, Policies: [NonesuchPolicy: { QueueName: q }] }'),
    'I(role-unknown)',
  ],
  [
    'a boundary of its own',
    sam('{ Tracing: Active, PermissionsBoundary: "arn:aws:iam::aws:policy/AmazonS3FullAccess" }'),
    'N(role-denied)',
  ],
  [
    'a boundary in Globals',
    sam('{}', { globals: '{ Tracing: Active, PermissionsBoundary: "arn:aws:iam::aws:policy/AmazonS3FullAccess" }' }),
    'N(role-denied)',
  ],
  ['a trust policy of its own', sam(`{ Tracing: Active, ${trusting('ecs.amazonaws.com')} }`), 'N(role-untrusted)'],
  [
    'a role that a condition leaves out',
    sam('{ Tracing: Active, Role: !If [P, !Ref AWS::NoValue, !Ref AWS::NoValue] }', { head: STAGE }),
    'C',
  ],
  [
    'a role or none, as an open condition says',
    sam('{ Tracing: Active, Role: !If [P, "arn:aws:iam::111122223333:role/x", !Ref AWS::NoValue] }', { head: STAGE }),
    'I(role-unknown)',
  ],
  [
    'an exemption in the tags',
    sam('{ Tags: { lambda-active-tracing-exempt: 2027-01-31 ann load test } }'),
    'NA(exempt)',
  ],
  [
    'an exemption in the tags of Globals',
    sam('{}', { globals: '{ Tags: { lambda-active-tracing-exempt: 2027-01-31 ann load test } }' }),
    'NA(exempt)',
  ],
  [
    'an exemption in the metadata',
    sam('{}', { beside: 'Metadata: { lambda-active-tracing: { exempt: 2027-01-31 ann load test } }' }),
    'NA(exempt)',
  ],
  [
    'an include in the properties',
    sam("{ Tracing: Active, 'Fn::Transform': { Name: 'AWS::Include' } }"),
    'I(role-unknown)',
  ],
  ['no properties at all', sam(''), 'N(tracing-not-active, role-denied)'],
  [
    'a function that may be made',
    sam('{ Tracing: !If [P, Active, PassThrough] }', { head: STAGE, beside: 'Condition: P' }),
    'C',
  ],
];

describe('SAM', () => {
  it.each(ROWS.map(([name, text, outcome, given]) => ({ name, text, outcome, given })))(
    '$name: $outcome',
    ({ text, outcome, given }) => {
      expect(outcomes(judgedTemplate(text, given))).toEqual({ F: outcome });
    },
  );

  it('a template may name the role that SAM makes: C', () => {
    const text = `${sam('{ Tracing: Active }')}  P:
    Type: AWS::IAM::Policy
    Properties: { PolicyName: p, Roles: [!Ref FRole], PolicyDocument: ${DENY} }
`;
    expect(outcomes(judgedTemplate(text))).toEqual({ F: 'N(role-denied)' });
  });

  it('properties that are a text are refused', () => {
    expect(() => judgedTemplate(sam('Active'))).toThrow('template.yaml:5: Properties of F is not a map');
  });
});
