import type { ItemSink } from '../../recorded/item-sink.ts';
import type { Progress } from '../progress.ts';
import { findInputs } from './find-inputs.ts';
import { type ReadInput, readInput } from './read-input.ts';

/**
 * Reads every input behind the paths into a sink, telling how far it is.
 *
 * @throws InputError naming the input that cannot be used.
 */
export async function readInputs(
  paths: readonly string[],
  sink: ItemSink,
  progress: Progress,
): Promise<readonly ReadInput[]> {
  const found = await findInputs(paths);
  const total = found.reduce((sum, { size }) => sum + (size ?? Number.NaN), 0);
  const inputs: ReadInput[] = [];
  let read = 0;
  for (const input of found) {
    const onBytes = (bytes: number) => {
      read += bytes;
      const share = Number.isNaN(total) ? '' : ` (${Math.floor((read / total) * 100)} %)`;
      progress.show(() => `${(read / 1_000_000).toFixed(0)} MB${share}`);
    };
    inputs.push(await readInput(input, sink, onBytes));
  }
  return inputs;
}
