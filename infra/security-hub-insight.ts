import type { Stack } from 'aws-cdk-lib';
import { CfnInsight } from 'aws-cdk-lib/aws-securityhub';

/** The open findings of the rule, counted by account. */
export function securityHubInsight(stack: Stack, ruleName: string): void {
  const equals = (value: string) => [{ comparison: 'EQUALS', value }];
  new CfnInsight(stack, 'Insight', {
    name: 'Lambda functions without working X-Ray tracing, by account',
    groupByAttribute: 'AwsAccountId',
    filters: {
      productName: equals('Config'),
      // AWS Config findings have the name of the rule as their title.
      title: equals(ruleName),
      complianceStatus: equals('FAILED'),
      recordState: equals('ACTIVE'),
    },
  });
}
