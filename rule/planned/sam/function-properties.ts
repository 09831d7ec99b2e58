import { Evaluator } from '../cloudformation/evaluator.ts';
import type { Placed, StackResource } from '../cloudformation/stack.ts';
import { type MapNode, type Member, OpenNode, type TemplateNode } from '../cloudformation/template-node.ts';
import { macroAmong } from '../cloudformation/transforms.ts';
import { inTheOnlyWorld } from '../worlds.ts';

/** The properties of a function, those of Globals among them. */
export class FunctionProperties {
  readonly #map: MapNode;
  readonly #resource: StackResource;

  constructor(map: MapNode, resource: StackResource) {
    this.#map = map;
    this.#resource = resource;
  }

  /** `undefined` for what is not there, and for null. */
  member(name: string): Member | undefined {
    const macro = macroAmong(this.#map);
    const member = this.#map.members.get(name);
    if (macro !== undefined && (macro.mayChange || member === undefined)) {
      return { at: macro.at, value: new OpenNode(`Fn::Transform ${macro.name}`, `${macro.name} may bring ${name}`) };
    }
    return member?.value === null ? undefined : member;
  }

  /** Is it written, whatever a macro may do? */
  isWritten(name: string): boolean {
    return this.#map.members.has(name);
  }

  get(name: string): TemplateNode | undefined {
    return this.member(name)?.value;
  }

  at(name: string): number {
    return this.member(name)?.at ?? this.#resource.at;
  }

  /** The value as far as it is the same in every world. */
  evaluated(name: string): unknown {
    const member = this.member(name);
    if (member === undefined) return undefined;
    const placed: Placed = { node: member.value, at: member.at, frame: this.#resource.frame };
    return inTheOnlyWorld((world) => new Evaluator(world).evaluate(placed));
  }
}
