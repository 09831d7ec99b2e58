import { PartlyKnownText, type UnresolvedValue } from './unresolved-value.ts';

/** Something a world takes for granted: an open value is, or is not, a certain text. */
export interface Assumption {
  readonly subject: UnresolvedValue;
  readonly text: string;
  readonly holds: boolean;
}

/** A world in which the deployment itself would be refused: what it would come to is no matter. */
export class ImpossibleWorld extends Error {
  override readonly name = 'ImpossibleWorld';
}

/**
 * One way in which the open values of a template may turn out, as far as anybody asked. A question that is asked for the
 * first time is answered with yes here, and with no in another world.
 */
export class World {
  readonly #given: ReadonlyMap<string, boolean>;
  readonly #answers = new Map<string, Assumption>();
  readonly #values = new Map<string, string>();
  #consulted = 0;

  constructor(given: ReadonlyMap<string, boolean> = new Map()) {
    this.#given = given;
  }

  /** The questions that could have been answered either way, in the order they were asked. */
  get assumptions(): readonly Assumption[] {
    return [...this.#answers.values()];
  }

  /** Grows with every question: what comes about without any holds in every world. */
  get consulted(): number {
    return this.#consulted;
  }

  /** Is the open value this text? The same value is never two texts in one world. */
  equals(subject: UnresolvedValue, text: string): boolean {
    if (!canBe(subject, text)) return false;
    const known = this.valueOf(subject);
    if (known !== undefined) return known === text;
    const key = keyOf(subject, text);
    const answered = this.#answers.get(key);
    if (answered !== undefined) return answered.holds;
    const isOnlyChoice = this.#remaining(subject)?.length === 1;
    const holds = isOnlyChoice || (this.#given.get(key) ?? true);
    if (!isOnlyChoice) this.#answers.set(key, { subject, text, holds });
    if (holds) this.#values.set(subject.identity, text);
    return holds;
  }

  /** Does something hold that cannot be known? For questions that are not about the value of a text. */
  holds(subject: UnresolvedValue): boolean {
    return this.equals(subject, 'true');
  }

  /** The text an open value has in this world, where a question has settled it. */
  valueOf(subject: UnresolvedValue): string | undefined {
    this.consult();
    return this.#values.get(subject.identity);
  }

  /** Says that what is used now, remembered from before, hangs on the answers of this world. */
  consult(): void {
    this.#consulted++;
  }

  #remaining(subject: UnresolvedValue): readonly string[] | undefined {
    return subject.allowed?.filter((text) => this.#answers.get(keyOf(subject, text)) === undefined);
  }
}

function canBe(subject: UnresolvedValue, text: string): boolean {
  if (subject.allowed?.includes(text) === false || !text.startsWith(subject.prefix)) return false;
  const last = subject instanceof PartlyKnownText ? subject.parts.at(-1) : undefined;
  return typeof last !== 'string' || text.endsWith(last);
}

function keyOf(subject: UnresolvedValue, text: string): string {
  return `${subject.identity}\n= ${text}`;
}

/** What came about in one world. */
export interface InWorld<Value> {
  readonly value: Value;
  readonly assumptions: readonly Assumption[];
}

/** So many worlds are tried; what hangs on more than that stays unknown. */
const MOST_WORLDS = 64;

/**
 * Evaluates in every world that the questions asked on the way tell apart, without those that are impossible; `undefined`
 * when there are more than can be tried. An evaluation must ask the same questions each time it gets the same answers.
 */
export function inEveryWorld<Value>(evaluate: (world: World) => Value): readonly InWorld<Value>[] | undefined {
  const outcomes: InWorld<Value>[] = [];
  let given: ReadonlyMap<string, boolean> | undefined = new Map();
  for (let tried = 0; given !== undefined; tried++) {
    if (tried === MOST_WORLDS) return undefined;
    const world = new World(given);
    try {
      const value = evaluate(world);
      outcomes.push({ value, assumptions: world.assumptions });
    } catch (error) {
      if (!(error instanceof ImpossibleWorld)) throw error;
    }
    given = nextWorld(world.assumptions);
  }
  return outcomes;
}

/** The answers of the next world: the last yes becomes a no, and what was asked after it is open again. */
function nextWorld(assumptions: readonly Assumption[]): ReadonlyMap<string, boolean> | undefined {
  const turned = assumptions.findLastIndex(({ holds }) => holds);
  if (turned < 0) return undefined;
  const kept = assumptions.slice(0, turned + 1);
  return new Map(kept.map(({ subject, text, holds }, at) => [keyOf(subject, text), holds && at !== turned]));
}

/** The same for what is the same in every world; `undefined` where a question had to be asked. */
export function inTheOnlyWorld<Value>(evaluate: (world: World) => Value): Value | undefined {
  const world = new World();
  try {
    const value = evaluate(world);
    return world.assumptions.length === 0 ? value : undefined;
  } catch (error) {
    if (!(error instanceof ImpossibleWorld)) throw error;
    return undefined;
  }
}

/** Remembers what comes about without a question, which is the same in every world. */
export class EveryWorldMemo<Key extends object, Value> {
  readonly #values = new Map<Key, { readonly value: Value }>();

  get(key: Key, world: World, evaluate: () => Value): Value {
    const known = this.#values.get(key);
    if (known !== undefined) return known.value;
    const before = world.consulted;
    const value = evaluate();
    if (world.consulted === before) this.#values.set(key, { value });
    return value;
  }
}
