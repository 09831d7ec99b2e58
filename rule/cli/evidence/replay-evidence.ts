import { createHash } from 'node:crypto';
import { parseMoment } from '../../core/moment.ts';
import { parseParameters } from '../../core/parameters.ts';
import { isObject } from '../../recorded/json-members.ts';
import { InputError } from '../input-error.ts';
import { fileInput, type Skipped } from '../inputs/find-inputs.ts';
import type { Progress } from '../progress.ts';
import type { ReportText } from '../reports/evaluation-report.ts';
import { VERSION } from '../version.ts';
import { readEvidence } from './read-evidence.ts';
import type { Alteration, Verification } from './verify-evidence.ts';
import { evidenceTexts } from './write-evidence.ts';

/**
 * Makes the outputs of evidence again, out of its inputs, and compares them with the manifest.
 *
 * @returns the outputs that come out otherwise.
 * @throws InputError when they cannot be made again: an input is not at hand, or another version of the tool made them.
 */
export async function replayEvidence(
  { manifest, found, absentInputs }: Verification,
  progress: Progress,
): Promise<readonly Alteration[]> {
  if (manifest === undefined) throw new InputError('--replay: the manifest cannot be read');
  const [absent] = absentInputs;
  if (absent !== undefined) throw new InputError(`--replay: ${absent} cannot be read here; --inputs names where it is`);
  const { version, period, parameters, skipped } = manifest.content;
  if (version !== VERSION) throw new InputError(`--replay: made by version ${version}, and this is ${VERSION}`);
  const from = isObject(period) ? parseMoment(period.from) : undefined;
  const to = isObject(period) ? parseMoment(period.to) : undefined;
  if (from === undefined || to === undefined || !isObject(parameters)) {
    throw new InputError('--replay: the manifest does not say the period or the parameters');
  }
  const inputs = await Promise.all(found.map(({ name, path }) => fileInput(path, name)));
  const { history, evaluation } = await readEvidence(
    { inputs, skipped: [] },
    parseParameters(parameters),
    { from, to },
    progress,
  );
  const left = { skipped: asSkipped(skipped) };
  const made = evidenceTexts({ ...history, ...left }, { ...evaluation, ...left });
  return made.flatMap(([name, text]): readonly Alteration[] => {
    const expected = manifest.outputs.find((output) => output.name === name)?.sha256;
    return expected === hashOf(text) ? [] : [{ kind: 'altered', name }];
  });
}

function asSkipped(list: unknown): readonly Skipped[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry) => (isObject(entry) ? [{ name: String(entry.name), why: String(entry.why) }] : []));
}

function hashOf(text: ReportText): string {
  const hash = createHash('sha256');
  for (const piece of text) hash.update(piece);
  return hash.digest('hex');
}
