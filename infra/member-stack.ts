import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { alarms } from './alarms.ts';
import type { Artefacts } from './artefacts.ts';
import { configRule } from './config-rule.ts';
import { conformancePack } from './conformance-pack.ts';
import { evaluator } from './evaluator.ts';
import { MEMBER_PARAMETERS } from './member-parameters.ts';
import { RUNBOOK_NAME } from './names.ts';
import { declareParameters } from './parameter-definitions.ts';
import { remediation } from './remediation/runbook.ts';

interface MemberStackProps extends StackProps {
  readonly artefacts: Artefacts;
}

/** The synthesized template, as far as other code looks into it. */
export interface MemberTemplate {
  readonly Parameters: Readonly<Record<string, { readonly Type: string }>>;
}

/** Everything one account needs in one Region, in one template without assets. */
export class MemberStack extends Stack {
  constructor(scope: Construct, id: string, { artefacts, ...props }: MemberStackProps) {
    super(scope, id, {
      ...props,
      description: 'Lambda traces actively, and roles can deliver the traces',
    });
    // Optional for CloudFormation; tools that read templates look for it.
    this.templateOptions.templateFormatVersion = '2010-09-09';
    declareParameters(this, MEMBER_PARAMETERS);

    const theEvaluator = evaluator(this, artefacts.handler);
    const theRemediation = remediation(this, artefacts.runbook);
    configRule(this, theEvaluator, theRemediation);
    conformancePack(this, artefacts.pack, { evaluator: theEvaluator, remediation: theRemediation });
    alarms(this, theEvaluator);

    new CfnOutput(this, 'RunbookVersions', {
      condition: theRemediation.wanted,
      description: 'Must be the same.',
      value: `aws ssm describe-document --name ${RUNBOOK_NAME} --query Document.[DefaultVersion,LatestVersion]`,
    });
    new CfnOutput(this, 'RemediationRoleArn', {
      condition: theRemediation.wanted,
      description: 'For a separate pack.',
      value: theRemediation.role.attrArn,
    });
  }

  /** The template as CloudFormation will see it; complete once the app is being synthesized. */
  template(): MemberTemplate {
    return this._toCloudFormation();
  }
}
