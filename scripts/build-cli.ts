import { chmod, copyFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

const { resolve } = createRequire(import.meta.url);

/** The parser of `.tf` files and its grammar, which stand beside `cli.js`. */
const WASM = [
  'web-tree-sitter/web-tree-sitter.wasm',
  '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-terraform.wasm',
];

/**
 * Bundles the command line into `cli.js`, which starts in about a tenth of a second. What only `--live` needs is a chunk of
 * its own, loaded when it is asked for: the AWS SDK, which stays outside, would take longer than most evaluations.
 */
export async function buildCli(directory: string): Promise<void> {
  await rm(join(directory, 'chunks'), { recursive: true, force: true });
  await build({ ...OPTIONS, outdir: directory });
  for (const file of WASM) await copyFile(resolve(file), join(directory, basename(file)));
  await chmod(join(directory, 'cli.js'), 0o755);
}

/** The names of the packages whose code is in the bundle. */
export async function bundledPackages(): Promise<readonly string[]> {
  const { metafile } = await build({ ...OPTIONS, outdir: 'dist', write: false, metafile: true });
  const names = Object.keys(metafile.inputs).flatMap((file) => {
    const [, name] = /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
    return name === undefined ? [] : [name];
  });
  return [...new Set(names)];
}

const OPTIONS = {
  entryPoints: [{ in: 'rule/cli/main.ts', out: 'cli' }],
  chunkNames: 'chunks/[name]-[hash]',
  splitting: true,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  // commander is CommonJS and asks for Node's modules with require.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
  },
  external: ['@aws-sdk/*'],
  legalComments: 'inline',
  // Half the text to look through at each start; names stay, so that a stack can be read.
  minifyWhitespace: true,
  minifySyntax: true,
} as const satisfies BuildOptions;
