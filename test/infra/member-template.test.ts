import { describe, expect, it } from 'vitest';
import { Deployment, resourcesOfType } from './cloudformation.ts';
import { deployable, STAND_IN_CODE, synthesized } from './synthesized.ts';

const { member } = synthesized();
const PARAMETERS = Object.entries(member.Parameters);

describe('the member template', () => {
  it('leaves 1,500 of the 51,200 bytes that CloudFormation takes inline, with the bundled evaluator', () => {
    const { member: deployed } = deployable();
    expect(Buffer.byteLength(JSON.stringify(deployed))).toBeLessThanOrEqual(49_700);
  });

  it('needs at most 24,600 bytes beside the code', () => {
    const bytes = Buffer.byteLength(JSON.stringify(member)) - STAND_IN_CODE.length;
    expect(bytes).toBeLessThanOrEqual(24_600);
  });

  it('is ASCII: CloudFormation replaces other characters with question marks', () => {
    expect(JSON.stringify(deployable())).toMatch(/^[\x20-\x7e]*$/);
  });

  it('bakes in no account, Region or partition', () => {
    const text = JSON.stringify([member.Resources, member.Outputs]);
    expect(text).not.toMatch(/\b\d{12}\b/);
    expect(text).not.toMatch(/\b(?:us|eu|ap|sa|ca|me|af|il|mx|cn)-(?:gov-)?[a-z]+-\d\b/);
    expect(text).not.toMatch(/arn:aws:/);
  });

  it('needs no bootstrap, no asset and no macro', () => {
    expect(Object.keys(member).sort()).toEqual([
      'AWSTemplateFormatVersion',
      'Conditions',
      'Description',
      'Outputs',
      'Parameters',
      'Resources',
    ]);
    expect(PARAMETERS.map(([name]) => name)).not.toContain('BootstrapVersion');
  });

  it('names no role: IAM is global, and the template goes to many Regions of one account', () => {
    const roles = resourcesOfType(member, 'AWS::IAM::Role');
    expect(roles.map(([, role]) => role.Properties.RoleName)).toEqual([undefined, undefined]);
  });

  it('says what to do next in outputs that need no further explanation', () => {
    const outputs = new Deployment(member).resolve(member.Outputs);
    expect(outputs).toMatchObject({
      RunbookVersions: {
        Value: expect.stringMatching(
          /^aws ssm describe-document --name EnableLambdaActiveTracing .*DefaultVersion,LatestVersion/,
        ),
      },
      RemediationRoleArn: { Value: '<RemediationRole.Arn>' },
    });
    for (const { Description } of Object.values(member.Outputs)) expect(Description).toMatch(/\.$/);
  });

  it.each(resourcesOfType(member, 'AWS::Lambda::Function').concat(resourcesOfType(member, 'AWS::IAM::Role')))(
    'leaves the tags of %s to the stack, whose tags CloudFormation puts on every resource',
    (_, { Properties }) => {
      expect(Properties.Tags).toBeUndefined();
    },
  );
});

describe('every parameter', () => {
  it.each(PARAMETERS)('%s is described, constrained, and has a default within its constraint', (_, parameter) => {
    const { Default, AllowedValues, AllowedPattern, MinValue, MaxValue } = parameter;
    expect(parameter.Description).toMatch(/\.$/);
    expect(Default).toBeDefined();
    if (AllowedValues) expect(AllowedValues).toContain(Default);
    else if (AllowedPattern) {
      expect(Default).toMatch(new RegExp(`^(?:${AllowedPattern})$`));
      const [, example] = /^such as (\S+)$/.exec(parameter.ConstraintDescription ?? '') ?? [];
      expect(example).toMatch(new RegExp(`^(?:${AllowedPattern})$`));
    } else {
      expect(Default).toBeGreaterThanOrEqual(Number(MinValue));
      expect(Default).toBeLessThanOrEqual(Number(MaxValue));
    }
  });

  it.each([
    ['RequiredActions', "xray:PutTraceSegments', x: '"],
    ['ExemptionTagKey', "key', x: '"],
    ['AlarmTopic', "111122223333:topic'"],
    ['AlarmTopic', 'arn:aws:sns:eu-west-1:111122223333:alarms'],
    ['RemediationPolicy', 'AdministratorAccess'],
    ['RemediationPolicy', `aws:policy/${'x'.repeat(129)}`],
    ['OrganizationId', 'r-ab12'],
  ])('%s refuses %s', (name, value) => {
    expect(value).not.toMatch(new RegExp(`^(?:${member.Parameters[name]?.AllowedPattern})$`));
  });

  it.each([
    ['RequiredActions', 'xray:PutTraceSegments'],
    ['ExemptionTagKey', 'team:exempt from/tracing'],
    ['AlarmTopic', '111122223333:platform-alarms'],
    ['RemediationPolicy', 'aws:policy/service-role/Tracing'],
    ['RemediationPolicy', '111122223333:policy/team/tracing'],
    ['OrganizationId', 'o-a1b2c3d4e5'],
  ])('%s accepts %s', (name, value) => {
    expect(value).toMatch(new RegExp(`^(?:${member.Parameters[name]?.AllowedPattern})$`));
  });
});
