import type { TerraformResource } from '../resource.ts';
import type { ModuleInstance } from './origins.ts';
import type { ModuleConfiguration, PlanDocument, ResourceChange, ResourceConfiguration } from './plan-document.ts';
import { callsIn } from './reference.ts';

/** An instance of a resource or data source that a plan keeps or makes. */
export interface PlanResource extends TerraformResource {
  readonly change: ResourceChange;
  readonly module: ModuleInstance;
  readonly key: string | number | undefined;
  readonly configuration: ResourceConfiguration | undefined;
  /** The same for all instances of one block in one instance of its module. */
  readonly block: string;
}

const EMPTY_MODULE: ModuleConfiguration = { resources: new Map(), calls: new Map(), outputs: {} };
const NONE: readonly never[] = [];

/** What a plan holds, found by type, by block and by module. */
export class PlanResources {
  readonly #root: ModuleInstance;
  readonly #modules = new Map<string, ModuleInstance>();
  readonly #byCall = new Map<string, ModuleInstance[]>();
  readonly #byType = new Map<string, PlanResource[]>();
  readonly #byBlock = new Map<string, PlanResource[]>();
  readonly #byInstance = new Map<string, PlanResource>();
  readonly #keys = new Map<string, string>();

  constructor({ root, changes }: PlanDocument, file: string) {
    this.#root = { address: '', configuration: root, call: undefined };
    this.#modules.set('', this.#root);
    for (const change of changes) if (change.after !== undefined) this.#add(change, file);
  }

  #add(change: ResourceChange, file: string): void {
    const { address, type, isData, name, key } = change;
    const module = this.#moduleAt(change.module);
    const local = `${isData ? 'data.' : ''}${type}.${name}`;
    const configuration = module.configuration.resources.get(local);
    const block = `${module.address} ${local}`;
    // Terraform prints a plan as one line.
    const place = { file, line: 1 };
    const provider = configuration?.provider ?? '';
    const resource = { address, type, isData, place, provider, change, module, key, configuration, block };
    append(this.#byType, `${isData}${type}`, resource);
    append(this.#byBlock, block, resource);
    this.#byInstance.set(`${block} ${key}`, resource);
  }

  #moduleAt(address: string): ModuleInstance {
    const known = this.#modules.get(address);
    if (known !== undefined) return known;
    let module = this.#root;
    for (const { name, key } of callsIn(address)) {
      const index = key === undefined ? '' : `[${JSON.stringify(key)}]`;
      const inner = `${module.address}${module.address === '' ? '' : '.'}module.${name}${index}`;
      module = this.#modules.get(inner) ?? this.#added(inner, module, name, key);
    }
    this.#modules.set(address, module);
    return module;
  }

  #added(address: string, from: ModuleInstance, name: string, key: string | number | undefined): ModuleInstance {
    const configuration = from.configuration.calls.get(name)?.module ?? EMPTY_MODULE;
    const module = { address, configuration, call: { name, from, key } };
    this.#modules.set(address, module);
    append(this.#byCall, `${from.address} ${name}`, module);
    return module;
  }

  ofType(type: string, isData: boolean): readonly PlanResource[] {
    return this.#byType.get(`${isData}${type}`) ?? NONE;
  }

  ofBlock(block: string): readonly PlanResource[] {
    return this.#byBlock.get(block) ?? NONE;
  }

  ofInstance(block: string, key: string | number): readonly PlanResource[] {
    const instance = this.#byInstance.get(`${block} ${key}`);
    return instance === undefined ? NONE : [instance];
  }

  instancesOfCall(from: ModuleInstance, name: string): readonly ModuleInstance[] {
    return this.#byCall.get(`${from.address} ${name}`) ?? NONE;
  }

  /** The keys of the instances of a block, as a text to compare. */
  keysOf(block: string): string {
    return this.#keysOnce(block, () => this.ofBlock(block).map(({ key }) => key));
  }

  keysOfCall(from: ModuleInstance, name: string): string {
    return this.#keysOnce(`call ${from.address} ${name}`, () =>
      this.instancesOfCall(from, name).map(({ call }) => call?.key),
    );
  }

  #keysOnce(name: string, list: () => readonly (string | number | undefined)[]): string {
    let keys = this.#keys.get(name);
    if (keys === undefined) {
      keys = JSON.stringify(list().map(String).sort());
      this.#keys.set(name, keys);
    }
    return keys;
  }

  /** Are there blocks of a type in the configuration that the plan says nothing of? */
  isLeftOut(isOfKind: (type: string) => boolean): boolean {
    return [...this.#modules.values()].some(({ address, configuration }) =>
      [...configuration.resources.keys()].some(
        (local) => isOfKind(local.split('.')[0] ?? '') && this.ofBlock(`${address} ${local}`).length === 0,
      ),
    );
  }
}

function append<Each>(map: Map<string, Each[]>, key: string, each: Each): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [each]);
  else list.push(each);
}
