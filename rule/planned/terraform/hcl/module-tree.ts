import { asText, isList, isMap, type Value } from '../../cloudformation/value.ts';
import { PlannedInputError } from '../../planned-input-error.ts';
import type { SourcePlace } from '../../source-text.ts';
import { UnresolvedValue } from '../../unresolved-value.ts';
import { inEveryWorld, type World } from '../../worlds.ts';
import type { TerraformResource } from '../resource.ts';
import { Evaluator } from './evaluator.ts';
import type { Block, Span } from './expression.ts';
import { defineModule, type ModuleDefinition, type TerraformFile } from './module-definition.ts';
import type { ParseHcl } from './syntax-node.ts';

/** An instance of a module: the root one, or what a call makes. */
export interface Module {
  readonly definition: ModuleDefinition;
  /** Such as `module.api["eu"]`; empty for the root module. */
  readonly address: string;
  readonly call: { readonly block: Block; readonly scope: Scope; readonly instance: Instance } | undefined;
}

/** One of the blocks that `count` or `for_each` makes of one. */
export interface Instance {
  readonly block: Block;
  readonly module: Module;
  /** `*` stands for all keys of a collection that is not known. */
  readonly key: Key;
}

type Key =
  | { readonly kind: 'none' }
  | { readonly kind: 'known'; readonly key: string | number }
  | { readonly kind: 'open'; readonly why: UnresolvedValue };

/** Where an expression is evaluated: a module, an instance of a block, and the variables of loops. */
export interface Scope {
  readonly module: Module;
  readonly instance: Instance | undefined;
  readonly bindings: ReadonlyMap<string, Value>;
}

export interface HclResource extends TerraformResource, Instance {}

/** Instances of one block. */
interface Made<Each> {
  readonly kind: 'single' | 'list' | 'map' | 'open';
  readonly each: readonly Each[];
}

export interface MissingModule {
  readonly address: string;
  readonly source: string;
  readonly block: Block;
  readonly place: SourcePlace;
}

/** Where the files of a run come from. */
export interface DirectorySources {
  readonly filesOf: (directory: string) => readonly TerraformFile[] | undefined;
  readonly textOf: (file: string) => string | undefined;
  readonly parseHcl: ParseHcl;
  /** Values of variables of the root module. */
  readonly given: ReadonlyMap<string, Value>;
  readonly accountId: string | undefined;
}

const NOTHING: ReadonlyMap<string, Value> = new Map();
/** Modules in modules in loops may make billions; a plan of Terraform with so many does not end. */
const MOST_INSTANCES = 50_000;
const DEEPEST_MODULES = 40;

/** The modules of a directory, and what their blocks make. */
export class ModuleTree {
  readonly sources: DirectorySources;
  readonly root: Module;
  readonly missing: MissingModule[] = [];
  readonly readDirectories = new Set<string>();
  readonly #definitions = new Map<string, ModuleDefinition | undefined>();
  readonly #resources = new Map<string, Made<HclResource>>();
  readonly #calls = new Map<string, Made<Module>>();
  readonly #evaluators = new WeakMap<World, Evaluator>();
  readonly #inProgress = new Set<string>();
  readonly #downloaded: ReadonlyMap<string, string>;
  #made = 0;

  constructor(directory: string, files: readonly TerraformFile[], sources: DirectorySources) {
    this.sources = sources;
    this.#downloaded = downloadedModules(
      directory,
      sources.textOf(within(directory, '.terraform/modules/modules.json')),
    );
    const definition = defineModule(directory, files, sources.parseHcl);
    this.root = { definition, address: '', call: undefined };
  }

  evaluator(world: World): Evaluator {
    let evaluator = this.#evaluators.get(world);
    if (evaluator === undefined) {
      evaluator = new Evaluator(world, this);
      this.#evaluators.set(world, evaluator);
    }
    return evaluator;
  }

  /** All resources of some types, module by module. */
  everything(isOfType: (type: string) => boolean, module = this.root): readonly HclResource[] {
    const { resources, calls } = module.definition;
    const own = [...resources].flatMap(
      ([
        local,
        {
          labels: [type = ''],
        },
      ]) => (isOfType(type) ? (this.resources(module, local)?.each ?? []) : []),
    );
    const inner = [...calls.keys()].flatMap((name) => this.called(module, name)?.each ?? []);
    return [...own, ...inner.flatMap((each) => this.everything(isOfType, each))];
  }

  /** The instances of a resource; `undefined` where there is no such block. */
  resources(module: Module, local: string): Made<HclResource> | undefined {
    const block = module.definition.resources.get(local);
    if (block === undefined) return undefined;
    return this.#once(this.#resources, `${module.address} ${local}`, block, () => {
      const { kind, keys } = this.#keysOf(block, module);
      const [type = ''] = block.labels;
      const prefix = module.address === '' ? '' : `${module.address}.`;
      const provider = this.providerOf(block, module, type);
      const each = keys.map(
        (key): HclResource => ({
          address: `${prefix}${local}${written(key)}`,
          type,
          isData: block.type === 'data',
          place: placeOf(block.span),
          provider,
          block,
          module,
          key,
        }),
      );
      return { kind, each };
    });
  }

  /** The modules that a call makes; `undefined` where there is no such call, or its module is not at hand. */
  called(module: Module, name: string): Made<Module> | undefined {
    const block = module.definition.calls.get(name);
    if (block === undefined) return undefined;
    return this.#once(this.#calls, `${module.address} ${name}`, block, () => {
      const address = `${module.address === '' ? '' : `${module.address}.`}module.${name}`;
      const definition = this.#definitionFor(block, module, address);
      if (definition === undefined) return { kind: 'single', each: [] };
      if (address.split('.module.').length > DEEPEST_MODULES)
        throw refused(block, 'the module contains itself, or too many others');
      const { kind, keys } = this.#keysOf(block, module);
      const each = keys.map((key): Module => {
        const instance = { block, module, key };
        const call = { block, instance, scope: { module, instance, bindings: NOTHING } };
        return { definition, address: address + written(key), call };
      });
      return { kind, each };
    });
  }

  #once<Each>(made: Map<string, Made<Each>>, name: string, block: Block, make: () => Made<Each>): Made<Each> {
    const known = made.get(name);
    if (known !== undefined) return known;
    if (this.#inProgress.has(name)) throw refused(block, 'it refers to itself in a circle');
    this.#inProgress.add(name);
    const result = make();
    this.#inProgress.delete(name);
    made.set(name, result);
    this.#made += result.each.length;
    if (this.#made > MOST_INSTANCES) throw refused(block, `there are more than ${MOST_INSTANCES} instances`);
    return result;
  }

  #definitionFor(block: Block, module: Module, address: string): ModuleDefinition | undefined {
    const source = block.body.attributes.get('source');
    const written =
      source?.kind === 'literal' ? source.value : source?.kind === 'template' ? source.parts[0] : undefined;
    const location = typeof written === 'string' ? written : '';
    const path = address.replace(/\[[^\]]*\]/g, '').replace(/(^|\.)module\./g, '$1');
    const directory = /^\.\.?\//.test(location)
      ? within(module.definition.directory, location)
      : this.#downloaded.get(path);
    const definition = directory === undefined ? undefined : this.#definition(directory);
    if (definition === undefined) this.missing.push({ address, source: location, block, place: placeOf(block.span) });
    for (
      let around: Module | undefined = module;
      definition !== undefined && around !== undefined;
      around = around.call?.scope.module
    ) {
      if (around.definition === definition) throw refused(block, 'the module contains itself');
    }
    return definition;
  }

  #definition(directory: string): ModuleDefinition | undefined {
    if (!this.#definitions.has(directory)) {
      const files = this.sources.filesOf(directory);
      const isThere = files?.some(({ file }) => /\.tf(\.json)?$/.test(file)) === true;
      if (isThere) this.readDirectories.add(directory);
      this.#definitions.set(directory, isThere ? defineModule(directory, files, this.sources.parseHcl) : undefined);
    }
    return this.#definitions.get(directory);
  }

  /** The keys that a block has in any world. */
  #keysOf(block: Block, module: Module): { readonly kind: Made<unknown>['kind']; readonly keys: readonly Key[] } {
    const count = block.body.attributes.get('count');
    const forEach = block.body.attributes.get('for_each');
    const collection = count ?? forEach;
    if (collection === undefined) return { kind: 'single', keys: [{ kind: 'none' }] };
    const keys = new Map<string | number, Key>();
    let open: UnresolvedValue | undefined;
    const worlds = inEveryWorld((world) => this.keysIn(block, module, world));
    for (const { value } of worlds ?? []) {
      if (value instanceof UnresolvedValue) open ??= value;
      else for (const key of value) keys.set(key, { kind: 'known', key });
    }
    if (open === undefined && worlds !== undefined)
      return { kind: count === undefined ? 'map' : 'list', keys: [...keys.values()] };
    const why = open ?? unresolvedAt(collection.span, 'it hangs on more than can be tried', module.address);
    return { kind: 'open', keys: [{ kind: 'open', why }] };
  }

  /** The keys of a block in one world. */
  keysIn(block: Block, module: Module, world: World): readonly (string | number)[] | UnresolvedValue {
    const { attributes } = block.body;
    const scope = { module, instance: undefined, bindings: NOTHING };
    const count = attributes.get('count');
    if (count !== undefined) {
      const value = this.evaluator(world).evaluate(count, scope);
      if (value instanceof UnresolvedValue) return value;
      const number = value === true ? 1 : Number(asText(value) ?? 0);
      if (number > MOST_INSTANCES) throw refused(block, `there are more than ${MOST_INSTANCES} instances`);
      return Array.from({ length: Number.isFinite(number) ? Math.max(0, number) : 0 }, (_, at) => at);
    }
    const forEach = attributes.get('for_each');
    if (forEach === undefined) return [];
    const value = this.evaluator(world).evaluate(forEach, scope);
    if (value instanceof UnresolvedValue) return value;
    const keys = isMap(value) ? Object.keys(value) : isList(value) ? value.map(asText) : [];
    const open = keys.find((key) => key instanceof UnresolvedValue);
    return open instanceof UnresolvedValue ? open : keys.filter((key) => typeof key === 'string');
  }

  /** Is an instance there in this world, and the modules around it? */
  exists({ block, module, key }: Instance, world: World): boolean {
    const isThere = () => {
      switch (key.kind) {
        case 'none':
          return true;
        case 'open':
          return world.holds(key.why);
        case 'known': {
          const keys = this.keysIn(block, module, world);
          return keys instanceof UnresolvedValue ? world.holds(keys) : keys.includes(key.key);
        }
      }
    };
    return (module.call === undefined || this.exists(module.call.instance, world)) && isThere();
  }

  /** The configuration of a provider, as the root module names it. */
  providerOf({ body }: Pick<Block, 'body'>, module: Module, type: string): string {
    const { source, at, end } = body.attributes.get('provider')?.span ?? { source: undefined, at: 0, end: 0 };
    const written = source?.text.slice(at, end).replaceAll('"', '') ?? type.split('_')[0] ?? '';
    return providerOutside(written, module);
  }
}

/** What a provider of a module is called in the root module: calls may pass one under another name. */
function providerOutside(name: string, { call }: Module): string {
  if (call === undefined) return name;
  const given = call.block.body.attributes.get('providers');
  const passed = given?.kind === 'object' ? given.members : [];
  const textOf = ({ source, at, end }: Span) => source.text.slice(at, end).replaceAll('"', '').trim();
  const [, value] = passed.find(([key]) => textOf(key.span) === name) ?? [];
  return providerOutside(value === undefined ? name : textOf(value.span), call.scope.module);
}

function written(key: Key): string {
  if (key.kind === 'none') return '';
  return key.kind === 'open' ? '[*]' : `[${JSON.stringify(key.key)}]`;
}

export function placeOf({ source, at }: Span): SourcePlace {
  return source.placeOf(at);
}

export function unresolvedAt(span: Span, why: string, scope: string): UnresolvedValue {
  const text = span.source.text.slice(span.at, span.end).replace(/\s+/g, ' ');
  return new UnresolvedValue(
    text.length > 80 ? `${text.slice(0, 79)}…` : text,
    why,
    placeOf(span),
    `${scope} ${span.at}`,
  );
}

function refused({ span, type, labels }: Block, problem: string): PlannedInputError {
  return new PlannedInputError(
    span.source.file,
    span.source.lineOf(span.at),
    `${[type, ...labels].join(' ')}: ${problem}`,
  );
}

/** A path in a directory, without `.` and `..`. */
export function within(directory: string, path: string): string {
  const parts = directory === '' || directory === '.' ? [] : directory.split('/');
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** Where `terraform init` put the modules it downloaded: directories by the path of calls, such as `api.role`. */
function downloadedModules(directory: string, manifest: string | undefined): ReadonlyMap<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(manifest ?? '{}');
  } catch (error) {
    // The manifest is a help, and no part of the configuration: without it a module counts as not at hand.
    if (error instanceof SyntaxError) return new Map();
    throw error;
  }
  const modules: unknown =
    typeof parsed === 'object' && parsed !== null && 'Modules' in parsed ? parsed.Modules : undefined;
  const entries = (Array.isArray(modules) ? modules : []).flatMap(
    (each: unknown): readonly (readonly [string, string])[] => {
      if (typeof each !== 'object' || each === null || !('Key' in each) || !('Dir' in each)) return [];
      return typeof each.Key === 'string' && typeof each.Dir === 'string'
        ? [[each.Key, within(directory, each.Dir)]]
        : [];
    },
  );
  return new Map(entries);
}
