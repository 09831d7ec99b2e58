import { createHash } from 'node:crypto';
import { type JoinedMetrics, joinMetrics, type NamedMetricData } from '../../core/forecast/join-metrics.ts';
import { MetricDataError, parseMetricData, type SaidOfMetrics } from '../../core/forecast/metric-data.ts';
import { parseJsonText, RepeatedMemberError } from '../../core/json-text.ts';
import { InputError } from '../input-error.ts';
import type { Progress } from '../progress.ts';
import { findInputs, type Input } from './find-inputs.ts';
import { bytesOf, textOf } from './input-bytes.ts';
import type { ReadInput } from './read-input.ts';

/** The metrics behind some paths, and what was read. */
export interface ReadMetrics extends JoinedMetrics {
  readonly inputs: readonly ReadInput[];
}

/**
 * Reads outputs of `aws cloudwatch get-metric-data`, plain or gzip, UTF-8 or UTF-16.
 *
 * @throws InputError naming the input that cannot be used, and what is wrong.
 */
export async function readMetrics(
  paths: readonly string[],
  said: SaidOfMetrics,
  progress: Progress,
): Promise<ReadMetrics> {
  const { inputs: found } = await findInputs(paths);
  const inputs: ReadInput[] = [];
  const data: NamedMetricData[] = [];
  for (const input of found) {
    const hash = createHash('sha256');
    const text = await readText(input, hash, progress);
    inputs.push({ name: input.name, sha256: hash.digest('hex') });
    data.push({ name: input.name, ...parsed(input.name, text, said) });
  }
  if (data.length === 0) throw new InputError(`${paths.join(', ')}: no metrics there`);
  try {
    return { inputs, ...joinMetrics(data) };
  } catch (cause) {
    if (cause instanceof MetricDataError) throw new InputError(cause.message, { cause });
    throw cause;
  }
}

async function readText(input: Input, hash: ReturnType<typeof createHash>, progress: Progress): Promise<string> {
  let read = 0;
  const onBytes = (bytes: number) => {
    read += bytes;
    progress.show(() => `${(read / 1_000_000).toFixed(0)} MB of metrics`);
  };
  return textOf(bytesOf(input, hash, onBytes));
}

function parsed(name: string, text: string, said: SaidOfMetrics) {
  try {
    return parseMetricData(parseJsonText(text), said);
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof RepeatedMemberError || cause instanceof MetricDataError)
      throw new InputError(`${name}: ${cause.message}`, { cause });
    throw cause;
  }
}
