import type { Policy } from '../../core/iam/model.ts';
import { asText, isMap, type Value } from '../cloudformation/value.ts';
import { UnresolvedValue } from '../unresolved-value.ts';
import { inTheOnlyWorld, type World } from '../worlds.ts';
import { listOf } from './documents.ts';
import type { Policies } from './policies.ts';
import {
  DerivedValue,
  isRole,
  meantResource,
  ResourceAttribute,
  type TerraformResource,
  type TerraformState,
} from './resource.ts';

/** Resource types that bring policies to roles, and the attribute that names the roles. */
const ROLES_ATTRIBUTE: ReadonlyMap<string, string> = new Map([
  ['aws_iam_role_policy', 'role'],
  ['aws_iam_role_policy_attachment', 'role'],
  ['aws_iam_policy_attachment', 'roles'],
  ['aws_iam_role_policy_attachments_exclusive', 'role_name'],
  ['aws_iam_role_policies_exclusive', 'role_name'],
]);

/** A policy that a resource attaches to a role. */
export interface Brought {
  readonly kind: 'inline' | 'managed';
  readonly policy: Policy;
  /** Tells policies apart: the name of an inline one, the ARN of a managed one, or what stands for them. */
  readonly key: string | undefined;
}

/** A role, and what it is called: by a name, or by something that only will be known. */
export interface Target {
  readonly resource: TerraformResource | undefined;
  readonly name: Value;
  /** The provider that roles of this name must share, where several are called so; else `undefined`. */
  readonly provider: string | undefined;
}

/** The resources that attach policies to roles, found by the role without asking each of them. */
export class Attachments {
  readonly #state: TerraformState;
  readonly #policies: Policies;
  readonly #byRole = new Map<TerraformResource, TerraformResource[]>();
  readonly #byName = new Map<string, TerraformResource[]>();
  readonly #open: TerraformResource[] = [];
  /** `aws_iam_policy_attachment` by the policy it attaches. */
  readonly #claims = new Map<string, TerraformResource[]>();

  constructor(state: TerraformState, policies: Policies) {
    this.#state = state;
    this.#policies = policies;
    for (const type of ROLES_ATTRIBUTE.keys()) for (const resource of state.ofType(type)) this.#add(resource);
    for (const resource of state.ofType('aws_iam_policy_attachment')) {
      const key = inTheOnlyWorld((world) => policies.keyOf(state.attribute(resource, 'policy_arn', world), world));
      if (key !== undefined) append(this.#claims, key, resource);
    }
  }

  #add(resource: TerraformResource): void {
    const found = inTheOnlyWorld((world) =>
      this.#rolesOf(resource, world).map(
        (target) => meantResource(target, isRole, world) ?? nameOf(target, this.#state, world),
      ),
    );
    const isCertain = found?.every((each) => each !== undefined && !(each instanceof UnresolvedValue)) === true;
    if (!isCertain) this.#open.push(resource);
    else
      for (const each of new Set(found)) {
        if (typeof each === 'string') append(this.#byName, each, resource);
        else if (each !== undefined && !(each instanceof UnresolvedValue)) append(this.#byRole, each, resource);
      }
  }

  /** What is attached to a role from outside of it. */
  ofRole(target: Target, world: World): readonly Brought[] {
    return this.#candidates(target)
      .filter((resource) => this.#mayBringAnything(resource) && this.#isFor(resource, target, world))
      .flatMap((resource) => this.#broughtBy(resource, world));
  }

  /** The keys beside which a role keeps no policies of a kind; `undefined` where it keeps any. */
  only(kind: Brought['kind'], target: Target, world: World): readonly Value[] | undefined {
    const type = kind === 'inline' ? 'aws_iam_role_policies_exclusive' : 'aws_iam_role_policy_attachments_exclusive';
    const lists = this.#candidates(target).filter((each) => each.type === type && this.#isFor(each, target, world));
    if (lists.length === 0) return undefined;
    return lists.flatMap((each) => {
      const listed = listOf(this.#state.attribute(each, kind === 'inline' ? 'policy_names' : 'policy_arns', world));
      return kind === 'inline' ? listed : listed.map((arn) => this.#policies.keyOf(arn, world));
    });
  }

  /** Does `aws_iam_policy_attachment`, which takes its policy away from all others, give it to other roles only? */
  isClaimed(key: string | undefined, target: Target, world: World): boolean {
    const claims = this.#claims.get(key ?? '') ?? [];
    return claims.length > 0 && !claims.some((each) => this.#isFor(each, target, world));
  }

  #candidates({ resource, name }: Target): readonly TerraformResource[] {
    return [
      ...(resource === undefined ? [] : (this.#byRole.get(resource) ?? [])),
      ...(typeof name === 'string' ? (this.#byName.get(name) ?? []) : []),
      ...(name instanceof UnresolvedValue && !isOwnName(name) ? [...this.#byName.values()].flat() : []),
      ...this.#open,
    ];
  }

  #rolesOf(resource: TerraformResource, world: World): readonly Value[] {
    return listOf(this.#state.attribute(resource, ROLES_ATTRIBUTE.get(resource.type) ?? '', world));
  }

  /** Whom a policy that grants and denies nothing belongs to is no question. */
  #mayBringAnything(resource: TerraformResource): boolean {
    const brought = inTheOnlyWorld((world) => this.#broughtBy(resource, world));
    return (
      brought === undefined ||
      resource.type.endsWith('_exclusive') ||
      brought.some(({ policy: { document } }) => document.kind === 'unreadable' || document.statements.length > 0)
    );
  }

  #isFor(resource: TerraformResource, target: Target, world: World): boolean {
    const isMeant = this.#rolesOf(resource, world).some((each) =>
      this.#isMeant(each, target, resource.provider, world),
    );
    return isMeant && this.#state.exists(resource, world);
  }

  #isMeant(meant: Value, { resource, name, provider }: Target, by: string, world: World): boolean {
    const role = meantResource(meant, (each) => each === resource, world);
    if (role !== undefined) return true;
    if (meant instanceof DerivedValue && meant.isClosed && meant.origins.every((each) => isRole(each.resource)))
      return false;
    if (provider !== undefined && provider !== by) return false;
    const [one, other] = [nameOf(meant, this.#state, world), asText(name)];
    if (one === undefined || other === undefined) return false;
    if (one instanceof UnresolvedValue) {
      if (other instanceof UnresolvedValue) {
        if (one.identity === other.identity) return true;
        // A name that the provider makes up is nobody else's.
        if (isOwnName(one) || (isOwnName(other) && one instanceof ResourceAttribute)) return false;
        return world.equals(one, `the name of ${resource?.address ?? other.expression}`);
      }
      return !isOwnName(one) && world.equals(one, other);
    }
    if (other instanceof UnresolvedValue) return !isOwnName(other) && world.equals(other, one);
    return one === other;
  }

  #broughtBy(resource: TerraformResource, world: World): readonly Brought[] {
    const attribute = (name: string) => this.#state.attribute(resource, name, world);
    const managed = (arn: Value): Brought => ({
      kind: 'managed',
      policy: this.#policies.managed(arn, world),
      key: this.#policies.keyOf(arn, world),
    });
    switch (resource.type) {
      case 'aws_iam_role_policy': {
        const name = asText(attribute('name'));
        const policy = this.#policies.inline(name, attribute('policy'), resource.address, world);
        return [{ kind: 'inline', policy, key: name instanceof UnresolvedValue ? name.identity : name }];
      }
      case 'aws_iam_role_policies_exclusive':
        return [];
      case 'aws_iam_role_policy_attachments_exclusive':
        return listOf(attribute('policy_arns')).map((arn) => managed(arn));
      default:
        return [managed(attribute('policy_arn'))];
    }
  }
}

/** A role's name as far as it is known: that of a data source is what the source asks for. */
function nameOf(target: Value, state: TerraformState, world: World): string | UnresolvedValue | undefined {
  const data = meantResource(target, ({ type, isData }) => type === 'aws_iam_role' && isData, world);
  return asText(data === undefined ? target : state.attribute(data, 'name', world));
}

function isOwnName(value: UnresolvedValue): boolean {
  return value instanceof ResourceAttribute && isRole(value.resource);
}

function append<Key, Each>(map: Map<Key, Each[]>, key: Key, each: Each): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [each]);
  else list.push(each);
}

/** Blocks of a resource as maps; an unresolved one stands for any number of them. */
export function blocksOf(value: Value): readonly (UnresolvedValue | Readonly<Record<string, Value>>)[] {
  return listOf(value).filter((each) => each instanceof UnresolvedValue || isMap(each));
}
