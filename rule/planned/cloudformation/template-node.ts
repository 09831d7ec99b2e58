/** A value as a template writes it, with the offset of each key and item in the text. */
export type TemplateNode = string | number | boolean | null | MapNode | ListNode | OpenNode;

export interface Member {
  /** Offset of the key, or of the item. */
  readonly at: number;
  readonly value: TemplateNode;
}

/** Keys are what they are: `__proto__` is one like any other. */
export class MapNode {
  readonly members: ReadonlyMap<string, Member>;
  readonly at: number;
  #functions: readonly string[] | undefined;

  constructor(members: ReadonlyMap<string, Member>, at: number) {
    this.members = members;
    this.at = at;
  }

  get(key: string): TemplateNode | undefined {
    return this.members.get(key)?.value;
  }

  /** The keys that name intrinsic functions: most maps have none, and are asked again and again. */
  get functions(): readonly string[] {
    this.#functions ??= [...this.members.keys()].filter((key) => key.startsWith('Fn::'));
    return this.#functions;
  }
}

export class ListNode {
  readonly items: readonly Member[];
  readonly at: number;

  constructor(items: readonly Member[], at: number) {
    this.items = items;
    this.at = at;
  }
}

/** Real templates nest about thirty levels; deeper ones would exhaust the stack. */
export const DEEPEST_NESTING = 200;

/** Stands in a template that has been worked out of another one, where what would stand there cannot be told. */
export class OpenNode {
  readonly expression: string;
  readonly why: string;

  constructor(expression: string, why: string) {
    this.expression = expression;
    this.why = why;
  }
}

/** A map with these members, at the place of what it was worked out of. */
export function mapOf(at: number, members: Readonly<Record<string, TemplateNode | undefined>>): MapNode {
  const given = Object.entries(members).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, { at, value }] as const],
  );
  return new MapNode(new Map(given), at);
}

export function listOf(at: number, items: readonly TemplateNode[]): ListNode {
  return new ListNode(
    items.map((value) => ({ at, value })),
    at,
  );
}
