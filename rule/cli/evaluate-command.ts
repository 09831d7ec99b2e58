import type { Command } from '@commander-js/extra-typings';
import { evaluateAll, type FactSource, filtered } from '../core/evaluation.ts';
import type { RuleParameters } from '../core/parameters.ts';
import { RecordedState } from '../recorded/recorded-state.ts';
import {
  ALLOW_EMPTY,
  type FlagsOf,
  formatOption,
  INPUTS,
  ONLY,
  OUTPUT,
  PARAM,
  QUIET,
  repeatable,
} from './common-options.ts';
import { type Filter, isCounted } from './function-filter.ts';
import { InputError } from './input-error.ts';
import { NO_INPUTS, type ReadInputs, readInputs } from './inputs/read-inputs.ts';
import { requireFunctions, writeNotes } from './notes.ts';
import { parseReasons, parseTime, readParameters } from './option-values.ts';
import { type Destination, evaluatePlanned, type PlannedEvaluations } from './planned-functions.ts';
import { Progress } from './progress.ts';
import { evaluationReport } from './reports/evaluation-report.ts';
import { evaluationText } from './reports/evaluation-text.ts';
import { EVALUATION_FORMATS } from './reports/formats.ts';
import { outputsOf, writeReports } from './reports/write-report.ts';
import { readTemplateParameters } from './template-parameters.ts';

type EvaluateFlags = FlagsOf<typeof defined>;

function defined(program: Command) {
  return program
    .command('evaluate')
    .description('evaluate the functions AWS Config recorded, in templates and plans, or in the account as it is')
    .argument(...INPUTS)
    .addOption(formatOption(EVALUATION_FORMATS))
    .addOption(OUTPUT)
    .addOption(PARAM)
    .option('--at <time>', 'evaluate as of this ISO 8601 time instead of now', parseTime)
    .addOption(ONLY)
    .option('--fail-on <reason,…>', 'exit with 1 for these reasons only (repeatable)', parseReasons)
    .addOption(
      repeatable('--account <id>', 'count only this account (repeatable); for templates and plans, where they go'),
    )
    .addOption(repeatable('--region <region>', 'the same for a Region; with --live, a Region to read'))
    .addOption(
      repeatable('--function <pattern>', 'count only functions of this name, * for any characters (repeatable)'),
    )
    .addOption(repeatable('--template-parameters <file>', 'values of template parameters (repeatable)'))
    .option('--live', "evaluate the caller's own account as it is, read-only, instead of recorded items")
    .option('--profile <profile>', 'with --live: a profile of the AWS configuration files')
    .addOption(ALLOW_EMPTY)
    .addOption(QUIET)
    .addHelpText(
      'after',
      '\nExit code: 0 nothing failing, 1 a function is NON_COMPLIANT or INSUFFICIENT_DATA, 2 unusable input.',
    );
}

export function addEvaluateCommand(program: Command): void {
  defined(program).action(async (inputs, flags) => {
    process.exitCode = await evaluateCommand(inputs, flags);
  });
}

/**
 * Evaluates functions and writes the reports.
 *
 * @returns the exit code: 1 when a function is NON_COMPLIANT or INSUFFICIENT_DATA, shown or not, otherwise 0.
 * @throws InputError when an input or an output cannot be used; nothing has been written then.
 */
async function evaluateCommand(paths: readonly string[], flags: EvaluateFlags): Promise<0 | 1> {
  const from = sourceOf(paths, flags);
  const outputs = outputsOf(flags.output, flags.format, EVALUATION_FORMATS);
  const parameters = readParameters(flags.param);
  const now = flags.at ?? new Date();
  const progress = new Progress(flags.quiet ? undefined : process.stderr);
  const { source, inputs, planned } = await (from.kind === 'live'
    ? readLive(from, parameters, now, progress, flags.quiet ?? false)
    : readFiles(from.paths, flags, parameters, now, progress)
  ).finally(() => progress.end());

  const filter: Filter = {
    accounts: flags.account,
    regions: from.kind === 'live' ? [] : flags.region,
    functions: flags.function,
  };
  const all = [
    filtered(evaluateAll(source, parameters, now), isCounted(filter)),
    // Where templates go is no property of theirs to choose them by.
    filtered(planned.evaluations, isCounted({ accounts: [], regions: [], functions: flags.function })),
  ];
  const report = evaluationReport(inOrder(all), inputs, parameters, now, planned.unresolved);
  if (inputs.hasRecorded && inputs.planned.isEmpty) requireFunctions(report.summary.functions, flags);
  if (!flags.quiet) writeNotes(inputs, planned.unseen);
  const { only, failOn } = flags;
  const shown =
    only === undefined
      ? report
      : { ...report, evaluations: filtered(report.all, ({ verdict }) => only.has(verdict.compliance)) };
  await writeReports((format, screen) => evaluationText(shown, format, screen), outputs);
  const failing =
    failOn === undefined
      ? report.summary.NON_COMPLIANT + report.summary.INSUFFICIENT_DATA
      : [...failOn].reduce((sum, reason) => sum + (report.summary.reasons[reason] ?? 0), 0);
  return failing > 0 ? 1 : 0;
}

/** One after the other, as often as they are asked for. */
function inOrder<Item>(parts: readonly Iterable<Item>[]): Iterable<Item> {
  return {
    *[Symbol.iterator]() {
      for (const part of parts) yield* part;
    },
  };
}

/** Where the functions are: in files, or in the account as it is. */
type EvaluateSource =
  | { readonly kind: 'files'; readonly paths: readonly string[] }
  | { readonly kind: 'live'; readonly regions: readonly string[]; readonly profile: string | undefined };

function sourceOf(paths: readonly string[], { live, region, profile, at }: EvaluateFlags): EvaluateSource {
  if (!live) {
    if (profile !== undefined) throw new InputError('--profile goes with --live');
    if (paths.length === 0)
      throw new InputError('nothing to evaluate: name a file, a directory, or - for standard input');
    return { kind: 'files', paths };
  }
  if (paths.length > 0) throw new InputError('--live reads the account: name no files with it');
  if (at !== undefined) throw new InputError('--live shows the account as it is now: --at needs recorded items');
  return { kind: 'live', regions: [...new Set(region)], profile };
}

interface Facts {
  readonly source: FactSource;
  readonly inputs: ReadInputs;
  readonly planned: PlannedEvaluations;
}

const NOTHING_PLANNED: PlannedEvaluations = { evaluations: [], unresolved: [], unseen: [] };

async function readFiles(
  paths: readonly string[],
  flags: EvaluateFlags,
  parameters: RuleParameters,
  now: Date,
  progress: Progress,
): Promise<Facts> {
  const source = new RecordedState(parameters, flags.at?.getTime() ?? Number.POSITIVE_INFINITY);
  const inputs = await readInputs(paths, source, progress);
  const planned = inputs.planned.isEmpty
    ? NOTHING_PLANNED
    : await evaluatePlanned(inputs.planned, await destinationOf(flags), source, parameters, now);
  return { source, inputs, planned };
}

async function destinationOf({ account, region, templateParameters }: EvaluateFlags): Promise<Destination> {
  if (account.length > 1 || region.length > 1) {
    throw new InputError('templates and plans go to one account and Region: give --account and --region once');
  }
  const [accountId] = account;
  const [to] = region;
  return { accountId, region: to, parameters: await readTemplateParameters(templateParameters) };
}

async function readLive(
  { regions, profile }: Extract<EvaluateSource, { kind: 'live' }>,
  parameters: RuleParameters,
  now: Date,
  progress: Progress,
  isQuiet: boolean,
): Promise<Facts> {
  // The AWS SDK is loaded only when it is needed: it takes longer to load than most files take to evaluate.
  // Its notice about the next Node.js version is for developers, not for the person who evaluates.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const { readLiveAccount } = await import('./live-account.ts');
  const onProgress = (text: string) => progress.show(() => text);
  const account = await readLiveAccount({ regions, profile, parameters, now, onProgress });
  progress.end();
  if (!isQuiet) process.stderr.write(`organization policies ${account.organizationPolicies}\n`);
  return { source: account, inputs: NO_INPUTS, planned: NOTHING_PLANNED };
}
