import type { Evaluation } from '../../core/evaluation.ts';
import { known } from '../../core/unknown-value.ts';
import { LAMBDA_FUNCTION } from '../../recorded/lambda-function.ts';
import { csvText, type Row } from './csv-text.ts';
import type { EvaluationReport, ReportText } from './evaluation-report.ts';

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
  'source',
] as const;

export function* csvReport({ evaluations }: EvaluationReport): ReportText {
  yield* csvText(COLUMNS, rowsOf(evaluations));
}

function* rowsOf(evaluations: Iterable<Evaluation>): Generator<Row> {
  for (const evaluation of evaluations) yield rowOf(evaluation);
}

function rowOf({ fn, verdict, capturedAt, source }: Evaluation): Row {
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
    (isRecorded ? known(fn.tracingMode) : undefined) ?? '',
    (isRecorded ? known(fn.role) : undefined) ?? '',
    verdict.actions.map(({ action, decision }) => `${action}=${decision}`).join(' '),
    capturedAt === undefined ? '' : new Date(capturedAt).toISOString(),
    source === undefined ? '' : `${source.file}:${source.line}`,
  ];
}
