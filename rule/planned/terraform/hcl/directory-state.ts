import { isMap, type Value } from '../../cloudformation/value.ts';
import { UnresolvedValue } from '../../unresolved-value.ts';
import { inTheOnlyWorld, type World } from '../../worlds.ts';
import type { TerraformResource, TerraformState } from '../resource.ts';
import type { HclResource, ModuleTree } from './module-tree.ts';

/** Attributes that the provider makes where they are not written; any other is then not set. */
const COMPUTED: ReadonlySet<string> = new Set([
  'arn',
  'id',
  'name',
  'unique_id',
  'json',
  'minified_json',
  'function_name',
]);

/** Types that are looked for; the others are read where these refer to them. */
const READ = /^(aws|awscc)_(lambda_function|lambda_event_source_mapping|iam_|cloudformation_|serverless)/;

/** What a directory of `.tf` files makes, when it is applied for the first time. */
export class DirectoryState implements TerraformState {
  readonly incomplete = undefined;
  readonly #tree: ModuleTree;
  readonly #byType = new Map<string, HclResource[]>();

  constructor(tree: ModuleTree) {
    this.#tree = tree;
    for (const resource of tree.everything((type) => READ.test(type))) {
      const kind = `${resource.isData}${resource.type}`;
      const those = this.#byType.get(kind);
      if (those === undefined) this.#byType.set(kind, [resource]);
      else those.push(resource);
    }
  }

  ofType(type: string, isData = false): readonly HclResource[] {
    return this.#byType.get(`${isData}${type}`) ?? [];
  }

  exists(resource: TerraformResource, world: World): boolean {
    return this.#tree.exists(resource as HclResource, world);
  }

  attribute(resource: TerraformResource, name: string, world: World): Value {
    const evaluator = this.#tree.evaluator(world);
    if (COMPUTED.has(name)) return evaluator.names.attributeOf(resource as HclResource, name);
    return evaluator.blocks.written(resource as HclResource, name) ?? undefined;
  }

  tags(resource: TerraformResource, world: World): Value {
    const evaluator = this.#tree.evaluator(world);
    const own = evaluator.blocks.written(resource as HclResource, 'tags') ?? {};
    const [block] =
      evaluator.names.providerBlock(resource.provider)?.body.blocks.filter(({ type }) => type === 'default_tags') ?? [];
    const expression = block?.body.attributes.get('tags');
    const scope = { module: this.#tree.root, instance: undefined, bindings: new Map() };
    const added = expression === undefined ? {} : (evaluator.evaluate(expression, scope) ?? {});
    if (own instanceof UnresolvedValue || !isMap(own)) return own;
    return added instanceof UnresolvedValue || !isMap(added) ? added : { ...added, ...own };
  }

  regionOf(resource: TerraformResource): string | undefined {
    return inTheOnlyWorld((world) => {
      const own = this.attribute(resource, 'region', world);
      return typeof own === 'string' ? own : this.#tree.evaluator(world).names.regionOfProvider(resource.provider);
    });
  }

  isWritten(): boolean {
    return true;
  }

  isCreated(): boolean {
    return true;
  }

  removed(): readonly never[] {
    return [];
  }

  defaultsIn(world: World): readonly string[] {
    return [...this.#tree.evaluator(world).defaults];
  }
}

/** Where the mode of a function is written: its line, else that of the block. */
export function placeOfMode({ block, place }: HclResource): TerraformResource['place'] {
  const tracing = block.body.blocks.find(
    ({ type, labels }) => type === 'tracing_config' || labels[0] === 'tracing_config',
  );
  const inner = tracing?.body.blocks.find(({ type }) => type === 'content') ?? tracing;
  const span =
    inner?.body.attributes.get('mode')?.span ?? tracing?.span ?? block.body.attributes.get('tracing_config')?.span;
  return span === undefined ? place : span.source.placeOf(span.at);
}
