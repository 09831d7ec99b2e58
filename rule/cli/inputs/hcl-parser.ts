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
