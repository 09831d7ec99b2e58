import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../../rule/core/decide.ts';
import { assessRole } from '../../../rule/core/iam/assess-role.ts';
import { awsManagedPolicies } from '../../../rule/core/iam/aws-managed-policies.ts';
import { parsePolicyDocument } from '../../../rule/core/iam/policy-document.ts';
import { DEFAULT_PARAMETERS } from '../../../rule/core/parameters.ts';
import { parseConfigurationItem } from '../../../rule/recorded/configuration-item.ts';
import { knownRole } from '../../../rule/recorded/iam-role.ts';
import { functionFacts } from '../../../rule/recorded/lambda-function.ts';
import { policyFinder } from '../../../rule/recorded/role-facts.ts';
import { NOW } from '../judged.ts';
import { judgedDirectory } from './directories.ts';
import { judgedPlan, type Planned, plan, refs } from './plans.ts';

const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const ROLE_ARN = 'arn:aws:iam::111122223333:role/orders-exec';
const BOUNDARY_ARN = 'arn:aws:iam::111122223333:policy/dev-boundary';
const EXEMPT = DEFAULT_PARAMETERS.exemptionTagKey;

/** A function and its role, however they are written. */
interface Described {
  readonly mode: string | undefined;
  readonly tag: string | undefined;
  readonly inline: readonly object[];
  readonly managed: readonly string[];
  readonly boundary: object | undefined;
}

const statement = fc.record({
  Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
  Action: fc.constantFrom<string[]>(
    ['*'],
    ['xray:*'],
    ['xray:Put*'],
    ['xray:PutTraceSegments'],
    ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
    ['s3:*'],
  ),
  Resource: fc.constantFrom('*', '*', '*', 'arn:aws:xray:eu-west-1:111122223333:*'),
  Condition: fc.option(
    fc.constantFrom<Readonly<Record<string, Readonly<Record<string, string>>>>>(
      { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
      { StringEquals: { 'aws:PrincipalAccount': '999999999999' } },
      { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
      { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/orders-*' } },
    ),
    { nil: undefined, freq: 3 },
  ),
});
type Statement = typeof statement extends fc.Arbitrary<infer Value> ? Value : never;
const documentOf = (Statement: readonly Statement[]) => ({
  Version: '2012-10-17',
  Statement: JSON.parse(JSON.stringify(Statement)) as Statement[],
});
const document = fc.array(statement, { minLength: 1, maxLength: 3 }).map(documentOf);

const described = fc.record({
  mode: fc.constantFrom('Active', 'Active', 'PassThrough', 'active', undefined),
  tag: fc.option(fc.constantFrom('2027-01-31 ann load test', '2020-01-31 ann load test', 'soon'), {
    nil: undefined,
    freq: 5,
  }),
  inline: fc.array(document, { maxLength: 2 }),
  managed: fc.uniqueArray(
    fc.constantFrom(
      'AWSXRayDaemonWriteAccess',
      'service-role/AWSLambdaBasicExecutionRole',
      'AdministratorAccess',
      'NoSuchPolicyOfAws',
    ),
    { maxLength: 2 },
  ),
  boundary: fc.option(document, { nil: undefined }),
});
type Generated = typeof described extends fc.Arbitrary<infer Value> ? Value : never;

const managedArn = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const tagsOf = ({ tag }: Described): Readonly<Record<string, string>> => (tag === undefined ? {} : { [EXEMPT]: tag });

/** As AWS Config would record it, once it is there. */
function recordedVerdict(each: Described): string {
  const { mode, inline, managed, boundary } = each;
  const item = parseConfigurationItem({
    resourceType: 'AWS::Lambda::Function',
    resourceId: 'orders',
    awsAccountId: PLACE.accountId,
    awsRegion: PLACE.region,
    configurationItemStatus: 'OK',
    configuration: { role: ROLE_ARN, ...(mode === undefined ? {} : { tracingConfig: { mode } }) },
    tags: tagsOf(each),
  });
  const findPolicy = policyFinder(awsManagedPolicies(DEFAULT_PARAMETERS.requiredActions), () => ({
    name: 'dev-boundary',
    document: parsePolicyDocument(boundary, 'managed'),
  }));
  const sources = {
    kind: 'readable' as const,
    arn: ROLE_ARN,
    tags: new Map(),
    inline: inline.map((each, index) => ({ name: `p${index}`, document: each })),
    attachedArns: managed.map(managedArn),
    boundaryArn: boundary && BOUNDARY_ARN,
  };
  const role = knownRole(sources, findPolicy, { kind: 'not-evaluated' });
  const facts = functionFacts(item, EXEMPT);
  const { compliance, reasons } = decide(
    facts,
    (fn) => assessRole(role, fn, DEFAULT_PARAMETERS, NOW),
    DEFAULT_PARAMETERS,
    NOW,
  );
  const short = { COMPLIANT: 'C', NON_COMPLIANT: 'N', NOT_APPLICABLE: 'NA', INSUFFICIENT_DATA: 'I' }[compliance];
  return short === 'C' ? 'C' : `${short}(${reasons.join(', ')})`;
}

const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
};

/** The blocks of `aws_iam_policy_document` that say the same. */
function blocksOf(source: ReturnType<typeof documentOf>) {
  return source.Statement.map(({ Effect, Action, Resource, Condition = {} }) => ({
    effect: Effect,
    actions: Action,
    resources: [Resource],
    condition: Object.entries(Condition).flatMap(([test, keys]) =>
      Object.entries(keys).map(([variable, value]) => ({ test, variable, values: [value] })),
    ),
  }));
}

/** A first plan: nothing that AWS makes is known, and documents are read during apply. */
function firstPlan(each: Generated): string {
  const { mode, inline, managed, boundary } = each;
  const resources: Planned[] = [
    {
      address: 'aws_lambda_function.orders',
      after: {
        function_name: 'orders',
        tags_all: tagsOf(each),
        ...(mode === undefined ? {} : { tracing_config: [{ mode }] }),
      },
      unknown: { arn: true, role: true, ...(mode === undefined ? { tracing_config: true } : {}) },
      expressions: { role: refs('aws_iam_role.r.arn', 'aws_iam_role.r') },
    },
    {
      address: 'aws_iam_role.r',
      after: { name: 'orders-exec', path: '/', assume_role_policy: JSON.stringify(TRUST), tags_all: {} },
      unknown: {
        arn: true,
        id: true,
        unique_id: true,
        inline_policy: true,
        managed_policy_arns: true,
        ...(boundary && { permissions_boundary: true }),
      },
      expressions:
        boundary === undefined ? {} : { permissions_boundary: refs('aws_iam_policy.b.arn', 'aws_iam_policy.b') },
    },
    ...inline.flatMap((source, at): readonly Planned[] => [
      {
        address: `data.aws_iam_policy_document.d${at}`,
        actions: ['read'],
        after: { statement: blocksOf(source) },
        unknown: { json: true },
      },
      {
        address: `aws_iam_role_policy.p${at}`,
        unknown: { role: true, policy: true, name: true },
        expressions: {
          role: refs('aws_iam_role.r.id', 'aws_iam_role.r'),
          policy: refs(`data.aws_iam_policy_document.d${at}.json`, `data.aws_iam_policy_document.d${at}`),
        },
      },
    ]),
    ...managed.map((name, at) => ({
      address: `aws_iam_role_policy_attachment.a${at}`,
      after: { role: 'orders-exec', policy_arn: managedArn(name) },
    })),
    ...(boundary === undefined
      ? []
      : [
          {
            address: 'aws_iam_policy.b',
            after: { name: 'dev-boundary', policy: JSON.stringify(boundary) },
            unknown: { arn: true },
          },
        ]),
  ];
  return plan(resources);
}

/** A plan in which everything is there already. */
function laterPlan(each: Generated): string {
  const { mode, inline, managed, boundary } = each;
  const there = { actions: ['no-op'] };
  const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:orders';
  return plan([
    {
      ...there,
      address: 'aws_lambda_function.orders',
      after: {
        function_name: 'orders',
        arn,
        role: ROLE_ARN,
        tags_all: tagsOf(each),
        tracing_config: mode === undefined ? [] : [{ mode }],
      },
    },
    {
      ...there,
      address: 'aws_iam_role.r',
      after: {
        name: 'orders-exec',
        arn: ROLE_ARN,
        assume_role_policy: JSON.stringify(TRUST),
        inline_policy: inline.map((source, at) => ({ name: `p${at}`, policy: JSON.stringify(source) })),
        managed_policy_arns: managed.map(managedArn),
        permissions_boundary: boundary === undefined ? '' : BOUNDARY_ARN,
      },
    },
    ...(boundary === undefined
      ? []
      : [
          {
            ...there,
            address: 'aws_iam_policy.b',
            after: { name: 'dev-boundary', arn: BOUNDARY_ARN, policy: JSON.stringify(boundary) },
          },
        ]),
  ]);
}

const hcl = (value: unknown): string => JSON.stringify(value);

function configuration(each: Generated): string {
  const { mode, inline, managed, boundary } = each;
  return `
provider "aws" {
  region = "eu-west-1"
}
variable "mode" {
  default = ${hcl(mode ?? null)}
}
locals {
  documents = ${hcl(inline)}
  arns      = toset(${hcl(managed.map((name) => `arn:aws:iam::aws:policy/${name}`))})
}
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = aws_iam_role.r.arn
  tags          = ${hcl(tagsOf(each))}
  dynamic "tracing_config" {
    for_each = var.mode == null ? [] : [var.mode]
    content {
      mode = tracing_config.value
    }
  }
}
resource "aws_iam_role" "r" {
  name                 = "orders-exec"
  assume_role_policy   = jsonencode(${hcl(TRUST)})
  permissions_boundary = one(aws_iam_policy.b[*].arn)
}
resource "aws_iam_role_policy" "p" {
  count  = length(local.documents)
  role   = aws_iam_role.r.id
  policy = jsonencode(local.documents[count.index])
}
resource "aws_iam_role_policy_attachment" "a" {
  for_each   = local.arns
  role       = aws_iam_role.r.name
  policy_arn = each.value
}
resource "aws_iam_policy" "b" {
  count  = ${boundary === undefined ? 0 : 1}
  name   = "dev-boundary"
  policy = <<-EOT
    ${hcl(boundary ?? {})}
  EOT
}
`;
}

function conditionBlock({ test, variable, values }: ReturnType<typeof blocksOf>[number]['condition'][number]): string {
  return `    condition {
      test     = ${hcl(test)}
      variable = ${hcl(variable)}
      values   = ${hcl(values)}
    }
`;
}

/** The same with documents as blocks, in a module. */
function inModule(each: Generated): Readonly<Record<string, string>> {
  const blocks = (source: ReturnType<typeof documentOf>) =>
    blocksOf(source)
      .map(
        ({ effect, actions, resources, condition }) => `  statement {
    effect    = ${hcl(effect)}
    actions   = ${hcl(actions)}
    resources = ${hcl(resources)}
${condition.map(conditionBlock).join('')}  }`,
      )
      .join('\n');
  const documents = each.inline
    .map((source, at) => `data "aws_iam_policy_document" "d${at}" {\n${blocks(source)}\n}`)
    .join('\n');
  const list = each.inline.map((_, at) => `data.aws_iam_policy_document.d${at}.json`).join(', ');
  const main = configuration(each)
    .replace(/provider "aws" \{\n.*\n\}\n/, 'provider "aws" {}\n')
    .replace(/documents = .*\n/, () => `documents = [${list}]\n`)
    .replace('jsonencode(local.documents[count.index])', 'local.documents[count.index]');
  return {
    'main.tf': `provider "aws" {\n  region = "eu-west-1"\n}\nmodule "m" {\n  source = "./m"\n  mode   = ${hcl(each.mode ?? null)}\n}\n`,
    'm/main.tf': `${main}\n${documents}\n`,
  };
}

describe('a function and its role get one verdict, as recorded or planned by Terraform', () => {
  const outcomes = (judged: Readonly<Record<string, { readonly outcome: string }>>) =>
    Object.values(judged).map(({ outcome }) => outcome);

  it.each<readonly [string, (each: Generated) => readonly string[]]>([
    ['a first plan', (each) => outcomes(judgedPlan(firstPlan(each), PLACE))],
    ['a later plan', (each) => outcomes(judgedPlan(laterPlan(each), PLACE))],
    ['a directory', (each) => outcomes(judgedDirectory({ 'main.tf': configuration(each) }, PLACE))],
    ['a module', (each) => outcomes(judgedDirectory(inModule(each), PLACE))],
  ])('written as %s', (_, written) => {
    fc.assert(
      fc.property(described, (each) => {
        expect(written(each)).toEqual([recordedVerdict(each)]);
      }),
      { numRuns: 100 },
    );
  });

  it('is about verdicts of every kind', () => {
    const drawn = fc.sample(described, { numRuns: 500, seed: 14 });
    expect(drawn.map(recordedVerdict)).toEqual(
      expect.arrayContaining([
        'C',
        'N(role-denied)',
        'N(tracing-not-active)',
        'N(role-conditional)',
        'I(role-unknown)',
        'NA(exempt)',
      ]),
    );
  });
});
