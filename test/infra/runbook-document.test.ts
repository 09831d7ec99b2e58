import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Deployment, parsedYaml } from './cloudformation.ts';
import { synthesized } from './synthesized.ts';

const { member } = synthesized();
const FILE = parse(
  readFileSync(new URL('../../infra/remediation/enable-active-tracing.yaml', import.meta.url), 'utf8'),
);

/** The runbook that Systems Manager reads when the stack is deployed with these parameters. */
function deployedRunbook(parameters: Readonly<Record<string, string>> = {}): ReturnType<typeof JSON.parse> {
  return parsedYaml(Object(new Deployment(member, parameters).resource('Runbook')).Content);
}

describe('the runbook of a stack', () => {
  it('is the file, but for the role, which depends on the account', () => {
    const { parameters, ...others } = deployedRunbook();
    const { parameters: fileParameters, ...fileOthers } = FILE;
    expect(others).toEqual(fileOthers);
    expect(Object.keys(parameters)).toEqual(Object.keys(fileParameters));
    for (const [name, parameter] of Object.entries(parameters)) {
      const { default: _, ...rest } = Object(parameter);
      const { default: __, ...fileRest } = fileParameters[name];
      expect(rest).toEqual(fileRest);
    }
  });

  it('runs as the role of the account, however it is started', () => {
    expect(deployedRunbook().parameters).toMatchObject({
      AutomationAssumeRole: { default: '<RemediationRole.Arn>' },
      PolicyArn: { default: FILE.parameters.PolicyArn.default },
      StackManagedFunctions: { default: 'Skip' },
    });
  });

  it.each(Object.entries(member.Parameters))(
    'is the same text whatever %s is: Systems Manager refuses a text it had before',
    (name, { AllowedValues, Default, Type }) => {
      const others = AllowedValues ?? [Type === 'Number' ? '7' : `other-${Default}`];
      for (const value of others.filter((each) => name !== 'Remediation' || each !== 'Off'))
        expect(deployedRunbook({ [name]: value })).toEqual(deployedRunbook());
    },
  );

  it('is an Automation document in YAML, the format that takes scripts, updated by new versions', () => {
    expect(new Deployment(member).resource('Runbook')).toMatchObject({
      DocumentType: 'Automation',
      DocumentFormat: 'YAML',
      UpdateMethod: 'NewVersion',
    });
  });

  it('is within the 64 KB of a document', () => {
    const { Content } = Object(new Deployment(member).resource('Runbook'));
    expect(Buffer.byteLength(Content)).toBeLessThanOrEqual(65_536);
  });
});
