import { arnParts } from '../core/arn.ts';
import type { UntraceableEventSource } from '../core/model.ts';
import { isObject, type JsonObject, textIn } from './json-members.ts';

/** An enabled mapping from a source X-Ray cannot trace, and the function it invokes. */
export interface UntraceableMapping {
  readonly accountId: string;
  readonly region: string;
  readonly functionName: string;
  readonly source: UntraceableEventSource;
}

/** DocumentDB clusters carry ARNs of the service `rds`. */
const SOURCE_BY_SERVICE: ReadonlyMap<string, UntraceableEventSource> = new Map([
  ['kafka', 'Amazon MSK'],
  ['mq', 'Amazon MQ'],
  ['rds', 'Amazon DocumentDB'],
]);

/** Mappings in these states invoke the function, or are about to (Lambda API reference, EventSourceMappingConfiguration). */
const ENABLED_STATES: ReadonlySet<unknown> = new Set(['Enabled', 'Enabling', 'Creating', 'Updating']);

/**
 * Reads one entry of ListEventSourceMappings. `undefined` when X-Ray can trace the source, or when the mapping is not known
 * to be enabled: it excuses a function from tracing, so what its state is must not be guessed.
 *
 * Source of the list: Lambda developer guide, "Visualize Lambda function invocations using AWS X-Ray".
 */
export function untraceableMapping(mapping: JsonObject): UntraceableMapping | undefined {
  const { region, accountId, resource } = arnParts(textIn(mapping, 'FunctionArn') ?? '');
  const [, functionName = ''] = resource.split(':');
  const source = sourceOf(mapping);
  if (region === '' || accountId === '' || functionName === '' || source === undefined) return undefined;
  if (!ENABLED_STATES.has(mapping.State)) return undefined;
  return { accountId, region, functionName, source };
}

function sourceOf(mapping: JsonObject): UntraceableEventSource | undefined {
  if (isObject(mapping.SelfManagedEventSource)) return 'self-managed Apache Kafka';
  return SOURCE_BY_SERVICE.get(arnParts(textIn(mapping, 'EventSourceArn') ?? '').service);
}
