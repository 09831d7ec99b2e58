import { describe, expect, it } from 'vitest';
import { EVALUATOR_CALLS } from '../../rule/account/permissions.ts';
import { asList, Deployment, deployedRole, statements } from './cloudformation.ts';
import { synthesized } from './synthesized.ts';

const { member } = synthesized();
const STATEMENTS = statements(member);

/** IAM has no resource type for these: a statement on anything but `*` would not match. */
const NO_RESOURCE_TYPE = [
  'config:GetResourceConfigHistory',
  'config:PutEvaluations',
  'iam:GetAccountAuthorizationDetails',
  'lambda:ListEventSourceMappings',
  'lambda:ListFunctions',
  'tag:GetResources',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

function actionsOf(role: string): string[] {
  return STATEMENTS.filter((statement) => statement.role === role).flatMap(({ Action }) => asList(Action));
}

describe('every role', () => {
  it('is one of two: the evaluator cannot change anything, the runbook cannot report anything', () => {
    expect([...new Set(STATEMENTS.map(({ role }) => role))]).toEqual(['EvaluatorRole', 'RemediationRole']);
  });

  it('allows actions one by one, without wildcards', () => {
    for (const { Effect, Action } of STATEMENTS) {
      expect(Effect).toBe('Allow');
      for (const action of asList(Action)) expect(action).toMatch(/^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$/);
    }
  });

  it('has no statement but with Action and Resource: NotAction and NotResource allow what nobody listed', () => {
    for (const { role: _, ...statement } of STATEMENTS) {
      expect(['Action', 'Condition', 'Effect', 'Resource', 'Sid']).toEqual(
        expect.arrayContaining(Object.keys(statement)),
      );
      expect(statement).toHaveProperty('Action');
      expect(statement).toHaveProperty('Resource');
    }
  });

  it('allows all resources only where IAM knows no resource', () => {
    const onEverything = STATEMENTS.filter(({ Resource }) => asList(Resource).includes('*'));
    expect(onEverything.flatMap(({ Action }) => asList(Action)).sort()).toEqual(NO_RESOURCE_TYPE);
  });

  it('stays within its account otherwise', () => {
    for (const arn of STATEMENTS.flatMap(({ Resource }) => asList(Resource)).filter((resource) => resource !== '*'))
      expect(arn).toMatch(
        /^(?:<\w+\.Arn>|arn:aws-us-gov:(?:config|iam|lambda|ssm):[a-z0-9-]*:(?:111122223333|aws):.+)$/,
      );
  });

  it('fits the 10,240 characters of a role, with its policies together', () => {
    const deployment = new Deployment(member);
    for (const role of ['EvaluatorRole', 'RemediationRole'])
      expect(JSON.stringify(deployment.resource(role)).length).toBeLessThan(10_240);
  });

  it('has one statement for each kind of resource', () => {
    const kinds = STATEMENTS.map(({ role, Resource, Condition }) => JSON.stringify([role, Resource, Condition]));
    expect(kinds.length).toBe(new Set(kinds).size);
  });
});

describe('the evaluator role', () => {
  it('allows what the evaluator calls, and what its log, queue and traces need', () => {
    expect(actionsOf('EvaluatorRole').sort()).toEqual(
      [
        ...Object.keys(EVALUATOR_CALLS),
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'sqs:SendMessage',
        'xray:PutTraceSegments',
        'xray:PutTelemetryRecords',
      ].sort(),
    );
  });

  it('reads IAM and Lambda without changing them', () => {
    const calls = actionsOf('EvaluatorRole').filter((action) => /^(?:iam|lambda|tag):/.test(action));
    for (const action of calls) expect(action).toMatch(/:(?:Get|List|Simulate)/);
  });

  it('is for Lambda in this account only', () => {
    expect(trust('EvaluatorRole')).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
      },
    ]);
  });
});

describe('the remediation role', () => {
  it('is for automations of this account and Region only', () => {
    expect(trust('RemediationRole')).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'ssm.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': '111122223333' },
          ArnLike: { 'aws:SourceArn': 'arn:aws-us-gov:ssm:us-gov-west-1:111122223333:automation-execution/*' },
        },
      },
    ]);
  });

  it.each<[string, Record<string, string>, string]>([
    ['the AWS-managed one by default', {}, 'arn:aws-us-gov:iam::aws:policy/AWSXRayDaemonWriteAccess'],
    [
      'the configured one',
      { RemediationPolicy: '111122223333:policy/tracing' },
      'arn:aws-us-gov:iam::111122223333:policy/tracing',
    ],
  ])('attaches and detaches one policy: %s', (_, parameters, policyArn) => {
    const attaching = statements(member, parameters).filter(({ Action }) =>
      asList(Action).some((action) => action.endsWith('tachRolePolicy')),
    );
    expect(attaching.flatMap(({ Action }) => Action)).toEqual(['iam:AttachRolePolicy', 'iam:DetachRolePolicy']);
    // Exactly this condition: `ArnEqualsIfExists` or `ForAllValues:ArnEquals` would hold without a policy, too.
    for (const { Condition } of attaching) expect(Condition).toEqual({ ArnEquals: { 'iam:PolicyARN': policyArn } });
  });

  it('leaves no way to more rights: it writes nothing to IAM but that attachment, and passes no role', () => {
    const writes = actionsOf('RemediationRole').filter(
      (action) => !/^[a-z0-9-]+:(?:Get|List|Describe|Simulate)/.test(action),
    );
    expect(writes.sort()).toEqual([
      'iam:AttachRolePolicy',
      'iam:DetachRolePolicy',
      'lambda:UpdateFunctionConfiguration',
    ]);
  });
});

describe('the invoke permission', () => {
  it('is for AWS Config on behalf of this account', () => {
    expect(new Deployment(member).resource('ConfigMayInvoke')).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: '<Evaluator>',
      Principal: 'config.amazonaws.com',
      SourceAccount: '111122223333',
    });
  });
});

describe('the failure queue', () => {
  it('refuses everything without TLS', () => {
    expect(new Deployment(member).resource('FailureQueuePolicy')).toMatchObject({
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 'sqs:*',
            Resource: '*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    });
  });
});

function trust(role: string): unknown {
  return deployedRole(new Deployment(member), role).AssumeRolePolicyDocument.Statement;
}
