import { type Evaluation, placeOf } from '../../../core/evaluation.ts';
import { type Summary, summarize } from '../../../core/evaluation-summary.ts';
import type { ListedExemption } from '../../../core/exemption-list.ts';
import { causeOf } from '../../../core/failure-causes.ts';
import type { Reason } from '../../../core/model.ts';
import { placeRuns } from '../../../core/place.ts';
import { known } from '../../../core/unknown-value.ts';
import { RULE_NAME } from '../../version.ts';
import type { EvaluationReport, ReportText } from '../evaluation-report.ts';
import { causeName, whyOf } from '../why.ts';
import { baselineSentence, daysLeftText, momentText, percentText } from '../wording.ts';
import { causeAddress, evaluationAddress, functionAddress } from './address.ts';
import { dataTable } from './data-table.ts';
import { counted, figures } from './figures.ts';
import { severity } from './function-tools.ts';
import { functionsSection } from './functions-section.ts';
import type { FunctionRow } from './functions-table.ts';
import { html, type Markup } from './markup.ts';
import { pageText } from './page.ts';
import { type PlaceCounts, placeBars } from './place-bars.ts';
import { footer, provenance } from './provenance.ts';
import { reasonMeanings } from './reason-meanings.ts';
import { type LinkBehind, RoleLinks } from './role-links.ts';
import { type Section, sections } from './section.ts';
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
])}</header>`;
  yield* sections([
    whySection(report),
    placeBars(places),
    functionsOf(evaluations, report, places),
    exemptionsSection(report.exemptions, evaluations),
    reasonMeanings(reasonsIn(evaluations)),
    ...provenance(report),
  ]);
  yield footer(report);
}

function headline({ functions, COMPLIANT, NON_COMPLIANT, INSUFFICIENT_DATA }: Summary): string {
  const failing = NON_COMPLIANT + INSUFFICIENT_DATA;
  if (functions === 0) return 'No Lambda functions were recorded';
  if (COMPLIANT + failing === 0) return 'The control applies to no function';
  if (failing === 0)
    return `${COMPLIANT === 1 ? 'The one function' : `All ${counted(COMPLIANT, 'function')}`} in scope can deliver traces`;
  return `${failing.toLocaleString('en')} of ${counted(COMPLIANT + failing, 'function')} in scope ${failing === 1 ? 'fails' : 'fail'}`;
}

function functionsOf(
  evaluations: readonly Evaluation[],
  { summary, causes }: EvaluationReport,
  places: readonly PlaceCounts[],
): Section | undefined {
  if (summary.functions === 0) return undefined;
  const hidden = summary.functions - evaluations.length;
  const left = hidden === 0 ? '' : `${counted(hidden, 'function')} with other verdicts not shown, as asked for.`;
  const listed = new Set(whyOf({ summary, causes })?.causes.map(causeAddress));
  const roles = new RoleLinks();
  return functionsSection({
    title: 'Functions',
    note: left,
    counts: summarize(evaluations),
    places,
    table: {
      className: 'evaluations',
      moreColumns: [],
      rows: evaluations
        .toSorted(worstFirst)
        .map((evaluation) => ({ ...rowOf(evaluation), behind: [...behind(evaluation)] })),
    },
  });

  /**
   * What answers for the failure, and the role where it is another. Only what a role fails leads to a role that is listed: the list
   * counts those functions, and its numbers lead to just as many rows.
   */
  function* behind(evaluation: Evaluation): Generator<LinkBehind> {
    const cause = causeOf(evaluation);
    if (cause !== undefined && listed.has(causeAddress(cause))) {
      yield { address: causeAddress(cause), name: causeName(cause), isTarget: false };
    }
    const { fn } = evaluation;
    const role = roles.to(fn.kind === 'recorded' ? known(fn.role) : undefined);
    if (role !== undefined && !listed.has(role.address)) yield role;
  }
}

function rowOf(evaluation: Evaluation): Omit<FunctionRow, 'behind'> {
  const { fn, verdict } = evaluation;
  const { compliance, annotation, reasons } = verdict;
  const address = evaluationAddress(evaluation);
  const { accountId, region } = placeOf(evaluation);
  return {
    accountId,
    region,
    address,
    name: fn.resourceId,
    compliance,
    annotation,
    reasons,
  };
}

function reasonsIn(evaluations: readonly Evaluation[]): ReadonlySet<Reason> {
  return new Set(evaluations.flatMap(({ verdict }) => verdict.reasons));
}

function exemptionsSection(
  exemptions: readonly ListedExemption[],
  evaluations: readonly Evaluation[],
): Section | undefined {
  if (exemptions.length === 0) return undefined;
  const shown = new Set(evaluations.filter(({ verdict }) => verdict.reasons[0] === 'exempt').map(evaluationAddress));
  const table = dataTable({
    className: 'evaluations',
    label: { id: 'exemptions' },
    columns: ['Function', 'Account', 'Region', 'Last day', 'Owner and reason'],
    rows: exemptions.map((exemption) => {
      const { resourceId, accountId, region, lastDay, daysLeft, owner, reason } = exemption;
      const address = functionAddress(exemption);
      return {
        head: { content: shown.has(address) ? html`<a href="#${address}">${resourceId}</a>` : resourceId },
        cells: [
          { content: accountId, isMono: true },
          region,
          `${lastDay}, ${daysLeftText(daysLeft)}`,
          `${owner}: ${reason}`,
        ],
      };
    }),
  });
  const note = html`<p class="note">Whoever may tag a function may exempt it. Those that last longest come first.</p>`;
  return { id: 'exemptions', title: 'Exemptions', content: [note, ...table] };
}

function worstFirst(one: Evaluation, other: Evaluation): number {
  return severity(one.verdict.compliance) - severity(other.verdict.compliance);
}
