import { MANAGED_POLICY_DATA_DATE } from '../core/iam/aws-managed-policies.ts';
import type { Compliance } from '../core/model.ts';
import { parseParameters, type RuleParameters } from '../core/parameters.ts';
import { evaluateAll, summarize } from './evaluate.ts';
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

/**
 * Evaluates recorded functions and writes the report.
 *
 * @returns the exit code: 1 when a function is NON_COMPLIANT or INSUFFICIENT_DATA, shown or not, otherwise 0.
 * @throws InputError when an input or the output file cannot be used; nothing has been written then.
 */
export async function evaluateCommand(paths: readonly string[], options: EvaluateOptions): Promise<0 | 1> {
  const now = options.at ?? new Date();
  const state = new RecordedState(options.parameters, options.at?.getTime() ?? Number.POSITIVE_INFINITY);
  const inputs = await readAll(paths, state, options.quiet);
  const evaluations = evaluateAll(
    { functions: () => state.functions(), roleFacts: (fn) => state.roleFacts(fn) },
    options.parameters,
    now,
  );
  const summary = summarize(evaluations);
  const { only } = options;
  await write(
    {
      version: VERSION,
      evaluatedAt: now,
      managedPolicyData: MANAGED_POLICY_DATA_DATE,
      inputs,
      parameters: options.parameters,
      summary,
      evaluations: only === undefined ? evaluations : evaluations.filter(({ verdict }) => only.has(verdict.compliance)),
    },
    options,
  );
  return summary.NON_COMPLIANT + summary.INSUFFICIENT_DATA > 0 ? 1 : 0;
}

async function readAll(paths: readonly string[], state: RecordedState, quiet: boolean): Promise<readonly ReadInput[]> {
  const inputs = await findInputs(paths);
  const progress = new Progress(quiet ? undefined : process.stderr, inputs);
  const read: ReadInput[] = [];
  try {
    for (const input of inputs) read.push(await readInput(input, state, (bytes) => progress.advance(bytes)));
  } finally {
    progress.end();
  }
  return read;
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
