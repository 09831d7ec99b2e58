import { asText, isList, isMap, type Value } from '../../cloudformation/value.ts';
import { UnresolvedValue } from '../../unresolved-value.ts';
import type { World } from '../../worlds.ts';
import { JsonText } from '../documents.ts';
import { ResourceAttribute } from '../resource.ts';
import { ModuleValue, ResourceValue } from './whole-values.ts';

/** Is a condition met in this world? One that cannot be told is assumed, one way and the other. */
export function isTrue(value: Value, world: World, otherwise: () => UnresolvedValue): boolean {
  if (value instanceof UnresolvedValue) return world.holds(value);
  const text = asText(value);
  return text === 'true' || text === 'false' ? text === 'true' : world.holds(otherwise());
}

/** `==` of Terraform; an open value is, or is not, what it is compared with. */
export function areEqual(one: Value, other: Value, world: World, open: () => UnresolvedValue): boolean {
  if (one instanceof UnresolvedValue && other instanceof UnresolvedValue)
    return one.identity === other.identity || world.holds(open());
  if (one instanceof UnresolvedValue) return isOpenEqual(one, other, world, open);
  if (other instanceof UnresolvedValue) return isOpenEqual(other, one, world, open);
  if (isList(one) && isList(other))
    return one.length === other.length && one.every((each, at) => areEqual(each, other[at], world, open));
  if (isMap(one) && isMap(other)) {
    const keys = Object.keys(one);
    return (
      keys.length === Object.keys(other).length &&
      keys.every((key) => Object.hasOwn(other, key) && areEqual(one[key], other[key], world, open))
    );
  }
  return (one ?? null) === (other ?? null);
}

function isOpenEqual(one: UnresolvedValue, other: Value, world: World, open: () => UnresolvedValue): boolean {
  // What a resource is made with is there, though it is not known yet.
  const isThere =
    one instanceof ResourceAttribute ||
    one instanceof ResourceValue ||
    one instanceof ModuleValue ||
    one instanceof JsonText;
  if (other === null || other === undefined) return !isThere && world.equals(one, 'null');
  if (isList(other) || isMap(other)) return world.holds(open());
  return world.equals(one, String(other));
}
