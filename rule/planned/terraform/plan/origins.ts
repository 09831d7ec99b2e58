import { ResourceAttribute } from '../resource.ts';
import { arrayOf, isObject, type Json, type ModuleConfiguration } from './plan-document.ts';
import type { PlanResource, PlanResources } from './plan-resources.ts';
import { fullReferences, type Step, stepsOf } from './reference.ts';

/** What goes into a value that is not known yet. */
export interface Origins {
  readonly attributes: readonly ResourceAttribute[];
  /** Other things that are not known, such as locals, whose expressions no plan holds. */
  readonly others: readonly string[];
}

/** An instance of a module, and the call it comes from. */
export interface ModuleInstance {
  readonly address: string;
  readonly configuration: ModuleConfiguration;
  /** `undefined` for the root module. */
  readonly call:
    | { readonly name: string; readonly from: ModuleInstance; readonly key: string | number | undefined }
    | undefined;
}

/** Where an expression stands: in a module, in a block that may be one of several. */
interface Scope {
  readonly module: ModuleInstance;
  readonly key: string | number | undefined;
  readonly forEach: Json | undefined;
  /** The keys of all instances of the block. */
  readonly keys: string;
  /** Is this what `for_each` goes over, asked for the value of one instance? */
  readonly isEachValue?: boolean;
}

/** So many instances are told apart; a reference to more of them is as good as unknown. */
const MOST_INSTANCES = 40;
/** Modules in modules; Terraform has no cycles of references, which a plan that was written by hand may have. */
const DEEPEST_REFERENCE = 100;

/** Follows the references of `configuration` to the attributes that are unknown, through variables and outputs of modules. */
export class OriginFinder {
  readonly #resources: PlanResources;

  constructor(resources: PlanResources) {
    this.#resources = resources;
  }

  /** What goes into an expression of a resource. */
  ofExpression(expression: Json | undefined, resource: PlanResource): Origins {
    const { module, key, configuration, block } = resource;
    const scope = { module, key, forEach: configuration?.forEach, keys: this.#resources.keysOf(block) };
    const found = new Found();
    this.#follow(expression, scope, found, 0);
    return { attributes: [...found.attributes.values()], others: [...found.others] };
  }

  #follow(expression: Json | undefined, scope: Scope, found: Found, depth: number): void {
    const references = fullReferences(referencesIn(expression));
    const isPerInstance =
      scope.isEachValue === true || references.some((each) => /^(each\.(key|value)|count\.index)\b/.test(each));
    if (depth > DEEPEST_REFERENCE) found.others.add('references in references');
    else for (const reference of references) this.#resolve(reference, scope, isPerInstance, found, depth + 1);
  }

  #resolve(reference: string, scope: Scope, isPerInstance: boolean, found: Found, depth: number): void {
    const [first, second, ...rest] = stepsOf(reference);
    const root = nameOf(first);
    const { module } = scope;
    switch (root) {
      case 'each':
        if (nameOf(second) === 'value' && scope.forEach !== undefined)
          this.#follow(scope.forEach, { ...scope, forEach: undefined, isEachValue: true }, found, depth);
        return;
      case 'count':
      case 'path':
      case 'terraform':
      case 'self':
        return;
      case 'var':
        this.#variable(nameOf(second) ?? '', module, found, depth);
        return;
      case 'local':
        found.others.add(inModule(reference, module));
        return;
      case 'module':
        this.#output(nameOf(second) ?? '', rest, scope, isPerInstance, found, depth);
        return;
      case 'data':
        this.#attribute(`data.${nameOf(second)}.${nameOf(rest[0])}`, rest.slice(1), scope, isPerInstance, found);
        return;
      default:
        this.#attribute(`${root}.${nameOf(second)}`, rest, scope, isPerInstance, found);
    }
  }

  /** The variables of the root module have values in every plan. */
  #variable(name: string, { call }: ModuleInstance, found: Found, depth: number): void {
    if (call === undefined) return;
    const { expressions, forEach } = call.from.configuration.calls.get(call.name) ?? {};
    const keys = this.#resources.keysOfCall(call.from, call.name);
    this.#follow(expressions?.[name], { module: call.from, key: call.key, forEach, keys }, found, depth);
  }

  #output(
    call: string,
    rest: readonly Step[],
    scope: Scope,
    isPerInstance: boolean,
    found: Found,
    depth: number,
  ): void {
    const instances = this.#resources.instancesOfCall(scope.module, call);
    const [step, output] = rest;
    const index = step !== undefined && 'index' in step ? step.index : undefined;
    const name = nameOf(index === undefined ? step : output);
    const isSame = isPerInstance && this.#resources.keysOfCall(scope.module, call) === scope.keys;
    const meant = index ?? (isSame ? scope.key : undefined);
    for (const instance of instances) {
      if (meant !== undefined && instance.call?.key !== meant) continue;
      const { outputs } = instance.configuration;
      for (const each of name === undefined ? Object.keys(outputs) : [name]) {
        const output = outputs[each];
        const expression = isObject(output) ? output.expression : undefined;
        this.#follow(expression, { module: instance, key: undefined, forEach: undefined, keys: '' }, found, depth);
      }
    }
  }

  #attribute(name: string, rest: readonly Step[], scope: Scope, isPerInstance: boolean, found: Found): void {
    const block = `${scope.module.address} ${name}`;
    const [step, attribute] = rest;
    const index = step !== undefined && 'index' in step ? step.index : undefined;
    const isSame = isPerInstance && this.#resources.keysOf(block) === scope.keys;
    const meant = index ?? (isSame ? scope.key : undefined);
    const those = meant === undefined ? this.#resources.ofBlock(block) : this.#resources.ofInstance(block, meant);
    if (those.length > MOST_INSTANCES) found.others.add(inModule(name, scope.module));
    else for (const each of those) found.add(each, nameOf(index === undefined ? step : attribute));
  }
}

function inModule(reference: string, { address }: ModuleInstance): string {
  return address === '' ? reference : `${address}.${reference}`;
}

class Found {
  readonly attributes = new Map<string, ResourceAttribute>();
  readonly others = new Set<string>();

  /** What is known already cannot be what makes a value unknown. */
  add(resource: PlanResource, attribute: string | undefined): void {
    if (attribute !== undefined && !isUnknown(resource.change.unknown[attribute])) return;
    const found = new ResourceAttribute(resource, attribute);
    this.attributes.set(found.expression, found);
  }
}

function nameOf(step: Step | undefined): string | undefined {
  return step !== undefined && 'name' in step ? step.name : undefined;
}

/** Is a value, or anything in it, unknown? */
export function isUnknown(mark: Json | undefined): boolean {
  if (mark === true) return true;
  return typeof mark === 'object' && mark !== null && Object.values(mark).some(isUnknown);
}

/** All references of an expression, or of the blocks that a name stands for. */
export function referencesIn(expression: Json | undefined): readonly string[] {
  if (Array.isArray(expression)) return expression.flatMap(referencesIn);
  if (!isObject(expression)) return [];
  if (expression.references !== undefined)
    return arrayOf(expression.references).filter((each) => typeof each === 'string');
  return Object.values(expression).flatMap((each) => (typeof each === 'object' ? referencesIn(each) : []));
}
