import { createReadStream, type Dirent, type Stats } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inputError, isMissing } from '../input-error.ts';

/** Bytes to evaluate, under the name a person knows them by. */
export interface Input {
  readonly name: string;
  /** Size in bytes; `undefined` for a stream. */
  readonly size: number | undefined;
  /** Was it named, or found in a directory? What is named must be readable; a directory may hold other things too. */
  readonly isNamed: boolean;
  /** Its bytes, as they are stored. A piece is good until the next one is asked for. */
  readonly open: () => AsyncIterable<Buffer>;
  /** The file where it is one; `undefined` for a stream. */
  readonly path: string | undefined;
}

/** Something that was left out, and why. */
export interface Skipped {
  readonly name: string;
  readonly why: string;
}

export interface FoundInputs {
  readonly inputs: readonly Input[];
  readonly skipped: readonly Skipped[];
}

/**
 * The inputs behind command-line arguments: a file as it is, every file below a directory in the order of their names, and
 * standard input for `-`. Links are followed; a directory or file that several of them lead to is read once.
 *
 * @throws InputError for a path that does not exist or cannot be read.
 */
export async function findInputs(paths: readonly string[]): Promise<FoundInputs> {
  const inputs: Input[] = [];
  const skipped: Skipped[] = [];
  for (const path of paths) {
    if (path === '-') {
      inputs.push({ name: '-', size: undefined, isNamed: true, open: () => process.stdin, path: undefined });
      continue;
    }
    const stats = await described(path, path);
    if (!stats.isDirectory()) {
      inputs.push(inputAt(path, stats, true));
      continue;
    }
    for await (const found of filesBelow(path, new Set())) {
      if ('why' in found) skipped.push(found);
      else inputs.push(found);
    }
  }
  return { inputs, skipped };
}

/** What other tools keep beside templates and Terraform files: nothing that is deployed from there. */
const OF_TOOLS = new Set(['.git', '.terraform', 'node_modules']);

/** So many files are looked at side by side: to wait for one after the other would take longer than to read them. */
const SIDE_BY_SIDE = 64;

/** `seen`: what was read already, by its real path. That ends cycles, and reads twice what nobody wrote twice. */
async function* filesBelow(directory: string, seen: Set<string>): AsyncGenerator<Input | Skipped> {
  const real = await realPath(directory);
  if (isSeenBefore(real, seen)) return;
  const entries = (await entriesOf(directory)).toSorted((one, other) => (one.name < other.name ? -1 : 1));
  for (let from = 0; from < entries.length; from += SIDE_BY_SIDE) {
    for (const entry of await Promise.all(entries.slice(from, from + SIDE_BY_SIDE).map(below(directory, real)))) {
      const { name, path, stats } = entry;
      if (stats === undefined) yield { name: path, why: 'a link that leads nowhere' };
      else if (stats.isDirectory() && OF_TOOLS.has(name)) yield { name: path, why: 'a directory of a tool' };
      else if (stats.isDirectory()) yield* filesBelow(path, seen);
      else if (!stats.isFile()) yield { name: path, why: 'neither a file nor a directory' };
      else if (!isSeenBefore(entry.real, seen)) yield inputAt(path, stats, false);
    }
  }
}

interface Below {
  readonly name: string;
  readonly path: string;
  /** Of a link that leads nowhere there are none. */
  readonly stats: Stats | undefined;
  readonly real: string;
}

/** Looks at an entry of a directory with this real path. Only links can lead elsewhere. */
function below(directory: string, realDirectory: string): (entry: Dirent) => Promise<Below> {
  return async (entry) => {
    const { name } = entry;
    const path = join(directory, name);
    const stats = await described(path, path).catch((error: Error) => {
      if (isMissing(error.cause)) return undefined;
      throw error;
    });
    const isPlain = entry.isFile() || entry.isDirectory() || stats === undefined;
    return { name, path, stats, real: isPlain ? join(realDirectory, name) : await realPath(path) };
  };
}

function isSeenBefore(real: string, seen: Set<string>): boolean {
  if (seen.has(real)) return true;
  seen.add(real);
  return false;
}

async function described(path: string, name: string): Promise<Stats> {
  return stat(path).catch((cause) => {
    throw inputError(name, cause);
  });
}

async function entriesOf(directory: string): Promise<Dirent[]> {
  return readdir(directory, { withFileTypes: true }).catch((cause) => {
    throw inputError(directory, cause);
  });
}

async function realPath(path: string): Promise<string> {
  return realpath(path).catch((cause) => {
    throw inputError(path, cause);
  });
}

/** A file under a name of its own, such as the one it had elsewhere. */
export async function fileInput(path: string, name: string): Promise<Input> {
  return { ...inputAt(path, await described(path, path), true), name };
}

function inputAt(path: string, { size }: Stats, isNamed: boolean): Input {
  // A pipe or a device has no size: of those nobody may wait for more than is there.
  const open = size > 0 ? () => piecesOf(path, size) : () => createReadStream(path);
  return { name: path, size, isNamed, open, path };
}

const LARGEST_READ = 512 * 1024;

/** The bytes of a file, in two buffers by turns: the next ones are read while these are looked at, and thousands need no memory. */
async function* piecesOf(path: string, size: number): AsyncGenerator<Buffer> {
  const file = await open(path);
  try {
    const length = Math.min(LARGEST_READ, size + 1);
    const buffers = [Buffer.allocUnsafe(length), Buffer.allocUnsafe(length)] as const;
    const read = (buffer: Buffer) => {
      const reading = file.read(buffer, 0, length);
      // Whoever awaits it hears of a failure; where nobody does any more, it is of no interest.
      reading.catch(() => undefined);
      return reading;
    };
    for (let turn = 0, reading = read(buffers[0]); ; turn = 1 - turn) {
      const { bytesRead, buffer } = await reading;
      if (bytesRead === 0) return;
      reading = read(turn === 0 ? buffers[1] : buffers[0]);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
