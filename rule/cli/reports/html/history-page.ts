import { atEnd, type FunctionHistory, isFailing } from '../../../core/history/model.ts';
import type { HistorySummary } from '../../../core/history/summary.ts';
import { noneYet } from '../../../core/model.ts';
import { RULE_NAME } from '../../version.ts';
import type { ReportText } from '../evaluation-report.ts';
import type { HistoryReport } from '../history-report.ts';
import { durationText, momentText, openFailurePlace, openFailureText, percentText } from '../wording.ts';
import { coverageChart } from './coverage-chart.ts';
import { dataTable, type Row } from './data-table.ts';
import { counted, type Figure, figures } from './figures.ts';
import { functionTools, placeKey, severity } from './function-tools.ts';
import { html, type Markup } from './markup.ts';
import { pageText } from './page.ts';
import { placeBars } from './place-bars.ts';
import { placeTotals } from './place-totals.ts';
import { provenance } from './provenance.ts';
import { timelines } from './timelines.ts';
import { verdictMark } from './verdict-mark.ts';

/** A period as a page an auditor reads from the top: the finding, the course, each failure, and what it rests on. */
export function historyHtml(report: HistoryReport): ReportText {
  const { from, to } = report.period;
  return pageText({
    title: `Lambda active tracing, ${momentText(from)} to ${momentText(to)}`,
    content: content(report),
  });
}

function* content(report: HistoryReport): Generator<Markup> {
  const { period, summary, functions } = report;
  const accounts = new Set(summary.places.map(({ accountId }) => accountId)).size;
  const regions = new Set(summary.places.map(({ region }) => region)).size;
  yield html`<header><p class="eyebrow">${RULE_NAME} · evidence from AWS Config history</p>
<h1>${headline(summary)}</h1>
<p class="lede">From ${momentText(period.from)} to ${momentText(period.to)} UTC, in ${counted(accounts, 'account')} and ${counted(regions, 'Region')}.
Compliant means: the function traced actively, and its execution role was allowed to deliver the traces.</p>
${figures(figuresOf(report))}</header><main>`;
  yield coverageChart(report.coverage, summary, period);
  yield placeBars(summary.places.map(({ accountId, region, end }) => ({ accountId, region, counts: end })));
  yield placeTotals(summary.places, report.told);
  yield* timelines(functions, period);
  yield* table(functions, summary);
  yield* provenance(report);
  yield html`</main>`;
}

function headline({ functions, failingAtEnd, end }: HistorySummary): string {
  if (functions === 0) return 'No Lambda functions were recorded';
  const inScope = end.COMPLIANT + failingAtEnd;
  if (inScope === 0) return 'At the end the control applied to no function';
  if (failingAtEnd === 0) {
    return `At the end ${inScope === 1 ? 'the one function' : `all ${counted(inScope, 'function')}`} in scope could deliver traces`;
  }
  return `${failingAtEnd.toLocaleString('en')} of ${counted(inScope, 'function')} in scope ${failingAtEnd === 1 ? 'fails' : 'fail'} at the end`;
}

function figuresOf({ summary, told }: HistoryReport): readonly Figure[] {
  const { longestOpenFailure: open, remediated, meanSecondsToRemediate: mean } = summary;
  return [
    {
      name: 'Coverage at the end',
      value: percentText(summary.end.coverage),
      detail: `${percentText(summary.start.coverage)} at the start`,
    },
    { name: 'Function-hours compliant', value: percentText(summary.compliantShare), detail: 'of those in scope' },
    open === undefined
      ? { name: 'Longest open failure', value: 'none' }
      : {
          name: 'Longest open failure',
          value: openFailureText(open, told),
          detail: openFailurePlace(open),
        },
    mean === null
      ? { name: 'Mean time to remediate', value: '–', detail: 'no failure began and was mended' }
      : {
          name: 'Mean time to remediate',
          value: durationText(mean * 1000),
          detail: `over ${counted(remediated, 'failure')} that began in the period`,
        },
  ];
}

function* table(functions: readonly FunctionHistory[], summary: HistorySummary): Generator<Markup> {
  const hidden = summary.functions - functions.length;
  const counts = noneYet();
  for (const history of functions) counts[atEnd(history).compliance]++;
  yield html`<section aria-labelledby="functions"><h2 id="functions">All functions at the end of the period</h2>
<p class="note">The share of time is of the time in
scope.${hidden === 0 ? undefined : ` ${counted(hidden, 'function')} that never had such a verdict not shown, as asked for.`}</p>
${functionTools(counts, summary.places)}`;
  const worstFirst = functions.toSorted(
    (one, other) => severity(atEnd(one).compliance) - severity(atEnd(other).compliance),
  );
  yield* dataTable({
    className: 'histories',
    id: 'functions-table',
    label: { id: 'functions' },
    columns: ['Function', 'Account', 'Region', 'Verdict', 'Time compliant', 'Why'],
    rows: rowsOf(worstFirst),
  });
  yield html`</section>`;
}

function* rowsOf(functions: readonly FunctionHistory[]): Generator<Row> {
  for (const history of functions) {
    const { compliance, annotation, reasons } = atEnd(history);
    const share = shareOfTime(history);
    yield {
      verdict: { compliance, place: placeKey(history) },
      head: history.resourceId,
      cells: [
        { content: history.accountId, isMono: true },
        history.region,
        { content: verdictMark(compliance), sort: severity(compliance) },
        { content: share === null ? '–' : percentText(share), sort: share ?? 2 },
        { content: html`${annotation}<code>${reasons.join(' ')}</code>` },
      ],
    };
  }
}

function shareOfTime({ intervals }: FunctionHistory): number | null {
  let compliant = 0;
  let inScope = 0;
  for (const interval of intervals) {
    const duration = interval.to - interval.from;
    if (interval.compliance === 'COMPLIANT') compliant += duration;
    if (interval.compliance === 'COMPLIANT' || isFailing(interval)) inScope += duration;
  }
  return inScope === 0 ? null : compliant / inScope;
}
