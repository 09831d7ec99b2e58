import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, inputError } from '../input-error.ts';

/** Bytes to evaluate, under the name a person knows them by. */
export interface Input {
  readonly name: string;
  /** Size in bytes; `undefined` for a stream. */
  readonly size: number | undefined;
  readonly open: () => AsyncIterable<Buffer>;
}

/** The files AWS Config and the AWS CLI write. Others in a delivery bucket, such as ConfigWritabilityCheckFile, hold no items. */
const ITEM_FILE = /\.(json|jsonl|ndjson)(\.gz)?$/i;

/**
 * The inputs behind command-line arguments: a file as it is, the item files below a directory in the order of their
 * names, and standard input for `-`.
 *
 * @throws InputError for a path that does not exist, or a directory without item files.
 */
export async function findInputs(paths: readonly string[]): Promise<readonly Input[]> {
  const found: Input[] = [];
  for (const path of paths) {
    if (path === '-') found.push({ name: '-', size: undefined, open: () => process.stdin });
    else found.push(...(await inputsAt(path)));
  }
  return found;
}

async function inputsAt(path: string): Promise<readonly Input[]> {
  const { isDirectory, size } = await describe(path);
  if (!isDirectory) return [fileInput(path, size)];
  const inside = await readdir(path, { recursive: true, withFileTypes: true });
  const files = inside
    .filter((entry) => entry.isFile() && ITEM_FILE.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (files.length === 0)
    throw new InputError(`${path}: no .json, .jsonl or .ndjson file (plain or .gz) in this directory`);
  return Promise.all(files.map(async (file) => fileInput(file, (await describe(file)).size)));
}

async function describe(path: string) {
  try {
    const stats = await stat(path);
    return { isDirectory: stats.isDirectory(), size: stats.size };
  } catch (cause) {
    throw inputError(path, cause);
  }
}

function fileInput(path: string, size: number): Input {
  return { name: path, size, open: () => createReadStream(path, { highWaterMark: 256 * 1024 }) };
}
