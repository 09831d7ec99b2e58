import type { ForecastFunction } from '../../core/forecast/forecast.ts';
import { amountCell, rangeCells } from './amounts.ts';
import { csvText, type Row } from './csv-text.ts';
import type { ReportText } from './evaluation-report.ts';
import type { ForecastReport } from './forecast-report.ts';

const COLUMNS = [
  'accountId',
  'region',
  'resourceId',
  'invocationsPerMonth',
  'tracesPerMonthLeast',
  'tracesPerMonthMost',
  'costPerMonthLeast',
  'costPerMonthMost',
  'unpriced',
] as const;

/** One row for each failing function, before the free tier; those that could not be priced say why. */
export function forecastCsv({ functions, unpriced }: ForecastReport): ReportText {
  return csvText(COLUMNS, [
    ...functions.map(rowOf),
    ...unpriced.map((fn) => [fn.accountId, fn.region, fn.resourceId, '', '', '', '', '', fn.why]),
  ]);
}

function rowOf(fn: ForecastFunction): Row {
  return [
    fn.accountId,
    fn.region,
    fn.resourceId,
    amountCell(fn.invocationsPerMonth),
    ...rangeCells(fn.tracesPerMonth),
    ...rangeCells(fn.costPerMonth),
    fn.costPerMonth === undefined ? 'spans are billed by volume' : '',
  ];
}
