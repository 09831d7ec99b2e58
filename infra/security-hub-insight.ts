import { CfnCondition, Fn, type Stack } from 'aws-cdk-lib';
import { CfnInsight } from 'aws-cdk-lib/aws-securityhub';
import { CONTROL_NAME } from './names.ts';

/** The open findings of the rule, counted by account. */
export function securityHubInsight(stack: Stack, wanted: string): void {
  const equals = (value: string) => [{ comparison: 'EQUALS', value }];
  const insight = new CfnInsight(stack, 'Insight', {
    name: 'Lambda functions without working X-Ray tracing, by account',
    groupByAttribute: 'AwsAccountId',
    filters: {
      productName: equals('Config'),
      // AWS Config findings have the name of the rule as their title.
      title: equals(CONTROL_NAME),
      complianceStatus: equals('FAILED'),
      recordState: equals('ACTIVE'),
    },
  });
  insight.cfnOptions.condition = new CfnCondition(stack, 'WantsInsight', {
    expression: Fn.conditionEquals(wanted, 'true'),
  });
}
