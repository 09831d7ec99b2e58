import type { Stack } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { awsManagedPolicyArn, iamArn, regionalArn } from './arn.ts';
import { EVALUATOR_PERMISSIONS } from './evaluator-permissions.ts';
import { permissionStatements } from './permission-statements.ts';
import { serviceTrust } from './service-trust.ts';

interface EvaluatorRoleProps {
  readonly logGroupArn: string;
  readonly failureQueueArn: string;
}

/** The evaluator obeys its own rule. X-Ray has no resource type for these: only `*` grants them. */
const OWN_TRACES = [
  { action: 'xray:PutTraceSegments', scope: 'any' },
  { action: 'xray:PutTelemetryRecords', scope: 'any' },
] as const;

/** The execution role of the evaluator: it reads, reports to AWS Config, and changes nothing. */
export function evaluatorRole(stack: Stack, props: EvaluatorRoleProps): CfnRole {
  return new CfnRole(stack, 'EvaluatorRole', {
    assumeRolePolicyDocument: serviceTrust('lambda.amazonaws.com'),
    policies: [
      {
        policyName: 'Evaluate',
        policyDocument: {
          Version: '2012-10-17',
          Statement: [
            ...permissionStatements([...EVALUATOR_PERMISSIONS, ...OWN_TRACES], {
              // These operations have no resource type in IAM: only `*` matches them.
              any: '*',
              // Not this rule alone: its ARN is known only once the function exists, and a pack names the rule itself.
              'config rules': regionalArn('config', 'config-rule/*'),
              functions: regionalArn('lambda', 'function:*'),
              // Whatever role or policy the functions of the account use: names are not known beforehand.
              roles: iamArn('role/*'),
              policies: [iamArn('policy/*'), awsManagedPolicyArn('*')],
            }),
            {
              Effect: 'Allow',
              Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              Resource: props.logGroupArn,
            },
            {
              Effect: 'Allow',
              Action: 'sqs:SendMessage',
              Resource: props.failureQueueArn,
            },
          ],
        },
      },
    ],
  });
}
