import type { ForecastFunction, ForecastGroup } from '../../../core/forecast/forecast.ts';
import { RULE_NAME } from '../../version.ts';
import { costText, countText, kindText, rangeText } from '../amounts.ts';
import type { ReportText } from '../evaluation-report.ts';
import type { ForecastReport } from '../forecast-report.ts';
import { momentText, percentText } from '../wording.ts';
import { dataTable, type Row } from './data-table.ts';
import { counted, figures } from './figures.ts';
import { html, type Markup } from './markup.ts';
import { pageText } from './page.ts';

const AMOUNTS = ['Invocations a month', 'Traces a month'] as const;

/** What tracing would cost, as a page: the sum, who makes most of it, every account and function, and what it rests on. */
export function forecastHtml(report: ForecastReport): ReportText {
  return pageText({ title: 'Lambda active tracing, forecast of the cost', content: content(report) });
}

function* content(report: ForecastReport): Generator<Markup> {
  const { window, summary } = report;
  const { costPerMonth, costPerMonthBesideTraced, tracesPerMonth, tracedInvocations, functions } = summary;
  yield html`<header><p class="eyebrow">${RULE_NAME} · forecast</p>
<h1>${costText(costPerMonth)} a month if every failing function traced</h1>
<p class="lede">${counted(functions, 'function')}${window && html`, by their invocations from ${momentText(window.from)} to ${momentText(window.to)} UTC`}.
A month is 30 days.</p>
${figures([
  { name: 'Traces a month', value: rangeText(tracesPerMonth) },
  {
    name: 'Beside those that trace',
    value: costText(costPerMonthBesideTraced),
    detail: 'when they use up the free tier first',
  },
  { name: 'Invocations traced today', value: tracedInvocations === null ? '–' : percentText(tracedInvocations) },
])}</header><main>`;
  yield* section(
    'accounts',
    'Accounts',
    ['Account', ...AMOUNTS, 'Cost', 'Beside those that trace'],
    [...report.accounts].map(([id, bill]) => row(id || 'not said', bill, [costText(bill.costPerMonthBesideTraced)])),
  );
  for (const [kind, values] of report.groups) {
    const rows = [...values].map(([value, group]) => row(value || 'none', group, [countText(group.functions)]));
    yield* section(
      `by-${kind}`,
      `By ${kindText(kind)}`,
      [kindText(kind), ...AMOUNTS, 'Before the free tier', 'Functions'],
      rows,
    );
  }
  yield* section(
    'most',
    'Most of the bill',
    ['Function', ...AMOUNTS, 'Before the free tier', 'Where'],
    report.most.map(functionRow),
  );
  yield* section(
    'functions',
    'All failing functions',
    ['Function', ...AMOUNTS, 'Before the free tier', 'Where'],
    report.functions.map(functionRow),
  );
  yield* section(
    'unpriced',
    'In no figure',
    ['Function', 'Account', 'Region', 'Why'],
    report.unpriced.map(({ resourceId, accountId, region, why }) => ({
      head: resourceId,
      cells: [accountId, region, why],
    })),
  );
  yield basis(report);
}

function basis({ version, prices, notes, inputs, reading, window }: ForecastReport): Markup {
  const facts = [
    ...(window === undefined ? [] : [{ name: 'Period of the metrics', value: `${window.periodSeconds} s` }]),
    { name: 'Price', value: `$${prices.perMillionTraces} for a million traces, ${countText(prices.freeTraces)} free` },
    { name: 'Read', value: prices.date === null ? prices.source : `${prices.source}, ${prices.date}` },
    ...(reading === undefined ? [] : [{ name: 'Metrics asked for', value: countText(reading.metrics) }]),
    ...inputs.map(({ name, sha256 }) => ({ name, value: sha256 })),
  ];
  return html`<section aria-labelledby="basis"><h2 id="basis">What it rests on</h2>
<dl class="facts">${facts.map(({ name, value }) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
<ul class="prose">${notes.map((note) => html`<li>${note}</li>`)}</ul></section>
<footer>${RULE_NAME} ${version}. All times are UTC.</footer></main>`;
}

function* section(id: string, title: string, columns: readonly string[], rows: readonly Row[]): Generator<Markup> {
  if (rows.length === 0) return;
  yield html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>`;
  yield* dataTable({ className: 'forecasts', label: { id }, columns, rows });
  yield html`</section>`;
}

function row(
  head: string,
  { invocationsPerMonth, tracesPerMonth, costPerMonth }: ForecastGroup | ForecastFunction,
  more: readonly string[],
): Row {
  return { head, cells: [countText(invocationsPerMonth), rangeText(tracesPerMonth), costText(costPerMonth), ...more] };
}

function functionRow(fn: ForecastFunction): Row {
  return row(fn.resourceId, fn, [[fn.accountId, fn.region].filter(Boolean).join(' ')]);
}
