import { asText, isList, isMap, type Value } from '../../cloudformation/value.ts';
import { concatenated, UnresolvedValue } from '../../unresolved-value.ts';
import type { World } from '../../worlds.ts';
import { ResourceAttribute } from '../resource.ts';
import { BlockValues } from './block-values.ts';
import type { Expression, ForExpression, Span } from './expression.ts';
import { FUNCTIONS, type Outcome } from './functions.ts';
import { Memory } from './memory.ts';
import { type ModuleTree, type Scope, within } from './module-tree.ts';
import { NamedValues } from './named-values.ts';
import { areEqual, isTrue } from './truth.ts';
import { errorAt, Failure, failureIn, ModuleValue, ResourceValue, unresolvedIn } from './whole-values.ts';

/** Nested calls, such as a local that asks another; each takes several places on the stack. */
const DEEPEST_EVALUATION = 400;
/** Loops in loops may make billions of items. */
const MOST_ITEMS = 100_000;

/** What the expressions of a configuration come to in one world. */
export class Evaluator {
  readonly world: World;
  readonly names: NamedValues;
  readonly blocks: BlockValues;
  readonly #memory: Memory;
  readonly #tree: ModuleTree;
  #depth = 0;
  #items = 0;

  constructor(world: World, tree: ModuleTree) {
    this.world = world;
    this.#tree = tree;
    this.#memory = new Memory(world);
    this.blocks = new BlockValues(this, this.#memory);
    this.names = new NamedValues(world, tree, this, this.#memory, this.blocks);
  }

  /** Variables whose default was used so far. */
  get defaults(): ReadonlySet<string> {
    return this.#memory.defaults;
  }

  evaluate(expression: Expression, scope: Scope): Value {
    if (++this.#depth > DEEPEST_EVALUATION) throw errorAt(expression.span, 'expressions are nested too deeply');
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
        return unresolvedIn(expression.span, 'it is not evaluated', scope);
    }
  }

  #holds(condition: Expression, scope: Scope): boolean {
    return isTrue(this.evaluate(condition, scope), this.world, () =>
      unresolvedIn(condition.span, 'it is no condition', scope),
    );
  }

  #template({ parts, span }: Expression & { readonly kind: 'template' }, scope: Scope): Value {
    const [only, second] = parts;
    // A template of nothing but one expression is that expression.
    if (only !== undefined && second === undefined && typeof only !== 'string') return this.evaluate(only, scope);
    const texts: (string | UnresolvedValue)[] = [];
    for (const part of parts) {
      const text = typeof part === 'string' ? part : asText(this.evaluate(part, scope));
      if (text === undefined) return failureIn(span, 'a part of it is no text', scope);
      if (text instanceof Failure) return text;
      texts.push(text);
    }
    return concatenated(texts, () => unresolvedIn(span, 'it is too long', scope));
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
    if (left === undefined) return unresolvedIn(span, 'it is not evaluated', scope);
    if (operator === '!') return !this.#holds(left, scope);
    if (operator === '&&') return this.#holds(left, scope) && right !== undefined && this.#holds(right, scope);
    if (operator === '||') return this.#holds(left, scope) || (right !== undefined && this.#holds(right, scope));
    const one = this.evaluate(left, scope);
    if (right === undefined) return typeof one === 'number' ? -one : unresolvedIn(span, 'it is no number', scope);
    const other = this.evaluate(right, scope);
    if (operator === '==' || operator === '!=') {
      if (one instanceof Failure) return one;
      if (other instanceof Failure) return other;
      const isEqual = areEqual(one, other, this.world, () => unresolvedIn(span, 'it is not known', scope));
      return isEqual === (operator === '==');
    }
    const [first, second] = [Number(asText(one)), Number(asText(other))];
    const isKnown = !(one instanceof UnresolvedValue || other instanceof UnresolvedValue);
    if (!isKnown || Number.isNaN(first) || Number.isNaN(second)) {
      const open = one instanceof UnresolvedValue ? one : other;
      return unresolvedIn(span, open instanceof UnresolvedValue ? open.why : 'it is no number', scope);
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
        return this.#after(this.names.variable(name, module, span), steps.slice(1), span, scope);
      case 'local':
        return this.#after(this.names.local(name, module, span), steps.slice(1), span, scope);
      case 'each':
      case 'count':
        return this.#after(this.names.ofInstance(name, span, scope), steps.slice(1), span, scope);
      case 'module':
        return this.#after(this.names.called(name, span, scope), steps.slice(1), span, scope);
      case 'path':
        return this.#path(name, span, scope);
      case 'terraform':
      case 'self':
        return unresolvedIn(span, `${term.name}.${name} is known when Terraform runs`, scope);
      case 'data':
        return this.#after(
          this.names.resource(`data.${name}.${typeof second === 'string' ? second : ''}`, span, scope),
          steps.slice(2),
          span,
          scope,
        );
      default:
        return this.#after(this.names.resource(`${term.name}.${name}`, span, scope), steps.slice(1), span, scope);
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
        ? this.names.attributeOf(value.resource, key)
        : failureIn(span, 'there is no such index', scope);
    }
    if (value instanceof ModuleValue) {
      if (value.isCollection) return new ModuleValue(value.module, false, value.place);
      return typeof key === 'string'
        ? this.names.output(key, value.module, span, scope)
        : failureIn(span, 'there is no such index', scope);
    }
    if (value instanceof Failure) return value;
    if (value instanceof UnresolvedValue) return unresolvedIn(span, value.why, scope);
    if (key instanceof UnresolvedValue) return unresolvedIn(span, key.why, scope);
    if (isList(value)) {
      const at = Number(asText(key));
      return at in value ? value[at] : failureIn(span, 'there is no such item', scope);
    }
    const name = String(asText(key));
    if (isMap(value) && Object.hasOwn(value, name)) return value[name];
    return failureIn(span, `there is no ${name}`, scope);
  }

  #splat({ of, steps, span }: Expression & { readonly kind: 'splat' }, scope: Scope): Value {
    const value = this.evaluate(of, scope);
    if (value === null || value === undefined) return [];
    if (value instanceof ResourceValue || value instanceof ModuleValue) {
      if (value.isCollection) return unresolvedIn(span, 'the collection is not known', scope);
    } else if (value instanceof UnresolvedValue) return unresolvedIn(span, value.why, scope);
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
      return unresolvedIn(expression.span, why, scope);
    }
    const made: (readonly [Value, Value])[] = [];
    for (const [key, value] of entries) {
      if (++this.#items > MOST_ITEMS) throw errorAt(expression.span, `loops make more than ${MOST_ITEMS} items`);
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
      if (name === undefined) return failureIn(expression.span, 'a key is no text', scope);
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
      return failureIn(span, 'none of it can be had', scope);
    }
    if (name === 'can') return operands.every((each) => !(this.evaluate(each, scope) instanceof Failure));
    const given = operands.map((each) => this.evaluate(each, scope));
    const last = given.at(-1);
    if (isSpread && !isList(last))
      return unresolvedIn(span, last instanceof UnresolvedValue ? last.why : 'it is no list', scope);
    const values = isSpread && isList(last) ? [...given.slice(0, -1), ...last] : given;
    const failed = values.find((value) => value instanceof Failure);
    if (failed !== undefined) return failed;
    const outcome = name === 'file' ? this.#file(values[0], scope) : (FUNCTIONS.get(name)?.(...values) ?? 'unknown');
    if (outcome === 'failed') return failureIn(span, `${name} fails`, scope);
    if (outcome !== 'unknown') return outcome.value;
    const open = values.find((value) => value instanceof UnresolvedValue);
    return unresolvedIn(span, open instanceof UnresolvedValue ? open.why : `${name}(…) is not evaluated`, scope);
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
    return unresolvedIn(span, `path.${name} is known when Terraform runs`, scope);
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
