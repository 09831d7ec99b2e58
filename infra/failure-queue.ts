import { Duration, type Stack } from 'aws-cdk-lib';
import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';

/** Where Lambda puts the events it could not get evaluated, so that none is lost without a trace. */
export function failureQueue(stack: Stack): CfnQueue {
  const queue = new CfnQueue(stack, 'FailureQueue', {
    messageRetentionPeriod: Duration.days(14).toSeconds(),
    sqsManagedSseEnabled: true,
  });
  new CfnQueuePolicy(stack, 'FailureQueuePolicy', {
    queues: [queue.ref],
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          // A Deny for everything without TLS: listing actions here would only leave some out.
          Action: 'sqs:*',
          // In the policy of a queue that is the queue.
          Resource: '*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    },
  });
  return queue;
}
