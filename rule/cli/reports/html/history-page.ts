import { atEnd, type FunctionHistory, isFailing } from '../../../core/history/model.ts';
import type { HistorySummary } from '../../../core/history/summary.ts';
import { noneYet } from '../../../core/model.ts';
import { RULE_NAME } from '../../version.ts';
import type { ReportText } from '../evaluation-report.ts';
import type { HistoryReport } from '../history-report.ts';
import { durationText, momentText, openFailurePlace, openFailureText, percentText } from '../wording.ts';
import { functionAddress } from './address.ts';
import { coverageChart } from './coverage-chart.ts';
import { counted, type Figure, figures } from './figures.ts';
import { severity } from './function-tools.ts';
import { functionsSection } from './functions-section.ts';
import type { FunctionRow } from './functions-table.ts';
import { html, type Markup } from './markup.ts';
import { pageText } from './page.ts';
import { placeBars } from './place-bars.ts';
import { placeTotals } from './place-totals.ts';
import { footer, provenance } from './provenance.ts';
import { reasonMeanings, type ShownReason } from './reason-meanings.ts';
import { RoleLinks } from './role-links.ts';
import { type Section, sections } from './section.ts';
import { chooseTimelines, type Timelines, timelines } from './timelines.ts';

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
${figures(figuresOf(report))}</header>`;
  const chosen = chooseTimelines(functions);
  yield* sections([
    coverageChart(report.coverage, summary, period),
    placeBars(summary.places.map(({ accountId, region, end }) => ({ accountId, region, counts: end }))),
    placeTotals(summary.places, report.told),
    timelines(chosen, period),
    functionsOf(functions, summary, chosen),
    reasonMeanings(reasonsIn(functions)),
    ...provenance(report),
  ]);
  yield footer(report);
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

function functionsOf(
  functions: readonly FunctionHistory[],
  summary: HistorySummary,
  chosen: Timelines,
): Section | undefined {
  if (summary.functions === 0) return undefined;
  const hidden = summary.functions - functions.length;
  const left =
    hidden === 0 ? '' : ` ${counted(hidden, 'function')} that never had such a verdict not shown, as asked for.`;
  const counts = noneYet();
  for (const history of functions) counts[atEnd(history).compliance]++;
  const worstFirst = functions.toSorted(
    (one, other) => severity(atEnd(one).compliance) - severity(atEnd(other).compliance),
  );
  return functionsSection({
    title: 'All functions at the end of the period',
    note: `The share of time is of the time in scope.${left}`,
    counts,
    places: summary.places,
    table: { className: 'histories', moreColumns: ['Time compliant'], rows: rowsOf(worstFirst, chosen) },
  });
}

function* rowsOf(functions: readonly FunctionHistory[], { places }: Timelines): Generator<FunctionRow> {
  const roles = new RoleLinks();
  for (const history of functions) {
    const { compliance, annotation, reasons } = atEnd(history);
    const role = roles.to(history.role);
    const share = shareOfTime(history);
    const drawn = places.get(history);
    yield {
      accountId: history.accountId,
      region: history.region,
      address: functionAddress(history),
      name: history.resourceId,
      leadsTo: drawn?.timeline,
      shortId: drawn?.row,
      compliance,
      more: [share === null ? '–' : percentText(share)],
      annotation,
      reasons,
      behind: role === undefined ? [] : [role],
    };
  }
}

function reasonsIn(functions: readonly FunctionHistory[]): ReadonlySet<ShownReason> {
  const reasons = new Set<ShownReason>();
  for (const { intervals } of functions) {
    for (const interval of intervals) for (const reason of interval.reasons) reasons.add(reason);
  }
  return reasons;
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
