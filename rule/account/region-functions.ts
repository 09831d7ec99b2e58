import {
  type FunctionConfiguration,
  type LambdaClient,
  ListFunctionsCommand,
  type ListFunctionsResponse,
  paginateListEventSourceMappings,
} from '@aws-sdk/client-lambda';
import { paginateGetResources, type ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { arnParts } from '../core/arn.ts';
import type { RecordedFunction, UntraceableEventSource } from '../core/model.ts';
import type { RuleParameters } from '../core/parameters.ts';
import { untraceableMapping } from '../recorded/event-source-mapping.ts';
import { isObject } from '../recorded/json-members.ts';
import { sideBySide } from './concurrency.ts';

export interface RegionClients {
  readonly lambda: LambdaClient;
  readonly tagging: ResourceGroupsTaggingAPIClient;
}

export interface RegionOptions {
  readonly parameters: Pick<RuleParameters, 'exemptionTagKey' | 'untraceableEventSources'>;
  /** Called with each page of functions once all about them is known, while the next pages are still being listed. */
  readonly onFunctions: (functions: readonly RecordedFunction[]) => void;
  readonly signal?: AbortSignal;
}

type SourcesByFunction = ReadonlyMap<string, readonly UntraceableEventSource[]>;

/**
 * Lists the functions of a Region. ListFunctions gives 50 at a time and only one page names the next, so everything else
 * is read beside that chain: the exemption tags at once, the event source mappings when the first function turns up whose
 * tracing is not Active.
 */
export async function readRegion({ lambda, tagging }: RegionClients, options: RegionOptions): Promise<void> {
  const { parameters, onFunctions, signal } = options;
  const work = sideBySide();
  const exemptions = work.start(() => readTag(tagging, parameters.exemptionTagKey));
  let sources: Promise<SourcesByFunction> | undefined;
  const sourcesFor = (page: readonly FunctionConfiguration[]) => {
    const isAsked = parameters.untraceableEventSources === 'NOT_APPLICABLE';
    if (!isAsked || page.every((fn) => fn.TracingConfig?.Mode === 'Active')) return undefined;
    sources ??= work.start(() => readUntraceableSources(lambda));
    return sources;
  };
  const complete = async (page: readonly FunctionConfiguration[]) => {
    const [tags, untraceable] = await Promise.all([exemptions, sourcesFor(page)]);
    onFunctions(page.flatMap((fn) => factsOf(fn, tags, untraceable) ?? []));
  };
  const list = async () => {
    let page: ListFunctionsResponse | undefined;
    do {
      signal?.throwIfAborted();
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
  untraceable: SourcesByFunction | undefined,
): RecordedFunction | undefined {
  const { region, accountId } = arnParts(arn ?? '');
  if (resourceId === undefined || arn === undefined || region === '' || accountId === '') {
    throw new Error(`lambda:ListFunctions returned a function without name or ARN: ${resourceId ?? arn}`);
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
    untraceableEventSources: untraceable?.get(resourceId) ?? [],
  };
}

async function readTag(tagging: ResourceGroupsTaggingAPIClient, key: string): Promise<ReadonlyMap<string, string>> {
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
export async function readUntraceableSources(lambda: LambdaClient, functionName?: string): Promise<SourcesByFunction> {
  const sources = new Map<string, UntraceableEventSource[]>();
  const pages = paginateListEventSourceMappings({ client: lambda, pageSize: 100 }, { FunctionName: functionName });
  for await (const { EventSourceMappings: mappings = [] } of pages) {
    for (const mapping of mappings) {
      const untraceable = isObject(mapping) ? untraceableMapping(mapping) : undefined;
      if (untraceable === undefined) continue;
      const known = sources.get(untraceable.functionName) ?? [];
      if (!known.includes(untraceable.source)) sources.set(untraceable.functionName, [...known, untraceable.source]);
    }
  }
  return sources;
}
