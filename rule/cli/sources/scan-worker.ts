import { parentPort, workerData } from 'node:worker_threads';
import { InputError } from '../input-error.ts';
import { fileInput } from './inputs.ts';
import { type Scanned, scan } from './scan.ts';

/** What the worker sends: what it scanned, or why the input cannot be used. */
export type FromWorker = Scanned | { readonly kind: 'unusable'; readonly message: string };

/** Pieces that may wait to be taken: scanning must not run away from judging and fill the memory. */
const PIECES_AHEAD = 4;

let ahead = 0;
let resume: () => void = () => undefined;

parentPort?.on('message', () => {
  ahead--;
  resume();
});

async function send(piece: FromWorker): Promise<void> {
  while (ahead >= PIECES_AHEAD) await new Promise<void>((resolve) => (resume = resolve));
  ahead++;
  parentPort?.postMessage(piece);
}

try {
  for await (const piece of scan(fileInput(String(workerData), undefined))) await send(piece);
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  await send({ kind: 'unusable', message: error.message });
}
parentPort?.close();
