import { MapNode, mapOf, type TemplateNode } from '../cloudformation/template-node.ts';

/** By the type of a SAM event: where its source is named, and what marks its mapping in CloudFormation. */
const UNTRACEABLE: ReadonlyMap<string, { readonly source: string | undefined; readonly mark: string }> = new Map([
  ['MSK', { source: 'Stream', mark: 'AmazonManagedKafkaEventSourceConfig' }],
  ['SelfManagedKafka', { source: undefined, mark: 'SelfManagedEventSource' }],
  ['MQ', { source: 'Broker', mark: 'Queues' }],
  ['DocumentDB', { source: 'Cluster', mark: 'DocumentDBEventSourceConfig' }],
]);

/** The mappings of those events of a function that X-Ray cannot trace. */
export function eventSourceMappings(
  events: TemplateNode | undefined,
  functionId: string,
): readonly { readonly name: string; readonly mapping: MapNode }[] {
  if (!(events instanceof MapNode)) return [];
  return [...events.members].flatMap(([name, { at, value }]) => {
    const type = value instanceof MapNode ? value.get('Type') : undefined;
    const kind = typeof type === 'string' ? UNTRACEABLE.get(type) : undefined;
    const properties = value instanceof MapNode ? value.get('Properties') : undefined;
    if (kind === undefined || !(properties instanceof MapNode)) return [];
    const mapping = mapOf(at, {
      FunctionName: mapOf(at, { Ref: functionId }),
      EventSourceArn: kind.source === undefined ? undefined : properties.get(kind.source),
      Enabled: properties.get('Enabled'),
      [kind.mark]: mapOf(at, {}),
    });
    return [{ name, mapping }];
  });
}
