import { describe, expect, it } from 'vitest';
import { readTemplates } from '../../rule/planned/cloudformation/read-templates.ts';
import { deploymentOf, judgedFunctions, judgedTemplate, outcomes } from './judged.ts';
import { ROLES } from './templates.ts';

const PARENT = `Parameters: { Mode: { Type: String, Default: Active } }
Resources:
  Roles: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./nested/roles.yaml } }
  Functions:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: nested/functions.yaml
      Parameters: { RoleArn: !GetAtt Roles.Outputs.ExecArn, Mode: !Ref Mode }
`;
const ROLES_TEMPLATE = `Resources:${ROLES}Outputs: { ExecArn: { Value: !GetAtt Good.Arn }, Name: { Value: !Ref Basic } }`;
const FUNCTIONS_TEMPLATE = `Parameters: { RoleArn: { Type: String }, Mode: { Type: String } }
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties: { Role: !Ref RoleArn, TracingConfig: { Mode: !Ref Mode } }
`;
const FILES = { 'nested/roles.yaml': ROLES_TEMPLATE, 'nested/functions.yaml': FUNCTIONS_TEMPLATE };

describe('nested stacks', () => {
  it('A24 all three files: C', () => {
    expect(outcomes(judgedTemplate(PARENT, { files: FILES }))).toEqual({ 'Functions/F': 'C' });
  });

  it('A24 only the child: I(tracing-unknown, role-unknown)', () => {
    expect(outcomes(judgedTemplate(FUNCTIONS_TEMPLATE))).toEqual({ F: 'I(tracing-unknown, role-unknown)' });
  });

  it('a child that is given beside its parent is judged once, as the parent calls it', () => {
    const inputs = [
      { file: 'nested/functions.yaml', text: FUNCTIONS_TEMPLATE },
      { file: 'parent.yaml', text: PARENT },
      { file: 'nested/roles.yaml', text: ROLES_TEMPLATE },
    ];
    const read = readTemplates(inputs, deploymentOf());
    expect(outcomes(judgedFunctions(read))).toEqual({ 'Functions/F': 'C' });
    expect(read.nestedFiles).toEqual(new Set(['nested/roles.yaml', 'nested/functions.yaml']));
    expect(read.functions[0]?.source).toEqual({ file: 'nested/functions.yaml', line: 5, address: 'Functions/F' });
  });

  it('a child that is not there is named, and what hangs on it is unknown', () => {
    const read = readTemplates(
      [{ file: 'p.yaml', text: PARENT }],
      deploymentOf({ files: { 'nested/functions.yaml': FUNCTIONS_TEMPLATE } }),
    );
    expect(read.unseen).toEqual([
      { place: { file: 'p.yaml', line: 3 }, address: 'Roles', why: 'template ./nested/roles.yaml is not available' },
    ]);
    expect(outcomes(judgedFunctions(read))).toEqual({ 'Functions/F': 'I(role-unknown)' });
  });

  it('a child that is given and not found again names what is missing once', () => {
    const inputs = [
      {
        file: 'p.yaml',
        text: 'Resources: { A: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: c.yaml } } }',
      },
      {
        file: 'c.yaml',
        text: 'Resources: { B: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: https://s3/x.yaml } } }',
      },
    ];
    expect(readTemplates(inputs, deploymentOf()).unseen).toEqual([
      { place: { file: 'c.yaml', line: 1 }, address: 'A/B', why: 'template https://s3/x.yaml is not available' },
    ]);
  });

  it('a macro of the parent may change what it passes: I', () => {
    const parent = `Transform: Ours\n${PARENT}`;
    expect(outcomes(judgedTemplate(parent, { files: FILES }))).toEqual({
      'Functions/F': 'I(tracing-unknown, role-unknown)',
    });
  });

  it('a policy in one child for the role of another, by its name: C', () => {
    const policy = `Parameters: { RoleName: { Type: String } }
Resources:
  P:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: p
      Roles: [!Ref RoleName]
      PolicyDocument: { Version: 2012-10-17, Statement: { Effect: Allow, Action: 'xray:Put*', Resource: '*' } }
`;
    const parent = `${PARENT.replace('ExecArn', 'BasicArn')}
  Policies:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: nested/policies.yaml, Parameters: { RoleName: !GetAtt Roles.Outputs.Name } }
`;
    const roles = ROLES_TEMPLATE.replace(
      'ExecArn: { Value: !GetAtt Good.Arn }',
      'BasicArn: { Value: !GetAtt Basic.Arn }',
    );
    const files = { ...FILES, 'nested/roles.yaml': roles, 'nested/policies.yaml': policy };
    expect(outcomes(judgedTemplate(parent, { files }))).toEqual({ 'Functions/F': 'C' });
  });

  it('a stack that is not made has no functions', () => {
    const parent = `Conditions: { Never: !Equals [a, b] }\n${PARENT.split('\n').slice(1).join('\n')}`
      .replace('Functions:\n', 'Functions:\n    Condition: Never\n')
      .replace('Mode: !Ref Mode', 'Mode: Active');
    expect(judgedTemplate(parent, { files: FILES })).toEqual({});
  });

  it('parameters that cannot be listed are not taken for their defaults: I', () => {
    const child = FUNCTIONS_TEMPLATE.replace('Mode: { Type: String }', 'Mode: { Type: String, Default: Active }');
    const parent = PARENT.replace(/Parameters: \{ RoleArn.*/, "Parameters: { 'Fn::Transform': { Name: Ours } }");
    const files = { ...FILES, 'nested/functions.yaml': child };
    expect(outcomes(judgedTemplate(parent, { files }))).toEqual({ 'Functions/F': 'I(tracing-unknown, role-unknown)' });
  });

  it('AWS::Serverless::Application is a nested stack: C', () => {
    const parent = PARENT.replaceAll('AWS::CloudFormation::Stack', 'AWS::Serverless::Application').replaceAll(
      'TemplateURL',
      'Location',
    );
    expect(outcomes(judgedTemplate(parent, { files: FILES }))).toEqual({ 'Functions/F': 'C' });
  });

  it('a template that contains itself is refused', () => {
    const files = {
      'nested/roles.yaml': PARENT.replaceAll('nested/', ''),
      'nested/functions.yaml': FUNCTIONS_TEMPLATE,
    };
    expect(() => judgedTemplate(PARENT, { files })).toThrow(
      'nested/roles.yaml: the template contains itself as a nested stack',
    );
  });

  it('outputs and parameters that lead back to themselves are refused', () => {
    const through = 'Parameters: { In: { Type: String } }\nResources: {}\nOutputs: { Out: { Value: !Ref In } }\n';
    const parent = `Resources:
  A: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: t.yaml, Parameters: { In: !GetAtt B.Outputs.Out } } }
  B: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: t.yaml, Parameters: { In: !GetAtt A.Outputs.Out } } }
  F: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt A.Outputs.Out } }
`;
    expect(() => judgedTemplate(parent, { files: { 't.yaml': through } })).toThrow(/circle$/);
  });

  it('templates that nest each other twice are refused before they are billions', () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => {
        const child = `{ Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: t${n + 1}.yaml } }`;
        return [`t${n}.yaml`, `Resources: { A: ${child}, B: ${child} }`] as const;
      }),
    );
    const parent = 'Resources: { A: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: t0.yaml } } }';
    expect(() => judgedTemplate(parent, { files })).toThrow(/more than 500 stacks$/);
  });
});
