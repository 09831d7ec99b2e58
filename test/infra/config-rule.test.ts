import { describe, expect, it } from 'vitest';
import { Deployment } from './cloudformation.ts';
import { synthesized } from './synthesized.ts';

const { member } = synthesized();

/** The parameters of the rule: name, allowed values when it is a choice, default. */
const RULE_PARAMETERS: readonly [string, readonly string[] | undefined, string][] = [
  ['requiredActions', undefined, 'xray:PutTraceSegments,xray:PutTelemetryRecords'],
  ['conditionalAccess', ['NON_COMPLIANT', 'COMPLIANT'], 'NON_COMPLIANT'],
  ['untraceableEventSources', ['NOT_APPLICABLE', 'EVALUATE'], 'NOT_APPLICABLE'],
  ['organizationPolicies', ['EVALUATE', 'IGNORE'], 'EVALUATE'],
  ['exemptionTagKey', undefined, 'lambda-active-tracing-exempt'],
  ['sweepReport', ['CHANGED', 'ALL'], 'CHANGED'],
  ['exemptionMaxDays', undefined, '0'],
  ['organizationId', undefined, ''],
];

describe('the rule', () => {
  it('hears of every change of a function, and sweeps as often as asked', () => {
    expect(new Deployment(member, { SweepFrequency: 'Six_Hours' }).resource('Rule')).toMatchObject({
      ConfigRuleName: 'lambda-active-tracing',
      Scope: { ComplianceResourceTypes: ['AWS::Lambda::Function'] },
      Source: {
        Owner: 'CUSTOM_LAMBDA',
        SourceIdentifier: '<Evaluator.Arn>',
        SourceDetails: [
          { EventSource: 'aws.config', MessageType: 'ConfigurationItemChangeNotification' },
          { EventSource: 'aws.config', MessageType: 'OversizedConfigurationItemChangeNotification' },
          {
            EventSource: 'aws.config',
            MessageType: 'ScheduledNotification',
            MaximumExecutionFrequency: 'Six_Hours',
          },
        ],
      },
    });
  });

  it('passes on exactly the parameters it knows', () => {
    const values = Object.fromEntries(RULE_PARAMETERS.map(([name]) => [capitalized(name), `value-of-${name}`]));
    expect(new Deployment(member, values).resource('Rule')).toMatchObject({
      InputParameters: Object.fromEntries(RULE_PARAMETERS.map(([name]) => [name, `value-of-${name}`])),
    });
    const { InputParameters } = member.Resources.Rule?.Properties ?? {};
    expect(Object.keys(Object(InputParameters))).toHaveLength(RULE_PARAMETERS.length);
  });

  it.each(RULE_PARAMETERS)('%s can be set with its values and default', (name, values, byDefault) => {
    expect(member.Parameters[capitalized(name)]).toMatchObject({
      ...(values && { AllowedValues: values }),
    });
    expect(String(member.Parameters[capitalized(name)]?.Default)).toBe(byDefault);
  });

  it('passes no organization id when it has none: AWS Config refuses a parameter without a value', () => {
    const { InputParameters } = Object(new Deployment(member).resource('Rule'));
    expect(Object.keys(InputParameters)).toEqual(
      RULE_PARAMETERS.map(([name]) => name).filter((name) => name !== 'organizationId'),
    );
  });

  it('stays within the 1,024 characters AWS Config takes, with the longest values', () => {
    const longest = RULE_PARAMETERS.map(([name, values, byDefault]) => {
      const { MaxLength = 128 } = Object(member.Parameters[capitalized(name)]);
      return [name, values ? values.concat(byDefault).sort((a, b) => b.length - a.length)[0] : 'x'.repeat(MaxLength)];
    });
    expect(JSON.stringify(Object.fromEntries(longest)).length).toBeLessThanOrEqual(1024);
  });

  it('waits for the permission to invoke its function, without which AWS Config refuses it', () => {
    expect(member.Resources.Rule?.DependsOn).toEqual(['ConfigMayInvoke']);
  });

  it('takes SweepFrequency for each frequency AWS Config offers', () => {
    expect(member.Parameters.SweepFrequency?.AllowedValues).toEqual([
      'One_Hour',
      'Three_Hours',
      'Six_Hours',
      'Twelve_Hours',
      'TwentyFour_Hours',
    ]);
  });
});

describe('the remediation of the rule', () => {
  it('refers to the rule, so that the stack deletes it first', () => {
    expect(member.Resources.RuleRemediation?.Properties.ConfigRuleName).toEqual({ Ref: 'Rule' });
  });

  it('starts the runbook with the name of the function, as the remediation role', () => {
    expect(new Deployment(member).resource('RuleRemediation')).toMatchObject({
      TargetType: 'SSM_DOCUMENT',
      TargetId: '<Runbook>',
      ResourceType: 'AWS::Lambda::Function',
      Parameters: {
        FunctionName: { ResourceValue: { Value: 'RESOURCE_ID' } },
        AutomationAssumeRole: { StaticValue: { Values: ['<RemediationRole.Arn>'] } },
      },
    });
  });

  it('tells the runbook what the stack was told, which the text of the runbook does not hold', () => {
    const parameters = { RemediationPolicy: '111122223333:policy/tracing', StackManagedFunctions: 'Remediate' };
    const deployment = new Deployment(member, parameters);
    expect(deployment.resource('RuleRemediation')).toMatchObject({
      Parameters: {
        PolicyArn: { StaticValue: { Values: ['arn:aws-us-gov:iam::111122223333:policy/tracing'] } },
        StackManagedFunctions: { StaticValue: { Values: ['Remediate'] } },
      },
    });
  });

  it.each([
    ['Manual', false],
    ['Automatic', true],
  ])('with Remediation=%s is automatic: %s', (Remediation, automatic) => {
    const deployment = new Deployment(member, { Remediation });
    expect(deployment.resource('RuleRemediation')).toMatchObject({ Automatic: automatic });
    expect(deployment.resource('Runbook')).toBeDefined();
    expect(deployment.resource('RemediationRole')).toBeDefined();
  });

  it('is manual unless asked otherwise', () => {
    expect(member.Parameters.Remediation).toMatchObject({
      Default: 'Manual',
      AllowedValues: ['Manual', 'Automatic', 'Off'],
    });
  });

  it.each(['ConfigRule', 'ConformancePack', 'EvaluatorOnly'])(
    'with Remediation=Off there is none, no runbook, and no role that may change anything: %s',
    (value) => {
      const deployment = new Deployment(member, { Remediation: 'Off', Deployment: value });
      const left = Object.keys(member.Resources).filter((id) => deployment.resource(id) !== undefined);
      expect(left).not.toEqual(expect.arrayContaining(['RuleRemediation']));
      expect(JSON.stringify(left.map((id) => deployment.resource(id)))).not.toMatch(
        /Runbook|Remediat|AttachRolePolicy|UpdateFunctionConfiguration|EnableLambdaActiveTracing/,
      );
    },
  );

  it('remediates as many at a time as the parameter says, and gives up after five attempts in four hours', () => {
    const deployment = new Deployment(member, {
      Remediation: 'Automatic',
      RemediationConcurrencyPercentage: '20',
    });
    expect(deployment.resource('RuleRemediation')).toMatchObject({
      Automatic: true,
      MaximumAutomaticAttempts: 5,
      RetryAttemptSeconds: 14_400,
      ExecutionControls: { SsmControls: { ConcurrentExecutionRatePercentage: '20', ErrorPercentage: 10 } },
    });
  });
});

describe('Deployment', () => {
  it.each([
    ['ConfigRule', { Rule: true, RuleRemediation: true, Pack: false }],
    ['ConformancePack', { Rule: false, RuleRemediation: false, Pack: true }],
    ['EvaluatorOnly', { Rule: false, RuleRemediation: false, Pack: false }],
  ])('%s deploys %o', (value, expected) => {
    const deployment = new Deployment(member, { Deployment: value });
    const deployed = Object.keys(expected).map((id) => [id, deployment.resource(id) !== undefined]);
    expect(Object.fromEntries(deployed)).toEqual(expected);
  });

  it('offers these three', () => {
    expect(member.Parameters.Deployment?.AllowedValues).toEqual(['ConfigRule', 'ConformancePack', 'EvaluatorOnly']);
  });
});

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
