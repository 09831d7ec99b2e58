import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inputError } from '../input-error.ts';
import { MANIFEST, parseManifest } from './manifest.ts';

/** How a report names standard input, whatever file may have that name. */
const STDIN = '-';

/** What became of a file since the evidence was written. */
export interface Alteration {
  readonly kind: 'altered' | 'missing' | 'added';
  readonly name: string;
}

export interface Verification {
  /** The digest the manifest carries. */
  readonly digest: string;
  readonly alterations: readonly Alteration[];
  /** Inputs that cannot be read under the names they had, so that nothing can be said about them. */
  readonly absentInputs: readonly string[];
}

/**
 * Compares a directory of evidence, and the inputs where they are still at hand, with its manifest.
 *
 * @throws InputError when there is no manifest to compare with.
 */
export async function verifyEvidence(directory: string): Promise<Verification> {
  const path = join(directory, MANIFEST);
  const bytes = await readFile(path).catch((cause) => {
    throw inputError(path, cause);
  });
  const { inputs, outputs, digest, isIntact } = parseManifest(bytes, path);
  const isFile = (await lstat(path)).isFile();
  const alterations: Alteration[] = isIntact && isFile ? [] : [{ kind: 'altered', name: MANIFEST }];
  const present = new Set(await readdir(directory));
  for (const { name, sha256 } of outputs) {
    // A name with a path in it is not one of the directory, whatever a manifest says.
    if (!present.has(name)) alterations.push({ kind: 'missing', name });
    else if ((await sha256Of(join(directory, name), lstat)) !== sha256) alterations.push({ kind: 'altered', name });
  }
  const known = new Set([MANIFEST, ...outputs.map(({ name }) => name)]);
  for (const name of [...present].sort()) if (!known.has(name)) alterations.push({ kind: 'added', name });
  const absentInputs: string[] = [];
  for (const { name, sha256 } of inputs) {
    // An input may have been a link; an output was a file.
    const found = name === STDIN ? undefined : await sha256Of(name, stat);
    if (found === undefined) absentInputs.push(name);
    else if (found !== sha256) alterations.push({ kind: 'altered', name });
  }
  return { digest, alterations, absentInputs };
}

/** @returns `undefined` when there is no file of that name that can be read. A device is none, and never ends. */
async function sha256Of(path: string, describe: typeof lstat | typeof stat): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    if (!(await describe(path)).isFile()) return undefined;
    for await (const chunk of createReadStream(path)) hash.update(chunk);
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}
