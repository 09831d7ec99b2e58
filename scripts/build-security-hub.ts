import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

/** Writes the handler of the Security Hub stack as one CommonJS file; its template has room for it as it is. */
export async function buildSecurityHub(outfile = 'dist/security-hub/index.js'): Promise<void> {
  await mkdir(dirname(outfile), { recursive: true });
  // The packages around it are ES modules; this file is not.
  await writeFile(join(dirname(outfile), 'package.json'), '{"type":"commonjs"}\n');
  await build({
    entryPoints: ['rule/security-hub/handler.ts'],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // The Node.js runtimes of Lambda bring the AWS SDK.
    external: ['@aws-sdk/*'],
    logLevel: 'warning',
  });
}
