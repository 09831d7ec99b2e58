import { PlannedInputError } from '../../planned-input-error.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A plan as `terraform show -json` prints it (Terraform's documentation, "JSON Output Format"), as far as it is read here. */
export interface PlanDocument {
  readonly changes: readonly ResourceChange[];
  readonly variables: JsonObject;
  readonly providers: JsonObject;
  readonly root: ModuleConfiguration;
  /** False where resources were left out, as `-target` does; older versions do not tell. */
  readonly isComplete: boolean;
}

export interface ResourceChange {
  readonly address: string;
  /** Of the module instance it is in; empty for the root module. */
  readonly module: string;
  readonly isData: boolean;
  readonly type: string;
  readonly name: string;
  /** The key of `for_each` or the index of `count`. */
  readonly key: string | number | undefined;
  readonly actions: readonly string[];
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
  readonly unknown: JsonObject;
}

export interface ModuleConfiguration {
  readonly resources: ReadonlyMap<string, ResourceConfiguration>;
  readonly calls: ReadonlyMap<string, ModuleCall>;
  readonly outputs: JsonObject;
}

export interface ResourceConfiguration {
  readonly provider: string;
  readonly expressions: JsonObject;
  readonly forEach: Json | undefined;
}

interface ModuleCall {
  readonly module: ModuleConfiguration;
  readonly expressions: JsonObject;
  readonly forEach: Json | undefined;
}

/** @throws PlannedInputError for what is no plan, or one of a format that is not known. */
export function parsePlan(file: string, text: string): PlanDocument {
  const refused = (problem: string, options?: ErrorOptions) => new PlannedInputError(file, undefined, problem, options);
  let plan: JsonObject;
  try {
    plan = objectOf(JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text));
  } catch (cause) {
    throw refused('the plan is not JSON', { cause });
  }
  const { format_version: version } = plan;
  if (typeof version !== 'string') throw refused('the plan says no format_version');
  if (!/^[01]\./.test(version)) throw refused(`format_version ${version} of the plan is not known, only 1.x`);
  if (plan.errored === true) throw refused('the plan is not complete: terraform plan ended with an error');
  return {
    changes: arrayOf(plan.resource_changes).flatMap((each) => parseChange(objectOf(each)) ?? []),
    variables: objectOf(plan.variables),
    providers: objectOf(objectOf(plan.configuration).provider_config),
    root: parseModule(objectOf(objectOf(plan.configuration).root_module)),
    isComplete: plan.complete !== false,
  };
}

function parseChange(source: JsonObject): ResourceChange | undefined {
  const { address, module_address: module = '', mode, type, name, index, deposed } = source;
  if (typeof address !== 'string' || typeof type !== 'string' || typeof name !== 'string') return undefined;
  // A deposed object is one that a replacement left behind.
  if (typeof module !== 'string' || deposed !== undefined) return undefined;
  const change = objectOf(source.change);
  return {
    address,
    module,
    isData: mode === 'data',
    type,
    name,
    key: typeof index === 'string' || typeof index === 'number' ? index : undefined,
    actions: arrayOf(change.actions).filter((action) => typeof action === 'string'),
    before: isObject(change.before) ? change.before : undefined,
    after: isObject(change.after) ? change.after : undefined,
    unknown: objectOf(change.after_unknown),
  };
}

function parseModule(source: JsonObject): ModuleConfiguration {
  const resources = arrayOf(source.resources).map((each): readonly [string, ResourceConfiguration] => {
    const { address, provider_config_key: provider, expressions, for_each_expression: forEach } = objectOf(each);
    return [String(address), { provider: String(provider), expressions: objectOf(expressions), forEach }];
  });
  const calls = Object.entries(objectOf(source.module_calls)).map(([name, each]): readonly [string, ModuleCall] => {
    const { module, expressions, for_each_expression: forEach } = objectOf(each);
    return [name, { module: parseModule(objectOf(module)), expressions: objectOf(expressions), forEach }];
  });
  return { resources: new Map(resources), calls: new Map(calls), outputs: objectOf(source.outputs) };
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object, or an empty one in the place of anything else: a plan leaves out what is empty. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

export function arrayOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
