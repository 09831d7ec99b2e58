import type { Command } from '@commander-js/extra-typings';
import { RecordedHistory } from '../recorded/history/recorded-history.ts';
import {
  ALLOW_EMPTY,
  EXIT_CODES_OF_A_PERIOD,
  type FlagsOf,
  FROM,
  formatOption,
  INPUTS,
  ONLY,
  ORGANIZATION_POLICIES,
  OUTPUT,
  PARAM,
  PARAM_FILE,
  QUIET,
  TO,
} from './common-options.ts';
import { InputError } from './input-error.ts';
import { readInputs } from './inputs/read-inputs.ts';
import { requireFunctions, writeNotes } from './notes.ts';
import { readParameters, readPeriod } from './option-values.ts';
import { requireOrganization, underOrganization, withOrganizationFile } from './organization.ts';
import { Progress } from './progress.ts';
import type { ReportText } from './reports/evaluation-report.ts';
import { HISTORY_FORMATS, type HistoryFormat } from './reports/formats.ts';
import { historyCsv } from './reports/history-csv.ts';
import { historyJson } from './reports/history-json.ts';
import { everHad, type HistoryReport, historyReport } from './reports/history-report.ts';
import { historyTable } from './reports/history-table.ts';
import { historyHtml } from './reports/html/history-page.ts';
import type { Screen } from './reports/screen.ts';
import { outputsOf, writeReports } from './reports/write-report.ts';

type HistoryFlags = FlagsOf<typeof defined>;

function defined(program: Command) {
  return program
    .command('history')
    .description('replay what AWS Config recorded over a period: when each function had which verdict, and why')
    .argument(...INPUTS)
    .addOption(FROM)
    .addOption(TO)
    .addOption(formatOption(HISTORY_FORMATS))
    .addOption(OUTPUT)
    .addOption(PARAM)
    .addOption(PARAM_FILE)
    .addOption(ONLY)
    .addOption(ORGANIZATION_POLICIES)
    .addOption(ALLOW_EMPTY)
    .addOption(QUIET)
    .addHelpText('after', `\n--only: functions that had one of these at some moment.\n${EXIT_CODES_OF_A_PERIOD}`);
}

export function addHistoryCommand(program: Command): void {
  defined(program).action(async (inputs, flags) => {
    process.exitCode = await historyCommand(inputs, flags);
  });
}

/**
 * Replays recorded history and writes the report.
 *
 * @returns the exit code: 1 when a function is failing at the end of the period, shown or not, otherwise 0.
 * @throws InputError when an input or the output file cannot be used; nothing has been written then.
 */
async function historyCommand(paths: readonly string[], flags: HistoryFlags): Promise<0 | 1> {
  if (paths.length === 0) throw new InputError('nothing to replay: name a file, a directory, or - for standard input');
  const period = readPeriod(flags);
  const outputs = outputsOf(flags.output, flags.format, HISTORY_FORMATS);
  const given = readParameters(flags.param, flags.paramFile);
  const recorded = new RecordedHistory(given, period);
  const progress = new Progress(flags.quiet ? undefined : process.stderr);
  const all = withOrganizationFile(paths, flags.organizationPolicies);
  const inputs = await readInputs(all, recorded, progress).finally(() => progress.end());
  requireOrganization(flags.organizationPolicies, inputs.organization);
  const parameters = underOrganization(recorded, inputs.organization, given);
  const report = historyReport(recorded, inputs, parameters, period);
  requireFunctions(report.summary.functions, flags);
  if (!flags.quiet) writeNotes({ inputs, organization: inputs.organization });
  const shown = flags.only === undefined ? report : { ...report, functions: everHad(report.functions, flags.only) };
  await writeReports((format, screen) => textOf(shown, format, screen), outputs);
  return report.summary.failingAtEnd > 0 ? 1 : 0;
}

function textOf(report: HistoryReport, format: HistoryFormat, screen: Screen): ReportText {
  switch (format) {
    case 'table':
      return historyTable(report, screen);
    case 'json':
      return historyJson(report);
    case 'csv':
      return historyCsv(report);
    case 'html':
      return historyHtml(report);
  }
}
