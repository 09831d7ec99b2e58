import { describe, expect, it } from 'vitest';
import { untraceableMapping } from '../../rule/recorded/event-source-mapping.ts';
import type { JsonObject } from '../../rule/recorded/json-members.ts';

const MSK: JsonObject = {
  UUID: '5bd60b87-e8b7-4a2c-a8ac-1bd4d0a0b5b1',
  FunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:orders',
  EventSourceArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/events/0a1b2c3d',
  State: 'Enabled',
};
const FOUND = { accountId: '111122223333', region: 'eu-west-1', functionName: 'orders', source: 'Amazon MSK' };

describe('untraceableMapping', () => {
  it.each([
    ['arn:aws:kafka:eu-west-1:111122223333:cluster/events/0a1b2c3d', 'Amazon MSK'],
    ['arn:aws:mq:eu-west-1:111122223333:broker:events:b-0a1b2c3d', 'Amazon MQ'],
    ['arn:aws:rds:eu-west-1:111122223333:cluster:events', 'Amazon DocumentDB'],
    ['arn:aws-cn:kafka:cn-north-1:111122223333:cluster/events/0a1b2c3d', 'Amazon MSK'],
  ])('%s: %s', (EventSourceArn, source) => {
    expect(untraceableMapping({ ...MSK, EventSourceArn })).toEqual({ ...FOUND, source });
  });

  it('a self-managed source without ARN: self-managed Apache Kafka', () => {
    const mapping = { ...MSK, EventSourceArn: undefined, SelfManagedEventSource: { Endpoints: {} } };
    expect(untraceableMapping(mapping)).toEqual({ ...FOUND, source: 'self-managed Apache Kafka' });
  });

  it.each(['Enabled', 'Enabling', 'Creating', 'Updating'])('state %s: untraceable', (State) => {
    expect(untraceableMapping({ ...MSK, State })).toEqual(FOUND);
  });

  it.each(['Disabled', 'Disabling', 'Deleting', 'DISABLED', 'enabled', '', 'Paused', undefined, null, 1, ['Enabled']])(
    'state %s: does not count',
    (State) => {
      expect(untraceableMapping({ ...MSK, State })).toBeUndefined();
    },
  );

  it.each([
    'arn:aws:sqs:eu-west-1:111122223333:events',
    'arn:aws:kinesis:eu-west-1:111122223333:stream/events',
    'arn:aws:dynamodb:eu-west-1:111122223333:table/events/stream/1',
    'kafka',
    undefined,
  ])('source %s: traceable', (EventSourceArn) => {
    expect(untraceableMapping({ ...MSK, EventSourceArn })).toBeUndefined();
  });

  it('a function ARN with an alias: the function', () => {
    expect(untraceableMapping({ ...MSK, FunctionArn: `${MSK.FunctionArn}:live` })).toEqual(FOUND);
  });

  it.each([undefined, null, 'orders'])('function ARN %s: no mapping', (FunctionArn) => {
    expect(untraceableMapping({ ...MSK, FunctionArn })).toBeUndefined();
  });
});
