import type { DeliveredFunction } from '../../core/delivery/delivery.ts';
import { amountCell, rangeCells } from './amounts.ts';
import { csvText, type Row } from './csv-text.ts';
import type { DeliveryReport } from './delivery-report.ts';
import type { ReportText } from './evaluation-report.ts';
import { timestamp } from './history-report.ts';

const COLUMNS = [
  'accountId',
  'region',
  'resourceId',
  'arn',
  'from',
  'to',
  'delivery',
  'invocations',
  'traces',
  'expectedTracesLeast',
  'expectedTracesMost',
  'checks',
] as const;

export function deliveryCsv({ window, functions }: DeliveryReport): ReportText {
  const period = [timestamp(window.from), timestamp(window.to)];
  return csvText(
    COLUMNS,
    functions.map((fn) => rowOf(fn, period)),
  );
}

function rowOf(fn: DeliveredFunction, period: Row): Row {
  return [
    fn.accountId,
    fn.region,
    fn.resourceId,
    fn.arn,
    ...period,
    fn.delivery,
    amountCell(fn.invocations),
    amountCell(fn.traces),
    ...rangeCells(fn.expectedTraces),
    fn.checks.join(' | '),
  ];
}
