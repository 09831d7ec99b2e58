import type { Value } from '../../cloudformation/value.ts';
import type { World } from '../../worlds.ts';
import type { Span } from './expression.ts';
import { errorAt } from './whole-values.ts';

interface Remembered {
  readonly value: Value;
  /** Does it hang on the answers of the world? */
  readonly wasAsked: boolean;
  readonly defaults: ReadonlySet<string>;
}

/** What was worked out in one world. */
export class Memory {
  /** Variables of which the default was used. */
  defaults = new Set<string>();
  readonly #world: World;
  readonly #remembered = new Map<string, Remembered>();
  readonly #inProgress = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Evaluates what may be asked for again, and may lead back to itself. */
  once(name: string, span: Span, evaluate: () => Value): Value {
    const known = this.#remembered.get(name);
    if (known !== undefined) {
      // Who asks now must be told that the value hangs on this world.
      if (known.wasAsked) this.#world.consult();
      for (const each of known.defaults) this.defaults.add(each);
      return known.value;
    }
    if (this.#inProgress.has(name)) throw errorAt(span, `${name.trim()} refers to itself in a circle`);
    this.#inProgress.add(name);
    const around = this.defaults;
    this.defaults = new Set();
    const before = this.#world.consulted;
    try {
      const value = evaluate();
      this.#remembered.set(name, { value, wasAsked: this.#world.consulted !== before, defaults: this.defaults });
      return value;
    } finally {
      this.#inProgress.delete(name);
      this.defaults = new Set([...around, ...this.defaults]);
    }
  }
}
