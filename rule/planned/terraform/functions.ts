import { functionArn } from '../../core/arn.ts';
import type { TracingMode } from '../../core/model.ts';
import { asText, isMap, type Value } from '../cloudformation/value.ts';
import type { KnownElsewhere } from '../known-elsewhere.ts';
import type { PlannedFacts, PlannedFunction } from '../planned-function.ts';
import { UnresolvedValue } from '../unresolved-value.ts';
import { type InWorld, inEveryWorld, inTheOnlyWorld, type World } from '../worlds.ts';
import { listOf } from './documents.ts';
import { EventSources } from './event-sources.ts';
import { ResourceAttribute, type TerraformResource, type TerraformState } from './resource.ts';
import { type Placement, Roles } from './roles.ts';

/** What a caller tells besides the source. */
export interface Surroundings {
  readonly accountId: string | undefined;
  readonly region: string | undefined;
  readonly elsewhere: KnownElsewhere;
  readonly exemptionTagKey: string;
}

/** The functions that will be there after the next apply. */
export function functionsIn(state: TerraformState, surroundings: Surroundings): readonly PlannedFunction[] {
  const rooms = {
    state,
    surroundings,
    roles: new Roles(state, surroundings.elsewhere),
    eventSources: new EventSources(state),
  };
  return state.ofType('aws_lambda_function').flatMap((resource) => plannedFunction(resource, rooms) ?? []);
}

interface Rooms {
  readonly state: TerraformState;
  readonly surroundings: Surroundings;
  readonly roles: Roles;
  readonly eventSources: EventSources;
}

function plannedFunction(resource: TerraformResource, rooms: Rooms): PlannedFunction | undefined {
  const { state, surroundings } = rooms;
  const known = (name: string) => {
    const value = inTheOnlyWorld((world) => state.attribute(resource, name, world));
    return typeof value === 'string' ? value : undefined;
  };
  const [name, ownArn] = [known('function_name'), known('arn')];
  const [, , , regionOfArn, accountOfArn] = ownArn?.split(':') ?? [];
  const region = regionOfArn ?? state.regionOf(resource) ?? surroundings.region;
  const accountId = accountOfArn ?? surroundings.accountId;
  const worlds = worldsOf(resource, { accountId, region }, rooms);
  if (worlds.length === 0) return undefined;
  const isPlaced = name !== undefined && accountId !== undefined && region !== undefined;
  return {
    resourceId: name ?? resource.address,
    accountId,
    region,
    arn: ownArn ?? (isPlaced ? functionArn(accountId, region, name) : undefined),
    source: { ...resource.place, address: resource.address },
    act: state.isWritten(resource) ? 'apply' : 'none',
    worlds,
  };
}

/** The facts in every world in which the function is made. */
function worldsOf(resource: TerraformResource, place: Placement, rooms: Rooms): readonly InWorld<PlannedFacts>[] {
  const worlds = inEveryWorld((world) =>
    rooms.state.exists(resource, world) ? factsOf(resource, place, rooms, world) : undefined,
  );
  const undecided = (why: string) => [{ assumptions: [], value: undecidedFacts(resource, why) }];
  if (worlds === undefined) return undecided('more conditions are open than can be tried');
  if (worlds.length === 0) return undecided('Terraform would refuse this configuration');
  return worlds.flatMap(({ value, assumptions }) => (value === undefined ? [] : [{ value, assumptions }]));
}

export function undecidedFacts(
  { address, place }: Pick<TerraformResource, 'address' | 'place'>,
  why: string,
): PlannedFacts {
  return {
    tracingMode: new UnresolvedValue(address, why, place, ''),
    role: { kind: 'unknown', arn: undefined, why },
    openRole: undefined,
    addedToRole: [],
    exemptionTag: undefined,
    untraceableEventSources: [],
    byDefaultOf: [],
  };
}

function factsOf(resource: TerraformResource, place: Placement, rooms: Rooms, world: World): PlannedFacts {
  const { state, roles, eventSources, surroundings } = rooms;
  const tracingMode = modeOf(resource, state, world);
  const byDefaultOf = state.defaultsIn(world);
  const role = state.attribute(resource, 'role', world);
  const { facts, added } = roles.named(role, place, world);
  const name = state.attribute(resource, 'function_name', world);
  return {
    tracingMode,
    role: facts,
    openRole: facts.kind === 'unknown' ? openRole(role, facts.why, resource) : undefined,
    addedToRole: added,
    exemptionTag: exemptionOf(state.tags(resource, world), surroundings.exemptionTagKey),
    untraceableEventSources: eventSources.ofFunction(resource, typeof name === 'string' ? name : undefined, world),
    byDefaultOf,
  };
}

/** What would have to be known of the role: the expression that names it, or the ARN. */
function openRole(role: Value, why: string, { address, place }: TerraformResource): UnresolvedValue {
  if (role instanceof UnresolvedValue) return role;
  return new UnresolvedValue(String(asText(role) ?? `${address}.role`), why, place, '');
}

/** A function without the block traces as Lambda makes it, `PassThrough`; the provider leaves one that exists as it is. */
function modeOf(resource: TerraformResource, state: TerraformState, world: World): TracingMode {
  const blocks = state.attribute(resource, 'tracing_config', world);
  if (blocks instanceof ResourceAttribute && blocks.resource === resource && state.isCreated(resource))
    return undefined;
  if (blocks instanceof UnresolvedValue) return blocks;
  const [block] = listOf(blocks);
  if (block === undefined || block === null) return undefined;
  if (block instanceof UnresolvedValue) return block;
  const notAsTaken = (what: string) =>
    new UnresolvedValue(`${resource.address}.${what}`, `${what} is not as the provider takes it`, resource.place, '');
  if (!isMap(block)) return notAsTaken('tracing_config');
  const { mode } = block;
  if (mode === undefined || mode === null) return undefined;
  return asText(mode) ?? notAsTaken('tracing_config.mode');
}

/** Only what is certain exempts. */
function exemptionOf(tags: Value, key: string): string | undefined {
  const value = isMap(tags) ? tags[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}
