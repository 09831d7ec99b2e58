import { readFile } from 'node:fs/promises';
import { Language, Parser } from 'web-tree-sitter';
import type { ParseHcl } from '../../planned/terraform/hcl/syntax-node.ts';

/**
 * The parser of `.tf` files: the grammar of tree-sitter, as WebAssembly.
 *
 * @param runtime bytes of `web-tree-sitter.wasm`
 * @param grammar bytes of `tree-sitter-terraform.wasm`
 */
export async function hclParser(runtime: Uint8Array, grammar: Uint8Array): Promise<ParseHcl> {
  await Parser.init({ wasmBinary: runtime });
  const language = await Language.load(grammar);
  const parser = new Parser();
  parser.setLanguage(language);
  return (text) => {
    const tree = parser.parse(text);
    if (tree === null) throw new Error('the parser of HCL gave no tree');
    return tree.rootNode;
  };
}

/** The parser from the files that stand beside the built command line. */
export async function loadHclParser(): Promise<ParseHcl> {
  // This module may have become a chunk in a directory below.
  const beside = new URL(import.meta.url.includes('/chunks/') ? '../' : './', import.meta.url);
  const [runtime, grammar] = await Promise.all(
    ['web-tree-sitter.wasm', 'tree-sitter-terraform.wasm'].map((name) => readFile(new URL(name, beside))),
  );
  return hclParser(runtime as Uint8Array, grammar as Uint8Array);
}
