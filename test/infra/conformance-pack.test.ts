import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CONTROL_NAME, RUNBOOK_NAME } from '../../infra/names.ts';
import { Deployment } from './cloudformation.ts';
import { conformancePackProblems } from './conformance-pack-problems.ts';
import { synthesized } from './synthesized.ts';

const { member } = synthesized();
const FILE = parse(readFileSync(new URL('../../conformance-pack/lambda-active-tracing.yaml', import.meta.url), 'utf8'));

/** The pack that AWS Config reads when the stack is deployed with these parameters. */
function deployedPack(parameters: Readonly<Record<string, string>> = {}): string {
  const deployment = new Deployment(member, { Deployment: 'ConformancePack', ...parameters });
  return String(Object(deployment.resource('Pack')).TemplateBody);
}

describe('the conformance pack of a stack', () => {
  it('has no problem', () => {
    expect(conformancePackProblems(deployedPack())).toEqual([]);
  });

  it('reads without any intrinsic function, as AWS Config demands of the automation role', () => {
    expect(deployedPack()).not.toMatch(/\bRef\b|Fn::|\$\{/);
  });

  it('is the file with its defaults filled in and the role added', () => {
    const file = new Deployment(FILE);
    const expected = Object(file.resolve(FILE.Resources));
    delete expected.Rule.Properties.Description;
    expected.Rule.Properties.Source.SourceIdentifier = '<Evaluator.Arn>';
    Object.assign(expected.Remediation.Properties, { TargetId: '<Runbook>' });
    Object.assign(expected.Remediation.Properties.Parameters, {
      AutomationAssumeRole: { StaticValue: { Values: ['<RemediationRole.Arn>'] } },
      PolicyArn: { StaticValue: { Values: ['arn:aws-us-gov:iam::aws:policy/AWSXRayDaemonWriteAccess'] } },
    });
    expect(parse(deployedPack())).toEqual({ Resources: expected });
  });

  it.each(Object.keys(FILE.Parameters).filter((name) => name in member.Parameters))(
    'takes %s from the stack',
    (name) => {
      expect(deployedPack({ [name]: `the-${name}` })).toContain(`the-${name}`);
    },
  );

  it('has every parameter of the stack that the file has, with the same default', () => {
    const shared = Object.entries<{ Default: string }>(FILE.Parameters).filter(([name]) => name in member.Parameters);
    expect(shared).toHaveLength(Object.keys(FILE.Parameters).length - 6);
    for (const [name, { Default }] of shared)
      expect([name, Default]).toEqual([name, String(member.Parameters[name]?.Default)]);
  });

  it('waits for the function to be invocable, and refers to the runbook', () => {
    expect(member.Resources.Pack?.DependsOn).toEqual(['ConfigMayInvoke']);
    expect(deployedPack()).toContain('TargetId: <Runbook>'.replace(/<\w+>/, "'$&'"));
  });

  it('passes the policy of the stack, and runs by itself only when asked to', () => {
    const { Properties } = parse(deployedPack({ RemediationPolicy: '111122223333:policy/tracing' })).Resources
      .Remediation;
    expect(Properties.Parameters.PolicyArn.StaticValue.Values).toEqual([
      'arn:aws-us-gov:iam::111122223333:policy/tracing',
    ]);
    expect(Properties.Automatic).toBe('false');
    expect(parse(deployedPack({ Remediation: 'Automatic' })).Resources.Remediation.Properties.Automatic).toBe('true');
  });

  it('is the rule alone with Remediation=Off', () => {
    const off = deployedPack({ Remediation: 'Off' });
    expect(conformancePackProblems(off)).toEqual([]);
    expect(Object.keys(parse(off).Resources)).toEqual(['Rule']);
  });

  it('names the organization only where there is one: AWS Config refuses a parameter without a value', () => {
    const inputs = (text: string) => parse(text).Resources.Rule.Properties.InputParameters;
    expect(inputs(deployedPack())).not.toHaveProperty('organizationId');
    expect(inputs(deployedPack({ OrganizationId: 'o-a1b2c3d4e5' }))).toMatchObject({ organizationId: 'o-a1b2c3d4e5' });
  });
});

describe('the names in the pack file', () => {
  it('are those of the function and the runbook in every account and Region', () => {
    const deployment = new Deployment(member);
    expect(FILE.Parameters.EvaluatorFunctionName.Default).toBe(CONTROL_NAME);
    expect(deployment.resource('Evaluator')).toMatchObject({ FunctionName: CONTROL_NAME });
    expect(FILE.Parameters.RunbookName.Default).toBe(RUNBOOK_NAME);
    expect(deployment.resource('Runbook')).toMatchObject({ Name: RUNBOOK_NAME });
  });
});
