import { Aws, CfnCondition, Duration, Fn, type Stack } from 'aws-cdk-lib';
import { CfnConfigRule, CfnRemediationConfiguration } from 'aws-cdk-lib/aws-config';
import type { Evaluator } from './evaluator.ts';
import { RULE_PARAMETERS } from './member-parameters.ts';
import { CONTROL_NAME } from './names.ts';
import { numberOf, textOf } from './parameter-values.ts';
import type { Remediation } from './remediation/runbook.ts';

/**
 * The rule as a plain rule, whose results AWS Config sends to Security Hub, with its remediation.
 *
 * Not the CDK's `CustomRule`: that attaches a managed policy far wider than the evaluator needs.
 */
export function configRule(stack: Stack, evaluator: Evaluator, remediation: Remediation): void {
  const condition = new CfnCondition(stack, 'IsConfigRule', {
    expression: Fn.conditionEquals(textOf('Deployment'), 'ConfigRule'),
  });
  const rule = new CfnConfigRule(stack, 'Rule', {
    configRuleName: CONTROL_NAME,
    description: 'Functions trace actively, and their roles can deliver traces.',
    scope: { complianceResourceTypes: ['AWS::Lambda::Function'] },
    source: {
      owner: 'CUSTOM_LAMBDA',
      sourceIdentifier: evaluator.function.attrArn,
      sourceDetails: [
        { eventSource: 'aws.config', messageType: 'ConfigurationItemChangeNotification' },
        { eventSource: 'aws.config', messageType: 'OversizedConfigurationItemChangeNotification' },
        {
          eventSource: 'aws.config',
          messageType: 'ScheduledNotification',
          maximumExecutionFrequency: textOf('SweepFrequency'),
        },
      ],
    },
    inputParameters: ruleParameters(stack),
  });
  rule.addResourceDependency(evaluator.invokePermission);
  rule.cfnOptions.condition = condition;

  const configuration = new CfnRemediationConfiguration(stack, 'RuleRemediation', {
    // The reference, not the name: the rule cannot be deleted before its remediation.
    configRuleName: rule.ref,
    resourceType: 'AWS::Lambda::Function',
    targetType: 'SSM_DOCUMENT',
    targetId: remediation.runbook.ref,
    parameters: {
      FunctionName: { ResourceValue: { Value: 'RESOURCE_ID' } },
      // The text of the runbook is the same for every value: what the stack was told travels here.
      AutomationAssumeRole: { StaticValue: { Values: [remediation.role.attrArn] } },
      PolicyArn: { StaticValue: { Values: [remediation.policyArn] } },
      StackManagedFunctions: { StaticValue: { Values: [textOf('StackManagedFunctions')] } },
    },
    automatic: remediation.automatic,
    maximumAutomaticAttempts: 5,
    // Longer than five runs that wait for IAM as long as they may: AWS Config gives up on a function only when all attempts
    // fall into the window.
    retryAttemptSeconds: Duration.hours(4).toSeconds(),
    executionControls: {
      ssmControls: {
        concurrentExecutionRatePercentage: numberOf('RemediationConcurrencyPercentage'),
        errorPercentage: 10,
      },
    },
  });
  configuration.cfnOptions.condition = new CfnCondition(stack, 'RemediatesRule', {
    expression: Fn.conditionAnd(condition, remediation.wanted),
  });
}

/** Every rule parameter, under the name the rule knows it by. AWS Config refuses one without a value. */
function ruleParameters(stack: Stack): Record<string, unknown> {
  const inOrganization = new CfnCondition(stack, 'InOrganization', {
    expression: Fn.conditionNot(Fn.conditionEquals(textOf('OrganizationId'), '')),
  });
  return {
    ...Object.fromEntries(
      Object.keys(RULE_PARAMETERS).map((name) => [name.charAt(0).toLowerCase() + name.slice(1), Fn.ref(name)]),
    ),
    organizationId: Fn.conditionIf(inOrganization.logicalId, textOf('OrganizationId'), Aws.NO_VALUE),
  };
}
