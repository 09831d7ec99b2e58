import { CfnCondition, Duration, Fn, type ICfnConditionExpression, type Stack, Token } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Evaluator } from './evaluator.ts';
import { DEPLOYMENT_PARAMETERS } from './member-parameters.ts';
import { textOf } from './parameter-values.ts';

type SweepFrequency = (typeof DEPLOYMENT_PARAMETERS.SweepFrequency.allowedValues)[number];

const SWEEP_HOURS = {
  One_Hour: 1,
  Three_Hours: 3,
  Six_Hours: 6,
  Twelve_Hours: 12,
  TwentyFour_Hours: 24,
} as const satisfies Record<SweepFrequency, number>;

/**
 * A rule that fails looks like a rule with nothing to say: these tell the difference. Nobody sees an alarm without a
 * topic, and in an organization it would be billed thousands of times.
 */
export function alarms(stack: Stack, evaluator: Evaluator): void {
  const hasTopic = new CfnCondition(stack, 'HasTopic', {
    expression: Fn.conditionNot(Fn.conditionEquals(textOf('AlarmTopic'), '')),
  });
  // An ARN would name a Region: this way one value suits every Region of a StackSet.
  const alarmActions = [Fn.sub(`arn:\${AWS::Partition}:sns:\${AWS::Region}:\${AlarmTopic}`)];
  const functionMetric = {
    namespace: 'AWS/Lambda',
    dimensions: [{ name: 'FunctionName', value: evaluator.function.ref }],
    statistic: 'Sum',
  };
  const failed = new CfnAlarm(stack, 'EvaluationFailed', {
    ...functionMetric,
    alarmDescription: 'Verdicts are missing.',
    metricName: 'Errors',
    period: Duration.minutes(5).toSeconds(),
    evaluationPeriods: 1,
    threshold: 0,
    comparisonOperator: 'GreaterThanThreshold',
    treatMissingData: 'notBreaching',
    alarmActions,
  });
  const lost = new CfnAlarm(stack, 'EventLost', {
    alarmDescription: 'An event is in the failure queue.',
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensions: [{ name: 'QueueName', value: evaluator.failureQueue.attrQueueName }],
    statistic: 'Maximum',
    period: Duration.minutes(5).toSeconds(),
    evaluationPeriods: 1,
    threshold: 0,
    comparisonOperator: 'GreaterThanThreshold',
    treatMissingData: 'notBreaching',
    alarmActions,
  });
  const noSweep = new CfnAlarm(stack, 'NoSweep', {
    ...functionMetric,
    alarmDescription: 'No sweep for two periods.',
    metricName: 'Invocations',
    period: Token.asNumber(sweepSeconds(stack)),
    evaluationPeriods: 2,
    threshold: 1,
    comparisonOperator: 'LessThanThreshold',
    // Lambda publishes nothing, not zero, for a function that is not invoked.
    treatMissingData: 'breaching',
    alarmActions,
  });
  failed.cfnOptions.condition = hasTopic;
  lost.cfnOptions.condition = hasTopic;
  // A pack deployed separately sweeps at its own frequency, or does not exist yet: this stack cannot know.
  noSweep.cfnOptions.condition = new CfnCondition(stack, 'WatchesSweep', {
    expression: Fn.conditionAnd(hasTopic, Fn.conditionNot(Fn.conditionEquals(textOf('Deployment'), 'EvaluatorOnly'))),
  });
}

/** A chain of conditions: a Mapping cannot do it, its keys may not hold the underscore of `One_Hour`. */
function sweepSeconds(stack: Stack): ICfnConditionExpression | number {
  const { default: usual } = DEPLOYMENT_PARAMETERS.SweepFrequency;
  return Object.entries(SWEEP_HOURS)
    .filter(([frequency]) => frequency !== usual)
    .reduce<ICfnConditionExpression | number>((otherwise, [frequency, hours]) => {
      const condition = new CfnCondition(stack, `Every${hours}Hours`, {
        expression: Fn.conditionEquals(textOf('SweepFrequency'), frequency),
      });
      return Fn.conditionIf(condition.logicalId, Duration.hours(hours).toSeconds(), otherwise);
    }, Duration.hours(SWEEP_HOURS[usual]).toSeconds());
}
