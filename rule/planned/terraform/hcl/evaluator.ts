import { asText, isList, isMap, type Value } from '../../cloudformation/value.ts';
import { PlannedInputError } from '../../planned-input-error.ts';
import { concatenated, UnresolvedValue } from '../../unresolved-value.ts';
import { ImpossibleWorld, type World } from '../../worlds.ts';
import { ResourceAttribute } from '../resource.ts';
import { converted } from './conversion.ts';
import type { Block, Expression, ForExpression, Span } from './expression.ts';
import { FUNCTIONS, type Outcome } from './functions.ts';
import {
  type HclResource,
  type Module,
  type ModuleTree,
  placeOf,
  type Scope,
  unresolvedAt,
  within,
} from './module-tree.ts';
import { areEqual, isTrue } from './truth.ts';
import { Failure, ModuleValue, ResourceValue } from './whole-values.ts';

/** Nested calls, such as a local that asks another; each takes several places on the stack. */
const DEEPEST_EVALUATION = 400;
/** Loops in loops may make billions of items. */
const MOST_ITEMS = 100_000;

interface Remembered {
  readonly value: Value;
  readonly wasAsked: boolean;
  readonly defaults: ReadonlySet<string>;
}

/** What the expressions of a configuration come to in one world. */
export class Evaluator {
  readonly world: World;
  /** Variables of which the default was used. */
  defaults = new Set<string>();
  readonly #tree: ModuleTree;
  readonly #remembered = new Map<string, Remembered>();
  readonly #inProgress = new Set<string>();
  #depth = 0;
  #items = 0;

  constructor(world: World, tree: ModuleTree) {
    this.world = world;
    this.#tree = tree;
  }

  evaluate(expression: Expression, scope: Scope): Value {
    if (++this.#depth > DEEPEST_EVALUATION) throw this.#error(expression.span, 'expressions are nested too deeply');
    const value = this.#settled(this.#value(expression, scope));
    this.#depth--;
    return value;
  }

  /** What a question of this world has made of an open value. */
  #settled(value: Value): Value {
    if (!(value instanceof UnresolvedValue) || value instanceof ResourceAttribute) return value;
    const text = this.world.valueOf(value);
    return text === 'null' ? null : (text ?? value);
  }

  #value(expression: Expression, scope: Scope): Value {
    switch (expression.kind) {
      case 'literal':
        return expression.value;
      case 'template':
        return this.#template(expression, scope);
      case 'variable':
      case 'attribute':
      case 'index':
        return this.#traversal(expression, scope);
      case 'splat':
        return this.#splat(expression, scope);
      case 'tuple':
        return expression.items.map((item) => this.evaluate(item, scope) ?? null);
      case 'object':
        return this.#object(expression.members, scope);
      case 'call':
        return this.#call(expression, scope);
      case 'conditional':
        return this.#holds(expression.condition, scope)
          ? this.evaluate(expression.yes, scope)
          : this.evaluate(expression.no, scope);
      case 'operation':
        return this.#operation(expression, scope);
      case 'for':
        return this.#for(expression, scope);
      case 'opaque':
        return this.#unresolved(expression.span, 'it is not evaluated', scope);
    }
  }

  #holds(condition: Expression, scope: Scope): boolean {
    return isTrue(this.evaluate(condition, scope), this.world, () =>
      this.#unresolved(condition.span, 'it is no condition', scope),
    );
  }

  #template({ parts, span }: Expression & { readonly kind: 'template' }, scope: Scope): Value {
    const [only, second] = parts;
    // A template of nothing but one expression is that expression.
    if (only !== undefined && second === undefined && typeof only !== 'string') return this.evaluate(only, scope);
    const texts: (string | UnresolvedValue)[] = [];
    for (const part of parts) {
      const text = typeof part === 'string' ? part : asText(this.evaluate(part, scope));
      if (text === undefined) return this.#failure(span, 'a part of it is no text', scope);
      if (text instanceof Failure) return text;
      texts.push(text);
    }
    return concatenated(texts, () => this.#unresolved(span, 'it is too long', scope));
  }

  #object(members: readonly (readonly [Expression, Expression])[], scope: Scope): Value {
    const entries: [string, Value][] = [];
    for (const [name, value] of members) {
      const key = asText(this.evaluate(name, scope));
      if (key instanceof UnresolvedValue) return key;
      if (key !== undefined) entries.push([key, this.evaluate(value, scope) ?? null]);
    }
    return Object.fromEntries(entries);
  }

  #operation({ operator, operands, span }: Expression & { readonly kind: 'operation' }, scope: Scope): Value {
    const [left, right] = operands;
    if (left === undefined) return this.#unresolved(span, 'it is not evaluated', scope);
    if (operator === '!') return !this.#holds(left, scope);
    if (operator === '&&') return this.#holds(left, scope) && right !== undefined && this.#holds(right, scope);
    if (operator === '||') return this.#holds(left, scope) || (right !== undefined && this.#holds(right, scope));
    const one = this.evaluate(left, scope);
    if (right === undefined) return typeof one === 'number' ? -one : this.#unresolved(span, 'it is no number', scope);
    const other = this.evaluate(right, scope);
    if (operator === '==' || operator === '!=') {
      if (one instanceof Failure) return one;
      if (other instanceof Failure) return other;
      const isEqual = areEqual(one, other, this.world, () => this.#unresolved(span, 'it is not known', scope));
      return isEqual === (operator === '==');
    }
    const [first, second] = [Number(asText(one)), Number(asText(other))];
    const isKnown = !(one instanceof UnresolvedValue || other instanceof UnresolvedValue);
    if (!isKnown || Number.isNaN(first) || Number.isNaN(second)) {
      const open = one instanceof UnresolvedValue ? one : other;
      return this.#unresolved(span, open instanceof UnresolvedValue ? open.why : 'it is no number', scope);
    }
    return calculated(operator, first, second);
  }

  /** A name, and the attributes and indices after it. */
  #traversal(expression: Expression, scope: Scope): Value {
    const steps: (string | Expression)[] = [];
    let term = expression;
    while (term.kind === 'attribute' || term.kind === 'index') {
      steps.unshift(term.kind === 'attribute' ? term.name : term.key);
      term = term.of;
    }
    const { span } = expression;
    if (term.kind !== 'variable') return this.#after(this.evaluate(term, scope), steps, span, scope);
    const bound = scope.bindings.get(term.name);
    if (bound !== undefined || scope.bindings.has(term.name)) return this.#after(bound, steps, span, scope);
    const [first, second] = steps;
    const name = typeof first === 'string' ? first : '';
    const { module } = scope;
    switch (term.name) {
      case 'var':
        return this.#after(this.variable(name, module, span), steps.slice(1), span, scope);
      case 'local':
        return this.#after(this.#local(name, module, span), steps.slice(1), span, scope);
      case 'each':
      case 'count':
        return this.#after(this.#ofInstance(name, span, scope), steps.slice(1), span, scope);
      case 'module':
        return this.#after(this.#called(name, span, scope), steps.slice(1), span, scope);
      case 'path':
        return this.#path(name, span, scope);
      case 'terraform':
      case 'self':
        return this.#unresolved(span, `${term.name}.${name} is known when Terraform runs`, scope);
      case 'data':
        return this.#after(
          this.#resource(`data.${name}.${typeof second === 'string' ? second : ''}`, span, scope),
          steps.slice(2),
          span,
          scope,
        );
      default:
        return this.#after(this.#resource(`${term.name}.${name}`, span, scope), steps.slice(1), span, scope);
    }
  }

  #after(value: Value, steps: readonly (string | Expression)[], span: Span, scope: Scope): Value {
    let result = this.#settled(value);
    for (const step of steps) {
      const key = typeof step === 'string' ? step : this.evaluate(step, scope);
      result = this.#settled(this.#member(result, key, span, scope));
    }
    return result;
  }

  #member(value: Value, key: Value, span: Span, scope: Scope): Value {
    if (value instanceof ResourceValue) {
      if (value.isCollection) return new ResourceValue(value.resource, false);
      return typeof key === 'string'
        ? this.attributeOf(value.resource, key)
        : this.#failure(span, 'there is no such index', scope);
    }
    if (value instanceof ModuleValue) {
      if (value.isCollection) return new ModuleValue(value.module, false, value.place);
      return typeof key === 'string'
        ? this.output(key, value.module, span, scope)
        : this.#failure(span, 'there is no such index', scope);
    }
    if (value instanceof Failure) return value;
    if (value instanceof UnresolvedValue) return this.#unresolved(span, value.why, scope);
    if (key instanceof UnresolvedValue) return this.#unresolved(span, key.why, scope);
    if (isList(value)) {
      const at = Number(asText(key));
      return at in value ? value[at] : this.#failure(span, 'there is no such item', scope);
    }
    const name = String(asText(key));
    if (isMap(value) && Object.hasOwn(value, name)) return value[name];
    return this.#failure(span, `there is no ${name}`, scope);
  }

  #splat({ of, steps, span }: Expression & { readonly kind: 'splat' }, scope: Scope): Value {
    const value = this.evaluate(of, scope);
    if (value === null || value === undefined) return [];
    if (value instanceof ResourceValue || value instanceof ModuleValue) {
      if (value.isCollection) return this.#unresolved(span, 'the collection is not known', scope);
    } else if (value instanceof UnresolvedValue) return this.#unresolved(span, value.why, scope);
    return (isList(value) ? value : [value]).map((item) => this.#after(item, steps, span, scope));
  }

  #for(expression: Expression & ForExpression, scope: Scope): Value {
    const collection = this.evaluate(expression.collection, scope);
    const [first, second] = expression.variables;
    const entries = isMap(collection)
      ? Object.entries(collection)
      : isList(collection)
        ? collection.map((each, at) => [at, each] as const)
        : undefined;
    if (entries === undefined) {
      const why = collection instanceof UnresolvedValue ? collection.why : 'it is no collection';
      return this.#unresolved(expression.span, why, scope);
    }
    const made: (readonly [Value, Value])[] = [];
    for (const [key, value] of entries) {
      if (++this.#items > MOST_ITEMS) throw this.#error(expression.span, `loops make more than ${MOST_ITEMS} items`);
      const bindings = new Map(scope.bindings);
      if (second !== undefined) bindings.set(first ?? '', key);
      bindings.set(second ?? first ?? '', value);
      const inner = { ...scope, bindings };
      if (expression.condition !== undefined && !this.#holds(expression.condition, inner)) continue;
      made.push([
        expression.key === undefined ? undefined : this.evaluate(expression.key, inner),
        this.evaluate(expression.value, inner) ?? null,
      ]);
    }
    if (expression.key === undefined) return made.map(([, value]) => value);
    const result = new Map<string, Value>();
    for (const [key, value] of made) {
      const name = asText(key);
      if (name instanceof UnresolvedValue) return name;
      if (name === undefined) return this.#failure(expression.span, 'a key is no text', scope);
      const before = result.get(name);
      result.set(name, expression.isGrouped ? [...(isList(before) ? before : []), value] : value);
    }
    return Object.fromEntries(result);
  }

  #call({ name, operands, isSpread, span }: Expression & { readonly kind: 'call' }, scope: Scope): Value {
    if (name === 'try') {
      for (const each of operands) {
        const value = this.evaluate(each, scope);
        if (!(value instanceof Failure)) return value;
      }
      return this.#failure(span, 'none of it can be had', scope);
    }
    if (name === 'can') return operands.every((each) => !(this.evaluate(each, scope) instanceof Failure));
    const given = operands.map((each) => this.evaluate(each, scope));
    const last = given.at(-1);
    if (isSpread && !isList(last))
      return this.#unresolved(span, last instanceof UnresolvedValue ? last.why : 'it is no list', scope);
    const values = isSpread && isList(last) ? [...given.slice(0, -1), ...last] : given;
    const failed = values.find((value) => value instanceof Failure);
    if (failed !== undefined) return failed;
    const outcome = name === 'file' ? this.#file(values[0], scope) : (FUNCTIONS.get(name)?.(...values) ?? 'unknown');
    if (outcome === 'failed') return this.#failure(span, `${name} fails`, scope);
    if (outcome !== 'unknown') return outcome.value;
    const open = values.find((value) => value instanceof UnresolvedValue);
    return this.#unresolved(span, open instanceof UnresolvedValue ? open.why : `${name}(…) is not evaluated`, scope);
  }

  #file(path: Value, { module }: Scope): Outcome {
    if (typeof path !== 'string') return 'unknown';
    const text =
      this.#tree.sources.textOf(within('', path)) ??
      this.#tree.sources.textOf(within(module.definition.directory, path));
    return text === undefined ? 'unknown' : { value: text };
  }

  #path(name: string, span: Span, scope: Scope): Value {
    const { definition } = name === 'root' ? this.#tree.root : scope.module;
    if (name === 'module' || name === 'root') return definition.directory === '' ? '.' : definition.directory;
    return this.#unresolved(span, `path.${name} is known when Terraform runs`, scope);
  }

  /** The value of a variable of a module. */
  variable(name: string, module: Module, span: Span): Value {
    return this.#once(`${module.address} var.${name}`, span, () => {
      const block = module.definition.variables.get(name);
      const { attributes } = block?.body ?? { attributes: undefined };
      const scope = { module, instance: undefined, bindings: new Map() };
      const type = attributes?.get('type');
      const ofType = (value: Value) => converted(value, type, (expression) => this.evaluate(expression, scope));
      const isNullable =
        attributes?.get('nullable')?.kind !== 'literal' ||
        this.evaluate(attributes.get('nullable') as Expression, scope) !== false;
      const given = this.#given(name, module);
      if (given !== undefined && (given !== null || isNullable)) return ofType(given);
      const otherwise = attributes?.get('default');
      if (otherwise !== undefined) {
        this.defaults.add(name);
        return ofType(this.evaluate(otherwise, scope));
      }
      if (block === undefined) return this.#failure(span, `there is no variable ${name}`, scope);
      return new UnresolvedValue(`var.${name}`, `variable ${name} has no value`, placeOf(block.span), module.address);
    });
  }

  /** What the caller of a module passes; `undefined` for nothing. */
  #given(name: string, { call }: Module): Value {
    if (call === undefined) return this.#tree.sources.given.get(name);
    const expression = call.block.body.attributes.get(name);
    return expression === undefined ? undefined : (this.evaluate(expression, call.scope) ?? null);
  }

  #local(name: string, module: Module, span: Span): Value {
    const scope = { module, instance: undefined, bindings: new Map() };
    const expression = module.definition.locals.get(name);
    if (expression === undefined) return this.#failure(span, `there is no local ${name}`, scope);
    return this.#once(`${module.address} local.${name}`, expression.span, () => this.evaluate(expression, scope));
  }

  output(name: string, module: Module, span: Span, scope: Scope): Value {
    const block = module.definition.outputs.get(name);
    const expression = block?.body.attributes.get('value');
    if (expression === undefined) return this.#failure(span, `there is no output ${name}`, scope);
    const inner = { module, instance: undefined, bindings: new Map() };
    return this.#once(`${module.address} output.${name}`, expression.span, () => this.evaluate(expression, inner));
  }

  #ofInstance(name: string, span: Span, scope: Scope): Value {
    const { instance } = scope;
    const open = (why: string) => this.#unresolved(span, why, scope);
    if (instance === undefined) return this.#failure(span, 'it is not in a loop', scope);
    const { key } = instance;
    if (key.kind === 'none') return this.#failure(span, 'it is not in a loop', scope);
    if (key.kind === 'open') return open('the collection of its loop is not known');
    if (name === 'key' || name === 'index') return key.key;
    const forEach = instance.block.body.attributes.get('for_each');
    if (forEach === undefined) return open('there is no for_each');
    const outer = { module: instance.module, instance: undefined, bindings: new Map() };
    const collection = this.#once(
      `${instance.module.address} for_each ${forEach.span.source.file} ${forEach.span.at}`,
      forEach.span,
      () => this.evaluate(forEach, outer),
    );
    if (isList(collection)) return key.key;
    if (isMap(collection) && Object.hasOwn(collection, key.key)) return collection[key.key];
    // The world in which the collection is another one does not hold this instance.
    if (isMap(collection)) throw new ImpossibleWorld('the instance is not there');
    return open(collection instanceof UnresolvedValue ? collection.why : 'it is no collection');
  }

  #resource(local: string, span: Span, scope: Scope): Value {
    const made = this.#tree.resources(scope.module, local);
    if (made === undefined) return this.#failure(span, `there is no ${local}`, scope);
    const { kind, each } = made;
    const [first] = each;
    if (kind === 'single' || kind === 'open') {
      return first === undefined
        ? this.#failure(span, `there is no ${local}`, scope)
        : new ResourceValue(first, kind === 'open');
    }
    const there = each.filter((one) => this.#tree.exists(one, this.world));
    const values = there.map((one) => new ResourceValue(one, false));
    return kind === 'list'
      ? values
      : Object.fromEntries(there.map(({ key }, at) => [key.kind === 'known' ? key.key : '', values[at]]));
  }

  #called(name: string, span: Span, scope: Scope): Value {
    const made = this.#tree.called(scope.module, name);
    if (made === undefined) return this.#failure(span, `there is no module ${name}`, scope);
    const { kind, each } = made;
    const place = placeOf(span);
    const [first] = each;
    if (kind === 'single' || kind === 'open') {
      if (first === undefined) return this.#unresolved(span, `module ${name} is not available`, scope);
      return new ModuleValue(first, kind === 'open', place);
    }
    const there = each.filter(({ call }) => call === undefined || this.#tree.exists(call.instance, this.world));
    const values = there.map((one) => new ModuleValue(one, false, place));
    if (kind === 'list') return values;
    return Object.fromEntries(
      there.map(({ call }, at) => [call?.instance.key.kind === 'known' ? call.instance.key.key : '', values[at]]),
    );
  }

  /** An attribute of a resource, as expressions see it: what is not written is known after apply. */
  attributeOf(resource: HclResource, name: string): Value {
    const written = this.written(resource, name);
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
      region && this.evaluate(region, { module: this.#tree.root, instance: undefined, bindings: new Map() });
    return typeof value === 'string' ? value : undefined;
  }

  providerBlock(provider: string): Block | undefined {
    const [name, alias] = provider.split('.');
    return this.#tree.root.definition.providers.find(({ labels, body }) => {
      const given = body.attributes.get('alias');
      return labels[0] === name && (given?.kind === 'literal' ? given.value : undefined) === alias;
    });
  }

  /** What the block of a resource says of a name: its attribute, or its blocks of that type as maps. */
  written(resource: HclResource, name: string): Value {
    const scope = { module: resource.module, instance: resource, bindings: new Map() };
    return this.#once(`${resource.address} ${name}`, resource.block.span, () =>
      this.#writtenIn(resource.block, name, scope),
    );
  }

  #writtenIn({ body }: Pick<Block, 'body'>, name: string, scope: Scope): Value {
    const attribute = body.attributes.get(name);
    if (attribute !== undefined) return this.evaluate(attribute, scope);
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
      return [this.#failure(block.span, 'it needs for_each and content', scope)];
    const collection = this.evaluate(forEach, scope);
    if (collection === null || collection === undefined) return [];
    if (collection instanceof UnresolvedValue) return [this.#unresolved(forEach.span, collection.why, scope)];
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

  /** Evaluates what may be asked for again, and may lead back to itself. */
  #once(name: string, span: Span, evaluate: () => Value): Value {
    const known = this.#remembered.get(name);
    if (known !== undefined) {
      // Who asks now must be told that the value hangs on this world.
      if (known.wasAsked) this.world.consult();
      for (const each of known.defaults) this.defaults.add(each);
      return known.value;
    }
    if (this.#inProgress.has(name)) throw this.#error(span, `${name.trim()} refers to itself in a circle`);
    this.#inProgress.add(name);
    const around = this.defaults;
    this.defaults = new Set();
    const before = this.world.consulted;
    try {
      const value = evaluate();
      this.#remembered.set(name, { value, wasAsked: this.world.consulted !== before, defaults: this.defaults });
      return value;
    } finally {
      this.#inProgress.delete(name);
      this.defaults = new Set([...around, ...this.defaults]);
    }
  }

  #unresolved(span: Span, why: string, { module, instance }: Scope): UnresolvedValue {
    const { key } = instance ?? {};
    return unresolvedAt(span, why, `${module.address} ${key?.kind === 'known' ? key.key : ''}`);
  }

  #failure(span: Span, why: string, { module }: Scope): Failure {
    return new Failure(span, why, module.address);
  }

  #error({ source, at }: Span, problem: string): PlannedInputError {
    return new PlannedInputError(source.file, source.lineOf(at), problem);
  }
}

function calculated(operator: string, first: number, second: number): Value {
  switch (operator) {
    case '+':
      return first + second;
    case '-':
      return first - second;
    case '*':
      return first * second;
    case '/':
      return first / second;
    case '%':
      return first % second;
    case '<':
      return first < second;
    case '<=':
      return first <= second;
    case '>':
      return first > second;
    default:
      return first >= second;
  }
}
