import { evaluateAll, filtered } from '../core/evaluation.ts';
import type { MeasuredFunction } from '../core/forecast/forecast.ts';
import { measured, measuredAlone, type TagOf } from '../core/forecast/measured-functions.ts';
import { MetricDataError } from '../core/forecast/metric-data.ts';
import { RecordedState } from '../recorded/recorded-state.ts';
import { TagValues } from '../recorded/tag-values.ts';
import type { ForecastFlags } from './forecast-command.ts';
import { fileNotes, forecastPrices } from './forecast-terms.ts';
import { type Filter, isCounted, isIdentityCounted } from './function-filter.ts';
import { InputError } from './input-error.ts';
import { NO_INPUTS, type ReadInputs, readInputs } from './inputs/read-inputs.ts';
import { type ReadMetrics, readMetrics } from './inputs/read-metrics.ts';
import { requireFunctions, writeNotes } from './notes.ts';
import { readParameters } from './option-values.ts';
import type { Progress } from './progress.ts';
import { type ForecastReport, forecastReport } from './reports/forecast-report.ts';

/** What files come to: metrics alone, or those of the functions that recorded items judge. */
interface FileFacts {
  readonly functions: readonly MeasuredFunction[];
  readonly inputs: ReadInputs;
  /** Metrics of functions that the recorded items do not have. */
  readonly unmatched: number;
}

/**
 * Forecasts from metric files, of the failing functions of recorded items where there are any, else of all.
 *
 * @throws InputError for what cannot be used.
 */
export async function forecastOfFiles(
  paths: readonly string[],
  flags: ForecastFlags,
  progress: Progress,
): Promise<ForecastReport> {
  const { account, region, period, window } = flags;
  if (account.length > 1 || region.length > 1)
    throw new InputError('metrics are of one account and Region: give --account and --region once, or ARNs as labels');
  if (paths.length === 0 && (flags.groupBy !== undefined || flags.at !== undefined))
    throw new InputError('--group-by and --at are about recorded items: name a file or a directory of them');
  const metrics = await readMetrics(
    flags.metrics,
    {
      periodSeconds: period,
      windowSeconds: window === undefined ? undefined : window / 1000,
      accountId: account[0] ?? '',
      region: region[0] ?? '',
    },
    progress,
  );
  const filter: Filter = { accounts: account, regions: region, functions: flags.function };
  const { functions, inputs, unmatched } =
    paths.length === 0 ? alone(metrics, filter) : await withRecorded(paths, metrics, filter, flags, progress);
  progress.end();
  if (!flags.quiet) writeNotes({ inputs });
  return forecastReport(functions, {
    window: metrics.span,
    prices: forecastPrices(flags),
    inputs: [...metrics.inputs, ...inputs.inputs],
    notes: fileNotes({
      span: metrics.span,
      isPeriodSaid: period !== undefined,
      isWindowSaid: window !== undefined,
      isAlone: paths.length === 0,
      isAccountKnown: functions.every(({ accountId }) => accountId !== ''),
      unmatched,
      regions: functions.map((fn) => fn.region),
    }),
  });
}

function alone({ metrics }: ReadMetrics, filter: Filter): FileFacts {
  return { functions: measuredAlone(metrics.filter(isIdentityCounted(filter))), inputs: NO_INPUTS, unmatched: 0 };
}

async function withRecorded(
  paths: readonly string[],
  { metrics }: ReadMetrics,
  filter: Filter,
  flags: ForecastFlags,
  progress: Progress,
): Promise<FileFacts> {
  const parameters = readParameters(flags.param);
  const until = flags.at?.getTime() ?? Number.POSITIVE_INFINITY;
  const state = new RecordedState(parameters, until);
  const tags = flags.groupBy === undefined ? undefined : new TagValues(flags.groupBy, until, state);
  const inputs = await readInputs(paths, tags ?? state, progress);
  if (!inputs.planned.isEmpty)
    throw new InputError('templates and plans have no metrics yet: name recorded items, or a directory of them alone');
  const evaluations = filtered(evaluateAll(state, parameters, flags.at ?? new Date()), isCounted(filter));
  requireFunctions([...state.functions()].length, flags);
  const tagOf: TagOf | undefined = tags && ((arn) => tags.of(arn));
  try {
    return { inputs, ...measured(evaluations, metrics, tagOf) };
  } catch (cause) {
    if (cause instanceof MetricDataError) throw new InputError(cause.message, { cause });
    throw cause;
  }
}
