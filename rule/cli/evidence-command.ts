import { join } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import {
  ALLOW_EMPTY,
  EXIT_CODES_OF_A_PERIOD,
  type FlagsOf,
  FROM,
  INPUTS,
  ORGANIZATION_POLICIES,
  PARAM,
  PARAM_FILE,
  QUIET,
  TO,
} from './common-options.ts';
import { OUTPUTS } from './evidence/manifest.ts';
import { readEvidence } from './evidence/read-evidence.ts';
import { replayEvidence } from './evidence/replay-evidence.ts';
import { type Alteration, type Verification, verifyEvidence } from './evidence/verify-evidence.ts';
import { requireRoomFor, writeEvidence } from './evidence/write-evidence.ts';
import { InputError } from './input-error.ts';
import { findInputs } from './inputs/find-inputs.ts';
import { requireFunctions, writeNotes } from './notes.ts';
import { readParameters, readPeriod } from './option-values.ts';
import { requireOrganization, withOrganizationFile } from './organization.ts';
import { Progress } from './progress.ts';
import { visible } from './visible-text.ts';

type EvidenceFlags = FlagsOf<typeof defined>;
type VerifyFlags = FlagsOf<typeof verifyDefined>;

function defined(program: Command) {
  return (
    program
      .command('evidence')
      .description('write what an auditor keeps of a period: report, evaluations at its end, history, and a manifest')
      .argument(...INPUTS)
      // Not mandatory for commander, which would ask for them in `evidence verify` as well.
      .addOption(FROM)
      .addOption(TO)
      .option('--output <directory>', 'directory to write, new or empty (needed)')
      .addOption(PARAM)
      .addOption(PARAM_FILE)
      .addOption(ORGANIZATION_POLICIES)
      .addOption(ALLOW_EMPTY)
      .addOption(QUIET)
      .addHelpText('after', EXIT_CODES_OF_A_PERIOD)
  );
}

function verifyDefined(evidence: ReturnType<typeof defined>) {
  return evidence
    .command('verify')
    .description('was anything altered since the evidence was written?')
    .argument('<directory>', 'what --output named')
    .option('--digest <sha256>', 'the digest that was printed when the evidence was written')
    .option('--inputs <directory>', 'where the inputs are now')
    .option('--strict', 'an input that cannot be checked is exit code 1')
    .option('--replay', 'make the outputs again out of the inputs, and compare')
    .addOption(QUIET)
    .addHelpText('after', '\nExit code: 0 nothing altered, 1 something altered, 2 no evidence there.');
}

export function addEvidenceCommand(program: Command): void {
  const evidence = defined(program);
  evidence.action(async (inputs, flags) => {
    process.exitCode = await evidenceCommand(inputs, flags);
  });
  verifyDefined(evidence).action(async (directory, flags) => {
    process.exitCode = await verifyCommand(directory, flags);
  });
}

/**
 * @returns the exit code: 1 when a function is failing at the end of the period, otherwise 0.
 * @throws InputError when an input or the directory cannot be used; nothing has been written then.
 */
async function evidenceCommand(paths: readonly string[], flags: EvidenceFlags): Promise<0 | 1> {
  const { output } = flags;
  const period = readPeriod(flags);
  if (!output) throw new InputError('evidence needs a directory: --output');
  if (paths.length === 0) throw new InputError('nothing to replay: name a file, a directory, or - for standard input');
  await requireRoomFor(output, paths);
  const progress = new Progress(flags.quiet ? undefined : process.stderr);
  const { inputs, history, evaluation } = await readEvidence(
    await findInputs(withOrganizationFile(paths, flags.organizationPolicies)),
    readParameters(flags.param, flags.paramFile),
    period,
    progress,
  );
  requireOrganization(flags.organizationPolicies, inputs.organization);
  requireFunctions(history.summary.functions, flags);
  if (!flags.quiet) writeNotes({ inputs, organization: inputs.organization });
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
