import { atEnd, type FunctionHistory, type Interval, type Period } from '../../core/history/model.ts';
import type { HistorySummary, OpenFailure, Totals } from '../../core/history/summary.ts';
import { LAMBDA_FUNCTION } from '../../recorded/lambda-function.ts';
import { RULE_NAME } from '../version.ts';
import { inputParameters, organizationJson } from './evaluation-json.ts';
import type { ReportText } from './evaluation-report.ts';
import { type HistoryReport, isFailingAtEnd, secondsOf, timestamp } from './history-report.ts';

/** One JSON document, with one function a line so that two reports can be compared line by line. */
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
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "functions": [`;
  let separator = '\n';
  for (const history of report.functions) {
    yield `${separator}    ${JSON.stringify(functionJson(history))}`;
    separator = ',\n';
  }
  yield separator === '\n' ? ']\n}\n' : '\n  ]\n}\n';
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

function functionJson(history: FunctionHistory) {
  const { accountId, region, resourceId, arn, intervals } = history;
  return {
    accountId,
    region,
    resourceType: LAMBDA_FUNCTION,
    resourceId,
    arn,
    complianceAtEnd: atEnd(history).compliance,
    failingAtEnd: isFailingAtEnd(history),
    intervals: intervals.map(intervalJson),
  };
}

function intervalJson({ from, to, compliance, reasons, annotation, cause }: Interval) {
  return {
    from: timestamp(from),
    to: timestamp(to),
    durationSeconds: secondsOf({ from, to }),
    compliance,
    reasons,
    annotation,
    cause: cause?.kind ?? null,
    changed: cause?.changed ?? null,
  };
}
