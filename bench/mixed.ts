/**
 * Measures `evaluate` on a snapshot of which 3 % are functions: plain against JSON.parse, gzip against `gzip -dc`, in turns; and
 * on the same kind of items in thousands of gzip files, as a delivery bucket has them.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { buildCli } from '../scripts/build-cli.ts';
import { atMost, type Budget, median, report } from './budget.ts';
import { PARSE } from './evaluate.ts';
import { writeBucket, writeMixedSnapshot } from './generate-items.ts';
import { runNode, secondsOf } from './run-node.ts';

const ITEMS = 120_000;
const FILES = 3_000;
const ITEMS_OF_A_FILE = 40;
const ROUNDS = 3;

export async function benchMixed(): Promise<readonly Budget[]> {
  const directory = await mkdtemp(join(tmpdir(), 'lambda-active-tracing-bench-'));
  try {
    await buildCli(directory);
    const evaluate = (path: string) =>
      runNode([join(directory, 'cli.js'), 'evaluate', path, '--format', 'json', '--quiet']);
    const plain = join(directory, 'mixed.json');
    await writeMixedSnapshot(plain, ITEMS);
    const packed = `${plain}.gz`;
    await pipeline(createReadStream(plain), createGzip({ level: 6 }), createWriteStream(packed));
    const times = { plain: [], parse: [], packed: [], inflate: [] } as Record<string, number[]>;
    for (let round = 0; round < ROUNDS; round++) {
      times.plain?.push((await evaluate(plain)).seconds);
      times.parse?.push((await runNode(['-e', PARSE, plain])).seconds);
      times.packed?.push((await evaluate(packed)).seconds);
      times.inflate?.push(await secondsOf('gzip', ['-dc', packed]));
    }
    const of = (name: string) => median(times[name] ?? []);

    const bucket = join(directory, 'bucket');
    await writeBucket(bucket, FILES, ITEMS_OF_A_FILE);
    const many = await evaluate(bucket);
    const inflated = await secondsOf('sh', ['-c', `gzip -dc ${bucket}/*.gz`]);
    console.log(
      `${FILES.toLocaleString('en')} gzip files of ${ITEMS_OF_A_FILE} items: ${many.seconds.toFixed(1)} s, ` +
        `the same number of items in one: ${of('packed').toFixed(1)} s`,
    );
    return [
      atMost(0.35, 'x', 'evaluate, mixed snapshot, against a process that calls JSON.parse', of('plain') / of('parse')),
      atMost(1.6, 'x', 'evaluate, mixed snapshot in gzip, against gzip -dc', of('packed') / of('inflate')),
      // What opening a file takes counts more here than what is in it.
      atMost(
        4,
        'x',
        `evaluate, ${FILES.toLocaleString('en')} gzip files, against gzip -dc of all`,
        many.seconds / inflated,
      ),
      atMost(512, 'MB', `evaluate, ${FILES.toLocaleString('en')} gzip files: memory`, many.peakMegabytes),
    ];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) report(await benchMixed());
