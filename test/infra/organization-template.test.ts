import { describe, expect, it } from 'vitest';
import { Deployment, parsedYaml } from './cloudformation.ts';
import { deployable, synthesized } from './synthesized.ts';

const { member, organization } = synthesized();
const CHOICES = { OrganizationalUnitIds: 'ou-abcd-11111111', Regions: 'eu-west-1' };

function stackSet(parameters: Readonly<Record<string, string>> = {}): Record<string, unknown> {
  return Object(new Deployment(organization, { ...CHOICES, ...parameters }).resource('Members'));
}

describe('the organization template', () => {
  it('leaves 1,500 of the 51,200 bytes that CloudFormation takes inline, with the bundled evaluator', () => {
    const { organization: deployed } = deployable();
    expect(Buffer.byteLength(JSON.stringify(deployed))).toBeLessThanOrEqual(49_700);
  });

  it('carries the member template, but for what helps a person with its parameters and outputs', () => {
    const Parameters = Object.fromEntries(
      Object.entries(member.Parameters).map(([name, { Type }]) => [name, { Type }]),
    );
    const { Outputs: _, ...rest } = member;
    expect(parsedYaml(stackSet().TemplateBody)).toEqual({ ...rest, Parameters });
  });

  it('carries a template that StackSets take inline, of at most 51,200 bytes', () => {
    const { organization: deployed } = deployable();
    const { TemplateBody } = Object(new Deployment(deployed).resource('Members'));
    expect(Buffer.byteLength(TemplateBody)).toBeLessThanOrEqual(51_200);
  });

  it('gives every member parameter a value, and asks for it in the same way', () => {
    const names = Object.keys(member.Parameters);
    const values = Object.fromEntries(names.map((name) => [name, `the-${name}`]));
    expect(stackSet(values).Parameters).toEqual(
      names.map((name) => ({ ParameterKey: name, ParameterValue: `the-${name}` })),
    );
    for (const name of names) expect(organization.Parameters[name]).toEqual(member.Parameters[name]);
  });

  it('covers new accounts by itself and cleans up those that leave', () => {
    expect(stackSet()).toMatchObject({
      PermissionModel: 'SERVICE_MANAGED',
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
      ManagedExecution: { Active: true },
      Capabilities: ['CAPABILITY_IAM'],
    });
  });

  it('lets new accounts wait for the StackSet that brings the recorder, where it is named', () => {
    const recorder = 'arn:aws:cloudformation:eu-west-1:111122223333:stackset/recorder:5a1b';
    expect(stackSet({ RecorderStackSetArn: recorder }).AutoDeployment).toEqual({
      Enabled: true,
      RetainStacksOnAccountRemoval: false,
      DependsOn: [recorder],
    });
    expect(stackSet().AutoDeployment).not.toHaveProperty('DependsOn');
  });

  it('does not undo all accounts for one that fails, unless asked to', () => {
    expect(organization.Parameters.FailureTolerancePercentage?.Default).toBe(100);
  });

  it('goes to all Regions at once, without a failing account holding up the others', () => {
    const preferences = stackSet({
      MaxConcurrentPercentage: '40',
      FailureTolerancePercentage: '5',
    }).OperationPreferences;
    expect(preferences).toEqual({
      RegionConcurrencyType: 'PARALLEL',
      ConcurrencyMode: 'SOFT_FAILURE_TOLERANCE',
      MaxConcurrentPercentage: '40',
      FailureTolerancePercentage: '5',
    });
  });

  it('asks where to, and for whom', () => {
    const { StackInstancesGroup, CallAs } = Object(stackSet({ CallAs: 'DELEGATED_ADMIN' }));
    expect(StackInstancesGroup).toEqual([
      { DeploymentTargets: { OrganizationalUnitIds: 'ou-abcd-11111111' }, Regions: 'eu-west-1' },
    ]);
    expect(CallAs).toBe('DELEGATED_ADMIN');
  });

  it('bakes in no account, Region or partition', () => {
    const text = JSON.stringify([organization.Resources, organization.Outputs]);
    expect(text).not.toMatch(/\b\d{12}\b|\b(?:us|eu|ap|cn)-[a-z]+-\d\b|arn:aws:/);
  });

  it('describes every parameter', () => {
    for (const { Description } of Object.values(organization.Parameters)) expect(Description).toMatch(/\.$/);
  });

  it.each([
    ['OrganizationalUnitIds', 'r-ab12', true],
    ['OrganizationalUnitIds', 'ou-ab12-abcdefgh', true],
    ['OrganizationalUnitIds', 'Root', false],
    ['Regions', 'us-gov-west-1', true],
    ['Regions', 'cn-northwest-1', true],
    ['Regions', 'eusc-de-east-1', true],
    ['Regions', 'Ireland', false],
  ])('%s: %s is accepted: %s', (name, value, accepted) => {
    expect(new RegExp(`^(?:${organization.Parameters[name]?.AllowedPattern})$`).test(value)).toBe(accepted);
  });
});
