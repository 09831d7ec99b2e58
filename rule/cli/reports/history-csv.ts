import { type CourseStretch, sharedCourses, wholeOf } from '../../core/history/courses.ts';
import type { FunctionHistory, Interval, Period } from '../../core/history/model.ts';
import { LAMBDA_FUNCTION } from '../../recorded/lambda-function.ts';
import { csvText, type Row } from './csv-text.ts';
import type { ReportText } from './evaluation-report.ts';
import { type HistoryReport, isFailingAtEnd, secondsOf, timestamp } from './history-report.ts';
import { courseText } from './wording.ts';

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

/**
 * One row for each interval of each function. Where many functions share a long course, the course has a row for each of its
 * intervals, and each function a row without a verdict that says which part of the course it went through.
 */
export function historyCsv({ functions }: HistoryReport): ReportText {
  return csvText(COLUMNS, rows(functions));
}

const COURSE = 'course';

function* rows(functions: readonly FunctionHistory[]): Generator<Row> {
  const { courses, stretches } = sharedCourses(functions);
  for (const [index, intervals] of courses.entries()) {
    for (const interval of intervals) yield ['', '', COURSE, String(index), '', ...intervalCells(interval), ''];
  }
  for (const history of functions) {
    const { accountId, region, resourceId, arn } = history;
    for (const stretch of stretches(history)) {
      const cells = stretch.kind === 'interval' ? intervalCells(stretch.interval) : courseCells(stretch);
      yield [accountId, region, LAMBDA_FUNCTION, resourceId, arn, ...cells, String(isFailingAtEnd(history))];
    }
  }
}

function intervalCells(interval: Interval): Row {
  const { compliance, reasons, annotation, cause } = interval;
  return [...timeCells(interval), compliance, reasons.join(' '), annotation, cause?.kind ?? '', cause?.changed ?? ''];
}

function courseCells(stretch: CourseStretch): Row {
  return [...timeCells(wholeOf(stretch)), '', '', courseText(stretch), COURSE, String(stretch.course)];
}

function timeCells(period: Period): Row {
  return [timestamp(period.from), timestamp(period.to), String(secondsOf(period))];
}
