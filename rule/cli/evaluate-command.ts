import { MANAGED_POLICY_DATA_DATE } from '../core/iam/aws-managed-policies.ts';
import type { Compliance } from '../core/model.ts';
import { parseParameters, type RuleParameters } from '../core/parameters.ts';
import { evaluateAll, type FactSource, only, summarize } from './evaluate.ts';
import { InputError } from './input-error.ts';
import { Progress } from './progress.ts';
import { RecordedState } from './recorded-state.ts';
import { csvReport } from './reports/csv.ts';
import { jsonReport } from './reports/json.ts';
import type { EvaluationReport, ReportText } from './reports/report.ts';
import { type Screen, tableReport } from './reports/table.ts';
import { writeToFile, writeToStdout } from './reports/write-report.ts';
import { findInputs } from './sources/inputs.ts';
import { type ReadInput, readInput } from './sources/read-input.ts';
import { VERSION } from './version.ts';

export interface EvaluateOptions {
  readonly format: 'table' | 'json' | 'csv';
  readonly output: string | undefined;
  readonly parameters: RuleParameters;
  readonly at: Date | undefined;
  readonly only: ReadonlySet<Compliance> | undefined;
  readonly quiet: boolean;
}

/** Where the functions are: in files, or in the account as it is. */
export type EvaluateSource =
  | { readonly kind: 'recorded'; readonly paths: readonly string[] }
  | { readonly kind: 'live'; readonly regions: readonly string[]; readonly profile: string | undefined };

interface Facts {
  readonly source: FactSource;
  readonly inputs: readonly ReadInput[];
}

/**
 * Evaluates functions and writes the report.
 *
 * @returns the exit code: 1 when a function is NON_COMPLIANT or INSUFFICIENT_DATA, shown or not, otherwise 0.
 * @throws InputError when an input or the output file cannot be used; nothing has been written then.
 */
export async function evaluateCommand(from: EvaluateSource, options: EvaluateOptions): Promise<0 | 1> {
  const now = options.at ?? new Date();
  const progress = new Progress(options.quiet ? undefined : process.stderr);
  const { source, inputs } = await (from.kind === 'live'
    ? readLive(from, options, now, progress)
    : readRecorded(from.paths, options, progress)
  ).finally(() => progress.end());
  const evaluations = evaluateAll(source, options.parameters, now);
  const summary = summarize(evaluations);
  await write(
    {
      version: VERSION,
      evaluatedAt: now,
      managedPolicyData: MANAGED_POLICY_DATA_DATE,
      inputs,
      parameters: options.parameters,
      summary,
      evaluations: options.only === undefined ? evaluations : only(evaluations, options.only),
    },
    options,
  );
  return summary.NON_COMPLIANT + summary.INSUFFICIENT_DATA > 0 ? 1 : 0;
}

async function readRecorded(
  paths: readonly string[],
  { parameters, at }: EvaluateOptions,
  progress: Progress,
): Promise<Facts> {
  const state = new RecordedState(parameters, at?.getTime() ?? Number.POSITIVE_INFINITY);
  const found = await findInputs(paths);
  const total = found.reduce((sum, { size }) => sum + (size ?? Number.NaN), 0);
  const inputs: ReadInput[] = [];
  let read = 0;
  for (const input of found) {
    const onBytes = (bytes: number) => {
      read += bytes;
      const share = Number.isNaN(total) ? '' : ` (${Math.floor((read / total) * 100)} %)`;
      progress.show(() => `${(read / 1_000_000).toFixed(0)} MB${share}`);
    };
    inputs.push(await readInput(input, state, onBytes));
  }
  return { source: { functions: () => state.functions(), roleFacts: (fn) => state.roleFacts(fn) }, inputs };
}

async function readLive(
  { regions, profile }: Extract<EvaluateSource, { kind: 'live' }>,
  { parameters, quiet }: EvaluateOptions,
  now: Date,
  progress: Progress,
): Promise<Facts> {
  // The AWS SDK is loaded only when it is needed: it takes longer to load than most files take to evaluate.
  // Its notice about the next Node.js version is for developers, not for the person who evaluates.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const { readLiveAccount } = await import('./live-account.ts');
  const onProgress = (text: string) => progress.show(() => text);
  const account = await readLiveAccount({ regions, profile, parameters, now, onProgress });
  progress.end();
  if (!quiet) process.stderr.write(`organization policies ${account.organizationPolicies}\n`);
  return { source: account, inputs: [] };
}

async function write(report: EvaluationReport, { format, output }: EvaluateOptions): Promise<void> {
  const text = textOf(report, format, output === undefined ? terminal() : { width: 120, hasColors: false });
  if (output === undefined) await writeToStdout(text);
  else await writeToFile(text, output);
}

function textOf(report: EvaluationReport, format: EvaluateOptions['format'], screen: Screen): ReportText {
  switch (format) {
    case 'table':
      return tableReport(report, screen);
    case 'json':
      return jsonReport(report);
    case 'csv':
      return csvReport(report);
  }
}

/** `hasColors` honours NO_COLOR and FORCE_COLOR. A pipe has no width: 80 columns suit every reader. */
function terminal(): Screen {
  const { stdout } = process;
  return { width: stdout.columns ?? 80, hasColors: stdout.isTTY === true && stdout.hasColors() };
}

/** Parses repeated `--param name=value`. */
export function readParameters(assignments: readonly string[]): RuleParameters {
  const given: Record<string, string> = {};
  for (const assignment of assignments) {
    const equals = assignment.indexOf('=');
    if (equals < 1) throw new InputError(`--param ${assignment}: must be name=value`);
    given[assignment.slice(0, equals)] = assignment.slice(equals + 1);
  }
  try {
    return parseParameters(given);
  } catch (cause) {
    throw new InputError(`--param: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
