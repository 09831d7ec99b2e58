import { stringify } from 'csv-stringify/sync';
import { LAMBDA_FUNCTION } from '../../core/recorded/lambda-function.ts';
import type { Evaluation } from '../evaluate.ts';
import type { EvaluationReport, ReportText } from './report.ts';

const COLUMNS = [
  'accountId',
  'region',
  'resourceType',
  'resourceId',
  'arn',
  'compliance',
  'reasons',
  'annotation',
  'tracingMode',
  'role',
  'actions',
  'capturedAt',
] as const;

const ROWS_AT_ONCE = 1000;

/** RFC 4180 with a header. Values that a spreadsheet would run as a formula are escaped: names and tags are not ours. */
export function* csvReport({ evaluations }: EvaluationReport): ReportText {
  yield write([COLUMNS]);
  let rows: (readonly string[])[] = [];
  for (const evaluation of evaluations) {
    rows.push(rowOf(evaluation));
    if (rows.length < ROWS_AT_ONCE) continue;
    yield write(rows);
    rows = [];
  }
  yield write(rows);
}

function write(rows: readonly (readonly string[])[]): string {
  return stringify(rows as string[][], { escape_formulas: true, record_delimiter: 'windows' });
}

function rowOf({ fn, verdict, capturedAt }: Evaluation): readonly string[] {
  const isRecorded = fn.kind === 'recorded';
  return [
    fn.accountId,
    fn.region,
    LAMBDA_FUNCTION,
    fn.resourceId,
    fn.arn,
    verdict.compliance,
    verdict.reasons.join(' '),
    verdict.annotation,
    (isRecorded ? fn.tracingMode : undefined) ?? '',
    (isRecorded ? fn.role : undefined) ?? '',
    verdict.actions.map(({ action, decision }) => `${action}=${decision}`).join(' '),
    capturedAt === undefined ? '' : new Date(capturedAt).toISOString(),
  ];
}
