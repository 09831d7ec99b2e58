/**
 * Measures `evaluate` on a snapshot of 100,000 functions against JSON.parse on the same bytes, each in a process of its
 * own and in turns, and its peak memory on an input of 1 GB.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCli } from '../scripts/build-cli.ts';
import { atMost, type Budget, median, report } from './budget.ts';
import { writeSnapshot } from './generate-items.ts';
import { runNode } from './run-node.ts';

const FUNCTIONS = 100_000;
const FUNCTIONS_OF_A_GIGABYTE = 640_000;
const ROUNDS = 5;
const MEGABYTE = 1_000_000;

/** Reading, decoding and parsing a file whole: what any tool that calls JSON.parse has to do. */
export const PARSE = `
  const text = require('node:fs').readFileSync(process.argv[1], 'utf8');
  const start = performance.now();
  JSON.parse(text);
  process.stderr.write(String(performance.now() - start));
`;

export async function benchEvaluate(): Promise<readonly Budget[]> {
  const directory = await mkdtemp(join(tmpdir(), 'lambda-active-tracing-bench-'));
  try {
    await buildCli(directory);
    const evaluate = (file: string) => runNode([join(directory, 'cli.js'), 'evaluate', file, '--format', 'json']);

    const snapshot = join(directory, 'snapshot.json');
    await writeSnapshot(snapshot, FUNCTIONS);
    const ours: number[] = [];
    const parsing: number[] = [];
    const parseAlone: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      ours.push((await evaluate(snapshot)).seconds);
      const parse = await runNode(['-e', PARSE, snapshot]);
      parsing.push(parse.seconds);
      parseAlone.push(Number(parse.stderr) / 1000);
    }
    const ratio = median(ours) / median(parsing);

    const large = join(directory, 'large.json');
    await writeSnapshot(large, FUNCTIONS_OF_A_GIGABYTE);
    const { size } = await stat(large);
    const whole = await evaluate(large);

    console.log(
      `${FUNCTIONS.toLocaleString('en')} functions: evaluate ${median(ours).toFixed(2)} s, ` +
        `a process that calls JSON.parse ${median(parsing).toFixed(2)} s (${median(parseAlone).toFixed(2)} s of it in JSON.parse)`,
    );
    console.log(`${(size / MEGABYTE).toFixed(0)} MB, beyond what JSON.parse can take: ${whole.seconds.toFixed(1)} s`);
    return [
      atMost(0.75, 'x', 'evaluate, functions only, against a process that calls JSON.parse', ratio),
      atMost(512, 'MB', `evaluate: memory for ${(size / MEGABYTE).toFixed(0)} MB`, whole.peakMegabytes),
    ];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) report(await benchEvaluate());
