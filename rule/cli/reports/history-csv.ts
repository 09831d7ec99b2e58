import type { FunctionHistory } from '../../core/history/model.ts';
import { LAMBDA_FUNCTION } from '../../recorded/lambda-function.ts';
import { csvText, type Row } from './csv-text.ts';
import type { ReportText } from './evaluation-report.ts';
import { type HistoryReport, isFailingAtEnd, secondsOf, timestamp } from './history-report.ts';

const COLUMNS = [
  'accountId',
  'region',
  'resourceType',
  'resourceId',
  'arn',
  'from',
  'to',
  'durationSeconds',
  'compliance',
  'reasons',
  'annotation',
  'cause',
  'changed',
  'failingAtEnd',
] as const;

/** One row for each interval of each function. */
export function historyCsv({ functions }: HistoryReport): ReportText {
  return csvText(COLUMNS, rows(functions));
}

function* rows(functions: readonly FunctionHistory[]): Generator<Row> {
  for (const history of functions) {
    for (const interval of history.intervals) {
      yield [
        history.accountId,
        history.region,
        LAMBDA_FUNCTION,
        history.resourceId,
        history.arn,
        timestamp(interval.from),
        timestamp(interval.to),
        String(secondsOf(interval)),
        interval.compliance,
        interval.reasons.join(' '),
        interval.annotation,
        interval.cause?.kind ?? '',
        interval.cause?.changed ?? '',
        String(isFailingAtEnd(history)),
      ];
    }
  }
}
