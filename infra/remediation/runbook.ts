import { CfnCondition, Fn, type Stack } from 'aws-cdk-lib';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnDocument } from 'aws-cdk-lib/aws-ssm';
import { parse } from 'yaml';
import { awsManagedPolicyArn } from '../arn.ts';
import { RUNBOOK_NAME } from '../names.ts';
import { textOf } from '../parameter-values.ts';
import { remediationRole } from './role.ts';

export interface Remediation {
  readonly runbook: CfnDocument;
  readonly role: CfnRole;
}

/** What this code needs to know of a runbook; Systems Manager knows the rest. */
interface RunbookContent {
  readonly parameters: Readonly<Record<string, object>>;
  readonly mainSteps: readonly object[];
}

/** The runbook and the role it runs as. */
export function remediation(stack: Stack, runbookYaml: string): Remediation {
  const policyArn = attachablePolicy(stack);
  const role = remediationRole(stack, policyArn);
  const runbook = new CfnDocument(stack, 'Runbook', {
    name: RUNBOOK_NAME,
    documentType: 'Automation',
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

function attachablePolicy(stack: Stack): string {
  const isDefault = new CfnCondition(stack, 'IsDefaultRemediationPolicy', {
    expression: Fn.conditionEquals(textOf('RemediationPolicyArn'), ''),
  });
  return Fn.conditionIf(
    isDefault.logicalId,
    awsManagedPolicyArn('AWSXRayDaemonWriteAccess'),
    textOf('RemediationPolicyArn'),
  ).toString();
}

/**
 * The runbook with this account's values as the defaults of its parameters.
 *
 * So it runs correctly however it is started: by AWS Config, by a pack that cannot know this account's role, or by a
 * person. Comments, and descriptions of steps, stay in the repository: the template has no room for them.
 */
function runbookContent(yaml: string, defaults: Readonly<Record<string, string>>): object {
  const content: RunbookContent = parse(yaml);
  for (const name of Object.keys(defaults)) {
    if (!(name in content.parameters)) throw new Error(`The runbook has no parameter ${name}.`);
  }
  return {
    ...content,
    parameters: Object.fromEntries(
      Object.entries(content.parameters).map(([name, parameter]) => [
        name,
        name in defaults ? { ...parameter, default: defaults[name] } : parameter,
      ]),
    ),
    mainSteps: content.mainSteps.map((step) => ({ ...step, description: undefined })),
  };
}
