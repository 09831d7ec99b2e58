import type { UnresolvedValue } from '../unresolved-value.ts';
import type { Bindings, Frame, Placed, PlacedMember } from './stack.ts';
import { ListNode, MapNode, type Member } from './template-node.ts';

/** How the keys of loops begin. */
export const LOOP = 'Fn::ForEach::';
/** Loops in loops may make billions; CloudFormation takes at most 500 resources. */
const MOST_STEPS = 20_000;

/** What a loop goes over; `unknown` when that cannot be told. */
export type Collection = (collection: Placed) => readonly (string | UnresolvedValue)[] | UnresolvedValue;
/** Reports a loop that cannot be carried out; the error to throw. */
export type Refuse = (at: number, problem: string) => Error;

/**
 * The members of a map with its `Fn::ForEach` loops carried out (AWS::LanguageExtensions). A loop over something unknown is
 * carried out once, with `[*]` for its variable in the keys.
 */
export function membersOf(map: MapNode, frame: Frame, collection: Collection, refuse: Refuse): readonly PlacedMember[] {
  const members: PlacedMember[] = [];
  addMembers(map, frame, { members, collection, refuse, steps: 0 });
  return members;
}

interface Unrolling {
  readonly members: PlacedMember[];
  readonly collection: Collection;
  readonly refuse: Refuse;
  steps: number;
}

function addMembers(map: MapNode, frame: Frame, unrolling: Unrolling): void {
  for (const [key, member] of map.members) {
    if (key.startsWith(LOOP)) unroll(key, member, frame, unrolling);
    else
      unrolling.members.push({ key: filledIn(key, frame.bindings, '[*]'), at: member.at, node: member.value, frame });
  }
}

function unroll(key: string, { at, value }: Member, frame: Frame, unrolling: Unrolling): void {
  const [variable, collection, fragment] = value instanceof ListNode ? value.items : [];
  if (typeof variable?.value !== 'string' || collection === undefined || !(fragment?.value instanceof MapNode)) {
    throw unrolling.refuse(at, `${key} needs a variable, a collection and a map`);
  }
  const items = unrolling.collection({ node: collection.value, at: collection.at, frame });
  for (const item of Array.isArray(items) ? items : [items]) {
    if (++unrolling.steps > MOST_STEPS) throw unrolling.refuse(at, `loops go round more than ${MOST_STEPS} times`);
    const bindings = new Map([...(frame.bindings ?? []), [variable.value, item] as const]);
    addMembers(fragment.value, { stack: frame.stack, bindings }, unrolling);
  }
}

/**
 * Puts the values of loop variables into a text: `${Name}` as they are, `&{Name}` letters and digits only. One that is unknown
 * stays as it is written, unless something is to stand for it.
 */
export function filledIn(text: string, bindings: Bindings, unknown?: string): string {
  if (bindings === undefined) return text;
  return text.replace(/([$&])\{([A-Za-z0-9]+)\}/g, (whole, sign, name) => {
    const value = bindings.get(name);
    if (value === undefined) return whole;
    if (typeof value !== 'string') return unknown ?? whole;
    return sign === '&' ? value.replace(/[^A-Za-z0-9]/g, '') : value;
  });
}
