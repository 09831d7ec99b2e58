import { type SharedCourses, sharedCourses, wholeOf } from '../../core/history/courses.ts';
import { atEnd, type FunctionHistory, type Interval, type Period } from '../../core/history/model.ts';
import type { PlaceTotals } from '../../core/history/summary.ts';
import { WORST_FIRST } from '../../core/model.ts';
import { placeRuns } from '../../core/place.ts';
import { visible } from '../visible-text.ts';
import type { ReportText } from './evaluation-report.ts';
import type { HistoryReport } from './history-report.ts';
import { COLORS, COMPLIANCE_WIDTH, type Paint, painter, type Screen, wrap } from './screen.ts';
import {
  causeText,
  courseText,
  durationText,
  momentText,
  openFailurePlace,
  openFailureText,
  percentText,
  spanText,
} from './wording.ts';

const INTERVAL_INDENT = 6;
const WHY_INDENT = 10;
const LONGEST_MOMENT = '2026-11-20 00:31:28'.length;
const LONGEST_DURATION = '9999 d 23 h'.length;

/** The history a person reads: by account and Region, worst at the end of the period first, with every interval. */
export function* historyTable(report: HistoryReport, screen: Screen): ReportText {
  const paint = painter(screen);
  const shared = sharedCourses(report.functions);
  for (const [index, intervals] of shared.courses.entries()) {
    yield `${paint('bold', `Course ${index}`)}, which many functions went through\n`;
    for (const interval of intervals) yield* intervalText(interval, screen, paint);
    yield '\n';
  }
  const totals = new Map(report.summary.places.map((place) => [`${place.accountId} ${place.region}`, place]));
  for (const { accountId, region, items } of placeRuns(report.functions, (history) => history)) {
    yield `${paint('bold', visible(`${accountId}  ${region}`))}\n`;
    const place = totals.get(`${accountId} ${region}`);
    if (place !== undefined && totals.size > 1) yield* placeText(place, report.told, screen);
    for (const compliance of WORST_FIRST) {
      for (const history of items) {
        if (atEnd(history).compliance === compliance) yield* functionText(history, shared, screen, paint);
      }
    }
    yield '\n';
  }
  yield* summaryText(report, paint);
}

/** What the period came to in one of several places. */
function* placeText(place: PlaceTotals, period: Period, { width }: Screen): ReportText {
  const { start, end, compliantShare, longestOpenFailure: open, meanSecondsToRemediate: mean } = place;
  const said = [
    `coverage ${percentText(start.coverage)} at the start, ${percentText(end.coverage)} at the end`,
    `${percentText(compliantShare)} of the function-hours compliant`,
    ...(open === undefined ? [] : [`longest open failure ${openFailureText(open, period)}`]),
    ...(mean === null ? [] : [`mean time to remediate ${durationText(mean * 1000)}`]),
  ];
  for (const line of wrap(said.join('; '), width - 2)) yield `  ${line}\n`;
}

function* functionText(
  history: FunctionHistory,
  { stretches }: SharedCourses,
  screen: Screen,
  paint: Paint,
): ReportText {
  const { compliance } = atEnd(history);
  yield `  ${paint(COLORS[compliance], compliance.padEnd(COMPLIANCE_WIDTH))}  ${visible(history.resourceId)}\n`;
  for (const stretch of stretches(history)) {
    if (stretch.kind === 'interval') yield* intervalText(stretch.interval, screen, paint);
    else yield `${' '.repeat(INTERVAL_INDENT)}${momentsText(wholeOf(stretch))}  ${courseText(stretch)}\n`;
  }
}

function* intervalText(interval: Interval, { width }: Screen, paint: Paint): ReportText {
  yield `${' '.repeat(INTERVAL_INDENT)}${intervalHead(interval, paint)}\n`;
  for (const line of wrap(visible(interval.annotation), width - WHY_INDENT)) yield `${' '.repeat(WHY_INDENT)}${line}\n`;
}

function intervalHead({ from, to, compliance, cause }: Interval, paint: Paint): string {
  const because = cause === undefined ? '' : `: ${visible(causeText(cause))}`;
  return `${momentsText({ from, to })}  ${paint(COLORS[compliance], compliance)}${because}`;
}

/** Since when, and for how long. */
function momentsText({ from, to }: Period): string {
  return `${momentText(from).padEnd(LONGEST_MOMENT)}  ${durationText(to - from).padStart(LONGEST_DURATION)}`;
}

function* summaryText({ summary, functions, period, told, recorded }: HistoryReport, paint: Paint): ReportText {
  yield `${momentText(period.from)} to ${momentText(period.to)} UTC\n${spanText(recorded)}\n`;
  if (told.to < period.to) yield `nothing was delivered after ${momentText(told.to)}: that time is in no figure\n`;
  if (summary.functions === 0) {
    yield 'No Lambda functions were recorded.\n';
    return;
  }
  const hidden = functions.length < summary.functions ? ` (${functions.length} shown)` : '';
  yield `${summary.functions} function${summary.functions === 1 ? '' : 's'}${hidden}, ${summary.failingAtEnd} failing at the end; `;
  yield `${paint('bold', `coverage ${percentText(summary.start.coverage)} at the start, ${percentText(summary.end.coverage)} at the end`)}\n`;
  yield `${percentText(summary.compliantShare)} of the function-hours in scope compliant\n`;
  const { longestOpenFailure: open, meanSecondsToRemediate: mean, remediated } = summary;
  if (open !== undefined)
    yield `longest open failure: ${visible(openFailurePlace(open))}, ${openFailureText(open, told)}\n`;
  if (mean !== null)
    yield `mean time to remediate: ${durationText(mean * 1000)}, over ${remediated} failure${remediated === 1 ? '' : 's'}\n`;
}
