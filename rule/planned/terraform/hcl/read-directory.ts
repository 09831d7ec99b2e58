import type { Deployment, PlannedFunctions } from '../../cloudformation/read-templates.ts';
import type { PlannedFunction } from '../../planned-function.ts';
import { UnresolvedValue } from '../../unresolved-value.ts';
import { functionsIn, undecidedFacts } from '../functions.ts';
import { unseenIn } from '../unseen-resources.ts';
import { DirectoryState, placeOfMode } from './directory-state.ts';
import type { TerraformFile } from './module-definition.ts';
import { type MissingModule, ModuleTree } from './module-tree.ts';
import type { ParseHcl } from './syntax-node.ts';
import { givenVariables } from './variable-files.ts';

/** A directory with the configuration of a root module. */
export interface TerraformDirectory {
  /** Its path with `/` between folders, as the names of its files begin; empty for none. */
  readonly directory: string;
  /** Its own files, not those of directories in it. */
  readonly files: readonly TerraformFile[];
  /** The files of another directory, such as that of a module; `undefined` where there is none. */
  readonly filesOf: (directory: string) => readonly TerraformFile[] | undefined;
  /** Files of values as `-var-file` gives them, the last of which wins. */
  readonly givenFiles?: readonly TerraformFile[];
}

/**
 * Reads the functions of a directory of `.tf` files and of the modules it calls, as far as their directories are at hand.
 *
 * @throws PlannedInputError for a file that cannot be read, and for what refers to itself in a circle.
 */
export function readTerraformDirectory(
  { directory, files, filesOf, givenFiles = [] }: TerraformDirectory,
  parseHcl: ParseHcl,
  deployment: Deployment,
): PlannedFunctions {
  const { textOf, accountId } = deployment;
  const given = givenVariables(files, givenFiles, parseHcl);
  const tree = new ModuleTree(directory, files, { filesOf, textOf, parseHcl, given, accountId });
  const state = new DirectoryState(tree);
  const places = new Map(state.ofType('aws_lambda_function').map((each) => [each.address, placeOfMode(each)]));
  const functions = functionsIn(state, deployment).map((fn) => ({
    ...fn,
    source: { ...fn.source, ...places.get(fn.source.address) },
  }));
  const [ofFunctions, others] = [
    tree.missing.filter(makesFunctions),
    tree.missing.filter((each) => !makesFunctions(each)),
  ];
  return {
    functions: [...functions, ...ofFunctions.map((each) => unavailable(each, deployment))],
    unseen: [
      ...unseenIn(state),
      ...others.map((each) => ({ place: each.place, address: each.address, why: whyMissing(each) })),
    ],
    nestedFiles: new Set([...tree.readDirectories].flatMap((each) => filesOf(each)?.map(({ file }) => file) ?? [])),
  };
}

function whyMissing({ source }: MissingModule): string {
  return `module ${source} is not available: give the plan`;
}

/** Does a module that is not at hand make functions, by its name or by what it is given? */
function makesFunctions({ source, block }: MissingModule): boolean {
  const { attributes } = block.body;
  if (/role|polic|layer|permission|alias/i.test(source)) return false;
  return (
    /(^|[/_.-])lambda([/_.?-]|$)/i.test(source) ||
    ['tracing_mode', 'tracing_config_mode', 'lambda_function_name'].some((name) => attributes.has(name)) ||
    (attributes.has('handler') && attributes.has('runtime'))
  );
}

function unavailable(missing: MissingModule, { accountId, region }: Deployment): PlannedFunction {
  const { address, place } = missing;
  const facts = undecidedFacts({ address, place }, whyMissing(missing));
  const open = new UnresolvedValue(address, whyMissing(missing), place, '');
  return {
    resourceId: address,
    accountId,
    region,
    arn: undefined,
    source: { ...place, address },
    act: 'apply',
    worlds: [{ assumptions: [], value: { ...facts, openRole: open } }],
  };
}
