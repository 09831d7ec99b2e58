/** Measures `history` on one shared role that changes 400 times under 5,000 functions: its memory, and how much it writes. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCli } from '../scripts/build-cli.ts';
import { atMost, type Budget, report } from './budget.ts';
import { writeFlips } from './generate-items.ts';
import { runNode } from './run-node.ts';

const CHANGES = 400;
const FUNCTIONS = 5_000;
const FROM = '2026-01-01T00:00:00Z';
const TO = '2026-03-01T00:00:00Z';

export async function benchFlips(): Promise<readonly Budget[]> {
  const directory = await mkdtemp(join(tmpdir(), 'lambda-active-tracing-bench-'));
  try {
    await buildCli(directory);
    const input = join(directory, 'flips.json');
    await writeFlips(input, CHANGES, FUNCTIONS, Date.parse(FROM));
    const outputs = ['json', 'csv', 'html', 'txt'].map((ending) => join(directory, `history.${ending}`));
    const named = outputs.flatMap((path) => ['--output', path]);
    const run = await runNode([
      join(directory, 'cli.js'),
      'history',
      input,
      '--from',
      FROM,
      '--to',
      TO,
      '--quiet',
      ...named,
    ]);
    const sizes = await Promise.all(outputs.map(async (path) => (await stat(path)).size));
    const { size } = await stat(input);
    return [
      atMost(200, 'MB', 'history, a role that changes 400 times under 5,000 functions: memory', run.peakMegabytes),
      atMost(2, 'x', 'its largest report against the input', Math.max(...sizes) / size),
    ];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) report(await benchFlips());
