import type { UntraceableEventSource } from '../../core/model.ts';
import { PartlyKnownText } from '../unresolved-value.ts';
import type { Evaluator } from './evaluator.ts';
import { ResourceIndex } from './resource-index.ts';
import { ResourceAttribute, type StackResource } from './stack.ts';
import { MapNode } from './template-node.ts';
import { macroAmong } from './transforms.ts';
import { asText, type Value } from './value.ts';

/** Properties that a mapping has for one kind of source only. */
const MARKS: readonly (readonly [property: string, source: UntraceableEventSource])[] = [
  ['SelfManagedEventSource', 'self-managed Apache Kafka'],
  ['SelfManagedKafkaEventSourceConfig', 'self-managed Apache Kafka'],
  ['AmazonManagedKafkaEventSourceConfig', 'Amazon MSK'],
  ['DocumentDBEventSourceConfig', 'Amazon DocumentDB'],
  ['Queues', 'Amazon MQ'],
];

/** By the service of the source's ARN; DocumentDB clusters carry ARNs of the service `rds`. */
const BY_SERVICE: ReadonlyMap<string, UntraceableEventSource> = new Map([
  ['kafka', 'Amazon MSK'],
  ['mq', 'Amazon MQ'],
  ['rds', 'Amazon DocumentDB'],
]);

const BY_TYPE: readonly (readonly [prefix: string, source: UntraceableEventSource])[] = [
  ['AWS::MSK::', 'Amazon MSK'],
  ['AWS::AmazonMQ::', 'Amazon MQ'],
  ['AWS::DocDB::', 'Amazon DocumentDB'],
];

/** The event source mappings of one tree of stacks, from sources X-Ray cannot trace. */
export class EventSources {
  readonly #index: ResourceIndex;

  constructor(resources: readonly StackResource[]) {
    const mappings = resources.filter(({ type }) => type === 'AWS::Lambda::EventSourceMapping');
    this.#index = new ResourceIndex(mappings, functionOf);
  }

  /** The sources of a function whose mappings are certainly there and enabled. */
  ofFunction(fn: StackResource, name: string | undefined, evaluator: Evaluator): readonly UntraceableEventSource[] {
    const sources = this.#index
      .candidates(fn, name)
      .filter((mapping) => isFor(functionOf(mapping, evaluator), fn, name) && isEnabled(mapping, evaluator))
      .flatMap((mapping) => sourceOf(mapping, evaluator) ?? []);
    return [...new Set(sources)].sort();
  }
}

function isFor(target: Value, fn: StackResource, name: string | undefined): boolean {
  return target instanceof ResourceAttribute ? target.resource === fn : target !== undefined && target === name;
}

/** An open `Enabled` is not known to be true. */
function isEnabled(mapping: StackResource, evaluator: Evaluator): boolean {
  const enabled = evaluator.property(mapping, 'Enabled');
  return (enabled === undefined || asText(enabled) === 'true') && evaluator.exists(mapping);
}

/** The function a mapping invokes: a link to it or its name; an alias or version is followed to its function. */
function functionOf(mapping: StackResource, evaluator: Evaluator): Value {
  let target = targetIn(evaluator.property(mapping, 'FunctionName'));
  for (let hops = 0; hops < 3 && target instanceof ResourceAttribute; hops++) {
    const { resource } = target;
    if (resource.type !== 'AWS::Lambda::Alias' && resource.type !== 'AWS::Lambda::Version') return target;
    target = targetIn(evaluator.property(resource, 'FunctionName'));
  }
  return target;
}

/** Out of a name, an ARN, or either with an alias or version after it. */
function targetIn(value: Value): Value {
  const parts = value instanceof PartlyKnownText ? value.parts : [value];
  const link = parts.find((part) => part instanceof ResourceAttribute);
  if (link !== undefined) return link;
  const text = parts.at(-1);
  if (typeof text !== 'string') return value;
  const inArn = /:function:([^:]+)/.exec(text)?.[1];
  return inArn ?? (parts.length === 1 ? text.split(':')[0] : value);
}

function sourceOf(mapping: StackResource, evaluator: Evaluator): UntraceableEventSource | undefined {
  const properties = mapping.body.get('Properties');
  if (properties instanceof MapNode && macroAmong(properties) !== undefined) return undefined;
  const [, marked] = MARKS.find(([property]) => evaluator.property(mapping, property) !== undefined) ?? [];
  if (marked !== undefined) return marked;
  const arn = evaluator.property(mapping, 'EventSourceArn');
  if (arn instanceof ResourceAttribute) return BY_TYPE.find(([prefix]) => arn.resource.type.startsWith(prefix))?.[1];
  const text =
    arn instanceof PartlyKnownText ? arn.parts.map((part) => (typeof part === 'string' ? part : '')).join('') : arn;
  return typeof text === 'string' ? BY_SERVICE.get(text.split(':')[2] ?? '') : undefined;
}
