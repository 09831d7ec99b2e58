import { createHash } from 'node:crypto';
import { parseJsonText } from '../../core/json-text.ts';
import { isObject, type JsonObject } from '../../recorded/json-members.ts';
import { InputError } from '../input-error.ts';
import { inputParameters } from '../reports/evaluation-json.ts';
import { type HistoryReport, timestamp } from '../reports/history-report.ts';
import { RULE_NAME } from '../version.ts';

export const MANIFEST = 'manifest.json';

/** What evidence consists of, beside the manifest. */
export const OUTPUTS = ['report.html', 'evaluations.json', 'evaluations.csv', 'history.json', 'history.csv'] as const;

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
  /** The rest of it: version, period, parameters, and what was left out of the inputs. */
  readonly content: JsonObject;
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
    skipped: report.skipped,
    outputs,
  };
  const digest = digestOf(content);
  return { text: stored({ ...content, digest }), digest };
}

function stored(manifest: object): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/**
 * @returns `undefined` for bytes this tool does not write: what they once were cannot be told.
 * @throws InputError for a manifest of something else.
 */
export function parseManifest(bytes: Buffer, path: string): Manifest | undefined {
  const manifest = parsed(bytes.toString('utf8'));
  if (!isObject(manifest)) return undefined;
  if (manifest.rule !== RULE_NAME) throw new InputError(`${path}: not a manifest of evidence`);
  const { digest, ...content } = manifest;
  const inputs = parseFingerprints(content.inputs);
  const outputs = parseFingerprints(content.outputs);
  if (typeof digest !== 'string' || inputs === undefined || outputs === undefined) return undefined;
  const isIntact = digest === digestOf(content) && bytes.equals(Buffer.from(stored({ ...content, digest })));
  return { inputs, outputs, digest, isIntact, content };
}

/** More brackets within each other are no manifest of this tool, and more than what writes JSON can stand. */
const DEEPEST = 32;

function parsed(text: string): unknown {
  let depth = 0;
  for (const bracket of text.replace(/"(?:[^"\\]|\\.)*"/g, '').match(/[[\]{}]/g) ?? []) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth > DEEPEST) return undefined;
  }
  try {
    return parseJsonText(text);
  } catch {
    // Broken JSON, or JSON of two readings, is a manifest somebody altered.
    return undefined;
  }
}

function parseFingerprints(list: unknown): readonly Fingerprint[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const found = list.flatMap((entry) =>
    isObject(entry) && typeof entry.name === 'string' && typeof entry.sha256 === 'string'
      ? [{ name: entry.name, sha256: entry.sha256 }]
      : [],
  );
  return found.length === list.length ? found : undefined;
}

function digestOf(content: object): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
