import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InputError, inputError, isMissing } from '../input-error.ts';
import type { ReportText } from './evaluation-report.ts';
import { PAPER, type Screen, terminal } from './screen.ts';

const PIECE_SIZE = 256 * 1024;
/** So many bytes of UTF-8 has a unit of UTF-16, and no more. */
const MOST_BYTES = 3;

/** A report to be written: standard output when there is no path. */
export interface Output<Format> {
  readonly format: Format;
  readonly path: string | undefined;
}

/** Formats by the ending of a file's name. */
const BY_SUFFIX: readonly (readonly [suffix: string, format: string])[] = [
  ['.ocsf.json', 'ocsf'],
  ['.asff.json', 'asff'],
  ['.sarif.json', 'sarif'],
  ['.junit.xml', 'junit'],
  ['.json', 'json'],
  ['.csv', 'csv'],
  ['.html', 'html'],
  ['.htm', 'html'],
  ['.md', 'markdown'],
  ['.sarif', 'sarif'],
  ['.xml', 'junit'],
  ['.txt', 'table'],
];

/**
 * What to write where: `-` is standard output, and the format is the one that was asked for, else the one a file's name
 * tells, else a table.
 *
 * @throws InputError for an output that is named twice.
 */
export function outputsOf<Format extends string>(
  paths: readonly string[],
  format: Format | undefined,
  formats: readonly Format[],
): readonly Output<Format>[] {
  const byName = (path: string) => {
    const told = BY_SUFFIX.find(([suffix]) => path.toLowerCase().endsWith(suffix))?.[1];
    return formats.find((each) => each === told);
  };
  const [standard] = formats;
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) throw new InputError(`--output ${twice}: named twice`);
  if (standard === undefined) return [];
  if (paths.length === 0) return [{ format: format ?? standard, path: undefined }];
  // Several outputs are several formats of one run: the option speaks for those whose name says nothing.
  return paths.map((path) => ({
    format: (paths.length > 1 ? (byName(path) ?? format) : (format ?? byName(path))) ?? standard,
    path: path === '-' ? undefined : path,
  }));
}

/** Writes reports to files, or to standard output as it suits the terminal there. */
export async function writeReports<Format>(
  textFor: (format: Format, screen: Screen) => ReportText,
  outputs: readonly Output<Format>[],
): Promise<void> {
  for (const { format, path } of outputs) {
    if (path === undefined) await writeToStdout(textFor(format, terminal()));
    else await writeToFile(textFor(format, PAPER), path);
  }
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
 * Writes a report to where a path leads. A regular file appears when it is complete, and not before, and keeps its mode; a
 * pipe or a device is written into: what is there stays what it is.
 *
 * @throws InputError naming the path when it cannot be written.
 */
export async function writeToFile(text: ReportText, path: string): Promise<void> {
  try {
    const target = await whereItLeads(path);
    const there = await stat(target).catch(ignoringMissing);
    if (there === undefined || there.isFile()) await replaceFile(text, target, there?.mode);
    else if (there.isDirectory()) throw new InputError(`${path}: is a directory`);
    else await pipeline(Readable.from(pieces(text)), createWriteStream(target, { flags: 'a' }));
  } catch (cause) {
    throw inputError(path, cause);
  }
}

/** The path behind links, of which the last may lead to what is not there yet. */
async function whereItLeads(path: string): Promise<string> {
  const real = await realpath(path).catch(ignoringMissing);
  if (real !== undefined) return real;
  const link = await readlink(path).catch(() => undefined);
  return link === undefined ? path : whereItLeads(resolve(dirname(path), link));
}

async function replaceFile(text: ReportText, target: string, mode: number | undefined): Promise<void> {
  const unfinished = `${target}.${randomUUID()}.tmp`;
  try {
    // Exclusively, so that nobody can have laid a link in its place.
    const file = createWriteStream(unfinished, { flags: 'wx', ...(mode !== undefined && { mode: mode & 0o7777 }) });
    await pipeline(Readable.from(pieces(text)), file);
    if (mode !== undefined) await chmod(unfinished, mode & 0o7777);
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

function ignoringMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

/** The text as bytes. A write for every part would cost more than the report, and so would making one text of many parts. */
export function* pieces(text: ReportText): Generator<Buffer> {
  let piece = Buffer.allocUnsafe(PIECE_SIZE);
  let length = 0;
  for (const part of text) {
    const most = part.length * MOST_BYTES;
    if (length > 0 && length + most > PIECE_SIZE) {
      yield piece.subarray(0, length);
      // Whoever takes a piece keeps it.
      piece = Buffer.allocUnsafe(PIECE_SIZE);
      length = 0;
    }
    if (most > PIECE_SIZE) yield Buffer.from(part);
    else length += piece.write(part, length);
  }
  if (length > 0) yield piece.subarray(0, length);
}
