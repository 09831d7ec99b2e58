import { describe, expect, it } from 'vitest';
import { DEFAULT_PARAMETERS } from '../../rule/core/parameters.ts';
import { parseEvent } from '../../rule/lambda/event.ts';
import { configEvent } from './event-fixtures.ts';

describe('what AWS Config asks for', () => {
  it('a change is the item with its capture time', () => {
    const { message, messageType, ruleName, isTest, resultToken } = parseEvent(configEvent('changed'));
    expect(message).toMatchObject({
      kind: 'changed',
      item: { resourceId: 'orders' },
      captureTime: new Date('2026-11-20T10:33:41.205Z'),
      hasLeftScope: false,
    });
    expect(messageType).toBe('ConfigurationItemChangeNotification');
    expect(ruleName).toBe('lambda-active-tracing');
    expect(isTest).toBe(false);
    expect(resultToken).toMatch(/^eyJ/);
  });

  it('an oversized change is the summary of the item', () => {
    const { message } = parseEvent(configEvent('oversized'));
    expect(message).toMatchObject({
      kind: 'oversized',
      item: { resourceId: 'orders', configurationItemStatus: 'OK' },
      captureTime: new Date('2026-11-20T10:33:41.205Z'),
    });
  });

  it('a schedule is the time AWS Config triggered it', () => {
    const { message } = parseEvent(configEvent('scheduled'));
    expect(message).toEqual({ kind: 'scheduled', triggerTime: new Date('2026-11-20T13:26:17.741Z') });
  });

  it('a function outside the scope of the rule is marked as such', () => {
    const event = configEvent('changed', (e) => {
      e.eventLeftScope = true;
    });
    expect(parseEvent(event).message).toMatchObject({ kind: 'changed', hasLeftScope: true });
  });

  it('the result token TESTMODE makes it a test', () => {
    const event = configEvent('scheduled', (e) => {
      e.resultToken = 'TESTMODE';
      delete e.configRuleName;
    });
    expect(parseEvent(event)).toMatchObject({ isTest: true, ruleName: undefined });
  });
});

describe('rule parameters', () => {
  it.each([
    ['are missing', undefined],
    ['are null', null],
    ['are empty', ''],
    ['are an empty object', '{}'],
  ])('default when they %s', (_, ruleParameters) => {
    expect(parseEvent({ ...configEvent('changed'), ruleParameters }).parameters).toEqual(DEFAULT_PARAMETERS);
  });

  it('are read from their JSON text', () => {
    const event = configEvent('changed', (e) => {
      e.ruleParameters = { sweepReport: 'ALL' };
    });
    expect(parseEvent(event).parameters).toEqual({ ...DEFAULT_PARAMETERS, sweepReport: 'ALL' });
  });
});

describe('a malformed event fails naming what is wrong', () => {
  const changed = configEvent('changed');
  it.each([
    ['the event is not an object', 'text', 'the event is not an object'],
    ['no result token', { ...changed, resultToken: undefined }, 'event without resultToken'],
    ['no invokingEvent', { ...changed, invokingEvent: undefined }, 'invokingEvent is missing or not a JSON text'],
    ['invokingEvent is no text', { ...changed, invokingEvent: {} }, 'invokingEvent is missing or not a JSON text'],
    ['invokingEvent is cut off', { ...changed, invokingEvent: '{"messageType":' }, 'invokingEvent is not JSON'],
    ['invokingEvent is a list', { ...changed, invokingEvent: '[]' }, 'invokingEvent is not a JSON object'],
    ['no message type', { ...changed, invokingEvent: '{}' }, 'invokingEvent without messageType'],
    ['ruleParameters is cut off', { ...changed, ruleParameters: '{' }, 'ruleParameters is not JSON'],
    [
      'unknown parameter',
      { ...changed, ruleParameters: '{"swepReport":"ALL"}' },
      'unknown rule parameter "swepReport"',
    ],
    ['bad parameter', { ...changed, ruleParameters: '{"sweepReport":"no"}' }, 'rule parameter sweepReport'],
    [
      'unknown message type',
      configEvent('snapshot-delivered'),
      'messageType ConfigurationSnapshotDeliveryCompleted is not one this rule subscribes to',
    ],
    [
      'no item',
      configEvent('changed', (e) => Object.assign(e.invokingEvent, { configurationItem: null })),
      'invokingEvent without configurationItem',
    ],
    [
      'no summary',
      configEvent('oversized', (e) => Object.assign(e.invokingEvent, { configurationItemSummary: null })),
      'invokingEvent without configurationItemSummary',
    ],
    [
      'no capture time',
      configEvent('changed', (e) => delete e.invokingEvent.configurationItem.configurationItemCaptureTime),
      'configurationItem without configurationItemCaptureTime',
    ],
    [
      'no trigger time',
      configEvent('scheduled', (e) => delete e.invokingEvent.notificationCreationTime),
      'invokingEvent without notificationCreationTime',
    ],
    [
      'a trigger time that is none',
      configEvent('scheduled', (e) => Object.assign(e.invokingEvent, { notificationCreationTime: 'soon' })),
      'invokingEvent: notificationCreationTime is not a time',
    ],
    [
      'a sweep of an unnamed rule',
      configEvent('scheduled', (e) => delete e.configRuleName),
      'event without configRuleName',
    ],
  ])('%s', (_, event, message) => {
    expect(() => parseEvent(event)).toThrow(message);
  });

  it('keeps the parser’s own error as the cause', () => {
    expect(() => parseEvent({ ...changed, invokingEvent: '{' })).toThrow(
      expect.objectContaining({ cause: expect.any(SyntaxError) }),
    );
  });
});
