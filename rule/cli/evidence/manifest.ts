import { createHash } from 'node:crypto';
import { isObject } from '../../recorded/json-members.ts';
import { InputError } from '../input-error.ts';
import { inputParameters } from '../reports/evaluation-json.ts';
import { type HistoryReport, timestamp } from '../reports/history-report.ts';
import { RULE_NAME } from '../version.ts';

export const MANIFEST = 'manifest.json';

/** A file and the SHA-256 of its bytes, in hexadecimal. */
export interface Fingerprint {
  readonly name: string;
  readonly sha256: string;
}

/** What a directory of evidence was made from, and what it consists of. */
export interface Manifest {
  readonly inputs: readonly Fingerprint[];
  /** The other files of the directory. */
  readonly outputs: readonly Fingerprint[];
  /** SHA-256 of the rest of the manifest as compact JSON. */
  readonly digest: string;
  /** Is the manifest as this tool writes it, and the rest of it what the digest was made of? */
  readonly isIntact: boolean;
}

/** The manifest as it is stored. It says nothing about when or where it was made: the same inputs give the same bytes. */
export function manifestText(report: HistoryReport, outputs: readonly Fingerprint[]) {
  const content = {
    rule: RULE_NAME,
    version: report.version,
    managedPolicyData: report.managedPolicyData,
    period: { from: timestamp(report.period.from), to: timestamp(report.period.to) },
    parameters: inputParameters(report.parameters),
    inputs: report.inputs,
    outputs,
  };
  const digest = digestOf(content);
  return { text: stored({ ...content, digest }), digest };
}

function stored(manifest: object): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** @throws InputError when the bytes are no manifest of this tool. */
export function parseManifest(bytes: Buffer, path: string): Manifest {
  const manifest = parseJson(bytes.toString('utf8'), path);
  if (!isObject(manifest) || manifest.rule !== RULE_NAME) throw new InputError(`${path}: not a manifest of evidence`);
  const { digest, ...content } = manifest;
  if (typeof digest !== 'string') throw new InputError(`${path}: digest: not text`);
  return {
    inputs: parseFingerprints(content.inputs, `${path}: inputs`),
    outputs: parseFingerprints(content.outputs, `${path}: outputs`),
    digest,
    // A member given twice is read once: whoever looks at the text sees another manifest than the digest is about.
    isIntact: digest === digestOf(content) && bytes.equals(Buffer.from(stored({ ...content, digest }))),
  };
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError(`${path}: not JSON`, { cause });
  }
}

function parseFingerprints(list: unknown, where: string): readonly Fingerprint[] {
  if (!Array.isArray(list)) throw new InputError(`${where}: not a list`);
  return list.map((entry, index) => {
    if (!isObject(entry) || typeof entry.name !== 'string' || typeof entry.sha256 !== 'string') {
      throw new InputError(`${where}: entry ${index + 1}: no name or no sha256`);
    }
    return { name: entry.name, sha256: entry.sha256 };
  });
}

function digestOf(content: object): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
