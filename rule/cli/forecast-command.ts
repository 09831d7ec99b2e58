import type { Command } from '@commander-js/extra-typings';
import { LONGEST_METRIC_WINDOW, windowBefore } from '../core/metric-window.ts';
import { withAwsSdk } from './aws-sdk.ts';
import { ALLOW_EMPTY, type FlagsOf, formatOption, INPUTS, OUTPUT, PARAM, QUIET, repeatable } from './common-options.ts';
import { forecastOfFiles } from './forecast-files.ts';
import { forecastPrices, liveNotes, refuseUnasked } from './forecast-terms.ts';
import { InputError } from './input-error.ts';
import { parseTime, readParameters } from './option-values.ts';
import { Progress } from './progress.ts';
import { type ForecastReport, forecastReport } from './reports/forecast-report.ts';
import { forecastText } from './reports/forecast-text.ts';
import { TELEMETRY_FORMATS } from './reports/formats.ts';
import { outputsOf, writeReports } from './reports/write-report.ts';
import { parseAmount, parseTagKey, parseWindowLength } from './window-length.ts';

export type ForecastFlags = FlagsOf<typeof defined>;

const TWO_WEEKS = 14 * 24 * 60 * 60 * 1000;

function defined(program: Command) {
  return program
    .command('forecast')
    .description('traces and dollars a month if every failing function traced, from CloudWatch metrics')
    .argument(...INPUTS)
    .addOption(repeatable('--metrics <file>', 'output of aws cloudwatch get-metric-data (repeatable)'))
    .option('--live', "read the caller's own account as it is, read-only, instead of files")
    .option(
      '--window <length>',
      'how far to look back: 6h, 14d (the default); with --metrics, how long they are of',
      parseWindowLength,
    )
    .option('--period <seconds>', 'with --metrics: the period they were asked for in', parseAmount)
    .addOption(repeatable('--account <id>', 'with --metrics: the account they are of; count only this one'))
    .addOption(repeatable('--region <region>', 'the same for a Region; with --live, a Region to read (repeatable)'))
    .addOption(repeatable('--function <pattern>', 'only functions of this name, * for any characters (repeatable)'))
    .option('--group-by <tag:key>', 'sums by the value of this tag too', parseTagKey)
    .option('--price <dollars>', 'US dollars for a million traces', parseAmount)
    .option('--free-traces <count>', 'traces a month that are free for an account', parseAmount)
    .option('--yes', 'with --live: ask for more than 1,000 metrics, which CloudWatch bills')
    .option('--profile <profile>', 'with --live: a profile of the AWS configuration files')
    .option('--at <time>', 'judge the inputs as of this ISO 8601 time instead of now', parseTime)
    .addOption(formatOption(TELEMETRY_FORMATS))
    .addOption(OUTPUT)
    .addOption(PARAM)
    .addOption(ALLOW_EMPTY)
    .addOption(QUIET)
    .addHelpText('after', '\nExit code: 0 whatever it costs, 2 unusable input or a call that failed.');
}

export function addForecastCommand(program: Command): void {
  defined(program).action(async (inputs, flags) => {
    await forecastCommand(inputs, flags);
  });
}

/**
 * Forecasts what tracing would cost, and writes the reports.
 *
 * @throws InputError for what cannot be asked, cannot be used, or a call that failed.
 */
async function forecastCommand(paths: readonly string[], flags: ForecastFlags): Promise<void> {
  const outputs = outputsOf(flags.output, flags.format, TELEMETRY_FORMATS);
  const progress = new Progress(flags.quiet ? undefined : process.stderr);
  const forecasting = isLive(paths, flags) ? forecastLive(flags, progress) : forecastOfFiles(paths, flags, progress);
  const report = await forecasting.finally(() => progress.end());
  await writeReports((format, screen) => forecastText(report, format, screen), outputs);
}

function isLive(
  paths: readonly string[],
  { live, metrics, profile, yes, period, account, at }: ForecastFlags,
): boolean {
  if (!live) {
    if (metrics.length === 0) throw new InputError('nothing to forecast from: give --metrics FILE, or --live');
    if (profile !== undefined || yes) throw new InputError(`--${yes ? 'yes' : 'profile'} goes with --live`);
    return false;
  }
  if (metrics.length > 0 || paths.length > 0) throw new InputError('--live reads the account: name no files with it');
  if (period !== undefined || account.length > 0) throw new InputError('--period and --account go with --metrics');
  if (at !== undefined) throw new InputError('--live shows the account as it is now: --at needs recorded items');
  return true;
}

async function forecastLive(flags: ForecastFlags, progress: Progress): Promise<ForecastReport> {
  const length = flags.window ?? TWO_WEEKS;
  if (length > LONGEST_METRIC_WINDOW)
    throw new InputError('--window: CloudWatch keeps metrics for 455 days; at most 454d');
  const parameters = readParameters(flags.param);
  const now = new Date();
  const window = windowBefore(now, length);
  const { readLiveInvocations } = await withAwsSdk(() => import('./live-forecast.ts'));
  const read = await readLiveInvocations(
    {
      regions: [...new Set(flags.region)],
      profile: flags.profile,
      functions: flags.function,
      parameters,
      now,
      tagKey: flags.groupBy,
      beforeMetrics: (metrics) =>
        refuseUnasked(metrics, { yes: flags.yes ?? false, quiet: flags.quiet ?? false, stream: process.stderr }),
      onProgress: (text) => progress.show(() => text),
    },
    window,
  );
  progress.end();
  if (!flags.quiet) process.stderr.write(`organization policies ${read.organizationPolicies}\n`);
  return forecastReport(read.functions, {
    window,
    prices: forecastPrices(flags),
    inputs: [],
    notes: liveNotes(read, window.periodSeconds),
    metricsAsked: read.metrics,
  });
}
