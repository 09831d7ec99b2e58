import { remembered } from '../../../core/memo.ts';
import type { Value } from '../../cloudformation/value.ts';
import { UnresolvedValue } from '../../unresolved-value.ts';
import { DerivedValue, ResourceAttribute, type TerraformResource, type TerraformState } from '../resource.ts';
import { isUnknown, OriginFinder, referencesIn } from './origins.ts';
import { isObject, type Json, type JsonObject, objectOf, type PlanDocument } from './plan-document.ts';
import { type PlanResource, PlanResources } from './plan-resources.ts';

/** Attributes of a function whose change does not write its configuration: tags, and where its code comes from. */
const NOT_CONFIGURATION: ReadonlySet<string> = new Set([
  'tags',
  'tags_all',
  'filename',
  'image_uri',
  's3_bucket',
  's3_key',
  's3_object_version',
  'source_code_hash',
  'source_code_size',
  'code_sha256',
  'last_modified',
  'publish',
  'version',
  'qualified_arn',
  'qualified_invoke_arn',
  'reserved_concurrent_executions',
  'timeouts',
]);

const ATTACHING = /^aws_iam_(role_polic|policy_attachment)/;

/** What a plan says will be after it is applied. */
export class PlanState implements TerraformState {
  readonly incomplete: UnresolvedValue | undefined;
  readonly #plan: PlanDocument;
  readonly #resources: PlanResources;
  readonly #origins: OriginFinder;
  /** What was there before and is deleted, by type: every role asks for it. */
  readonly #removed = new Map<string, JsonObject[]>();
  readonly #values = new Map<PlanResource, Map<string, Value>>();

  constructor(plan: PlanDocument, file: string) {
    this.#plan = plan;
    this.#resources = new PlanResources(plan, file);
    this.#origins = new OriginFinder(this.#resources);
    for (const { type, isData, actions, before } of plan.changes) {
      if (isData || before === undefined || !actions.includes('delete')) continue;
      remembered(this.#removed, type, (): JsonObject[] => []).push(before);
    }
    const isLeftOut = !plan.isComplete && this.#resources.isLeftOut((type) => ATTACHING.test(type));
    this.incomplete = isLeftOut
      ? new UnresolvedValue('-target', 'the plan leaves resources out', { file, line: 1 }, '')
      : undefined;
  }

  ofType(type: string, isData = false): readonly PlanResource[] {
    return this.#resources.ofType(type, isData);
  }

  exists(): boolean {
    return true;
  }

  attribute(resource: TerraformResource, name: string): Value {
    const known = resource as PlanResource;
    let values = this.#values.get(known);
    if (values === undefined) {
      values = new Map();
      this.#values.set(known, values);
    }
    if (values.has(name)) return values.get(name);
    const value = this.#read(known, name);
    values.set(name, value);
    return value;
  }

  #read(resource: PlanResource, name: string): Value {
    const { after, unknown } = resource.change;
    const expression = resource.configuration?.expressions[name];
    const mark = unknown[name];
    if (mark === true && expression === undefined) return new ResourceAttribute(resource, name);
    if (!isUnknown(mark)) return after?.[name] ?? undefined;
    return new Reading(resource, this.#origins).value(after?.[name] ?? null, mark ?? false, expression, name);
  }

  /** A plan shows tags with those of the provider. */
  tags(resource: TerraformResource): Value {
    const all = this.attribute(resource, 'tags_all');
    return all === undefined || all instanceof ResourceAttribute ? this.attribute(resource, 'tags') : all;
  }

  regionOf(resource: TerraformResource): string | undefined {
    const region = this.attribute(resource, 'region');
    if (typeof region === 'string') return region;
    const { expressions } = objectOf(this.#plan.providers[resource.provider]);
    const expression = objectOf(objectOf(expressions).region);
    if (typeof expression.constant_value === 'string') return expression.constant_value;
    const [reference, second] = referencesIn(expression);
    const variable = /^var\.([\w-]+)$/.exec(reference ?? '')?.[1];
    // Alone, a variable of the root module is the value; beside others it is only a part of one.
    if (variable === undefined || second !== undefined || resource.provider.includes(':')) return undefined;
    const { value } = objectOf(this.#plan.variables[variable]);
    return typeof value === 'string' && /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(value) ? value : undefined;
  }

  isWritten(resource: TerraformResource): boolean {
    const { actions, before, after, unknown } = (resource as PlanResource).change;
    if (actions.includes('create')) return true;
    if (!actions.includes('update')) return false;
    return Object.keys({ ...before, ...after, ...unknown }).some(
      (name) =>
        !NOT_CONFIGURATION.has(name) &&
        (isUnknown(unknown[name]) || JSON.stringify(before?.[name] ?? null) !== JSON.stringify(after?.[name] ?? null)),
    );
  }

  isCreated(resource: TerraformResource): boolean {
    return (resource as PlanResource).change.actions.includes('create');
  }

  removed(type: string): readonly JsonObject[] {
    return this.#removed.get(type) ?? [];
  }

  defaultsIn(): readonly string[] {
    return [];
  }
}

/** Dynamic blocks are not in the configuration of a plan. */
const UNSEEN = 'a dynamic block';

/** Reads one attribute of a resource of which some is unknown. */
class Reading {
  readonly #resource: PlanResource;
  readonly #origins: OriginFinder;

  constructor(resource: PlanResource, origins: OriginFinder) {
    this.#resource = resource;
    this.#origins = origins;
  }

  /**
   * @param mark true for what is unknown, or the same for each part
   * @param expression the configuration of the value, or of the blocks that it comes from
   */
  value(after: Json, mark: Json, expression: Json | undefined, path: string): Value {
    if (mark === true) return this.#derived(expression, path);
    if (Array.isArray(mark)) return this.#list(Array.isArray(after) ? after : [], mark, expression, path);
    if (!isObject(mark)) return after;
    const values: Record<string, Value> = {};
    const members = objectOf(after);
    for (const key of new Set([...Object.keys(members), ...Object.keys(mark)])) {
      const inner = isObject(expression) && expression.references === undefined ? expression[key] : expression;
      const value = this.value(members[key] ?? null, mark[key] ?? false, inner, `${path}.${key}`);
      if (value !== null) values[key] = value;
    }
    return values;
  }

  #list(after: readonly Json[], marks: readonly Json[], expression: Json | undefined, path: string): readonly Value[] {
    // Blocks stand in the configuration one by one, unless some of them are dynamic.
    const blocks = Array.isArray(expression) && expression.length === marks.length ? expression : undefined;
    const each = blocks === undefined ? this.#oneEach(marks, expression, path) : undefined;
    return marks.map((mark, at) => {
      const single = mark === true ? each?.shift() : undefined;
      return single ?? this.value(after[at] ?? null, mark, blocks?.[at] ?? expression, `${path}[${at}]`);
    });
  }

  /** As many unknown elements as there are unknown attributes in the expression: each is one of them, in some order. */
  #oneEach(marks: readonly Json[], expression: Json | undefined, path: string): Value[] {
    const { attributes, others } = this.#origins.ofExpression(expression, this.#resource);
    const isOneEach = others.length === 0 && attributes.length === marks.filter((mark) => mark === true).length;
    return isOneEach ? attributes.map((each, at) => this.#from(`${path}[${at}]`, [each], [])) : [];
  }

  #derived(expression: Json | undefined, path: string): Value {
    if (expression === undefined) return this.#from(path, [], [UNSEEN]);
    const { attributes, others } = this.#origins.ofExpression(expression, this.#resource);
    return this.#from(path, attributes, others);
  }

  #from(path: string, attributes: readonly ResourceAttribute[], others: readonly string[]): DerivedValue {
    const { address, place } = this.#resource;
    const names = [...others, ...attributes.map((each) => each.expression)];
    const shown = names.length > 3 ? `${names.slice(0, 3).join(', ')} and others` : names.join(', ');
    const why = `${shown === '' ? `${address}.${path}` : shown} is known after apply`;
    const [only, second] = names;
    const isNamed = attributes.length === 0 && only !== undefined && second === undefined && only !== UNSEEN;
    const expression = isNamed ? only : `${address}.${path}`;
    const isClosed = others.length === 0 && attributes.length > 0;
    return new DerivedValue(expression, why, place, `${address}.${path}`, attributes, isClosed);
  }
}
