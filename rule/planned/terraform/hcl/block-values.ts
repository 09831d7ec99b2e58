import { isList, isMap, type Value } from '../../cloudformation/value.ts';
import { UnresolvedValue } from '../../unresolved-value.ts';
import type { Evaluator } from './evaluator.ts';
import type { Block } from './expression.ts';
import type { Memory } from './memory.ts';
import type { HclResource, Scope } from './module-tree.ts';
import { failureIn, unresolvedIn } from './whole-values.ts';

/** What the blocks of resources say in one world, dynamic ones carried out. */
export class BlockValues {
  readonly #evaluator: Evaluator;
  readonly #memory: Memory;

  constructor(evaluator: Evaluator, memory: Memory) {
    this.#evaluator = evaluator;
    this.#memory = memory;
  }

  /** What the block of a resource says of a name: its attribute, or its blocks of that type as maps. */
  written(resource: HclResource, name: string): Value {
    const scope = { module: resource.module, instance: resource, bindings: new Map() };
    return this.#memory.once(`${resource.address} ${name}`, resource.block.span, () =>
      this.#writtenIn(resource.block, name, scope),
    );
  }

  #writtenIn({ body }: Pick<Block, 'body'>, name: string, scope: Scope): Value {
    const attribute = body.attributes.get(name);
    if (attribute !== undefined) return this.#evaluator.evaluate(attribute, scope);
    const found: Value[] = [];
    for (const block of body.blocks) {
      if (block.type === name) found.push(this.#contentOf(block, scope));
      else if (block.type === 'dynamic' && block.labels[0] === name) found.push(...this.#dynamic(block, name, scope));
    }
    return found.length === 0 && !body.blocks.some((block) => block.type === 'dynamic' && block.labels[0] === name)
      ? undefined
      : found;
  }

  #contentOf(block: Block, scope: Scope): Value {
    const { attributes, blocks } = block.body;
    const names = new Set([
      ...attributes.keys(),
      ...blocks.map(({ type, labels }) => (type === 'dynamic' ? (labels[0] ?? '') : type)),
    ]);
    return Object.fromEntries([...names].map((name) => [name, this.#writtenIn(block, name, scope)]));
  }

  #dynamic(block: Block, name: string, scope: Scope): readonly Value[] {
    const forEach = block.body.attributes.get('for_each');
    const content = block.body.blocks.find(({ type }) => type === 'content');
    if (forEach === undefined || content === undefined)
      return [failureIn(block.span, 'it needs for_each and content', scope)];
    const collection = this.#evaluator.evaluate(forEach, scope);
    if (collection === null || collection === undefined) return [];
    if (collection instanceof UnresolvedValue) return [unresolvedIn(forEach.span, collection.why, scope)];
    const entries = isMap(collection)
      ? Object.entries(collection)
      : isList(collection)
        ? collection.map((value, at) => [at, value] as const)
        : [];
    const iterator = block.body.attributes.get('iterator');
    const variable = iterator?.kind === 'variable' ? iterator.name : name;
    return entries.map(([key, value]) => {
      const bindings = new Map(scope.bindings).set(variable, {
        key: isList(collection) && typeof value === 'string' ? value : key,
        value,
      });
      return this.#contentOf(content, { ...scope, bindings });
    });
  }
}
