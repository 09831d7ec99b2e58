/** Measures `history` and `evidence` on a million configuration items against JSON.parse of the same files, and their peak memory. */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCli } from '../scripts/build-cli.ts';
import { atMost, type Budget, report } from './budget.ts';
import { writeHistory } from './generate-items.ts';
import { runNode } from './run-node.ts';

const ITEMS = 1_000_000;
const FROM = '2026-01-01T00:00:00Z';
const TO = '2027-01-01T00:00:00Z';

/** Reading, decoding and parsing one file after another, and keeping nothing of it. */
const PARSE = `
  const { readdirSync, readFileSync } = require('node:fs');
  for (const name of readdirSync(process.argv[1])) JSON.parse(readFileSync(process.argv[1] + '/' + name, 'utf8'));
`;

export async function benchHistory(): Promise<readonly Budget[]> {
  const directory = await mkdtemp(join(tmpdir(), 'lambda-active-tracing-bench-'));
  try {
    await buildCli(directory);
    const files = join(directory, 'files');
    await writeHistory(files, ITEMS, Date.parse(FROM));
    const sizes = await Promise.all((await readdir(files)).map(async (name) => (await stat(join(files, name))).size));
    const gigabytes = sizes.reduce((sum, size) => sum + size, 0) / 1e9;
    const parse = await runNode(['-e', PARSE, files]);
    const cli = join(directory, 'cli.js');
    const period = ['--from', FROM, '--to', TO, '--quiet'];
    const ours = await runNode([cli, 'history', files, ...period, '--format', 'json']);
    const evidence = await runNode([cli, 'evidence', files, ...period, '--output', join(directory, 'evidence')]);
    console.log(
      `${ITEMS.toLocaleString('en')} items of history in ${sizes.length} files, ${gigabytes.toFixed(1)} GB: ` +
        `${ours.seconds.toFixed(1)} s, ${Math.round(ITEMS / ours.seconds).toLocaleString('en')} items/s; ` +
        `a process that calls JSON.parse ${parse.seconds.toFixed(1)} s (${(ours.seconds / parse.seconds).toFixed(2)} x)`,
    );
    const items = `${ITEMS.toLocaleString('en')} items`;
    return [
      atMost(0.85, 'x', `history of ${items} against JSON.parse`, ours.seconds / parse.seconds),
      atMost(512, 'MB', `history of ${items}: memory`, ours.peakMegabytes),
      atMost(512, 'MB', `evidence on ${items}: memory`, evidence.peakMegabytes),
    ];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) report(await benchHistory());
