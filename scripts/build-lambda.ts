import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';

/**
 * Writes the evaluator as one CommonJS file that fits into the inline code of a CloudFormation template of 51,200 bytes.
 * Minified it would take 43 kB of them, so the file carries it compressed. It is unpacked once per container, right
 * after the import and before the first event.
 */
export async function buildLambda(outfile = 'dist/lambda/index.js'): Promise<void> {
  await mkdir(dirname(outfile), { recursive: true });
  await writeFile(outfile, packed(await bundleLambda()));
}

/** The minified evaluator. The AWS SDK stays outside: the Node.js runtimes of Lambda bring it. */
export async function bundleLambda(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['rule/lambda/handler.ts'],
    bundle: true,
    write: false,
    minify: true,
    platform: 'node',
    format: 'cjs',
    // The oldest Node.js the bundle must run on; the runtime itself is newer.
    target: 'node20',
    external: ['@aws-sdk/*'],
    logLevel: 'warning',
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) throw new Error('esbuild wrote no bundle of rule/lambda/handler.ts');
  return bundle.text;
}

function packed(bundle: string): string {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT, BROTLI_MAX_QUALITY } = constants;
  const params = { [BROTLI_PARAM_QUALITY]: BROTLI_MAX_QUALITY, [BROTLI_PARAM_SIZE_HINT]: bundle.length };
  const data = brotliCompressSync(bundle, { params }).toString('base64');
  return `// lambda-active-tracing. The code below is minified and compressed to fit into the template; to read it, run
// node -p "require('zlib').brotliDecompressSync(Buffer.from(require('fs').readFileSync('index.js','utf8').match(/'([^']{999,})'/)[1],'base64'))+''"
'use strict';
const unpack = () => {
  const code = require('node:zlib').brotliDecompressSync(Buffer.from('${data}', 'base64'));
  const bundle = { exports: {} };
  const file = { filename: 'lambda-active-tracing.js' };
  require('node:vm').compileFunction(code.toString(), ['module', 'require'], file)(bundle, require);
  return bundle.exports.handler;
};
const unpacked = new Promise((resolve) => setImmediate(resolve)).then(unpack);
exports.handler = async (event, context) => (await unpacked)(event, context);
`;
}
