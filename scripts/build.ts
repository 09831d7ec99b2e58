import { chmod } from 'node:fs/promises';
import { build } from 'esbuild';

/** The command line in one file that starts in tens of milliseconds. */
async function buildCli(): Promise<void> {
  await build({
    entryPoints: ['rule/cli/main.ts'],
    outfile: 'dist/cli.js',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    minifySyntax: true,
    // commander is CommonJS and asks for Node's modules with require.
    banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
    external: ['@aws-sdk/*'],
    legalComments: 'inline',
  });
  await chmod('dist/cli.js', 0o755);
}

await buildCli();
