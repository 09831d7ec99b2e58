import { describe, expect, it } from 'vitest';
import { Deployment } from './cloudformation.ts';
import { STAND_IN_CODE, synthesized } from './synthesized.ts';

const { member } = synthesized();

describe('the evaluator function', () => {
  it('runs the code inline on a runtime that brings the AWS SDK, and traces actively', () => {
    expect(new Deployment(member).resource('Evaluator')).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Code: { ZipFile: STAND_IN_CODE },
      Role: '<EvaluatorRole.Arn>',
      TracingConfig: { Mode: 'Active' },
    });
  });

  it('writes to a log group whose retention is a parameter', () => {
    const deployment = new Deployment(member, { LogRetentionDays: '365' });
    expect(deployment.resource('Evaluator')).toMatchObject({
      LoggingConfig: { LogFormat: 'Text', LogGroup: '<EvaluatorLog>' },
    });
    expect(deployment.resource('EvaluatorLog')).toMatchObject({ RetentionInDays: '365' });
  });

  it.each([
    ['0', undefined],
    ['5', '5'],
  ])('with ReservedConcurrency %s reserves %s', (value, reserved) => {
    const fn = new Deployment(member, { ReservedConcurrency: value }).resource('Evaluator');
    expect(Object(fn).ReservedConcurrentExecutions).toBe(reserved);
  });

  it('keeps an event it could not evaluate in an encrypted queue', () => {
    const deployment = new Deployment(member);
    expect(deployment.resource('EvaluatorRetries')).toMatchObject({
      FunctionName: '<Evaluator>',
      Qualifier: '$LATEST',
      DestinationConfig: { OnFailure: { Destination: '<FailureQueue.Arn>' } },
    });
    expect(deployment.resource('FailureQueue')).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 24 * 3600,
    });
  });
});

describe('the alarms', () => {
  const TOPIC = { AlarmTopic: '444455556666:platform' };
  const withTopic = new Deployment(member, TOPIC);
  const HOURS = { One_Hour: 1, Three_Hours: 3, Six_Hours: 6, Twelve_Hours: 12, TwentyFour_Hours: 24 };

  it.each(Object.entries(HOURS))('with %s, no sweep for two periods of %i h is an alarm', (frequency, hours) => {
    expect(new Deployment(member, { ...TOPIC, SweepFrequency: frequency }).resource('NoSweep')).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'Invocations',
      Dimensions: [{ Name: 'FunctionName', Value: '<Evaluator>' }],
      Statistic: 'Sum',
      Period: hours * 3600,
      EvaluationPeriods: 2,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });

  it('a failed evaluation is an alarm', () => {
    expect(withTopic.resource('EvaluationFailed')).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: '<Evaluator>' }],
      Statistic: 'Sum',
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  it('a lost event is an alarm', () => {
    expect(withTopic.resource('EventLost')).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: '<FailureQueue.QueueName>' }],
      Statistic: 'Maximum',
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  it.each(['EvaluationFailed', 'EventLost', 'NoSweep'])('%s notifies the topic, and is not there without', (alarm) => {
    expect(withTopic.resource(alarm)).toMatchObject({
      AlarmActions: ['arn:aws-us-gov:sns:us-gov-west-1:444455556666:platform'],
    });
    expect(new Deployment(member).resource(alarm)).toBeUndefined();
  });

  it.each([
    ['ConfigRule', true],
    ['ConformancePack', true],
    ['EvaluatorOnly', false],
  ])('with Deployment=%s, whose sweeps this stack times or not, NoSweep watches: %s', (value, watches) => {
    const deployment = new Deployment(member, { ...TOPIC, Deployment: value });
    expect(deployment.resource('NoSweep') !== undefined).toBe(watches);
    expect(deployment.resource('EvaluationFailed')).toBeDefined();
  });
});
