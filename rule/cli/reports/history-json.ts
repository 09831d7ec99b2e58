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
  const interval = intervalWriter();
  if (shared.courses.length > 0) yield* list('courses', coursesJson(shared, interval));
  yield* list('functions', functionsJson(report.functions, shared, interval));
  yield '\n}\n';
}

/** A member of the document, with one entry a line. */
function* list(member: string, entries: Iterable<string>): ReportText {
  yield `,\n  "${member}": [`;
  let separator = '\n';
  for (const entry of entries) {
    yield `${separator}    ${entry}`;
    separator = ',\n';
  }
  yield separator === '\n' ? ']' : '\n  ]';
}

function* coursesJson({ courses }: SharedCourses, interval: IntervalWriter): Generator<string> {
  for (const [course, intervals] of courses.entries())
    yield `{"course":${course},"intervals":[${intervals.map(interval).join()}]}`;
}

function* functionsJson(
  functions: readonly FunctionHistory[],
  { stretches }: SharedCourses,
  interval: IntervalWriter,
): Generator<string> {
  for (const history of functions) {
    const { accountId, region, resourceId, arn } = history;
    const { compliance: complianceAtEnd } = atEnd(history);
    const failingAtEnd = isFailingAtEnd(history);
    const head = { accountId, region, resourceType: LAMBDA_FUNCTION, resourceId, arn, complianceAtEnd, failingAtEnd };
    const intervals = Array.from(stretches(history), (stretch) => stretchJson(stretch, interval));
    yield `${JSON.stringify(head).slice(0, -1)},"intervals":[${intervals.join()}]}`;
  }
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

function stretchJson(stretch: Stretch, interval: IntervalWriter): string {
  if (stretch.kind === 'interval') return interval(stretch.interval);
  const { course, first, intervals } = stretch;
  return `{"course":${course},"first":${first},"count":${intervals.length},${timesJson(wholeOf(stretch))}}`;
}

type IntervalWriter = (interval: Interval) => string;

/** So many verdicts are remembered: most functions of a role have the same few, exemptions each one of their own. */
const MOST_VERDICTS = 10_000;

/** Writes what intervals have in common as JSON only once: there are millions of them. */
function intervalWriter(): IntervalWriter {
  const verdicts = new Map<string, Pick<Interval, 'compliance' | 'reasons'> & { readonly text: string }>();
  let last: { readonly cause: Interval['cause']; readonly text: string } = { cause: undefined, text: NO_CAUSE };
  return ({ from, to, compliance, reasons, annotation, cause }) => {
    let verdict = verdicts.get(annotation);
    if (verdict?.compliance !== compliance || verdict.reasons !== reasons) {
      const text = JSON.stringify({ compliance, reasons, annotation }).slice(1, -1);
      verdict = { compliance, reasons, text };
      if (verdicts.size > MOST_VERDICTS) verdicts.clear();
      verdicts.set(annotation, verdict);
    }
    if (cause?.kind !== last.cause?.kind || cause?.changed !== last.cause?.changed) {
      last = {
        cause,
        text: cause === undefined ? NO_CAUSE : `"cause":"${cause.kind}","changed":${JSON.stringify(cause.changed)}`,
      };
    }
    return `{${timesJson({ from, to })},${verdict.text},${last.text}}`;
  };
}

const NO_CAUSE = '"cause":null,"changed":null';

function timesJson({ from, to }: Period): string {
  return `"from":"${timestamp(from)}","to":"${timestamp(to)}","durationSeconds":${secondsOf({ from, to })}`;
}
