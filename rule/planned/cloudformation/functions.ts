import { functionArn } from '../../core/arn.ts';
import type { TracingMode } from '../../core/model.ts';
import type { KnownElsewhere } from '../known-elsewhere.ts';
import type { PlannedFacts, PlannedFunction } from '../planned-function.ts';
import { UnresolvedValue } from '../unresolved-value.ts';
import { type InWorld, inEveryWorld, inTheOnlyWorld } from '../worlds.ts';
import { Evaluator } from './evaluator.ts';
import { EventSources } from './event-sources.ts';
import { stacksIn } from './resource-index.ts';
import { Roles } from './role.ts';
import type { Stack, StackResource } from './stack.ts';
import { MapNode } from './template-node.ts';
import { asText, isList, isMap, type Value } from './value.ts';

/** The functions of a stack and of the stacks in it. One that is made under no circumstances is none. */
export function functionsIn(
  root: Stack,
  elsewhere: KnownElsewhere,
  exemptionTagKey: string,
): readonly PlannedFunction[] {
  const resources = stacksIn(root).flatMap(({ resources: each }) => [...each.values()]);
  const surroundings = {
    roles: new Roles(resources, elsewhere),
    eventSources: new EventSources(resources),
    exemptionTagKey,
  };
  return resources
    .filter(({ type }) => type === 'AWS::Lambda::Function')
    .flatMap((resource) => plannedFunction(resource, surroundings) ?? []);
}

interface Surroundings {
  readonly roles: Roles;
  readonly eventSources: EventSources;
  readonly exemptionTagKey: string;
}

function plannedFunction(resource: StackResource, surroundings: Surroundings): PlannedFunction | undefined {
  const { frame, address } = resource;
  const { accountId, region, source } = frame.stack;
  const worlds = worldsOf(resource, surroundings);
  if (worlds.length === 0) return undefined;
  const name = inTheOnlyWorld((world) => new Evaluator(world).property(resource, 'FunctionName'));
  const resourceId = typeof name === 'string' ? name : address;
  const isPlaced = typeof name === 'string' && accountId !== undefined && region !== undefined;
  return {
    resourceId,
    accountId,
    region,
    arn: isPlaced ? functionArn(accountId, region, name) : undefined,
    source: { ...source.placeOf(placeOfMode(resource)), address },
    act: 'deployment',
    serverless: resource.serverless,
    worlds,
  };
}

/** The facts in every world in which the function is made. */
function worldsOf(resource: StackResource, surroundings: Surroundings): readonly InWorld<PlannedFacts>[] {
  const worlds = inEveryWorld((world) => {
    const evaluator = new Evaluator(world);
    return evaluator.exists(resource) ? factsOf(resource, surroundings, evaluator) : undefined;
  });
  if (worlds === undefined)
    return [{ assumptions: [], value: undecided(resource, 'more conditions are open than can be tried') }];
  if (worlds.length === 0)
    return [{ assumptions: [], value: undecided(resource, 'CloudFormation would refuse this template') }];
  return worlds.flatMap(({ value, assumptions }) => (value === undefined ? [] : [{ value, assumptions }]));
}

function undecided({ frame, at, address }: StackResource, why: string): PlannedFacts {
  const tracingMode = new UnresolvedValue(address, why, frame.stack.source.placeOf(at), '');
  const role = { kind: 'unknown', arn: undefined, why } as const;
  return {
    tracingMode,
    role,
    openRole: undefined,
    addedToRole: [],
    exemptionTag: undefined,
    untraceableEventSources: [],
    byDefaultOf: [],
  };
}

function factsOf(resource: StackResource, surroundings: Surroundings, evaluator: Evaluator): PlannedFacts {
  const { stack } = resource.frame;
  const { roles, eventSources, exemptionTagKey } = surroundings;
  const tracingMode = stack.macro ?? modeOf(resource, evaluator);
  const byDefaultOf = [...evaluator.defaults];
  const role = stack.macro ?? evaluator.property(resource, 'Role');
  const { facts, added } = roles.named(role, stack, evaluator);
  const name = asText(evaluator.property(resource, 'FunctionName'));
  return {
    tracingMode,
    role: facts,
    openRole: facts.kind === 'unknown' ? openRole(role, facts.why, resource, evaluator) : undefined,
    addedToRole: added,
    exemptionTag: exemptionOf(resource, exemptionTagKey, evaluator),
    untraceableEventSources: eventSources.ofFunction(resource, typeof name === 'string' ? name : undefined, evaluator),
    byDefaultOf,
  };
}

/** What would have to be known of the role: the expression that names it, or the ARN. */
function openRole(role: Value, why: string, resource: StackResource, evaluator: Evaluator): UnresolvedValue {
  if (role instanceof UnresolvedValue) return role;
  const properties = resource.body.get('Properties');
  const at = (properties instanceof MapNode ? properties.members.get('Role')?.at : undefined) ?? resource.at;
  return evaluator.unresolved(String(asText(role) ?? 'Role'), why, { at, frame: resource.frame });
}

function modeOf(resource: StackResource, evaluator: Evaluator): TracingMode {
  const tracingConfig = evaluator.property(resource, 'TracingConfig');
  if (tracingConfig instanceof UnresolvedValue) return tracingConfig;
  if (tracingConfig === undefined || tracingConfig === null) return undefined;
  const at = placeOfMode(resource);
  const notAsTaken = (what: string) =>
    evaluator.unresolved(what, `${what} is not as Lambda takes it`, { at, frame: resource.frame });
  if (!isMap(tracingConfig)) return notAsTaken('TracingConfig');
  const mode = evaluator.settled(tracingConfig.Mode);
  if (mode === undefined || mode === null) return undefined;
  return asText(mode) ?? notAsTaken('Mode');
}

/** Offset of the mode where it is written out, else of what it stands in, else of the resource. */
function placeOfMode({ body, at }: StackResource): number {
  const properties = body.get('Properties');
  const tracing = properties instanceof MapNode ? properties.members.get('TracingConfig') : undefined;
  const mode = tracing?.value instanceof MapNode ? tracing.value.members.get('Mode') : undefined;
  return mode?.at ?? tracing?.at ?? at;
}

/** The exemption tag of the function, or what its metadata says in the place of one. Only what is certain exempts. */
function exemptionOf(resource: StackResource, key: string, evaluator: Evaluator): string | undefined {
  const tags = evaluator.property(resource, 'Tags');
  const tag = isList(tags) ? tags.find((each) => isMap(each) && each.Key === key) : undefined;
  const value: Value = isMap(tag) ? tag.Value : undefined;
  if (value !== undefined) return typeof value === 'string' ? value : undefined;
  const metadata = resource.body.get('Metadata');
  const ours = metadata instanceof MapNode ? metadata.get('lambda-active-tracing') : undefined;
  const exempt = ours instanceof MapNode ? ours.get('exempt') : undefined;
  return typeof exempt === 'string' ? exempt : undefined;
}
