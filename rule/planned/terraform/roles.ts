import { nameInArn } from '../../core/arn.ts';
import type { PlannedRoleFacts, Policy } from '../../core/iam/model.ts';
import { parseTrustPolicy, type TrustPolicy } from '../../core/iam/trust-policy.ts';
import { once } from '../../core/memo.ts';
import { UnknownValue } from '../../core/unknown-value.ts';
import { partitionOf } from '../cloudformation/pseudo-parameters.ts';
import { asText, isMap, type Value } from '../cloudformation/value.ts';
import { type KnownElsewhere, openPolicy } from '../known-elsewhere.ts';
import { PartlyKnownText, UnresolvedValue } from '../unresolved-value.ts';
import { EveryWorldMemo, ImpossibleWorld, inTheOnlyWorld, type World } from '../worlds.ts';
import { Attachments, type Brought, blocksOf, type Target } from './attachments.ts';
import { documentOf, listOf } from './documents.ts';
import { Policies } from './policies.ts';
import { isRole, meantResource, ResourceAttribute, type TerraformResource, type TerraformState } from './resource.ts';

/** The execution role of a function, and what the source adds to a role it does not describe. */
interface FunctionRole {
  readonly facts: PlannedRoleFacts;
  readonly added: readonly Policy[];
}

/** Where a function goes, as far as it is known. */
export interface Placement {
  readonly accountId: string | undefined;
  readonly region: string | undefined;
}

/** The roles of a plan or of the modules of a directory. */
export class Roles {
  readonly #state: TerraformState;
  readonly #elsewhere: KnownElsewhere;
  readonly #policies: Policies;
  readonly #attachments: Attachments;
  readonly #byArn = new Map<string, TerraformResource>();
  readonly #byName = new Map<string, TerraformResource[]>();
  readonly #facts = new Map<string, EveryWorldMemo<TerraformResource, PlannedRoleFacts>>();
  /** Most roles of functions are trusted by the same text. */
  readonly #trusted = once((text) => ({ policy: parseTrustPolicy(text) }));

  constructor(state: TerraformState, elsewhere: KnownElsewhere) {
    this.#state = state;
    this.#elsewhere = elsewhere;
    this.#policies = new Policies(state, elsewhere);
    this.#attachments = new Attachments(state, this.#policies);
    for (const role of state.ofType('aws_iam_role')) {
      const known = (name: string) => inTheOnlyWorld((world) => state.attribute(role, name, world));
      const [arn, name] = [known('arn'), known('name')];
      if (typeof arn === 'string') this.#byArn.set(arn, role);
      if (typeof name !== 'string') continue;
      const named = this.#byName.get(name);
      if (named === undefined) this.#byName.set(name, [role]);
      else named.push(role);
    }
  }

  /** The facts about the role that the attribute `role` of a function names. */
  named(role: Value, place: Placement, world: World): FunctionRole {
    if (role === undefined || role === null) return open(undefined, 'the function names no execution role');
    const described = this.#described(role, place, world);
    if (described !== undefined) return { facts: this.#made(described, place, world), added: [] };
    const data = meantResource(role, ({ type, isData }) => type === 'aws_iam_role' && isData, world);
    if (data !== undefined) return this.#asked(data, place, world);
    if (role instanceof UnresolvedValue) return open(undefined, `${role.expression}: ${role.why}`);
    return typeof role === 'string' ? this.#elsewhereNamed(role, place, world) : open(undefined, 'role is not a text');
  }

  #described(role: Value, { accountId }: Placement, world: World): TerraformResource | undefined {
    const linked = meantResource(role, isRole, world);
    if (linked !== undefined) return linked;
    const last = role instanceof PartlyKnownText ? role.parts.at(-1) : role;
    if (last instanceof ResourceAttribute && isRole(last.resource)) {
      const before = role instanceof PartlyKnownText ? role.parts.at(-2) : undefined;
      return typeof before === 'string' && /:role\/(.*\/)?$/.test(before) ? last.resource : undefined;
    }
    if (typeof last !== 'string' || !last.includes(':role/')) return undefined;
    const account = typeof role === 'string' ? role.split(':')[4] : accountId;
    if (accountId !== undefined && account !== accountId) return undefined;
    const known = typeof role === 'string' ? this.#byArn.get(role) : undefined;
    if (known !== undefined) return known;
    const [only, second] = this.#byName.get(nameInArn(last)) ?? [];
    if (only === undefined || second !== undefined) return undefined;
    const arn = this.#state.attribute(only, 'arn', world);
    return typeof arn === 'string' ? undefined : only;
  }

  /** A role that a data source looks up: recorded data may tell what it may do, if its ARN can be told. */
  #asked(data: TerraformResource, place: Placement, world: World): FunctionRole {
    const arn = this.#state.attribute(data, 'arn', world);
    if (typeof arn === 'string') return this.#elsewhereNamed(arn, place, world);
    const name = this.#state.attribute(data, 'name', world);
    const { accountId, region } = place;
    const isPlaced = typeof name === 'string' && accountId !== undefined && region !== undefined;
    if (isPlaced) {
      const likely = `arn:${partitionOf(region)}:iam::${accountId}:role/${name}`;
      if (this.#elsewhere.recordedRole(likely) !== undefined) return this.#elsewhereNamed(likely, place, world);
    }
    const added = this.#attachments
      .ofRole({ resource: data, name, provider: undefined }, world)
      .map(({ policy }) => policy);
    return open(undefined, `${data.address} is not in the input`, added);
  }

  /** A role that the source knows by its ARN only: recorded data may tell the rest. */
  #elsewhereNamed(arn: string, { accountId }: Placement, world: World): FunctionRole {
    const [, , service, , account, resource = ''] = arn.split(':');
    if (service !== 'iam' || !resource.startsWith('role/')) return open(undefined, `${arn} is not the ARN of a role`);
    // Lambda refuses a role of another account, so such an ARN is no fact to judge by.
    if (accountId !== undefined && account !== accountId) return open(arn, `it belongs to account ${account}`);
    const target = { resource: undefined, name: nameInArn(arn), provider: undefined };
    const added = this.#attachments.ofRole(target, world).map(({ policy }) => policy);
    const facts = this.#elsewhere.recordedRole(arn);
    if (facts === undefined) return open(arn, 'it is not in the input', added);
    return {
      facts: facts.kind === 'known' && added.length > 0 ? { ...facts, identity: [...facts.identity, ...added] } : facts,
      added,
    };
  }

  #made(role: TerraformResource, place: Placement, world: World): PlannedRoleFacts {
    if (!this.#state.exists(role, world)) throw new ImpossibleWorld(`${role.address} is not made`);
    const placed = `${place.accountId} ${partitionOf(place.region ?? '')}`;
    let memo = this.#facts.get(placed);
    if (memo === undefined) {
      memo = new EveryWorldMemo();
      this.#facts.set(placed, memo);
    }
    return memo.get(role, world, () => this.#factsOf(role, place, world));
  }

  #factsOf(role: TerraformResource, place: Placement, world: World): PlannedRoleFacts {
    const attribute = (name: string) => this.#state.attribute(role, name, world);
    const name = attribute('name');
    const namesakes = typeof name === 'string' ? (this.#byName.get(name)?.length ?? 0) : 0;
    const target: Target = { resource: role, name, provider: namesakes > 1 ? role.provider : undefined };
    const identity = this.#identity(role, target, world);
    const boundary = attribute('permissions_boundary');
    const isBound = boundary !== undefined && boundary !== null && boundary !== '';
    const limits = isBound ? [this.#policies.managed(boundary, world)] : [];
    const trust = documentOf(attribute('assume_role_policy'), this.#state, world);
    const { incomplete } = this.#state;
    return {
      kind: 'known',
      arn: arnOf(role, attribute('arn'), name, attribute('path'), place),
      name: typeof name === 'string' ? name : role.address,
      tags: tagsOf(this.#state.tags(role, world)),
      identity: incomplete === undefined ? identity : [...identity, openPolicy(incomplete)],
      ceilings: limits.length === 0 ? [] : [{ layer: 'boundary', policies: limits }],
      organization: { kind: 'not-evaluated' },
      trust: trust instanceof UnresolvedValue ? undefined : this.#trustPolicy(trust),
    };
  }

  #trustPolicy(document: Value): TrustPolicy | undefined {
    return typeof document === 'string' ? this.#trusted(document).policy : parseTrustPolicy(document);
  }

  /** What the role itself says it has, what others attach to it, without what is taken away. */
  #identity(role: TerraformResource, target: Target, world: World): readonly Policy[] {
    const brought = this.#attachments.ofRole(target, world);
    const own = [...this.#inlineOf(role, target, brought, world), ...this.#managedOf(role, target, world)];
    const only = {
      inline: this.#attachments.only('inline', target, world),
      managed: this.#attachments.only('managed', target, world),
    };
    return [...own, ...brought]
      .filter((each) => {
        const listed = only[each.kind];
        const isListed =
          listed === undefined || listed.some((key) => key instanceof UnresolvedValue || key === each.key);
        const isClaimed = each.kind === 'managed' && this.#attachments.isClaimed(each.key, target, world);
        if (isListed && !isClaimed) return true;
        // What was there before goes; whether what is attached as well stays is for chance to say.
        return brought.includes(each) && world.holds(this.#contested(role, each));
      })
      .map(({ policy }) => policy);
  }

  #contested({ address, place }: TerraformResource, { policy }: Brought): UnresolvedValue {
    const why = `whether ${policy.name} stays on ${address}: another resource takes it away`;
    return new UnresolvedValue(`${address} ${policy.name}`, why, place, '');
  }

  #inlineOf(role: TerraformResource, target: Target, brought: readonly Brought[], world: World): readonly Brought[] {
    const blocks = this.#state.attribute(role, 'inline_policy', world);
    if (isOf(blocks, role)) return [];
    const gone = new Set([
      ...this.#takenAway('aws_iam_role_policy', 'role', target).map(({ name }) => name),
      ...brought.filter(({ kind }) => kind === 'inline').map(({ key }) => key),
    ]);
    return blocksOf(blocks).flatMap((block): Brought[] => {
      if (block instanceof UnresolvedValue) {
        return [{ kind: 'inline', policy: openPolicy(block), key: undefined }];
      }
      const name = asText(block.name);
      // A block without a name says that there are no inline policies.
      if (name === undefined && (block.policy === undefined || block.policy === null)) return [];
      const key = name instanceof UnresolvedValue ? name.identity : name;
      if (gone.has(key)) return [];
      const policy = this.#policies.inline(name, block.policy, `${role.address} inline_policy`, world);
      return [{ kind: 'inline', policy, key }];
    });
  }

  #managedOf(role: TerraformResource, target: Target, world: World): readonly Brought[] {
    const arns = this.#state.attribute(role, 'managed_policy_arns', world);
    if (isOf(arns, role)) return [];
    const gone = new Set(
      ['aws_iam_role_policy_attachment', 'aws_iam_policy_attachment', 'aws_iam_role_policy_attachments_exclusive']
        .flatMap((type) => this.#takenAway(type, type === 'aws_iam_policy_attachment' ? 'roles' : 'role', target))
        .map(({ policy_arn }) => policy_arn),
    );
    return listOf(arns)
      .filter((arn) => !gone.has(arn))
      .map((arn) => ({
        kind: 'managed' as const,
        policy: this.#policies.managed(arn, world),
        key: this.#policies.keyOf(arn, world),
      }));
  }

  #takenAway(type: string, attribute: string, { name }: Target) {
    return this.#state.removed(type).filter((before) => {
      const roles = before[attribute];
      return roles === name || (Array.isArray(roles) && roles.includes(name));
    });
  }
}

/** Is a value left for the provider to make? Then nothing is configured. */
function isOf(value: Value, resource: TerraformResource): boolean {
  return value instanceof ResourceAttribute && value.resource === resource;
}

function open(arn: string | undefined, why: string, added: readonly Policy[] = []): FunctionRole {
  return { facts: { kind: 'unknown', arn, why }, added };
}

/** The ARN as far as it is known. */
function arnOf({ address }: TerraformResource, arn: Value, name: Value, path: Value, { accountId, region }: Placement) {
  if (typeof arn === 'string') return arn;
  if (accountId === undefined || region === undefined) return new UnknownValue('the account is not given', 'arn:');
  const start = `arn:${partitionOf(region)}:iam::${accountId}:role`;
  const isOpen = path instanceof UnresolvedValue || (path !== undefined && path !== null && typeof path !== 'string');
  if (isOpen) return new UnknownValue(`the path of ${address} is not known`, start);
  const withPath = `${start}${path ?? '/'}`;
  return typeof name === 'string' ? withPath + name : new UnknownValue(`the name of ${address} is not known`, withPath);
}

function tagsOf(tags: Value): ReadonlyMap<string, string | UnknownValue> | UnknownValue {
  if (tags instanceof UnresolvedValue) return tags;
  const known = new Map<string, string | UnknownValue>();
  for (const [key, value] of isMap(tags) ? Object.entries(tags) : []) {
    const text = asText(value);
    if (text !== undefined) known.set(key, text);
  }
  return known;
}
