import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { decide } from '../../rule/core/decide.ts';
import { assessRole } from '../../rule/core/iam/assess-role.ts';
import { awsManagedPolicies } from '../../rule/core/iam/aws-managed-policies.ts';
import { parsePolicyDocument } from '../../rule/core/iam/policy-document.ts';
import { DEFAULT_PARAMETERS } from '../../rule/core/parameters.ts';
import { parseConfigurationItem } from '../../rule/recorded/configuration-item.ts';
import { knownRole } from '../../rule/recorded/iam-role.ts';
import { functionFacts } from '../../rule/recorded/lambda-function.ts';
import { policyFinder } from '../../rule/recorded/role-facts.ts';
import { judgedTemplate, NOW } from './judged.ts';

const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const ROLE_ARN = 'arn:aws:iam::111122223333:role/orders-exec';
const BOUNDARY_ARN = 'arn:aws:iam::111122223333:policy/dev-boundary';

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
  Action: fc.constantFrom<string | string[]>(
    '*',
    'xray:*',
    'xray:Put*',
    'xray:PutTraceSegments',
    ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
    's3:*',
  ),
  Resource: fc.constantFrom('*', '*', '*', 'arn:aws:xray:eu-west-1:111122223333:*'),
  Condition: fc.option(
    fc.constantFrom(
      { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
      { StringEquals: { 'aws:PrincipalAccount': '999999999999' } },
      { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
      { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/orders-*' } },
    ),
    { nil: undefined, freq: 3 },
  ),
});
const document = fc
  .array(statement, { minLength: 1, maxLength: 3 })
  .map((Statement) => ({ Version: '2012-10-17', Statement: JSON.parse(JSON.stringify(Statement)) }));

const described: fc.Arbitrary<Described> = fc.record({
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

const managedArn = (name: string) => `arn:aws:iam::aws:policy/${name}`;

/** As AWS Config would record it, once it is deployed. */
function recordedVerdict({ mode, tag, inline, managed, boundary }: Described): readonly unknown[] {
  const item = parseConfigurationItem({
    resourceType: 'AWS::Lambda::Function',
    resourceId: 'orders',
    awsAccountId: PLACE.accountId,
    awsRegion: PLACE.region,
    configurationItemStatus: 'OK',
    configuration: { role: ROLE_ARN, ...(mode === undefined ? {} : { tracingConfig: { mode } }) },
    tags: tag === undefined ? {} : { [DEFAULT_PARAMETERS.exemptionTagKey]: tag },
  });
  const ofAws = awsManagedPolicies(DEFAULT_PARAMETERS.requiredActions);
  const findPolicy = policyFinder(ofAws, () => ({
    name: 'dev-boundary',
    document: parsePolicyDocument(boundary, 'managed'),
  }));
  const role = knownRole(
    {
      kind: 'readable',
      arn: ROLE_ARN,
      tags: new Map(),
      inline: inline.map((each, index) => ({ name: `p${index}`, document: each })),
      attachedArns: managed.map(managedArn),
      boundaryArn: boundary && BOUNDARY_ARN,
    },
    findPolicy,
    { kind: 'not-evaluated' },
  );
  const facts = functionFacts(item, DEFAULT_PARAMETERS.exemptionTagKey);
  const verdict = decide(facts, (fn) => assessRole(role, fn, DEFAULT_PARAMETERS, NOW), DEFAULT_PARAMETERS, NOW);
  return [verdict.compliance, ...verdict.reasons];
}

function tagsOf({ tag }: Described) {
  return tag === undefined ? {} : { Tags: [{ Key: DEFAULT_PARAMETERS.exemptionTagKey, Value: tag }] };
}

const getAtt = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

function roleResources({ inline, managed, boundary }: Described) {
  return {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'orders-exec',
        Policies: inline.map((PolicyDocument, index) => ({ PolicyName: `p${index}`, PolicyDocument })),
        ManagedPolicyArns: managed.map(managedArn),
        ...(boundary === undefined ? {} : { PermissionsBoundary: { Ref: 'Boundary' } }),
      },
    },
    ...(boundary === undefined
      ? {}
      : { Boundary: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: boundary } } }),
  };
}

function cloudFormation(described: Described) {
  const { mode } = described;
  return {
    Resources: {
      ...roleResources(described),
      Orders: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'orders',
          Role: getAtt('Role'),
          ...tagsOf(described),
          ...(mode === undefined ? {} : { TracingConfig: { Mode: mode } }),
        },
      },
    },
  };
}

/** The same with each policy attached from outside, and the mode behind a parameter and a condition. */
function inPieces(described: Described) {
  const { inline, managed, mode } = described;
  const { Role, ...others } = roleResources({ ...described, inline: [], managed: [] });
  const policies = inline.map((PolicyDocument, index) => [
    `P${index}`,
    { Type: 'AWS::IAM::Policy', Properties: { PolicyName: `p${index}`, Roles: [{ Ref: 'Role' }], PolicyDocument } },
  ]);
  const arns = managed.map((name) => ({ 'Fn::Sub': managedArn(name).replace('arn:aws:', 'arn:${AWS::Partition}:') }));
  return {
    Parameters: { Mode: { Type: 'String', Default: mode ?? 'none' } },
    Conditions: { HasMode: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Mode' }, 'none'] }] } },
    Resources: {
      Role: { ...Role, Properties: { ...Role.Properties, ManagedPolicyArns: arns } },
      ...others,
      ...Object.fromEntries(policies),
      Orders: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'orders',
          Role: getAtt('Role'),
          ...tagsOf(described),
          TracingConfig: { 'Fn::If': ['HasMode', { Mode: { Ref: 'Mode' } }, { Ref: 'AWS::NoValue' }] },
        },
      },
    },
  };
}

function sam(described: Described) {
  const { mode, tag } = described;
  const tags = tag === undefined ? {} : { Tags: { [DEFAULT_PARAMETERS.exemptionTagKey]: tag } };
  return {
    Transform: 'AWS::Serverless-2016-10-31',
    ...(mode === undefined ? {} : { Globals: { Function: { Tracing: mode } } }),
    Resources: {
      ...roleResources(described),
      Orders: {
        Type: 'AWS::Serverless::Function',
        Properties: { FunctionName: 'orders', Role: getAtt('Role'), ...tags },
      },
    },
  };
}

/** With the short forms of the functions that the templates use. */
function shortForms(template: object): string {
  const yaml = stringify(template, { version: '1.1', lineWidth: 0 });
  return yaml
    .replaceAll(/^( *)(\S+):\n +Fn::GetAtt:\n +- (\w+)\n +- Arn$/gm, '$1$2: !GetAtt $3.Arn')
    .replaceAll(/^( *)(\S+):\n +Ref: (\S+)$/gm, '$1$2: !Ref $3');
}

describe('a function and its role get one verdict, as recorded or planned', () => {
  const written = (template: object) =>
    Object.values(judgedTemplate(JSON.stringify(template), PLACE)).map(({ outcome }) => outcome);
  const expected = (each: Described) => {
    const [compliance, ...reasons] = recordedVerdict(each);
    const short = { COMPLIANT: 'C', NON_COMPLIANT: 'N', NOT_APPLICABLE: 'NA', INSUFFICIENT_DATA: 'I' }[
      String(compliance)
    ];
    return [short === 'C' ? 'C' : `${short}(${reasons.join(', ')})`];
  };
  it.each([
    ['a template', cloudFormation],
    ['a template in pieces', inPieces],
    ['a SAM template', sam],
  ])('written as %s', (_, write) => {
    fc.assert(
      fc.property(described, (each) => {
        expect(written(write(each))).toEqual(expected(each));
      }),
      { numRuns: 120 },
    );
  });

  it('written in YAML with short forms', () => {
    fc.assert(
      fc.property(described, (each) => {
        const text = shortForms(cloudFormation(each));
        expect(text).toContain('!GetAtt Role.Arn');
        expect(Object.values(judgedTemplate(text, PLACE)).map(({ outcome }) => outcome)).toEqual(expected(each));
      }),
      { numRuns: 60 },
    );
  });

  it('is about verdicts of every kind', () => {
    const drawn = fc.sample(described, { numRuns: 500, seed: 14 });
    expect(drawn.flatMap(expected)).toEqual(
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
