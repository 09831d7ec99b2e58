import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles the command line into `cli.js`, which starts in about a tenth of a second. What only `--live` needs is a chunk of
 * its own, loaded when it is asked for: the AWS SDK, which stays outside, would take longer than most evaluations.
 */
export async function buildCli(directory: string): Promise<void> {
  await rm(join(directory, 'chunks'), { recursive: true, force: true });
  await build({
    entryPoints: [{ in: 'rule/cli/main.ts', out: 'cli' }],
    outdir: directory,
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // commander is CommonJS and asks for Node's modules with require.
    banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
    external: ['@aws-sdk/*'],
    legalComments: 'inline',
  });
  await chmod(join(directory, 'cli.js'), 0o755);
}
