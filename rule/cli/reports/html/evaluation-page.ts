import { type Evaluation, placeOf } from '../../../core/evaluation.ts';
import { type Summary, summarize } from '../../../core/evaluation-summary.ts';
import type { ListedExemption } from '../../../core/exemption-list.ts';
import { placeRuns } from '../../../core/place.ts';
import { RULE_NAME } from '../../version.ts';
import type { EvaluationReport, ReportText } from '../evaluation-report.ts';
import { baselineSentence, daysLeftText, momentText, percentText } from '../wording.ts';
import { dataTable, type Row } from './data-table.ts';
import { counted, figures } from './figures.ts';
import { functionTools, placeKey, severity } from './function-tools.ts';
import { html, type Markup } from './markup.ts';
import { pageText } from './page.ts';
import { type PlaceCounts, placeBars } from './place-bars.ts';
import { provenance } from './provenance.ts';
import { verdictMark } from './verdict-mark.ts';
import { whySection } from './why-section.ts';

/** The verdicts at one moment as a page for people who decide, and for those who check. */
export function evaluationHtml(report: EvaluationReport): ReportText {
  return pageText({
    title: `Lambda active tracing, ${momentText(report.evaluatedAt.getTime())}`,
    content: content(report),
  });
}

function* content(report: EvaluationReport): Generator<Markup> {
  const { summary } = report;
  const evaluations = [...report.evaluations];
  const places = [...placeRuns(report.all, placeOf)].map(({ accountId, region, items }) => ({
    accountId,
    region,
    counts: summarize(items),
  }));
  const accounts = new Set(places.map(({ accountId }) => accountId)).size;
  const regions = new Set(places.map(({ region }) => region)).size;
  yield html`<header><p class="eyebrow">${RULE_NAME} · AWS Config evaluation</p>
<h1>${headline(summary)}</h1>
<p class="lede">As of ${momentText(report.evaluatedAt.getTime())} UTC, in ${counted(accounts, 'account')} and ${counted(regions, 'Region')}. Compliant
means: the function traces actively, and its execution role is allowed to deliver the traces.</p>
${report.baseline === undefined ? undefined : html`<p class="lede">${baselineSentence(report.baseline)}.</p>`}
${figures([
  { name: 'Coverage', value: percentText(summary.coverage) },
  { name: 'Non-compliant', value: summary.NON_COMPLIANT.toLocaleString('en') },
  { name: 'Insufficient data', value: summary.INSUFFICIENT_DATA.toLocaleString('en') },
  { name: 'Compliant', value: summary.COMPLIANT.toLocaleString('en') },
  { name: 'Not applicable', value: summary.NOT_APPLICABLE.toLocaleString('en') },
])}</header><main>`;
  yield* whySection(report);
  yield placeBars(places);
  yield* table(evaluations, summary, places);
  yield* exemptionTable(report.exemptions);
  yield* provenance(report);
  yield html`</main>`;
}

function headline({ functions, COMPLIANT, NON_COMPLIANT, INSUFFICIENT_DATA }: Summary): string {
  const failing = NON_COMPLIANT + INSUFFICIENT_DATA;
  if (functions === 0) return 'No Lambda functions were recorded';
  if (COMPLIANT + failing === 0) return 'The control applies to no function';
  if (failing === 0)
    return `${COMPLIANT === 1 ? 'The one function' : `All ${counted(COMPLIANT, 'function')}`} in scope can deliver traces`;
  return `${failing.toLocaleString('en')} of ${counted(COMPLIANT + failing, 'function')} in scope ${failing === 1 ? 'fails' : 'fail'}`;
}

function* table(
  evaluations: readonly Evaluation[],
  summary: Summary,
  places: readonly PlaceCounts[],
): Generator<Markup> {
  const hidden = summary.functions - evaluations.length;
  yield html`<section aria-labelledby="functions"><h2 id="functions">Functions</h2>
${hidden === 0 ? undefined : html`<p class="note">${counted(hidden, 'function')} with other verdicts not shown, as asked for.</p>`}
${functionTools(summarize(evaluations), places)}`;
  yield* dataTable({
    className: 'evaluations',
    id: 'functions-table',
    label: { id: 'functions' },
    columns: ['Function', 'Account', 'Region', 'Verdict', 'Why'],
    rows: evaluations.toSorted(worstFirst).map(rowOf),
  });
  yield html`</section>`;
}

function rowOf(evaluation: Evaluation): Row {
  const { fn, verdict } = evaluation;
  const { accountId, region } = placeOf(evaluation);
  const { compliance, annotation, reasons } = verdict;
  return {
    verdict: { compliance, place: placeKey({ accountId, region }) },
    head: fn.resourceId,
    cells: [
      { content: accountId, isMono: true },
      region,
      { content: verdictMark(compliance), sort: severity(compliance) },
      { content: html`${annotation}<code>${reasons.join(' ')}</code>` },
    ],
  };
}

function* exemptionTable(exemptions: readonly ListedExemption[]): Generator<Markup> {
  if (exemptions.length === 0) return;
  yield html`<section aria-labelledby="exemptions"><h2 id="exemptions">Exemptions</h2>
<p class="note">Whoever may tag a function may exempt it. Those that last longest come first.</p>`;
  yield* dataTable({
    className: 'evaluations',
    label: { id: 'exemptions' },
    columns: ['Function', 'Account', 'Region', 'Last day', 'Owner and reason'],
    rows: exemptions.map(({ resourceId, accountId, region, lastDay, daysLeft, owner, reason }) => ({
      head: resourceId,
      cells: [
        { content: accountId, isMono: true },
        region,
        `${lastDay}, ${daysLeftText(daysLeft)}`,
        `${owner}: ${reason}`,
      ],
    })),
  });
  yield html`</section>`;
}

function worstFirst(one: Evaluation, other: Evaluation): number {
  return severity(one.verdict.compliance) - severity(other.verdict.compliance);
}
