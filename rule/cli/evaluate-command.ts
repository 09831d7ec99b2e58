import { type Command, Option } from 'commander';
import { type FactSource, only } from '../core/evaluation.ts';
import { type Compliance, WORST_FIRST } from '../core/model.ts';
import type { RuleParameters } from '../core/parameters.ts';
import { RecordedState } from '../recorded/recorded-state.ts';
import { InputError } from './input-error.ts';
import { NO_INPUTS, type ReadInputs, readInputs } from './inputs/read-inputs.ts';
import { requireFunctions, writeNotes } from './notes.ts';
import { collect, parseCompliances, parseTime, readParameters } from './option-values.ts';
import { Progress } from './progress.ts';
import { csvReport } from './reports/evaluation-csv.ts';
import { jsonReport } from './reports/evaluation-json.ts';
import {
  type EvaluationReport,
  evaluationReport,
  FORMATS,
  type Format,
  type ReportText,
} from './reports/evaluation-report.ts';
import { tableReport } from './reports/evaluation-table.ts';
import { evaluationHtml } from './reports/html/evaluation-page.ts';
import type { Screen } from './reports/screen.ts';
import { writeReport } from './reports/write-report.ts';

interface EvaluateFlags {
  readonly format: Format;
  readonly output?: string;
  readonly param: readonly string[];
  readonly at?: Date;
  readonly only?: ReadonlySet<Compliance>;
  readonly quiet?: true;
  readonly allowEmpty?: true;
  readonly live?: true;
  readonly region: readonly string[];
  readonly profile?: string;
}

export function addEvaluateCommand(program: Command): void {
  program
    .command('evaluate')
    .description('evaluate the functions in AWS Config snapshots, history files and API output, without AWS access')
    .argument('[inputs...]', 'files, directories, or - for standard input; plain or gzip, told by their content')
    .addOption(new Option('--format <format>', 'how to report').choices(FORMATS).default('table'))
    .option('--output <file>', 'write the report to a file instead of standard output')
    .option('--param <name=value>', 'set a rule parameter (repeatable)', collect, [])
    .option('--at <time>', 'evaluate as of this ISO 8601 time instead of now', parseTime)
    .option('--only <compliance,…>', `show only these: ${WORST_FIRST.join(', ')}`, parseCompliances)
    .option('--live', "evaluate the caller's own account as it is, read-only, instead of recorded items")
    .option('--region <region>', 'with --live: a Region to read (repeatable)', collect, [])
    .option('--profile <profile>', 'with --live: a profile of the AWS configuration files')
    .option('--allow-empty', 'accept recorded input without any function')
    .option('--quiet', 'no progress and no notes on standard error')
    .addHelpText(
      'after',
      '\nExit code: 0 nothing failing, 1 a function is NON_COMPLIANT or INSUFFICIENT_DATA, 2 unusable input.',
    )
    .action(async (inputs: readonly string[], flags: EvaluateFlags) => {
      process.exitCode = await evaluateCommand(inputs, flags);
    });
}

/**
 * Evaluates functions and writes the report.
 *
 * @returns the exit code: 1 when a function is NON_COMPLIANT or INSUFFICIENT_DATA, shown or not, otherwise 0.
 * @throws InputError when an input or the output file cannot be used; nothing has been written then.
 */
async function evaluateCommand(paths: readonly string[], flags: EvaluateFlags): Promise<0 | 1> {
  const from = sourceOf(paths, flags);
  const parameters = readParameters(flags.param);
  const now = flags.at ?? new Date();
  const progress = new Progress(flags.quiet ? undefined : process.stderr);
  const { source, inputs } = await (from.kind === 'live'
    ? readLive(from, parameters, now, progress, flags.quiet ?? false)
    : readRecorded(from.paths, parameters, flags.at?.getTime() ?? Number.POSITIVE_INFINITY, progress)
  ).finally(() => progress.end());
  const report = evaluationReport(source, inputs, parameters, now);
  const { summary, evaluations } = report;
  if (from.kind === 'recorded') requireFunctions(summary.functions, flags);
  if (!flags.quiet) writeNotes(inputs);
  const shown = flags.only === undefined ? report : { ...report, evaluations: only(evaluations, flags.only) };
  await writeReport((screen) => textOf(shown, flags.format, screen), flags.output);
  return summary.NON_COMPLIANT + summary.INSUFFICIENT_DATA > 0 ? 1 : 0;
}

/** Where the functions are: in files, or in the account as it is. */
type EvaluateSource =
  | { readonly kind: 'recorded'; readonly paths: readonly string[] }
  | { readonly kind: 'live'; readonly regions: readonly string[]; readonly profile: string | undefined };

function sourceOf(paths: readonly string[], { live, region, profile, at }: EvaluateFlags): EvaluateSource {
  if (!live) {
    if (region.length > 0 || profile !== undefined) throw new InputError('--region and --profile go with --live');
    if (paths.length === 0)
      throw new InputError('nothing to evaluate: name a file, a directory, or - for standard input');
    return { kind: 'recorded', paths };
  }
  if (paths.length > 0) throw new InputError('--live reads the account: name no files with it');
  if (at !== undefined) throw new InputError('--live shows the account as it is now: --at needs recorded items');
  return { kind: 'live', regions: [...new Set(region)], profile };
}

interface Facts {
  readonly source: FactSource;
  readonly inputs: ReadInputs;
}

async function readRecorded(
  paths: readonly string[],
  parameters: RuleParameters,
  until: number,
  progress: Progress,
): Promise<Facts> {
  const source = new RecordedState(parameters, until);
  return { source, inputs: await readInputs(paths, source, progress) };
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
  return { source: account, inputs: NO_INPUTS };
}

function textOf(report: EvaluationReport, format: Format, screen: Screen): ReportText {
  switch (format) {
    case 'table':
      return tableReport(report, screen);
    case 'json':
      return jsonReport(report);
    case 'csv':
      return csvReport(report);
    case 'html':
      return evaluationHtml(report);
  }
}
