/** Measures templates and plans: small ones in a warm process, one of 500 resources in a process of its own, a plan of 50 MB. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { awsManagedPolicies } from '../rule/core/iam/aws-managed-policies.ts';
import { DEFAULT_PARAMETERS } from '../rule/core/parameters.ts';
import { readTemplates } from '../rule/planned/cloudformation/read-templates.ts';
import { plannedJudge } from '../rule/planned/judge-planned.ts';
import { policyFinder } from '../rule/recorded/role-facts.ts';
import { atLeast, atMost, type Budget, report } from './budget.ts';
import { runNode } from './run-node.ts';

const ROUNDS = 8;
const TEMPLATES = 300;
const PLAN_BYTES = 50_000_000;

const DEPLOYMENT = {
  accountId: '111122223333',
  region: 'eu-west-1',
  parameters: new Map<string, string>(),
  textOf: () => undefined,
  elsewhere: {
    findPolicy: policyFinder(awsManagedPolicies(DEFAULT_PARAMETERS.requiredActions), () => undefined),
    recordedRole: () => undefined,
  },
  exemptionTagKey: DEFAULT_PARAMETERS.exemptionTagKey,
};

/** A template of so many functions, each with a role and two resources around it, as people write them. */
function template(functions: number): string {
  const lines = [
    'AWSTemplateFormatVersion: "2010-09-09"',
    'Parameters:',
    '  Stage: { Type: String, Default: prod }',
    'Resources:',
  ];
  for (let i = 0; i < functions; i++) {
    lines.push(
      `  Function${i}:`,
      '    Type: AWS::Lambda::Function',
      '    Properties:',
      `      FunctionName: !Sub '\${Stage}-function-${i}'`,
      '      Runtime: nodejs24.x',
      '      Handler: index.handler',
      '      Code: { S3Bucket: artefacts, S3Key: code.zip }',
      `      Role: !GetAtt Role${i}.Arn`,
      '      TracingConfig:',
      '        Mode: Active',
      `  Role${i}:`,
      '    Type: AWS::IAM::Role',
      '    Properties:',
      '      AssumeRolePolicyDocument:',
      "        Version: '2012-10-17'",
      '        Statement:',
      "          - { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }",
      '      ManagedPolicyArns:',
      '        - arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
      '        - arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess',
      `  Log${i}:`,
      '    Type: AWS::Logs::LogGroup',
      `    Properties: { LogGroupName: !Sub '/aws/lambda/\${Function${i}}', RetentionInDays: 30 }`,
      `  Alarm${i}:`,
      '    Type: AWS::CloudWatch::Alarm',
      '    Properties:',
      '      Namespace: AWS/Lambda',
      '      MetricName: Errors',
      `      Dimensions: [{ Name: FunctionName, Value: !Ref Function${i} }]`,
      '      Statistic: Sum',
      '      Period: 300',
      '      EvaluationPeriods: 1',
      '      Threshold: 1',
      '      ComparisonOperator: GreaterThanOrEqualToThreshold',
    );
  }
  return `${lines.join('\n')}\n`;
}

const TAGS = { team: 'orders', 'cost-center': '4711', environment: 'production', 'managed-by': 'terraform' };

/** What `terraform show -json` prints of a plan of functions, each with a role and eight alarms around it, with their attributes. */
function plan(bytes: number): string {
  const resources: object[] = [];
  const changes: object[] = [];
  let size = 0;
  const add = (type: string, name: string, attributes: object, unknown: object) => {
    const values = { ...attributes, tags: TAGS, tags_all: TAGS };
    const place = { address: `${type}.${name}`, mode: 'managed', type, name };
    const provider_name = 'registry.terraform.io/hashicorp/aws';
    const sensitive_values = { tags: {}, tags_all: {} };
    const after_unknown = { id: true, arn: true, tags: {}, tags_all: {}, ...unknown };
    const resource = { ...place, provider_name, schema_version: 0, values, sensitive_values };
    const change = {
      actions: ['create'],
      before: null,
      after: values,
      after_unknown,
      after_sensitive: sensitive_values,
    };
    resources.push(resource);
    changes.push({ ...place, provider_name, change: { ...change, before_sensitive: false } });
    size += JSON.stringify(resource).length + JSON.stringify(change).length;
  };
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  });
  for (let i = 0; size < bytes; i++) {
    const name = `f-${i}`;
    const policies = { managed_policy_arns: true, inline_policy: true };
    const path = { path: '/', description: null, max_session_duration: 3600, permissions_boundary: null };
    add('aws_iam_role', `r${i}`, { name: `role-${i}`, assume_role_policy: trust, ...path }, policies);
    const code = { runtime: 'nodejs24.x', handler: 'index.handler', filename: 'function.zip', package_type: 'Zip' };
    const limits = { memory_size: 512, timeout: 30, reserved_concurrent_executions: -1, architectures: ['arm64'] };
    const environment = [{ variables: { TABLE: 'orders', LOG_LEVEL: 'info' } }];
    const none = {
      layers: [],
      dead_letter_config: [],
      file_system_config: [],
      image_config: [],
      vpc_config: [],
      kms_key_arn: null,
    };
    const role = `arn:aws:iam::111122223333:role/role-${i}`;
    const made = { invoke_arn: true, version: true, last_modified: true, qualified_arn: true, tracing_config: [{}] };
    const tracing_config = [{ mode: 'Active' }];
    add(
      'aws_lambda_function',
      `f${i}`,
      { function_name: name, role, tracing_config, ...code, ...limits, environment, ...none },
      made,
    );
    for (let j = 0; j < 8; j++) {
      const alarm = {
        alarm_name: `${name}-${j}`,
        metric_name: 'Errors',
        namespace: 'AWS/Lambda',
        dimensions: { FunctionName: name },
      };
      const when = {
        comparison_operator: 'GreaterThanOrEqualToThreshold',
        evaluation_periods: 1,
        period: 300,
        statistic: 'Sum',
        threshold: 1,
      };
      const then = {
        alarm_actions: ['arn:aws:sns:eu-west-1:111122223333:alarms'],
        ok_actions: null,
        actions_enabled: true,
        unit: null,
      };
      add('aws_cloudwatch_metric_alarm', `a${i}_${j}`, { ...alarm, ...when, ...then, metric_query: [] }, {});
    }
  }
  return JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.9.0',
    planned_values: { root_module: { resources } },
    resource_changes: changes,
    configuration: { root_module: { resources: [] } },
  });
}

async function fastest(args: readonly string[]): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) best = Math.min(best, (await runNode(args)).seconds);
  return best;
}

export async function benchPlanned(): Promise<readonly Budget[]> {
  const judge = plannedJudge(DEFAULT_PARAMETERS, new Date('2026-11-21T12:00:00Z'));
  const small = template(3);
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    for (let i = 0; i < TEMPLATES; i++) {
      const { functions } = readTemplates([{ file: 'template.yaml', text: small }], DEPLOYMENT);
      for (const fn of functions) judge(fn);
    }
    rates.push(TEMPLATES / ((performance.now() - start) / 1000));
  }
  const rate = Math.max(...rates);

  const directory = await mkdtemp(join(tmpdir(), 'planned-'));
  try {
    const large = join(directory, 'large.yaml');
    await writeFile(large, template(125));
    const started = await fastest(['dist/cli.js', '--version']);
    const whole = await fastest(['dist/cli.js', 'evaluate', large, '--format', 'json']);
    const file = join(directory, 'plan.json');
    await writeFile(file, plan(PLAN_BYTES));
    const parsed = await fastest([
      '-e',
      `JSON.parse(require('node:fs').readFileSync(${JSON.stringify(file)}, 'utf8'))`,
    ]);
    const planned = await fastest(['dist/cli.js', 'evaluate', file, '--format', 'json']);
    return [
      atLeast(300, '/s', 'templates, warm', rate),
      atMost(150, 'ms', 'a template of 500 resources, beyond the start', (whole - started) * 1000),
      atMost(2, 'x', 'Terraform plan of 50 MB against JSON.parse', planned / parsed),
    ];
  } finally {
    await rm(directory, { recursive: true });
  }
}

process.chdir(resolve(import.meta.dirname, '..'));

if (process.argv[1] === import.meta.filename) report(await benchPlanned());
