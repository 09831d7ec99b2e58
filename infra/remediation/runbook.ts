import { CfnCondition, Fn, type IResolvable, type Stack } from 'aws-cdk-lib';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnDocument } from 'aws-cdk-lib/aws-ssm';
import { load } from 'js-yaml';
import { RUNBOOK_NAME } from '../names.ts';
import { textOf } from '../parameter-values.ts';
import { toFlowYaml } from '../template-size/flow-yaml.ts';
import { shareFragments } from '../template-size/shared-fragments.ts';
import { remediationRole } from './role.ts';

export interface Remediation {
  /** Neither of the two exists in a deployment that only detects. */
  readonly wanted: CfnCondition;
  readonly runbook: CfnDocument;
  readonly role: CfnRole;
  /** ARN of the only policy the runbook may attach. */
  readonly policyArn: string;
  /** Whether AWS Config starts the runbook by itself. */
  readonly automatic: IResolvable;
}

/** What this code needs to know of a runbook; Systems Manager knows the rest. */
interface RunbookContent {
  readonly parameters: Readonly<Record<string, object>> & { readonly AutomationAssumeRole: object };
}

/** The runbook and the role it runs as. */
export function remediation(stack: Stack, runbookYaml: string): Remediation {
  const wanted = new CfnCondition(stack, 'Remediates', {
    expression: Fn.conditionNot(Fn.conditionEquals(textOf('Remediation'), 'Off')),
  });
  // The partition is not part of the parameter: one value suits every Region of every partition.
  const policyArn = Fn.sub(`arn:\${AWS::Partition}:iam::\${RemediationPolicy}`);
  const role = remediationRole(stack, policyArn);
  role.cfnOptions.condition = wanted;
  const runbook = new CfnDocument(stack, 'Runbook', {
    name: RUNBOOK_NAME,
    documentType: 'Automation',
    // Systems Manager takes scripts in YAML only, and text is what Fn::Sub can put together again.
    documentFormat: 'YAML',
    content: runbookContent(runbookYaml, role),
    // A changed runbook becomes a new default version instead of a document that has to be replaced.
    updateMethod: 'NewVersion',
  });
  runbook.cfnOptions.condition = wanted;
  const isAutomatic = new CfnCondition(stack, 'IsAutomatic', {
    expression: Fn.conditionEquals(textOf('Remediation'), 'Automatic'),
  });
  return { wanted, runbook, role, policyArn, automatic: Fn.conditionIf(isAutomatic.logicalId, true, false) };
}

/**
 * The runbook with the role of this stack as the default of its parameter, so that it runs correctly however it is
 * started: by AWS Config, by a pack that cannot know this account's role, or by a person. Its comments stay in the
 * repository.
 *
 * Nothing else of the stack is in it. Systems Manager refuses a version with content it already has, so a text that
 * followed the stack's parameters could not go back to an earlier value: those travel as parameters of the remediation.
 */
function runbookContent(yaml: string, role: CfnRole): string {
  if (yaml.includes('${')) throw new Error('The runbook has a ${, which CloudFormation would take for its own.');
  const { parameters, ...others }: RunbookContent = load(yaml) as RunbookContent;
  const AutomationAssumeRole = { ...parameters.AutomationAssumeRole, default: `\${${role.logicalId}.Arn}` };
  const { text, variables } = shareFragments(
    toFlowYaml({ ...others, parameters: { ...parameters, AutomationAssumeRole } }),
  );
  return Fn.sub(text, { ...variables });
}
