import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { InputError, inputError } from '../input-error.ts';
import { type Fingerprint, MANIFEST, type Manifest, OUTPUTS, parseManifest } from './manifest.ts';

/** How a report names standard input, whatever file may have that name. */
const STDIN = '-';

/** A manifest of a year of an organization takes a few megabytes; what is larger is none. */
const LARGEST_MANIFEST = 64 * 1024 * 1024;

/** What became of a file since the evidence was written. */
export interface Alteration {
  readonly kind: 'altered' | 'missing' | 'added';
  readonly name: string;
}

/** An input that is still at hand. */
interface FoundInput {
  readonly name: string;
  readonly path: string;
}

export interface Verification {
  /** The digest the manifest carries; `undefined` when it is no manifest any more. */
  readonly digest: string | undefined;
  readonly manifest: Manifest | undefined;
  readonly alterations: readonly Alteration[];
  readonly found: readonly FoundInput[];
  /** Inputs that cannot be read under the names they had, so that nothing can be said about them. */
  readonly absentInputs: readonly string[];
}

/**
 * Compares a directory of evidence, and the inputs where they are still at hand, with its manifest. `inputs`: a directory
 * they were moved to.
 *
 * @throws InputError when there is no manifest to compare with.
 */
export async function verifyEvidence(directory: string, inputs?: string): Promise<Verification> {
  const path = join(directory, MANIFEST);
  const manifest = await readManifest(path);
  const isFile = (await lstat(path)).isFile();
  const alterations: Alteration[] = manifest?.isIntact && isFile ? [] : [{ kind: 'altered', name: MANIFEST }];
  const present = new Set(await readdir(directory));
  const outputs = new Map((manifest?.outputs ?? []).map(({ name, sha256 }) => [name, sha256]));
  // Evidence has five outputs, whatever a manifest says.
  for (const name of new Set([...OUTPUTS, ...outputs.keys()])) {
    const sha256 = outputs.get(name);
    // A name with a path in it is not one of the directory, whatever a manifest says.
    if (!present.has(name)) alterations.push({ kind: 'missing', name });
    else if (sha256 === undefined || (await sha256Of(join(directory, name), lstat)) !== sha256)
      alterations.push({ kind: 'altered', name });
  }
  const known = new Set<string>([MANIFEST, ...OUTPUTS, ...outputs.keys()]);
  for (const name of [...present].sort()) if (!known.has(name)) alterations.push({ kind: 'added', name });
  const absentInputs: string[] = [];
  const found: FoundInput[] = [];
  for (const input of manifest?.inputs ?? []) {
    const at = await findInput(input, inputs);
    if (at === undefined) absentInputs.push(input.name);
    else found.push({ name: input.name, path: at.path });
    if (at !== undefined && at.sha256 !== input.sha256) alterations.push({ kind: 'altered', name: input.name });
  }
  return { digest: manifest?.digest, manifest, alterations, found, absentInputs };
}

async function readManifest(path: string): Promise<Manifest | undefined> {
  try {
    // A pipe would never end, nor would a device.
    const stats = await stat(path);
    if (!stats.isFile()) throw new InputError(`${path}: not a file`);
    return stats.size > LARGEST_MANIFEST ? undefined : parseManifest(await readFile(path), path);
  } catch (cause) {
    throw inputError(path, cause);
  }
}

/** An input under the name it had; below another directory also without the folders it was in before. */
async function findInput({ name }: Fingerprint, directory: string | undefined) {
  if (name === STDIN) return undefined;
  const parts = name.split(/[/\\]/).filter((part) => part !== '' && part !== '..');
  const candidates =
    directory === undefined
      ? [name]
      : [
          ...(isAbsolute(name) ? [] : [join(directory, name)]),
          ...parts.map((_, i) => join(directory, ...parts.slice(i))),
        ];
  for (const path of candidates) {
    // An input may have been a link; an output was a file.
    const sha256 = await sha256Of(path, stat);
    if (sha256 !== undefined) return { path, sha256 };
  }
  return undefined;
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
