import type { UntraceableEventSource } from '../../core/model.ts';
import { asText, type Value } from '../cloudformation/value.ts';
import { PartlyKnownText, UnresolvedValue } from '../unresolved-value.ts';
import { inTheOnlyWorld, type World } from '../worlds.ts';
import { listOf } from './documents.ts';
import { meantResource, ResourceAttribute, type TerraformResource, type TerraformState } from './resource.ts';

/** Arguments that a mapping has for one kind of source only. */
const MARKS: readonly (readonly [name: string, source: UntraceableEventSource])[] = [
  ['self_managed_event_source', 'self-managed Apache Kafka'],
  ['self_managed_kafka_event_source_config', 'self-managed Apache Kafka'],
  ['amazon_managed_kafka_event_source_config', 'Amazon MSK'],
  ['document_db_event_source_config', 'Amazon DocumentDB'],
  ['queues', 'Amazon MQ'],
];

/** By the service of the source's ARN; DocumentDB clusters carry ARNs of the service `rds`. */
const BY_SERVICE: ReadonlyMap<string, UntraceableEventSource> = new Map([
  ['kafka', 'Amazon MSK'],
  ['mq', 'Amazon MQ'],
  ['rds', 'Amazon DocumentDB'],
]);

const BY_TYPE: readonly (readonly [prefix: string, source: UntraceableEventSource])[] = [
  ['aws_msk_', 'Amazon MSK'],
  ['aws_mq_', 'Amazon MQ'],
  ['aws_docdb_', 'Amazon DocumentDB'],
];

/** The event source mappings from sources X-Ray cannot trace. */
export class EventSources {
  readonly #state: TerraformState;
  readonly #byFunction = new Map<TerraformResource | string, TerraformResource[]>();

  constructor(state: TerraformState) {
    this.#state = state;
    for (const mapping of state.ofType('aws_lambda_event_source_mapping')) {
      // One whose function hangs on something open is not certainly that of any function.
      const target = inTheOnlyWorld((world) => this.#functionOf(mapping, world));
      if (target !== undefined) this.#byFunction.set(target, [...(this.#byFunction.get(target) ?? []), mapping]);
    }
  }

  /** The sources of a function whose mappings are certainly there and enabled. */
  ofFunction(fn: TerraformResource, name: string | undefined, world: World): readonly UntraceableEventSource[] {
    const mappings = [
      ...(this.#byFunction.get(fn) ?? []),
      ...(name === undefined ? [] : (this.#byFunction.get(name) ?? [])).filter((each) => each.provider === fn.provider),
    ];
    const sources = mappings
      .filter((mapping) => this.#isEnabled(mapping, world) && this.#state.exists(mapping, world))
      .flatMap((mapping) => this.#sourceOf(mapping, world) ?? []);
    return [...new Set(sources)].sort();
  }

  #functionOf(mapping: TerraformResource, world: World): TerraformResource | string | undefined {
    let target = this.#state.attribute(mapping, 'function_name', world);
    for (let hops = 0; hops < 3; hops++) {
      const value =
        target instanceof PartlyKnownText ? target.parts.find((part) => part instanceof ResourceAttribute) : target;
      const isOurs = ({ type, isData }: TerraformResource) => !isData && /^aws_lambda_(function|alias)$/.test(type);
      const resource = meantResource(value, isOurs, world);
      if (resource === undefined) break;
      if (resource.type === 'aws_lambda_function') return resource;
      target = this.#state.attribute(resource, 'function_name', world);
    }
    const text = typeof target === 'string' ? target : undefined;
    return text === undefined ? undefined : (/:function:([^:]+)/.exec(text)?.[1] ?? text.split(':')[0]);
  }

  /** An open `enabled` is not known to be true. */
  #isEnabled(mapping: TerraformResource, world: World): boolean {
    const enabled = this.#state.attribute(mapping, 'enabled', world);
    return enabled === undefined || enabled === null || String(asText(enabled)) === 'true';
  }

  #sourceOf(mapping: TerraformResource, world: World): UntraceableEventSource | undefined {
    const isSet = (name: string) => {
      const value = this.#state.attribute(mapping, name, world);
      return !(value instanceof UnresolvedValue) && listOf(value).length > 0;
    };
    const [, marked] = MARKS.find(([name]) => isSet(name)) ?? [];
    if (marked !== undefined) return marked;
    const arn = this.#state.attribute(mapping, 'event_source_arn', world);
    const source = meantResource(arn, ({ type }) => BY_TYPE.some(([prefix]) => type.startsWith(prefix)), world);
    if (source !== undefined) return BY_TYPE.find(([prefix]) => source.type.startsWith(prefix))?.[1];
    const text = knownText(arn);
    return text === undefined ? undefined : BY_SERVICE.get(text.split(':')[2] ?? '');
  }
}

function knownText(value: Value): string | undefined {
  if (value instanceof PartlyKnownText)
    return value.parts.map((part) => (typeof part === 'string' ? part : '')).join('');
  return typeof value === 'string' ? value : undefined;
}
