/**
 * Makes WebAssembly of `skip-nested.wat`, as a module that the bundle holds.
 *
 *     npm run make-skip-nested
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import loadWabt from 'wabt';

const SOURCE = fileURLToPath(new URL('../rule/cli/inputs/skip-nested.wat', import.meta.url));
const MODULE = fileURLToPath(new URL('../rule/cli/inputs/skip-nested-module.ts', import.meta.url));

/** The bytes of the module, in base64. */
export async function assembled(): Promise<string> {
  const { parseWat } = await loadWabt();
  const { buffer } = parseWat('skip-nested.wat', readFileSync(SOURCE, 'utf8'), { simd: true }).toBinary({});
  return Buffer.from(buffer).toString('base64');
}

if (process.argv[1] === import.meta.filename) {
  const lines = (await assembled()).match(/.{1,100}/g) ?? [];
  const text = lines.map((line) => `  '${line}'`).join(' +\n');
  writeFileSync(
    MODULE,
    `/** \`skip-nested.wat\` as WebAssembly, in base64. Made by \`npm run make-skip-nested\`. */\nexport const SKIP_NESTED =\n${text};\n`,
  );
}
