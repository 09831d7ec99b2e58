import { parseJsonText } from '../core/json-text.ts';
import type { Selection } from './configuration-item.ts';
import { isObject, type JsonObject, textIn } from './json-members.ts';

/** What one JSON object of an input is. */
export type RecordedContent =
  | { readonly kind: 'configuration item'; readonly source: JsonObject; readonly selection: Selection }
  | { readonly kind: 'event source mapping'; readonly source: JsonObject }
  /** A message of the Config topic that tells of no resource. */
  | { readonly kind: 'message'; readonly type: string }
  | { readonly kind: 'not AWS Config data' };

/** SNS in EventBridge, or the other way round, has been seen; more is nobody's archive. */
const MOST_ENVELOPES = 4;

const OTHER: RecordedContent = { kind: 'not AWS Config data' };

/**
 * Tells what an object that stands by itself is: an item, an event source mapping, the answer of GetAggregateResourceConfig,
 * or a message of the Config topic, bare or as SNS and EventBridge wrap it.
 *
 * An oversized notification tells of an item without its configuration: the resource changed, and into what is unknown.
 */
export function recordedContent(object: JsonObject, envelopes = 0): RecordedContent {
  const { configurationItem, configurationItemSummary, ConfigurationItem: aggregated, detail } = object;
  const item = [configurationItem, aggregated, configurationItemSummary].find(isObject);
  if (item !== undefined) return { kind: 'configuration item', source: item, selection: 'whole' };
  const messageType = textIn(object, 'messageType');
  if (messageType !== undefined) return { kind: 'message', type: messageType };
  if (envelopes < MOST_ENVELOPES && textIn(object, 'detail-type') !== undefined && isObject(detail)) {
    return withinEnvelope(detail, textIn(object, 'detail-type') ?? '', envelopes);
  }
  const snsType = textIn(object, 'Type');
  if (envelopes < MOST_ENVELOPES && snsType !== undefined && typeof object.Message === 'string') {
    return withinEnvelope(jsonIn(object.Message), `SNS ${snsType}`, envelopes);
  }
  if (object.FunctionArn !== undefined && object.resourceType === undefined) {
    return { kind: 'event source mapping', source: object };
  }
  const namesResource = object.resourceType !== undefined || object.ARN !== undefined || object.arn !== undefined;
  return namesResource ? { kind: 'configuration item', source: object, selection: 'not said' } : OTHER;
}

/** Whatever SNS or EventBridge carries that is none of AWS Config's is a message too. */
function withinEnvelope(content: unknown, type: string, envelopes: number): RecordedContent {
  const inner = isObject(content) ? recordedContent(content, envelopes + 1) : OTHER;
  return inner.kind === 'not AWS Config data' ? { kind: 'message', type } : inner;
}

/** A message need not be JSON; a repeated member in one that is leaves no reading of it. */
function jsonIn(text: string): unknown {
  return /^\s*\{/.test(text) ? parseJsonText(text) : undefined;
}
