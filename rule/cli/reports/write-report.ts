import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { inputError } from '../input-error.ts';
import type { ReportText } from './evaluation-report.ts';
import { PAPER, type Screen, terminal } from './screen.ts';

const PIECE_SIZE = 256 * 1024;

/** Writes a report to a file, or to standard output as it suits the terminal there. */
export async function writeReport(textFor: (screen: Screen) => ReportText, output: string | undefined): Promise<void> {
  if (output === undefined) await writeToStdout(textFor(terminal()));
  else await writeToFile(textFor(PAPER), output);
}

/** Writes a report to standard output. A reader that stops reading, such as `head`, is no error. */
async function writeToStdout(text: ReportText): Promise<void> {
  try {
    await pipeline(Readable.from(pieces(text)), process.stdout, { end: false });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  }
}

/**
 * Writes a report to a file that appears when it is complete, and not before.
 *
 * @throws InputError naming the file when it cannot be written.
 */
async function writeToFile(text: ReportText, path: string): Promise<void> {
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    await pipeline(Readable.from(pieces(text)), createWriteStream(unfinished));
    await rename(unfinished, path);
  } catch (cause) {
    await rm(unfinished, { force: true });
    throw inputError(path, cause);
  }
}

/** A write for every line would cost more than the report. */
export function* pieces(text: ReportText): Generator<string> {
  let piece = '';
  for (const part of text) {
    piece += part;
    if (piece.length < PIECE_SIZE) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
