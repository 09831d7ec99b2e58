import {
  type FunctionConfiguration,
  type LambdaClient,
  ListFunctionsCommand,
  type ListFunctionsResponse,
  paginateListEventSourceMappings,
} from '@aws-sdk/client-lambda';
import { paginateGetResources, type ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { arnParts } from '../core/arn.ts';
import type { RecordedFunction } from '../core/model.ts';
import type { RuleParameters } from '../core/parameters.ts';
import { KnownEventSources } from '../recorded/known-event-sources.ts';
import { sideBySide } from './concurrency.ts';

/** An answer of Lambda that cannot be what it lists. */
class ListingError extends Error {
  override readonly name = 'ListingError';
}

export interface RegionClients {
  readonly lambda: LambdaClient;
  readonly tagging: ResourceGroupsTaggingAPIClient;
}

export interface RegionOptions {
  readonly parameters: Pick<RuleParameters, 'exemptionTagKey' | 'untraceableEventSources'>;
  /** Called when functions are listed, before all about them is known: a Region without any needs nothing else read. */
  readonly onListed?: () => void;
  /** Called with each page of functions once all about them is known, while the next pages are still being listed. */
  readonly onFunctions: (functions: readonly RecordedFunction[]) => void;
  readonly signal?: AbortSignal;
}

/**
 * Lists the functions of a Region. ListFunctions gives 50 at a time and only one page names the next, so everything else
 * is read beside that chain: the exemption tags once there is a function, the event source mappings when the first one turns up
 * whose tracing is not Active.
 */
export async function readRegion({ lambda, tagging }: RegionClients, options: RegionOptions): Promise<void> {
  const { parameters, onListed, onFunctions, signal } = options;
  const work = sideBySide(signal);
  let exemptions: Promise<ReadonlyMap<string, string>> | undefined;
  let sources: Promise<KnownEventSources> | undefined;
  const complete = async (page: readonly FunctionConfiguration[]) => {
    onListed?.();
    exemptions ??= work.start(() => readTag(tagging, parameters.exemptionTagKey));
    const isAsked =
      parameters.untraceableEventSources === 'NOT_APPLICABLE' &&
      page.some(({ TracingConfig: tracing }) => tracing?.Mode !== 'Active');
    if (isAsked) sources ??= work.start(() => readUntraceableSources(lambda));
    const [tags, untraceable] = await Promise.all([exemptions, isAsked ? sources : undefined]);
    // The request for the next page goes out first.
    await new Promise(setImmediate);
    const functions = page.map((fn) => factsOf(fn, tags));
    onFunctions(untraceable === undefined ? functions : functions.map((fn) => untraceable.joinedTo(fn)));
  };
  const list = async () => {
    let page: ListFunctionsResponse | undefined;
    do {
      work.signal.throwIfAborted();
      page = await lambda.send(new ListFunctionsCommand({ MaxItems: 50, Marker: page?.NextMarker }));
      const functions = page.Functions ?? [];
      if (functions.length > 0) void work.start(() => complete(functions.map(compact)));
    } while (page.NextMarker);
  };
  void work.start(list);
  await work.end();
}

/** What the rule needs of a function: the page it came from, with environments and layers, can be forgotten. */
function compact({ FunctionName, FunctionArn, Role, TracingConfig }: FunctionConfiguration): FunctionConfiguration {
  return { FunctionName, FunctionArn, Role, TracingConfig };
}

function factsOf(
  { FunctionName: resourceId, FunctionArn: arn, Role: role, TracingConfig: tracing }: FunctionConfiguration,
  exemptions: ReadonlyMap<string, string>,
): RecordedFunction {
  const { region, accountId } = arnParts(arn ?? '');
  if (resourceId === undefined || arn === undefined || region === '' || accountId === '') {
    throw new ListingError(`lambda:ListFunctions returned a function without name or ARN: ${resourceId ?? arn}`);
  }
  return {
    kind: 'recorded',
    accountId,
    region,
    resourceId,
    arn,
    tracingMode: tracing?.Mode,
    role: role === '' ? undefined : role,
    exemptionTag: exemptions.get(arn),
    untraceableEventSources: NO_SOURCES,
  };
}

const NO_SOURCES: RecordedFunction['untraceableEventSources'] = [];

/** The values of one tag of the functions of a Region, by the ARN of the function. */
export async function readTag(
  tagging: ResourceGroupsTaggingAPIClient,
  key: string,
): Promise<ReadonlyMap<string, string>> {
  const values = new Map<string, string>();
  const pages = paginateGetResources(
    { client: tagging, pageSize: 100 },
    { TagFilters: [{ Key: key }], ResourceTypeFilters: ['lambda:function'] },
  );
  for await (const { ResourceTagMappingList: resources = [] } of pages) {
    for (const { ResourceARN: arn, Tags: tags = [] } of resources) {
      const value = tags.find((tag) => tag.Key === key)?.Value;
      if (arn !== undefined && value !== undefined) values.set(arn, value);
    }
  }
  return values;
}

/** The enabled mappings from sources X-Ray cannot trace: of one function, or of all functions of the Region. */
export async function readUntraceableSources(lambda: LambdaClient, functionName?: string): Promise<KnownEventSources> {
  const sources = new KnownEventSources();
  const pages = paginateListEventSourceMappings({ client: lambda, pageSize: 100 }, { FunctionName: functionName });
  for await (const { EventSourceMappings: mappings = [] } of pages) {
    for (const mapping of mappings) sources.add({ ...mapping });
  }
  return sources;
}
