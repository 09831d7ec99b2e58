/**
 * What `npm start` shows: the verdicts on the sample organization, the evidence an auditor would get of its autumn, and what is
 * wrong with templates before they are deployed.
 *
 *     npm start
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { buildCli } from './build-cli.ts';

const SAMPLE = 'test/fixtures/sample-organization';
const END = '2026-11-20T12:00:00Z';
const EVIDENCE = 'dist/sample-evidence';

await buildCli('dist');
run('evaluate', SAMPLE, '--at', END);
console.log('\nThe autumn of the sample organization, as evidence:');
rmSync(EVIDENCE, { recursive: true, force: true });
run('evidence', SAMPLE, '--from', '2026-10-02', '--to', END, '--output', EVIDENCE);
console.log('\nTemplates, a plan and Terraform files, before they are deployed:');
run('evaluate', 'test/fixtures/sample-templates', '--only', 'NON_COMPLIANT,INSUFFICIENT_DATA');

/** Functions that fail are what the sample is for: only unusable input is an error here. */
function run(...args: readonly string[]): void {
  const { status, error } = spawnSync(process.execPath, ['dist/cli.js', ...args], { stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0 && status !== 1) process.exit(status ?? 2);
}
