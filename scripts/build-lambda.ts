import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { build } from 'esbuild';
import { minify } from 'terser';
import { packText, UNPACK } from './pack-text.ts';

/**
 * Writes the evaluator as one CommonJS file that fits into the inline code of a CloudFormation template of 51,200 bytes.
 * Minified it would take 43 kB of them, so the file carries it compressed. It is unpacked once per container, right
 * after the import and before the first event.
 */
export async function buildLambda(outfile = 'dist/lambda/index.js'): Promise<void> {
  await mkdir(dirname(outfile), { recursive: true });
  // The packages around it are ES modules; this file is not.
  await writeFile(join(dirname(outfile), 'package.json'), '{"type":"commonjs"}\n');
  await writeFile(outfile, await packed(await minified(await bundleLambda())));
}

/** The minified evaluator. The AWS SDK stays outside: the Node.js runtimes of Lambda bring it. */
export async function bundleLambda(): Promise<string> {
  const { outputFiles } = await build({
    // Said by hand, it needs none of the code that makes an ES module look like a CommonJS one.
    stdin: {
      contents: "import { handler } from './rule/lambda/handler.ts'; exports.handler = handler;",
      resolveDir: '.',
    },
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

/** Calls inlined and repeated passes take another twentieth off what esbuild has minified. */
async function minified(bundle: string): Promise<string> {
  const { code } = await minify(bundle, {
    compress: {
      toplevel: true,
      passes: 6,
      unsafe_arrows: true,
      hoist_funs: true,
      lhs_constants: false,
      sequences: false,
      ecma: 2020,
    },
    mangle: { toplevel: true },
    format: { ecma: 2020 },
  });
  if (code === undefined) throw new Error('terser wrote no bundle');
  return code;
}

async function packed(bundle: string): Promise<string> {
  const tried = await Promise.all(POSTFIX_BITS.map((bits) => compressed(bundle, bits)));
  const smallest = tried.reduce((one, other) => (other.length < one.length ? other : one));
  const { code: wrapper = '' } = await minify(wrapped(packText(smallest)), {
    toplevel: true,
    format: { quote_style: 1 },
  });
  return `// Source: require('.').source().then(console.log)\n${wrapper}\n`;
}

/** How distances are coded. Which way suits a text best is found by trying: it makes a difference of some 60 bytes. */
const POSTFIX_BITS = [0, 1, 2, 3];

function compressed(bundle: string, postfixBits: number): Promise<Buffer> {
  return promisify(brotliCompress)(bundle, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bundle.length,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_NPOSTFIX]: postfixBits,
    },
  });
}

/** The file around the packed bundle: it starts to unpack right after the import, and hands every invocation on as it is. */
function wrapped(data: string): string {
  return `
const source = async () => require('zlib').brotliDecompressSync((${UNPACK})('${data}')).toString();
const handler = new Promise(setImmediate).then(source).then((code) => {
  const exported = {};
  require('vm').compileFunction(code, ['exports', 'require'], { filename: 'rule.js' })(exported, require);
  return exported.handler;
});
exports.source = source;
exports.handler = async (event, context) => (await handler)(event, context);
`;
}
