import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { alarms } from './alarms.ts';
import type { Artefacts } from './artefacts.ts';
import { configRule } from './config-rule.ts';
import { conformancePack } from './conformance-pack.ts';
import { evaluator } from './evaluator.ts';
import { MEMBER_PARAMETERS } from './member-parameters.ts';
import { CONTROL_NAME } from './names.ts';
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
      description: 'Lambda functions trace actively and their roles can deliver the traces',
    });
    declareParameters(this, MEMBER_PARAMETERS);

    const theEvaluator = evaluator(this, artefacts.handler);
    const theRemediation = remediation(this, artefacts.runbook);
    configRule(this, theEvaluator, theRemediation);
    conformancePack(this, artefacts.pack, { evaluator: theEvaluator, remediation: theRemediation });
    alarms(this, theEvaluator);
    // The pack's tags are newer than what many Regions, and cfn-lint, know of the type.
    Tags.of(this).add('Application', CONTROL_NAME, { excludeResourceTypes: ['AWS::Config::ConformancePack'] });

    new CfnOutput(this, 'FailingFunctions', {
      description: 'Functions that fail, and why. In a pack the rule has a suffix.',
      value: `aws configservice get-compliance-details-by-config-rule --compliance-types NON_COMPLIANT --config-rule-name ${CONTROL_NAME}`,
    });
    new CfnOutput(this, 'TailLog', {
      description: 'What the evaluator did.',
      value: `aws logs tail ${theEvaluator.logGroup.ref}`,
    });
    new CfnOutput(this, 'RunbookName', {
      description: 'Runbook behind the Remediate button.',
      value: theRemediation.runbook.ref,
    });
    new CfnOutput(this, 'RemediationRoleArn', {
      description: 'For a pack deployed separately with automatic remediation.',
      value: theRemediation.role.attrArn,
    });
  }

  /** The template as CloudFormation will see it; complete once the app is being synthesized. */
  template(): MemberTemplate {
    return this._toCloudFormation();
  }
}
