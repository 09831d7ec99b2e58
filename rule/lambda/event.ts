import { parseParameters, type RuleParameters } from '../core/parameters.ts';
import { isObject, type JsonObject, optionalText } from '../recorded/json-members.ts';

/** What AWS Config asks for, and where the answer goes. */
export interface Invocation {
  readonly message: Message;
  readonly messageType: string;
  readonly parameters: RuleParameters;
  readonly resultToken: string;
  /** Test mode: AWS Config checks the evaluations and keeps nothing. */
  readonly isTest: boolean;
  readonly ruleName: string | undefined;
}

export type Message =
  | {
      /** `oversized`: the item was too large for its notification, and lacks its configuration. */
      readonly kind: 'changed' | 'oversized';
      readonly item: JsonObject;
      readonly captureTime: Date;
      readonly hasLeftScope: boolean;
    }
  | { readonly kind: 'scheduled'; readonly triggerTime: Date };

/** An event that AWS Config would not have sent; the message names the field that is wrong. */
export class EventError extends Error {
  override readonly name = 'EventError';
}

/**
 * Parses the event of a custom Config rule, with the JSON texts inside it.
 *
 * @throws EventError naming the field that is missing or wrong, or the message type that is not known.
 */
export function parseEvent(event: unknown): Invocation {
  if (!isObject(event)) throw new EventError('the event is not an object');
  const resultToken = text(event, 'resultToken', 'event');
  const invoking = jsonObject(event.invokingEvent, 'invokingEvent');
  const messageType = text(invoking, 'messageType', 'invokingEvent');
  const isTest = resultToken === 'TESTMODE';
  const ruleName = optionalText(event.configRuleName);
  const message = parseMessage(messageType, invoking, event.eventLeftScope === true);
  if (message.kind === 'scheduled' && !isTest && ruleName === undefined) {
    throw new EventError('event without configRuleName: the previous results cannot be found');
  }
  return { message, messageType, parameters: ruleParameters(event.ruleParameters), resultToken, isTest, ruleName };
}

function parseMessage(messageType: string, invoking: JsonObject, hasLeftScope: boolean): Message {
  switch (messageType) {
    case 'ConfigurationItemChangeNotification':
      return { kind: 'changed', ...itemIn(invoking, 'configurationItem'), hasLeftScope };
    case 'OversizedConfigurationItemChangeNotification':
      return { kind: 'oversized', ...itemIn(invoking, 'configurationItemSummary'), hasLeftScope };
    case 'ScheduledNotification':
      return { kind: 'scheduled', triggerTime: time(invoking, 'notificationCreationTime', 'invokingEvent') };
    default:
      throw new EventError(`messageType ${messageType} is not one this rule subscribes to`);
  }
}

/** The parameters may be missing altogether: a rule without any has none to send. */
function ruleParameters(source: unknown): RuleParameters {
  if (source === undefined || source === null || source === '') return parseParameters({});
  return parseParameters(jsonObject(source, 'ruleParameters'));
}

function itemIn(invoking: JsonObject, field: string) {
  const item = invoking[field];
  if (!isObject(item)) throw new EventError(`invokingEvent without ${field}`);
  return { item, captureTime: time(item, 'configurationItemCaptureTime', field) };
}

function jsonObject(source: unknown, name: string): JsonObject {
  if (typeof source !== 'string') throw new EventError(`${name} is missing or not a JSON text`);
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (cause) {
    throw new EventError(`${name} is not JSON`, { cause });
  }
  if (!isObject(value)) throw new EventError(`${name} is not a JSON object`);
  return value;
}

function text(holder: JsonObject, field: string, name: string): string {
  const value = optionalText(holder[field]);
  if (value === undefined) throw new EventError(`${name} without ${field}`);
  return value;
}

function time(holder: JsonObject, field: string, name: string): Date {
  const value = new Date(text(holder, field, name));
  if (Number.isNaN(value.getTime())) throw new EventError(`${name}: ${field} is not a time`);
  return value;
}
