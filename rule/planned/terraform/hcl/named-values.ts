import { isList, isMap, type Value } from '../../cloudformation/value.ts';
import { UnresolvedValue } from '../../unresolved-value.ts';
import { ImpossibleWorld, type World } from '../../worlds.ts';
import { ResourceAttribute } from '../resource.ts';
import type { BlockValues } from './block-values.ts';
import { converted } from './conversion.ts';
import type { Evaluator } from './evaluator.ts';
import type { Block, Expression, Span } from './expression.ts';
import type { Memory } from './memory.ts';
import { type HclResource, type Module, type ModuleTree, placeOf, type Scope } from './module-tree.ts';
import { failureIn, ModuleValue, ResourceValue, unresolvedIn } from './whole-values.ts';

/** What names stand for in one world: variables, locals, outputs, and resources. */
export class NamedValues {
  readonly #world: World;
  readonly #tree: ModuleTree;
  readonly #evaluator: Evaluator;
  readonly #memory: Memory;
  readonly #blocks: BlockValues;

  constructor(world: World, tree: ModuleTree, evaluator: Evaluator, memory: Memory, blocks: BlockValues) {
    this.#world = world;
    this.#tree = tree;
    this.#evaluator = evaluator;
    this.#memory = memory;
    this.#blocks = blocks;
  }

  /** The value of a variable of a module. */
  variable(name: string, module: Module, span: Span): Value {
    return this.#memory.once(`${module.address} var.${name}`, span, () => {
      const block = module.definition.variables.get(name);
      const { attributes } = block?.body ?? { attributes: undefined };
      const scope = { module, instance: undefined, bindings: new Map() };
      const type = attributes?.get('type');
      const ofType = (value: Value) =>
        converted(value, type, (expression) => this.#evaluator.evaluate(expression, scope));
      const isNullable =
        attributes?.get('nullable')?.kind !== 'literal' ||
        this.#evaluator.evaluate(attributes.get('nullable') as Expression, scope) !== false;
      const given = this.#given(name, module);
      if (given !== undefined && (given !== null || isNullable)) return ofType(given);
      const otherwise = attributes?.get('default');
      if (otherwise !== undefined) {
        this.#memory.defaults.add(name);
        return ofType(this.#evaluator.evaluate(otherwise, scope));
      }
      if (block === undefined) return failureIn(span, `there is no variable ${name}`, scope);
      return new UnresolvedValue(`var.${name}`, `variable ${name} has no value`, placeOf(block.span), module.address);
    });
  }

  /** What the caller of a module passes; `undefined` for nothing. */
  #given(name: string, { call }: Module): Value {
    if (call === undefined) return this.#tree.sources.given.get(name);
    const expression = call.block.body.attributes.get(name);
    return expression === undefined ? undefined : (this.#evaluator.evaluate(expression, call.scope) ?? null);
  }

  local(name: string, module: Module, span: Span): Value {
    const scope = { module, instance: undefined, bindings: new Map() };
    const expression = module.definition.locals.get(name);
    if (expression === undefined) return failureIn(span, `there is no local ${name}`, scope);
    return this.#memory.once(`${module.address} local.${name}`, expression.span, () =>
      this.#evaluator.evaluate(expression, scope),
    );
  }

  output(name: string, module: Module, span: Span, scope: Scope): Value {
    const block = module.definition.outputs.get(name);
    const expression = block?.body.attributes.get('value');
    if (expression === undefined) return failureIn(span, `there is no output ${name}`, scope);
    const inner = { module, instance: undefined, bindings: new Map() };
    return this.#memory.once(`${module.address} output.${name}`, expression.span, () =>
      this.#evaluator.evaluate(expression, inner),
    );
  }

  ofInstance(name: string, span: Span, scope: Scope): Value {
    const { instance } = scope;
    const open = (why: string) => unresolvedIn(span, why, scope);
    if (instance === undefined) return failureIn(span, 'it is not in a loop', scope);
    const { key } = instance;
    if (key.kind === 'none') return failureIn(span, 'it is not in a loop', scope);
    if (key.kind === 'open') return open('the collection of its loop is not known');
    if (name === 'key' || name === 'index') return key.key;
    const forEach = instance.block.body.attributes.get('for_each');
    if (forEach === undefined) return open('there is no for_each');
    const outer = { module: instance.module, instance: undefined, bindings: new Map() };
    const collection = this.#memory.once(
      `${instance.module.address} for_each ${forEach.span.source.file} ${forEach.span.at}`,
      forEach.span,
      () => this.#evaluator.evaluate(forEach, outer),
    );
    if (isList(collection)) return key.key;
    if (isMap(collection) && Object.hasOwn(collection, key.key)) return collection[key.key];
    // The world in which the collection is another one does not hold this instance.
    if (isMap(collection)) throw new ImpossibleWorld('the instance is not there');
    return open(collection instanceof UnresolvedValue ? collection.why : 'it is no collection');
  }

  resource(local: string, span: Span, scope: Scope): Value {
    const made = this.#tree.resources(scope.module, local);
    if (made === undefined) return failureIn(span, `there is no ${local}`, scope);
    const { kind, each } = made;
    const [first] = each;
    if (kind === 'single' || kind === 'open') {
      return first === undefined
        ? failureIn(span, `there is no ${local}`, scope)
        : new ResourceValue(first, kind === 'open');
    }
    const there = each.filter((one) => this.#tree.exists(one, this.#world));
    const values = there.map((one) => new ResourceValue(one, false));
    return kind === 'list'
      ? values
      : Object.fromEntries(there.map(({ key }, at) => [key.kind === 'known' ? key.key : '', values[at]]));
  }

  called(name: string, span: Span, scope: Scope): Value {
    const made = this.#tree.called(scope.module, name);
    if (made === undefined) return failureIn(span, `there is no module ${name}`, scope);
    const { kind, each } = made;
    const place = placeOf(span);
    const [first] = each;
    if (kind === 'single' || kind === 'open') {
      if (first === undefined) return unresolvedIn(span, `module ${name} is not available`, scope);
      return new ModuleValue(first, kind === 'open', place);
    }
    const there = each.filter(({ call }) => call === undefined || this.#tree.exists(call.instance, this.#world));
    const values = there.map((one) => new ModuleValue(one, false, place));
    if (kind === 'list') return values;
    return Object.fromEntries(
      there.map(({ call }, at) => [call?.instance.key.kind === 'known' ? call.instance.key.key : '', values[at]]),
    );
  }

  /** An attribute of a resource, as expressions see it: what is not written is known after apply. */
  attributeOf(resource: HclResource, name: string): Value {
    const written = this.#blocks.written(resource, name);
    if (written !== undefined && written !== null) return written;
    const told = this.#told(resource, name);
    return told ?? new ResourceAttribute(resource, name);
  }

  /** What data sources say of the place a configuration goes to. */
  #told({ type, isData, provider }: HclResource, name: string): Value {
    if (!isData) return undefined;
    if (type === 'aws_caller_identity' && name === 'account_id') return this.#tree.sources.accountId;
    if (type === 'aws_region' && /^(name|region|id)$/.test(name)) return this.regionOfProvider(provider);
    return undefined;
  }

  regionOfProvider(provider: string): string | undefined {
    const region = this.providerBlock(provider)?.body.attributes.get('region');
    const value =
      region && this.#evaluator.evaluate(region, { module: this.#tree.root, instance: undefined, bindings: new Map() });
    return typeof value === 'string' ? value : undefined;
  }

  providerBlock(provider: string): Block | undefined {
    const [name, alias] = provider.split('.');
    return this.#tree.root.definition.providers.find(({ labels, body }) => {
      const given = body.attributes.get('alias');
      return labels[0] === name && (given?.kind === 'literal' ? given.value : undefined) === alias;
    });
  }
}
