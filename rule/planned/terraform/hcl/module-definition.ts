import { PlannedInputError } from '../../planned-input-error.ts';
import { SourceText } from '../../source-text.ts';
import type { Block, Body, Expression } from './expression.ts';
import { parseBody } from './parse-body.ts';
import { parseJsonBody } from './parse-json.ts';
import type { ParseHcl } from './syntax-node.ts';

/** A file of a directory; `file` is its path with `/` between folders, as reports name it. */
export interface TerraformFile {
  readonly file: string;
  readonly text: string;
}

/** What the files of one directory say together. */
export interface ModuleDefinition {
  readonly directory: string;
  readonly variables: ReadonlyMap<string, Block>;
  readonly locals: ReadonlyMap<string, Expression>;
  readonly outputs: ReadonlyMap<string, Block>;
  readonly calls: ReadonlyMap<string, Block>;
  /** By address in the module, such as `data.aws_region.current`. */
  readonly resources: ReadonlyMap<string, Block>;
  readonly providers: readonly Block[];
}

/**
 * Reads the `.tf` and `.tf.json` files of a directory.
 *
 * @throws PlannedInputError for one that cannot be read, naming the line.
 */
export function defineModule(directory: string, files: readonly TerraformFile[], parseHcl: ParseHcl): ModuleDefinition {
  const isOverride = ({ file }: TerraformFile) => /(^|[/_])override\.tf(\.json)?$/.test(file);
  const sources = files.filter(({ file }) => /\.tf(\.json)?$/.test(file));
  const inOrder = [...sources].sort((one, other) => (one.file < other.file ? -1 : 1));
  const definition = new Definition(directory);
  for (const file of inOrder) if (!isOverride(file)) definition.add(bodyOf(file, parseHcl), false);
  for (const file of inOrder) if (isOverride(file)) definition.add(bodyOf(file, parseHcl), true);
  return definition;
}

function bodyOf({ file, text }: TerraformFile, parseHcl: ParseHcl): Body {
  const source = new SourceText(file, text);
  return file.endsWith('.json') ? parseJsonBody(source, parseHcl) : parseBody(source, parseHcl);
}

class Definition implements ModuleDefinition {
  readonly directory: string;
  readonly variables = new Map<string, Block>();
  readonly locals = new Map<string, Expression>();
  readonly outputs = new Map<string, Block>();
  readonly calls = new Map<string, Block>();
  readonly resources = new Map<string, Block>();
  readonly providers: Block[] = [];

  constructor(directory: string) {
    this.directory = directory;
  }

  add({ blocks }: Body, overrides: boolean): void {
    for (const block of blocks) {
      const [first = '', second = ''] = block.labels;
      switch (block.type) {
        case 'variable':
          put(this.variables, first, block, overrides);
          break;
        case 'output':
          put(this.outputs, first, block, overrides);
          break;
        case 'module':
          put(this.calls, first, block, overrides);
          break;
        case 'resource':
          put(this.resources, `${first}.${second}`, block, overrides);
          break;
        case 'data':
          put(this.resources, `data.${first}.${second}`, block, overrides);
          break;
        case 'provider':
          this.providers.push(block);
          break;
        case 'locals':
          for (const [name, expression] of block.body.attributes) this.locals.set(name, expression);
      }
    }
  }
}

/** A block of an override file changes what it names of the one that is there. */
function put(blocks: Map<string, Block>, name: string, block: Block, overrides: boolean): void {
  const before = blocks.get(name);
  if (before !== undefined && !overrides) {
    const { source, at } = block.span;
    throw new PlannedInputError(source.file, source.lineOf(at), `${block.type} ${name} is there twice`);
  }
  if (before === undefined) blocks.set(name, block);
  else {
    const replaced = new Set(block.body.blocks.map(({ type }) => type));
    const kept = before.body.blocks.filter(({ type }) => !replaced.has(type));
    const attributes = new Map([...before.body.attributes, ...block.body.attributes]);
    blocks.set(name, { ...before, body: { attributes, blocks: [...kept, ...block.body.blocks] } });
  }
}
