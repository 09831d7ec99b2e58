import { type SharedCourses, type Stretch, sharedCourses, wholeOf } from '../../core/history/courses.ts';
import { atEnd, type FunctionHistory, type Interval, type Period } from '../../core/history/model.ts';
import type { HistorySummary, OpenFailure, Totals } from '../../core/history/summary.ts';
import { LAMBDA_FUNCTION } from '../../recorded/lambda-function.ts';
import { RULE_NAME } from '../version.ts';
import { inputParameters, organizationJson } from './evaluation-json.ts';
import type { ReportText } from './evaluation-report.ts';
import { type HistoryReport, isFailingAtEnd, secondsOf, timestamp } from './history-report.ts';

/**
 * One JSON document, with one function a line so that two reports can be compared line by line. Intervals that many functions
 * share stand in `courses`, which there is only then, and each of the functions refers to them.
 */
export function* historyJson(report: HistoryReport): ReportText {
  const { period, recorded, told } = report;
  const head = {
    rule: RULE_NAME,
    version: report.version,
    managedPolicyData: report.managedPolicyData,
    inputs: report.inputs,
    skipped: report.skipped,
    ...(report.organization !== undefined && { organizationPolicies: organizationJson(report.organization) }),
    parameters: inputParameters(report.parameters),
    period: { from: timestamp(period.from), to: timestamp(period.to) },
    recorded: {
      captures: recorded?.captures ?? 0,
      first: recorded === undefined ? null : timestamp(recorded.first),
      last: recorded === undefined ? null : timestamp(recorded.last),
    },
    summary: summaryJson(report.summary, told),
  };
  const shared = sharedCourses(report.functions);
  yield JSON.stringify(head, null, 2).slice(0, -2);
  if (shared.courses.length > 0) yield* list('courses', shared.courses.map(courseJson));
  yield* list('functions', functionsJson(report.functions, shared));
  yield '\n}\n';
}

/** A member of the document, with one entry a line. */
function* list(member: string, entries: Iterable<object>): ReportText {
  yield `,\n  "${member}": [`;
  let separator = '\n';
  for (const entry of entries) {
    yield `${separator}    ${JSON.stringify(entry)}`;
    separator = ',\n';
  }
  yield separator === '\n' ? ']' : '\n  ]';
}

function courseJson(intervals: readonly Interval[], index: number) {
  return { course: index, intervals: intervals.map(intervalJson) };
}

function* functionsJson(functions: readonly FunctionHistory[], { stretches }: SharedCourses): Generator<object> {
  for (const history of functions) yield functionJson(history, stretches(history));
}

function summaryJson({ functions, failingAtEnd, places, ...overall }: HistorySummary, period: Period) {
  return {
    functions,
    failingAtEnd,
    ...totalsJson(overall, period),
    places: places.map(({ accountId, region, ...totals }) => ({ accountId, region, ...totalsJson(totals, period) })),
  };
}

function totalsJson({ start, end, longestOpenFailure, ...totals }: Totals, period: Period) {
  return {
    coverage: { start: start.coverage, end: end.coverage },
    ...totals,
    longestOpenFailure: longestOpenFailure === undefined ? null : failureJson(longestOpenFailure, period),
    start,
    end,
  };
}

function failureJson({ history, from, isStartKnown, tied }: OpenFailure, period: Period) {
  const { accountId, region, resourceId } = history;
  const durationSeconds = secondsOf({ from, to: period.to });
  return { accountId, region, resourceId, since: timestamp(from), startKnown: isStartKnown, durationSeconds, tied };
}

function functionJson(history: FunctionHistory, stretches: Iterable<Stretch>) {
  const { accountId, region, resourceId, arn } = history;
  return {
    accountId,
    region,
    resourceType: LAMBDA_FUNCTION,
    resourceId,
    arn,
    complianceAtEnd: atEnd(history).compliance,
    failingAtEnd: isFailingAtEnd(history),
    intervals: Array.from(stretches, stretchJson),
  };
}

function stretchJson(stretch: Stretch) {
  if (stretch.kind === 'interval') return intervalJson(stretch.interval);
  const { course, first, intervals } = stretch;
  return { course, first, count: intervals.length, ...timesJson(wholeOf(stretch)) };
}

function intervalJson({ from, to, compliance, reasons, annotation, cause }: Interval) {
  return {
    ...timesJson({ from, to }),
    compliance,
    reasons,
    annotation,
    cause: cause?.kind ?? null,
    changed: cause?.changed ?? null,
  };
}

function timesJson({ from, to }: Period) {
  return { from: timestamp(from), to: timestamp(to), durationSeconds: secondsOf({ from, to }) };
}
