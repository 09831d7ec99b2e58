import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
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

/** The parser from the files that stand beside the built command line; run from its sources, they stand in their packages. */
export async function loadHclParser(): Promise<ParseHcl> {
  const [runtime, grammar] = await Promise.all(
    ['web-tree-sitter/web-tree-sitter.wasm', '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-terraform.wasm'].map(
      (file) => readFile(placeOf(file)),
    ),
  );
  return hclParser(runtime as Uint8Array, grammar as Uint8Array);
}

function placeOf(file: string): string | URL {
  if (import.meta.url.endsWith('.ts')) return createRequire(import.meta.url).resolve(file);
  // This module may have become a chunk in a directory below.
  const beside = new URL(import.meta.url.includes('/chunks/') ? '../' : './', import.meta.url);
  return new URL(file.slice(file.lastIndexOf('/') + 1), beside);
}
