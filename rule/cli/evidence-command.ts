import { join } from 'node:path';
import type { Command } from 'commander';
import { OUTPUTS } from './evidence/manifest.ts';
import { readEvidence } from './evidence/read-evidence.ts';
import { replayEvidence } from './evidence/replay-evidence.ts';
import { type Alteration, type Verification, verifyEvidence } from './evidence/verify-evidence.ts';
import { requireRoomFor, writeEvidence } from './evidence/write-evidence.ts';
import { InputError } from './input-error.ts';
import { findInputs } from './inputs/find-inputs.ts';
import { requireFunctions, writeNotes } from './notes.ts';
import { collect, parseTime, readParameters, readPeriod } from './option-values.ts';
import { Progress } from './progress.ts';
import { visible } from './visible-text.ts';

interface EvidenceFlags {
  readonly from?: Date;
  readonly to?: Date;
  readonly output?: string;
  readonly param: readonly string[];
  readonly quiet?: true;
  readonly allowEmpty?: true;
}

interface VerifyFlags {
  readonly digest?: string;
  readonly inputs?: string;
  readonly strict?: true;
  readonly replay?: true;
  readonly quiet?: true;
}

export function addEvidenceCommand(program: Command): void {
  const evidence = program
    .command('evidence')
    .description('write what an auditor keeps of a period: report, evaluations at its end, history, and a manifest')
    .argument('[inputs...]', 'files, directories, or - for standard input; plain or gzip, told by their content')
    // Not mandatory for commander, which would ask for them in `evidence verify` as well.
    .option('--from <time>', 'start of the period, an ISO 8601 day or time (needed)', parseTime)
    .option('--to <time>', 'end of the period, an ISO 8601 day or time (needed)', parseTime)
    .option('--output <directory>', 'directory to write, new or empty (needed)')
    .option('--param <name=value>', 'set a rule parameter (repeatable)', collect, [])
    .option('--allow-empty', 'accept recorded input without any function')
    .option('--quiet', 'no progress and no notes on standard error')
    .addHelpText(
      'after',
      '\nExit code: 0 nothing failing at the end of the period, 1 a function is NON_COMPLIANT or INSUFFICIENT_DATA there, 2 unusable input.',
    )
    .action(async (inputs: readonly string[], flags: EvidenceFlags) => {
      process.exitCode = await evidenceCommand(inputs, flags);
    });
  evidence
    .command('verify')
    .description('was anything altered since the evidence was written?')
    .argument('<directory>', 'what --output named')
    .option('--digest <sha256>', 'the digest that was printed when the evidence was written')
    .option('--inputs <directory>', 'where the inputs are now')
    .option('--strict', 'an input that cannot be checked is exit code 1')
    .option('--replay', 'make the outputs again out of the inputs, and compare')
    .option('--quiet', 'no progress on standard error')
    .addHelpText('after', '\nExit code: 0 nothing altered, 1 something altered, 2 no evidence there.')
    .action(async (directory: string, flags: VerifyFlags) => {
      process.exitCode = await verifyCommand(directory, flags);
    });
}

/**
 * @returns the exit code: 1 when a function is failing at the end of the period, otherwise 0.
 * @throws InputError when an input or the directory cannot be used; nothing has been written then.
 */
async function evidenceCommand(paths: readonly string[], flags: EvidenceFlags): Promise<0 | 1> {
  const { from, to, output } = flags;
  if (from === undefined || to === undefined) throw new InputError('evidence is about a period: --from and --to');
  if (!output) throw new InputError('evidence needs a directory: --output');
  if (paths.length === 0) throw new InputError('nothing to replay: name a file, a directory, or - for standard input');
  const period = readPeriod({ from, to });
  await requireRoomFor(output, paths);
  const progress = new Progress(flags.quiet ? undefined : process.stderr);
  const { inputs, history, evaluation } = await readEvidence(
    await findInputs(paths),
    readParameters(flags.param),
    period,
    progress,
  );
  requireFunctions(history.summary.functions, flags);
  if (!flags.quiet) writeNotes(inputs);
  const digest = await writeEvidence(output, history, evaluation);
  process.stdout.write(`Report: ${join(output, 'report.html')}\nDigest of the manifest: ${digest}\n`);
  return history.summary.failingAtEnd > 0 ? 1 : 0;
}

async function verifyCommand(directory: string, flags: VerifyFlags): Promise<0 | 1> {
  const verified = await verifyEvidence(directory, flags.inputs);
  const progress = new Progress(flags.quiet ? undefined : process.stderr);
  const replayed = flags.replay ? await replayEvidence(verified, progress) : undefined;
  const isExpected = flags.digest === undefined || flags.digest.toLowerCase() === verified.digest;
  const isChecked = !flags.strict || verified.absentInputs.length === 0;
  const lines = [...verificationLines(verified, replayed, isExpected)].map(visible);
  process.stdout.write([...lines, ''].join('\n'));
  const isSound = verified.alterations.length === 0 && (replayed ?? []).length === 0;
  return isSound && isExpected && isChecked ? 0 : 1;
}

const LABELS = { altered: 'Altered', missing: 'Missing', added: 'Added' } as const satisfies Record<
  Alteration['kind'],
  string
>;

function* verificationLines(
  verified: Verification,
  replayed: readonly Alteration[] | undefined,
  isExpected: boolean,
): Generator<string> {
  const { digest, alterations } = verified;
  if (!isExpected) yield 'Altered: manifest.json, which is not the one with that digest';
  for (const alteration of alterations) yield `${LABELS[alteration.kind]}: ${alteration.name}`;
  for (const { name } of replayed ?? []) yield `Not what the inputs come to: ${name}`;
  const isIntact = alterations.length === 0 && isExpected;
  const checked = `${OUTPUTS.length} outputs unaltered; ${inputsChecked(verified)}`;
  if (isIntact) yield `Nothing was altered: ${checked}.`;
  else if (verified.absentInputs.length > 0) yield `${capitalized(inputsChecked(verified))}.`;
  if (replayed?.length === 0) yield 'Made again out of the inputs, the outputs are the same.';
  if (isIntact && digest !== undefined) yield `Digest of the manifest: ${digest}`;
}

/** `2 of 3 inputs not checked (a.json, …)` */
function inputsChecked({ found, absentInputs }: Verification): string {
  const all = found.length + absentInputs.length;
  const [first] = absentInputs;
  if (first === undefined) return all === 1 ? 'the one input unaltered' : `all ${all} inputs unaltered`;
  return `${absentInputs.length} of ${all} input${all === 1 ? '' : 's'} not checked (${first}${absentInputs.length > 1 ? ', …' : ''})`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
