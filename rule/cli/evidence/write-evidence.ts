import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { lstat, mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InputError, inputError, isMissing } from '../input-error.ts';
import { csvReport } from '../reports/evaluation-csv.ts';
import { jsonReport } from '../reports/evaluation-json.ts';
import type { EvaluationReport, ReportText } from '../reports/evaluation-report.ts';
import { historyCsv } from '../reports/history-csv.ts';
import { historyJson } from '../reports/history-json.ts';
import type { HistoryReport } from '../reports/history-report.ts';
import { historyHtml } from '../reports/html/history-page.ts';
import { pieces } from '../reports/write-report.ts';
import { type Fingerprint, MANIFEST, manifestText, type OUTPUTS } from './manifest.ts';

/**
 * Refuses a directory in which something is, since evidence must hold nothing but what was made together, and one below an
 * input, where the next evidence would take it for an input.
 *
 * @throws InputError naming it.
 */
export async function requireRoomFor(directory: string, inputs: readonly string[]): Promise<void> {
  const inside = inputs.find((input) => input !== '-' && isBelow(directory, input));
  if (inside !== undefined) throw new InputError(`${directory}: inside the input ${inside}`);
  try {
    if (!(await lstat(directory)).isDirectory()) throw new InputError(`${directory}: not a directory`);
    if ((await readdir(directory)).length > 0) {
      throw new InputError(`${directory}: not empty; evidence needs a directory of its own`);
    }
  } catch (cause) {
    if (!isMissing(cause)) throw inputError(directory, cause);
  }
}

function isBelow(path: string, directory: string): boolean {
  const [first = ''] = relative(directory, path).split(sep);
  return first !== '..' && !isAbsolute(first);
}

/** The outputs of evidence, each with its name. */
export function evidenceTexts(
  history: HistoryReport,
  evaluation: EvaluationReport,
): readonly (readonly [name: (typeof OUTPUTS)[number], text: ReportText])[] {
  return [
    ['report.html', historyHtml(history)],
    ['evaluations.json', jsonReport(evaluation)],
    ['evaluations.csv', csvReport(evaluation)],
    ['history.json', historyJson(history)],
    ['history.csv', historyCsv(history)],
  ];
}

/**
 * Writes a directory of evidence that appears when it is complete, and not before.
 *
 * @returns the digest of its manifest.
 * @throws InputError naming the directory when it cannot be written.
 */
export async function writeEvidence(
  directory: string,
  history: HistoryReport,
  evaluation: EvaluationReport,
): Promise<string> {
  const texts = evidenceTexts(history, evaluation);
  const path = resolve(directory);
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await mkdir(unfinished);
  } catch (cause) {
    throw inputError(directory, cause);
  }
  try {
    const outputs: Fingerprint[] = [];
    for (const [name, text] of texts) outputs.push({ name, sha256: await writeHashed(text, join(unfinished, name)) });
    const { text, digest } = manifestText(history, outputs);
    await writeFile(join(unfinished, MANIFEST), text);
    await removeEmpty(path);
    await rename(unfinished, path);
    return digest;
  } catch (cause) {
    await rm(unfinished, { recursive: true, force: true });
    throw inputError(directory, cause);
  }
}

async function writeHashed(text: ReportText, path: string): Promise<string> {
  const hash = createHash('sha256');
  const hashed = async function* (source: AsyncIterable<Buffer>) {
    for await (const piece of source) {
      hash.update(piece);
      yield piece;
    }
  };
  await pipeline(Readable.from(pieces(text)), hashed, createWriteStream(path));
  return hash.digest('hex');
}

async function removeEmpty(path: string): Promise<void> {
  await rmdir(path).catch((error) => {
    if (!isMissing(error)) throw error;
  });
}
