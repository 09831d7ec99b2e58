import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { InputError } from '../input-error.ts';
import type { Scanned } from './scan.ts';
import type { FromWorker } from './scan-worker.ts';

/**
 * Scans a file on a second core while this one judges what has been found: the two take about the same time.
 *
 * @throws InputError as scanning here would.
 */
export async function* scanInWorker(path: string): AsyncGenerator<Scanned> {
  const worker = new Worker(new URL('./scan-worker.js', import.meta.url), { workerData: path });
  try {
    for await (const [piece] of on(worker, 'message') as AsyncIterable<[FromWorker]>) {
      if (piece.kind === 'unusable') throw new InputError(piece.message);
      yield piece;
      if (piece.kind === 'end') return;
      worker.postMessage('taken');
    }
  } finally {
    await worker.terminate();
  }
}
