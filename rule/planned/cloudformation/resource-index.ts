import { inTheOnlyWorld } from '../worlds.ts';
import { Evaluator } from './evaluator.ts';
import { ResourceAttribute, type Stack, type StackResource } from './stack.ts';
import { isList, type Value } from './value.ts';

/** All stacks of a tree, from the outermost. */
export function stacksIn(root: Stack): readonly Stack[] {
  return [root, ...[...root.children.values()].flatMap(stacksIn)];
}

/** Tells what a resource is for, such as the roles of a policy: links to them, and their names. */
export type TargetsOf = (resource: StackResource, evaluator: Evaluator) => Value;

/** Finds the resources that are meant for another one, such as the policies of a role, without asking each of them. */
export class ResourceIndex {
  readonly #byResource = new Map<StackResource, StackResource[]>();
  readonly #byName = new Map<string, StackResource[]>();
  /** Those whose targets hang on something open. */
  readonly #open: StackResource[] = [];

  constructor(resources: Iterable<StackResource>, targetsOf: TargetsOf) {
    for (const resource of resources) {
      const targets = inTheOnlyWorld((world) => ({ value: targetsOf(resource, new Evaluator(world)) }));
      this.#add(resource, targets?.value, targets === undefined);
    }
  }

  #add(resource: StackResource, targets: Value, isOpen: boolean): void {
    const listed = isList(targets) ? targets : [targets];
    const isCertain = (target: Value) =>
      typeof target === 'string' || target instanceof ResourceAttribute || target === undefined;
    if (isOpen || !listed.every(isCertain)) {
      this.#open.push(resource);
      return;
    }
    for (const target of new Set(listed)) {
      if (target instanceof ResourceAttribute) append(this.#byResource, target.resource, resource);
      else if (typeof target === 'string') append(this.#byName, target, resource);
    }
  }

  /** The resources that may be meant for one with this name: each has to be asked once more. */
  candidates(resource: StackResource | undefined, name: string | undefined): readonly StackResource[] {
    return [
      ...(resource === undefined ? [] : (this.#byResource.get(resource) ?? [])),
      ...(name === undefined ? [] : (this.#byName.get(name) ?? [])),
      ...this.#open,
    ];
  }
}

function append<Key>(map: Map<Key, StackResource[]>, key: Key, resource: StackResource): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [resource]);
  else list.push(resource);
}
