import { type Stack, Validations } from 'aws-cdk-lib';

/** Findings of cdk-nag on the member template that stay, by the resource they are about, each with its reason. */
export const ACKNOWLEDGED_FINDINGS = {
  FailureQueue: {
    'AwsSolutions-SQS3': 'This is the dead-letter queue: Lambda sends to it what failed. An alarm watches it.',
  },
  EvaluatorRole: {
    'AwsSolutions-IAM5[Resource::*]': 'Only operations for which IAM has no resource type, X-Ray among them.',
    'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::<AWS::AccountId>:role/*]':
      'Reads the execution role of any function of the account.',
    'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::<AWS::AccountId>:policy/*]':
      'Reads any policy attached to such a role.',
    'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::aws:policy/*]': 'Reads any AWS-managed policy attached.',
    'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:config:<AWS::Region>:<AWS::AccountId>:config-rule/*]':
      'Reads the results of the rule, whose ARN is known only once this role exists.',
    'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:function:*]':
      'Asks a function itself before calling it gone: any function may be.',
  },
  RemediationRole: {
    'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::<AWS::AccountId>:role/*]':
      'Any execution role may lack the permission; what can be attached is limited to one policy.',
    'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:function:*]':
      'Any function may fail the rule.',
    'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:automation-execution/*]':
      'Reads the steps of its own run, whose id is known only then.',
  },
} as const satisfies Record<string, Record<string, string>>;

/** The same of the Security Hub template. */
export const ENRICHER_FINDINGS = {
  FailureQueue: ACKNOWLEDGED_FINDINGS.FailureQueue,
  EnricherRole: {
    'AwsSolutions-IAM5[Resource::*]': 'X-Ray has no resource type.',
    'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:config:<AWS::Region>:<AWS::AccountId>:config-aggregator/*]':
      'The ARN of an aggregator ends in an id that nobody knows beforehand.',
  },
} as const satisfies Findings;

type Findings = Readonly<Record<string, Readonly<Record<string, string>>>>;

export function acknowledgeFindings(stack: Stack, acknowledged: Findings): void {
  for (const [id, findings] of Object.entries(acknowledged)) {
    const validations = Validations.of(stack.node.findChild(id));
    for (const [finding, reason] of Object.entries(findings))
      validations.acknowledge({ id: `AwsSolutions::${finding}`, reason });
  }
}
