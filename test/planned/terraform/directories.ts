import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { hclParser } from '../../../rule/cli/inputs/hcl-parser.ts';
import { readTerraformDirectory } from '../../../rule/planned/terraform/hcl/read-directory.ts';
import { deploymentOf, type Given, type Judged, judgedFunctions } from '../judged.ts';

const { resolve } = createRequire(import.meta.url);

const parseHcl = await hclParser(
  readFileSync(resolve('web-tree-sitter/web-tree-sitter.wasm')),
  readFileSync(resolve('@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-terraform.wasm')),
);

/** The functions of the root module among these files, by path. */
export function readDirectory(files: Readonly<Record<string, string>>, given: Given = {}) {
  const filesOf = (directory: string) => {
    const isIn = (file: string) => file.slice(0, Math.max(0, file.lastIndexOf('/'))) === directory;
    const those = Object.entries(files).flatMap(([file, text]) => (isIn(file) ? [{ file, text }] : []));
    return those.length === 0 ? undefined : those;
  };
  const root = { directory: '', files: filesOf('') ?? [], filesOf };
  return readTerraformDirectory(root, parseHcl, deploymentOf({ ...given, files: { ...files, ...given.files } }));
}

export function judgedDirectory(
  files: Readonly<Record<string, string>>,
  given: Given = {},
): Readonly<Record<string, Judged>> {
  return judgedFunctions(readDirectory(files, given), given);
}
