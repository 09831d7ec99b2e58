import { Fn, type Stack } from 'aws-cdk-lib';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnDocument } from 'aws-cdk-lib/aws-ssm';
import { parse } from 'yaml';
import { RUNBOOK_NAME } from '../names.ts';
import { textOf } from '../parameter-values.ts';
import { toFlowYaml } from '../template-size/flow-yaml.ts';
import { shareFragments } from '../template-size/shared-fragments.ts';
import { remediationRole } from './role.ts';

export interface Remediation {
  readonly runbook: CfnDocument;
  readonly role: CfnRole;
}

/** What this code needs to know of a runbook; Systems Manager knows the rest. */
interface RunbookContent {
  readonly parameters: Readonly<Record<string, object>>;
}

/** The runbook and the role it runs as. */
export function remediation(stack: Stack, runbookYaml: string): Remediation {
  // The partition is not part of the parameter: one value suits every Region of every partition.
  const policyArn = Fn.sub(`arn:\${AWS::Partition}:iam::\${RemediationPolicy}`);
  const role = remediationRole(stack, policyArn);
  const runbook = new CfnDocument(stack, 'Runbook', {
    name: RUNBOOK_NAME,
    documentType: 'Automation',
    // Systems Manager takes scripts in YAML only, and text is what Fn::Sub can put together again.
    documentFormat: 'YAML',
    content: runbookContent(runbookYaml, {
      AutomationAssumeRole: role.attrArn,
      PolicyArn: policyArn,
      StackManagedFunctions: textOf('StackManagedFunctions'),
    }),
    // A changed runbook becomes a new default version instead of a document that has to be replaced.
    updateMethod: 'NewVersion',
  });
  return { runbook, role };
}

/**
 * The runbook with this account's values as the defaults of its parameters.
 *
 * So it runs correctly however it is started: by AWS Config, by a pack that cannot know this account's role, or by a
 * person. Its comments stay in the repository.
 */
function runbookContent(yaml: string, defaults: Readonly<Record<string, string>>): string {
  if (yaml.includes('${')) throw new Error('The runbook has a ${, which CloudFormation would take for its own.');
  const { parameters, ...others }: RunbookContent = parse(yaml);
  const withDefaults = Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [
      name,
      name in defaults ? { ...parameter, default: `\${${name}}` } : parameter,
    ]),
  );
  const { text, variables } = shareFragments(toFlowYaml({ ...others, parameters: withDefaults }));
  return Fn.sub(text, { ...variables, ...defaults });
}
