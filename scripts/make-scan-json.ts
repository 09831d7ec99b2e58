/**
 * Makes WebAssembly of `scan-json.wat`, as a module that the bundle holds.
 *
 *     npm run make-scan-json
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import loadWabt from 'wabt';

const SOURCE = fileURLToPath(new URL('../rule/cli/inputs/scan-json.wat', import.meta.url));
const MODULE = fileURLToPath(new URL('../rule/cli/inputs/scan-json-module.ts', import.meta.url));

/** The bytes of the module, in base64. */
export async function assembled(): Promise<string> {
  const { parseWat } = await loadWabt();
  const { buffer } = parseWat('scan-json.wat', readFileSync(SOURCE, 'utf8'), { simd: true }).toBinary({});
  return Buffer.from(buffer).toString('base64');
}

if (process.argv[1] === import.meta.filename) {
  const lines = (await assembled()).match(/.{1,100}/g) ?? [];
  const text = lines.map((line) => `  '${line}'`).join(' +\n');
  writeFileSync(
    MODULE,
    `/** \`scan-json.wat\` as WebAssembly, in base64. Made by \`npm run make-scan-json\`. */\nexport const SCAN_JSON =\n${text};\n`,
  );
}
