import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPolicyTemplate } from '../../rule/planned/sam/policy-templates.ts';
import { judgedTemplate, outcomes } from '../planned/judged.ts';

type Json = null | boolean | number | string | readonly Json[] | JsonMap;
type JsonMap = { readonly [key: string]: Json | undefined };

interface Case {
  readonly template: JsonMap;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Translated {
  readonly outcomes: readonly ({ readonly template: JsonMap } | { readonly refused: string })[];
  readonly policyTemplates: Readonly<
    Record<string, { readonly Definition: { readonly Statement: readonly JsonMap[] } }>
  >;
}

const REGIONS = ['eu-west-1', 'cn-north-1', 'us-gov-west-1'] as const;

/** One run of Python for all: most of its time is the start. */
function translate(cases: readonly (Case & { readonly region: string })[]): Translated {
  const script = new URL('translate-sam.py', import.meta.url).pathname;
  const { stdout, stderr, status } = spawnSync('python3', [script], {
    input: JSON.stringify(cases),
    env: { ...process.env, AWS_DEFAULT_REGION: 'eu-west-1' },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`translate-sam.py failed: ${stderr}`);
  return JSON.parse(stdout);
}

const NO_VALUE = { Ref: 'AWS::NoValue' };
const document = (Effect: string, Action: Json) => ({
  Version: '2012-10-17',
  Statement: [{ Effect, Action, Resource: '*' }],
});
const GRANT = document('Allow', ['xray:PutTraceSegments', 'xray:PutTelemetryRecords']);
const DENY = document('Deny', 'xray:*');
const ARN = 'arn:aws:iam::111122223333:role/shared';

const tracing = fc.constantFrom<Json>(
  'Active',
  'PassThrough',
  'Disabled',
  { Ref: 'Mode' },
  { 'Fn::If': ['IsProd', 'Active', 'PassThrough'] },
);
const oneKind = (...values: Json[]) =>
  fc.oneof(
    fc.constantFrom(...values),
    fc.constantFrom(...values).map((value): Json => ({ 'Fn::If': ['IsProd', value, NO_VALUE] })),
  );
const policy = fc.oneof(
  oneKind('AWSLambdaExecute', 'AmazonS3FullAccess', 'AdministratorAccess'),
  oneKind(GRANT, DENY),
  oneKind({ SQSPollerPolicy: { QueueName: 'q' } }, { CloudWatchPutMetricPolicy: {} }),
  fc.constant<Json>('arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess'),
);
const role = fc.constantFrom<Json>(
  ARN,
  { 'Fn::GetAtt': ['Own', 'Arn'] },
  { 'Fn::If': ['IsProd', NO_VALUE, { 'Fn::GetAtt': ['Own', 'Arn'] }] },
  { 'Fn::If': ['IsProd', ARN, NO_VALUE] },
);
const trust = fc.constantFrom<Json>({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ecs.amazonaws.com' } }],
});
const event = fc.constantFrom<Json>(
  {
    Type: 'MSK',
    Properties: {
      Stream: 'arn:aws:kafka:eu-west-1:111122223333:cluster/c/1',
      StartingPosition: 'LATEST',
      Topics: ['t'],
    },
  },
  {
    Type: 'DocumentDB',
    Properties: {
      Cluster: 'arn:aws:rds:eu-west-1:111122223333:cluster:c',
      DatabaseName: 'd',
      SourceAccessConfigurations: [
        { Type: 'BASIC_AUTH', URI: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:s' },
      ],
    },
  },
  {
    Type: 'MQ',
    Properties: {
      Broker: 'arn:aws:mq:eu-west-1:111122223333:broker:b',
      Queues: ['q'],
      Enabled: false,
      SourceAccessConfigurations: [
        { Type: 'BASIC_AUTH', URI: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:s' },
      ],
    },
  },
  {
    Type: 'SelfManagedKafka',
    Properties: {
      KafkaBootstrapServers: ['b:9092'],
      Topics: ['t'],
      SourceAccessConfigurations: [
        { Type: 'SASL_SCRAM_512_AUTH', URI: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:s' },
      ],
    },
  },
  { Type: 'SQS', Properties: { Queue: 'arn:aws:sqs:eu-west-1:111122223333:q' } },
);

const shared = {
  Tracing: tracing,
  PermissionsBoundary: fc.constantFrom<Json>(
    'arn:aws:iam::aws:policy/AmazonS3FullAccess',
    'arn:aws:iam::aws:policy/AdministratorAccess',
  ),
  AssumeRolePolicyDocument: trust,
  VpcConfig: fc.constant<Json>({ SubnetIds: ['s'], SecurityGroupIds: ['g'] }),
  AutoPublishAlias: fc.constant<Json>('live'),
  RolePath: fc.constant<Json>('/app/'),
  Tags: fc.constantFrom<Json>({ team: 'a' }, { 'lambda-active-tracing-exempt': '2027-01-31 ann load test' }),
};
const own = {
  ...shared,
  FunctionName: fc.constant<Json>('orders'),
  Role: role,
  Policies: fc.oneof(
    policy,
    fc.array(policy, { maxLength: 3 }).map((list): Json => list),
  ),
  Events: event.map((each): Json => ({ E: each })),
  DeadLetterQueue: fc.constant<Json>({ Type: 'SQS', TargetArn: 'arn:aws:sqs:eu-west-1:111122223333:q' }),
  EventInvokeConfig: fc.constant<Json>({
    DestinationConfig: { OnFailure: { Type: 'SNS', Destination: 'arn:aws:sns:eu-west-1:111122223333:t' } },
  }),
};
const some = (properties: Readonly<Record<string, fc.Arbitrary<Json>>>) => fc.record(properties, { requiredKeys: [] });

const aCase: fc.Arbitrary<Case> = fc
  .record({
    globals: fc.option(some(shared), { nil: undefined, freq: 2 }),
    properties: some(own),
    ignored: fc.constantFrom<Json | undefined>(undefined, undefined, '*'),
    condition: fc.boolean(),
    mode: fc.constantFrom('Active', 'PassThrough', 'Disabled'),
    stage: fc.constantFrom('prod', undefined),
  })
  .map(({ globals, properties, ignored, condition, mode, stage }) => ({
    parameters: stage === undefined ? { Mode: mode } : { Mode: mode, Stage: stage },
    template: {
      Transform: 'AWS::Serverless-2016-10-31',
      ...(globals === undefined ? {} : { Globals: { Function: globals } }),
      Parameters: { Mode: { Type: 'String' }, Stage: { Type: 'String' } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
      Resources: {
        Own: { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyName: 'p', PolicyDocument: GRANT }] } },
        F: {
          Type: 'AWS::Serverless::Function',
          ...(condition ? { Condition: 'IsProd' } : {}),
          ...(ignored === undefined ? {} : { IgnoreGlobals: ignored }),
          Properties: { Handler: 'a.b', Runtime: 'nodejs22.x', InlineCode: 'x', ...properties },
        },
      },
    },
  }));

const CASES = fc.sample(aCase, { numRuns: 120, seed: 14 });

const sam = (globals: JsonMap | undefined, properties: JsonMap): Case => ({
  parameters: {},
  template: {
    Transform: 'AWS::Serverless-2016-10-31',
    ...(globals === undefined ? {} : { Globals: { Function: globals } }),
    Resources: {
      F: {
        Type: 'AWS::Serverless::Function',
        Properties: { Handler: 'a.b', Runtime: 'nodejs22.x', InlineCode: 'x', ...properties },
      },
    },
  },
});
const REFUSED: Readonly<Record<string, Case>> = {
  'TracingConfig (B10)': sam(undefined, { TracingConfig: { Mode: 'Active' } }),
  'Role in Globals': sam({ Role: ARN, Tracing: 'Active' }, {}),
  'Policies in Globals': sam({ Policies: ['AdministratorAccess'], Tracing: 'Active' }, {}),
  'a policy it does not know': sam(undefined, { Tracing: 'Active', Policies: [{ NonesuchPolicy: {} }] }),
};

const translated = translate([
  ...REGIONS.flatMap((region) => CASES.map((each) => ({ ...each, region }))),
  ...Object.values(REFUSED).map((each) => ({ ...each, region: 'eu-west-1' })),
]);

describe.each(REGIONS)('SAM in %s', (region) => {
  it('gets the verdicts of what the transform of AWS makes of it', () => {
    const compared = CASES.flatMap(({ template, parameters }, index) => {
      const outcome = translated.outcomes[REGIONS.indexOf(region) * CASES.length + index];
      if (outcome === undefined || 'refused' in outcome) return [];
      const verdictOf = (source: JsonMap) => outcomes(judgedTemplate(JSON.stringify(source), { region, parameters }));
      return [{ template, ours: verdictOf(template), theirs: verdictOf(outcome.template) }];
    });
    expect(compared.length).toBeGreaterThan(90);
    const differing = compared.filter(({ ours, theirs }) => ours.F !== theirs.F);
    expect(differing).toEqual([]);
    // The rows are about something: each kind of verdict is among them.
    const seen = new Set(compared.map(({ ours }) => ours.F?.replace(/\(.*/, '')));
    expect(seen).toEqual(new Set(['C', 'N', 'NA', 'I']));
  });
});

describe('what SAM refuses', () => {
  it.each(Object.entries(REFUSED))('%s is undecided here', (name, { template }) => {
    expect(translated.outcomes[REGIONS.length * CASES.length + Object.keys(REFUSED).indexOf(name)]).toHaveProperty(
      'refused',
    );
    expect(outcomes(judgedTemplate(JSON.stringify(template))).F).toMatch(/^I\(/);
  });
});

describe('the policy templates of SAM', () => {
  it('are known by name, and none bears on X-Ray', () => {
    expect(Object.keys(translated.policyTemplates).filter((name) => !isPolicyTemplate(name))).toEqual([]);
    const statements = Object.values(translated.policyTemplates).flatMap(({ Definition }) => Definition.Statement);
    expect(statements.length).toBeGreaterThan(80);
    expect(statements.filter(({ Effect }) => Effect !== 'Allow')).toEqual([]);
    const actions = statements.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => !/^(?!xray)[a-z0-9-]+:/.test(String(action)))).toEqual([]);
  });
});
