import { PlannedInputError } from '../planned-input-error.ts';
import { type Certain, concatenated, UnresolvedValue } from '../unresolved-value.ts';
import type { World } from '../worlds.ts';
import { conditionHolds, holdsIn } from './conditions.ts';
import { intrinsic } from './intrinsics.ts';
import { filledIn, LOOP, membersOf } from './loops.ts';
import { parameterValue } from './parameters.ts';
import { pseudoParameter } from './pseudo-parameters.ts';
import { type Frame, type Placed, type PlacedMember, placed, ResourceAttribute, type StackResource } from './stack.ts';
import { ListNode, MapNode, OpenNode } from './template-node.ts';
import { macroAmong } from './transforms.ts';
import { asText, isList, type Value } from './value.ts';

/** Nested calls, such as a condition that asks another; each takes several places on the stack. */
const DEEPEST_EVALUATION = 500;

/** What was worked out before in this world, and whether it hangs on the world. */
interface Remembered<Result> {
  readonly result: Result;
  readonly wasAsked: boolean;
}

/** What the nodes of templates come to in one world. */
export class Evaluator {
  readonly world: World;
  /** Parameters that had no value but their default. */
  readonly defaults = new Set<string>();
  #depth = 0;
  readonly #inProgress = new Set<Placed>();
  readonly #values = new Map<Placed, Remembered<Value>>();
  readonly #conditions = new Map<Placed, Remembered<boolean>>();

  constructor(world: World) {
    this.world = world;
  }

  /** What a node comes to. */
  evaluate(placed: Placed): Value {
    const { node, at, frame } = placed;
    if (typeof node === 'string') return this.#text(node, at, frame);
    if (node === null || typeof node !== 'object') return node;
    if (node instanceof OpenNode) return this.unresolved(node.expression, node.why, placed);
    if (++this.#depth > DEEPEST_EVALUATION) throw this.error(placed, 'expressions are nested too deeply');
    const value = node instanceof ListNode ? this.#list(node, frame) : this.#map(node, frame);
    this.#depth--;
    return value;
  }

  #list(list: ListNode, frame: Frame): readonly Value[] {
    const values = list.items.map(({ at, value }) => this.evaluate({ node: value, at, frame }));
    return values.filter((value) => value !== undefined);
  }

  #map(map: MapNode, frame: Frame): Value {
    const [only] = map.members;
    if (only !== undefined && map.members.size === 1) {
      const [name, { at, value }] = only;
      const evaluated = intrinsic(name, { node: value, at, frame }, this);
      if (evaluated !== 'no intrinsic') return evaluated.value;
    }
    // A macro is given what stands beside it, and gives back what it likes.
    const macro = map.members.get('Fn::Transform');
    if (macro !== undefined) return this.unresolved('Fn::Transform', 'a macro makes it', { at: macro.at, frame });
    const result: Record<string, Value> = Object.create(null);
    for (const member of this.membersOf(map, frame)) {
      const value = this.evaluate(member);
      if (value !== undefined) result[member.key] = value;
    }
    return result;
  }

  /** The members of a map, its loops carried out. */
  membersOf(map: MapNode, frame: Frame): readonly PlacedMember[] {
    return membersOf(
      map,
      frame,
      (collection) => this.collection(collection),
      (at, problem) => this.error({ at, frame }, problem),
    );
  }

  /** What a loop goes over. */
  collection(collection: Placed): readonly (string | UnresolvedValue)[] | UnresolvedValue {
    const value = this.evaluate(collection);
    const unknown = () => this.unresolved('Fn::ForEach', 'its collection is no list of texts', collection);
    if (value instanceof UnresolvedValue) return value;
    return isList(value) ? value.map((item) => asText(item) ?? unknown()) : unknown();
  }

  /** A text is what it is, but for loop variables and for what CloudFormation reads elsewhere. */
  #text(text: string, at: number, frame: Frame): string | UnresolvedValue {
    const filled = filledIn(text, frame.bindings, UNKNOWN_IN_LOOP);
    const reference = filled.indexOf('{{resolve:');
    if (reference >= 0) {
      const [name] = filled.slice(reference).split('}}');
      return this.unresolved(
        `${name}}}`,
        `${name}}} is read at deployment`,
        { at, frame },
        { prefix: filled.slice(0, reference) },
      );
    }
    if (!filled.includes(UNKNOWN_IN_LOOP)) return filled;
    const loop = () => this.unresolved(text, 'the collection of its loop is unknown', { at, frame });
    return concatenated(
      filled.split(UNKNOWN_IN_LOOP).flatMap((part, index) => (index === 0 ? [part] : [loop(), part])),
      loop,
    );
  }

  /** Does a condition of the stack hold? */
  holds(name: string, placed: Pick<Placed, 'at' | 'frame'>): boolean {
    return holdsIn(name, placed, this);
  }

  /** What `Ref` gives for a name. */
  reference(name: string, { at, frame }: Pick<Placed, 'at' | 'frame'>): Value {
    const bound = frame.bindings?.get(name);
    if (bound !== undefined) return bound;
    if (name.startsWith('AWS::')) return pseudoParameter(name, { at, frame }, this);
    const resource = frame.stack.resources.get(name);
    if (resource !== undefined) return new ResourceAttribute(resource, 'Ref', { at, frame });
    return parameterValue(name, { at, frame }, this);
  }

  /** What `Fn::GetAtt` gives, which for a stack within the stack is what its template says. */
  attribute(logicalId: string, attribute: string, { at, frame }: Pick<Placed, 'at' | 'frame'>): Value {
    const resource = frame.stack.resources.get(logicalId);
    if (resource === undefined) {
      return this.unresolved(`${logicalId}.${attribute}`, `there is no resource ${logicalId}`, { at, frame });
    }
    const child = frame.stack.children.get(logicalId);
    const output = attribute.startsWith('Outputs.')
      ? child?.outputs.get(attribute.slice('Outputs.'.length))
      : undefined;
    return output === undefined ? new ResourceAttribute(resource, attribute, { at, frame }) : this.once(output);
  }

  /** Evaluates what may be asked for from elsewhere, and so lead back to itself; each of it once in a world. */
  once(placed: Placed): Value {
    return this.#remembered(placed, this.#values, () => this.evaluate(placed));
  }

  /** What an expression of the section Conditions comes to. */
  condition(placed: Placed): boolean {
    return this.#remembered(placed, this.#conditions, () => conditionHolds(placed, this));
  }

  #remembered<Result>(placed: Placed, results: Map<Placed, Remembered<Result>>, evaluate: () => Result): Result {
    const known = results.get(placed);
    if (known !== undefined) {
      if (known.wasAsked) this.world.consult();
      return known.result;
    }
    if (this.#inProgress.has(placed)) throw this.error(placed, 'refers to itself in a circle');
    if (++this.#depth > DEEPEST_EVALUATION) throw this.error(placed, 'expressions are nested too deeply');
    this.#inProgress.add(placed);
    const before = this.world.consulted;
    const result = evaluate();
    this.#inProgress.delete(placed);
    this.#depth--;
    results.set(placed, { result, wasAsked: this.world.consulted !== before });
    return result;
  }

  /** A value that may only be one of a few texts is each of them, in a world of its own. */
  settled(value: Value): Value {
    if (!(value instanceof UnresolvedValue)) return value;
    return value.allowed?.find((text) => this.world.equals(value, text)) ?? value;
  }

  /** Is a resource made in this world? Its condition and those of the stacks around it tell. */
  exists(resource: StackResource): boolean {
    const { body, frame } = resource;
    const condition = body.members.get('Condition');
    if (condition !== undefined && condition.value !== null) {
      const name = this.evaluate({ node: condition.value, at: condition.at, frame });
      if (typeof name !== 'string')
        throw this.error({ at: condition.at, frame }, 'Condition of a resource is not a name');
      if (!this.holds(name, { at: condition.at, frame })) return false;
    }
    return frame.stack.madeBy === undefined || this.exists(frame.stack.madeBy);
  }

  unresolved(
    expression: string,
    why: string,
    { at, frame }: Pick<Placed, 'at' | 'frame'>,
    certain?: Certain,
  ): UnresolvedValue {
    const { stack, bindings } = frame;
    const scope = `${stack.address}\n${[...(bindings?.values() ?? [])].map((value) => (typeof value === 'string' ? value : value.identity))}`;
    return new UnresolvedValue(expression, why, stack.source.placeOf(at), scope, certain);
  }

  error({ at, frame }: Pick<Placed, 'at' | 'frame'>, problem: string): PlannedInputError {
    const { source } = frame.stack;
    return new PlannedInputError(source.file, source.lineOf(at), problem);
  }

  /** A member of a resource's properties; unknown when a macro may bring or change it. */
  property(resource: StackResource, name: string): Value {
    const properties = this.#propertiesOf(resource);
    const macro = macroAmong(resource.body) ?? (properties && macroAmong(properties));
    const written = properties?.members.get(name);
    if (macro !== undefined && (macro.mayChange || written === undefined)) {
      const why = `${macro.name} may ${macro.mayChange ? 'change' : 'bring'} ${name}`;
      return this.unresolved(`Fn::Transform ${macro.name}`, why, { at: macro.at, frame: resource.frame });
    }
    if (written !== undefined) return this.evaluate(placed(written, resource.frame));
    if (properties === undefined || ![...properties.members.keys()].some((key) => key.startsWith(LOOP)))
      return undefined;
    const made = this.membersOf(properties, resource.frame).find(({ key }) => key === name);
    return made === undefined ? undefined : this.evaluate(made);
  }

  #propertiesOf(resource: StackResource): MapNode | undefined {
    const properties = resource.body.get('Properties');
    if (properties === undefined || properties === null) return undefined;
    if (properties instanceof MapNode) return properties;
    throw this.error(resource, `Properties of ${resource.logicalId} is not a map`);
  }
}

/** Stands in a text for a loop variable whose value is unknown; no template can hold it. */
const UNKNOWN_IN_LOOP = '\u0000[*]\u0000';
