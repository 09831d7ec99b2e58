import { join } from 'node:path';
import type { Command } from 'commander';
import { evaluateAll } from '../core/evaluation.ts';
import type { Period } from '../core/history/model.ts';
import type { RuleParameters } from '../core/parameters.ts';
import { RecordedHistory } from '../recorded/history/recorded-history.ts';
import type { ItemSink } from '../recorded/item-sink.ts';
import { RecordedState } from '../recorded/recorded-state.ts';
import { type Alteration, type Verification, verifyEvidence } from './evidence/verify-evidence.ts';
import { requireRoomFor, writeEvidence } from './evidence/write-evidence.ts';
import { InputError } from './input-error.ts';
import { readInputs } from './inputs/read-inputs.ts';
import { requireFunctions, writeNotes } from './notes.ts';
import { collect, parseTime, readParameters, readPeriod } from './option-values.ts';
import { Progress } from './progress.ts';
import { evaluationReport } from './reports/evaluation-report.ts';
import { historyReport } from './reports/history-report.ts';

interface EvidenceFlags {
  readonly from?: Date;
  readonly to?: Date;
  readonly output?: string;
  readonly param: readonly string[];
  readonly quiet?: true;
  readonly allowEmpty?: true;
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
    .addHelpText('after', '\nExit code: 0 nothing altered, 1 something altered, 2 no evidence there.')
    .action(async (directory: string, { digest }: { readonly digest?: string }) => {
      process.exitCode = await verifyCommand(directory, digest);
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
  const { inputs, history, evaluation } = await readBoth(paths, readParameters(flags.param), period, progress);
  requireFunctions(history.summary.functions, flags);
  if (!flags.quiet) writeNotes(inputs);
  const digest = await writeEvidence(output, history, evaluation);
  process.stdout.write(`Report: ${join(output, 'report.html')}\nDigest of the manifest: ${digest}\n`);
  return history.summary.failingAtEnd > 0 ? 1 : 0;
}

/** Reads every input once, for the course of the period and for the state at its end. */
async function readBoth(paths: readonly string[], parameters: RuleParameters, period: Period, progress: Progress) {
  // The end itself belongs to the next period.
  const end = period.to - 1;
  const history = new RecordedHistory(parameters, period);
  const state = new RecordedState(parameters, end);
  const both: ItemSink = {
    configurationItem(item, snapshot) {
      history.configurationItem(item, snapshot);
      state.configurationItem(item);
    },
    eventSourceMapping(mapping) {
      history.eventSourceMapping(mapping);
      state.eventSourceMapping(mapping);
    },
  };
  const inputs = await readInputs(paths, both, progress).finally(() => progress.end());
  return {
    inputs,
    history: historyReport(history, inputs, parameters, period),
    evaluation: evaluationReport(evaluateAll(state, parameters, new Date(end)), inputs, parameters, new Date(end)),
  };
}

async function verifyCommand(directory: string, expectedDigest: string | undefined): Promise<0 | 1> {
  const verification = await verifyEvidence(directory);
  const isExpected = expectedDigest === undefined || expectedDigest.toLowerCase() === verification.digest;
  process.stdout.write([...verificationLines(verification, isExpected), ''].join('\n'));
  return verification.alterations.length === 0 && isExpected ? 0 : 1;
}

const LABELS = { altered: 'Altered', missing: 'Missing', added: 'Added' } as const satisfies Record<
  Alteration['kind'],
  string
>;

function* verificationLines({ digest, alterations, absentInputs }: Verification, isExpected: boolean) {
  if (!isExpected) yield 'Altered: manifest.json, which is not the one with that digest';
  for (const alteration of alterations) yield `${LABELS[alteration.kind]}: ${alteration.name}`;
  const isIntact = alterations.length === 0 && isExpected;
  if (isIntact) yield 'Nothing was altered.';
  if (absentInputs.length > 0) {
    yield `Not checked, since they cannot be read here: ${absentInputs.length} of the inputs (${absentInputs[0]}${absentInputs.length > 1 ? ', …' : ''}).`;
  }
  if (isIntact) yield `Digest of the manifest: ${digest}`;
}
