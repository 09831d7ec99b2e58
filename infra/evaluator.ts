import { CfnCondition, Duration, Fn, type Stack } from 'aws-cdk-lib';
import { CfnEventInvokeConfig, CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { evaluatorRole } from './evaluator-role.ts';
import { failureQueue } from './failure-queue.ts';
import { CONTROL_NAME } from './names.ts';
import { numberOf, textOf } from './parameter-values.ts';

export interface Evaluator {
  readonly function: CfnFunction;
  readonly logGroup: CfnLogGroup;
  readonly failureQueue: CfnQueue;
  /** AWS Config refuses a rule whose function it may not invoke: the rule must wait for this. */
  readonly invokePermission: CfnPermission;
}

/** The Lambda function behind the rule, with what keeps it running and observable. */
export function evaluator(stack: Stack, code: string): Evaluator {
  const logGroup = new CfnLogGroup(stack, 'EvaluatorLog', { retentionInDays: numberOf('LogRetentionDays') });
  const queue = failureQueue(stack);
  const role = evaluatorRole(stack, { logGroupArn: logGroup.attrArn, failureQueueArn: queue.attrArn });

  const reserved = new CfnCondition(stack, 'Reserves', {
    expression: Fn.conditionNot(Fn.conditionEquals(textOf('ReservedConcurrency'), '0')),
  });
  const fn = new CfnFunction(stack, 'Evaluator', {
    // A fixed name, so that one organization conformance pack can find the function in every account and Region.
    functionName: CONTROL_NAME,
    // nodejs24.x brings the AWS SDK, which the bundle leaves out. Where it is not offered, the stack fails at once.
    runtime: 'nodejs24.x',
    architectures: [textOf('Architecture')],
    handler: 'index.handler',
    code: { zipFile: code },
    role: role.attrArn,
    memorySize: 512,
    // A sweep of a large account waits for throttled calls: the most Lambda allows.
    timeout: Duration.minutes(15).toSeconds(),
    reservedConcurrentExecutions: numberOf('ReservedConcurrency', reserved),
    tracingConfig: { mode: 'Active' },
    // Text, because the evaluator logs JSON itself: the JSON format would escape it into a string.
    loggingConfig: { logFormat: 'Text', logGroup: logGroup.ref },
  });
  new CfnEventInvokeConfig(stack, 'EvaluatorRetries', {
    functionName: fn.ref,
    qualifier: '$LATEST',
    destinationConfig: { onFailure: { destination: queue.attrArn } },
  });
  const invokePermission = new CfnPermission(stack, 'ConfigMayInvoke', {
    functionName: fn.ref,
    action: 'lambda:InvokeFunction',
    principal: 'config.amazonaws.com',
    // No SourceArn: the rule's ARN exists only after the rule, and the rule needs this permission.
    sourceAccount: stack.account,
  });
  return { function: fn, logGroup, failureQueue: queue, invokePermission };
}
