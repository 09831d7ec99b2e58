import type { DeliveredFunction } from '../../../core/delivery/delivery.ts';
import { type Delivery, SILENT_FIRST } from '../../../core/delivery/judge-delivery.ts';
import { RULE_NAME } from '../../version.ts';
import { countText, rangeText } from '../amounts.ts';
import type { DeliveryReport } from '../delivery-report.ts';
import type { ReportText } from '../evaluation-report.ts';
import { momentText } from '../wording.ts';
import { dataTable, type Row } from './data-table.ts';
import { counted, figures } from './figures.ts';
import { html, type Markup } from './markup.ts';
import { pageText } from './page.ts';

/** How a comparison is written for people, and the class that gives it its colour and shape. */
const DELIVERIES = {
  silent: { label: 'Silent', className: 'non' },
  'cannot-tell': { label: 'Cannot tell', className: 'unk' },
  delivering: { label: 'Delivering', className: 'com' },
  'not-invoked': { label: 'Not invoked', className: 'na' },
} as const satisfies Record<Delivery, { readonly label: string; readonly className: string }>;

/** What arrived, as a page: the finding, each function with its evidence, and what the words mean. */
export function deliveryHtml(report: DeliveryReport): ReportText {
  const { from, to } = report.window;
  return pageText({
    title: `Lambda trace delivery, ${momentText(from)} to ${momentText(to)}`,
    content: content(report),
  });
}

function* content({ version, window, summary, functions }: DeliveryReport): Generator<Markup> {
  yield html`<header><p class="eyebrow">${RULE_NAME} · invocations and traces compared</p>
<h1>${summary.silent === 0 ? 'No function is silent' : `${counted(summary.silent, 'function')} ${summary.silent === 1 ? 'is' : 'are'} silent`}</h1>
<p class="lede">From ${momentText(window.from)} to ${momentText(window.to)} UTC, of ${counted(summary.functions, 'function')} that trace actively and
whose execution role may deliver.</p>
${figures(SILENT_FIRST.map((delivery) => ({ name: DELIVERIES[delivery].label, value: countText(summary[delivery]) })))}</header><main>
<section aria-labelledby="functions"><h2 id="functions">Functions</h2>`;
  const order = functions.toSorted(
    (one, other) => SILENT_FIRST.indexOf(one.delivery) - SILENT_FIRST.indexOf(other.delivery),
  );
  yield* dataTable({
    className: 'deliveries',
    label: { id: 'functions' },
    columns: ['Function', 'Account', 'Region', 'Delivery', 'Invocations', 'Traces', 'To expect', 'What to look at'],
    rows: order.map(rowOf),
  });
  yield html`</section><section aria-labelledby="words"><h2 id="words">What the words mean</h2><ul class="prose">
<li>Silent: X-Ray holds no trace, of so many invocations that Lambda's own sampling would leave none less than once in 10,000 times.</li>
<li>Cannot tell: too few invocations, a metric that CloudWatch did not give, or a picture X-Ray draws from a part of the traces.</li>
<li>To expect: by the sampling Lambda documents, the first request of each second and 5 % of the others. A request that brings a tracing header goes by
that instead.</li></ul></section>
<footer>${RULE_NAME} ${version}. All times are UTC. Read from CloudWatch and X-Ray.</footer></main>`;
}

function rowOf(fn: DeliveredFunction): Row {
  const { label, className } = DELIVERIES[fn.delivery];
  return {
    head: fn.resourceId,
    cells: [
      { content: fn.accountId, isMono: true },
      fn.region,
      { content: html`<span class="mark ${className}">${label}</span>` },
      fn.invocations === undefined ? 'unknown' : countText(fn.invocations),
      fn.traces === undefined ? 'unknown' : countText(fn.traces),
      fn.expectedTraces === undefined ? 'unknown' : rangeText(fn.expectedTraces),
      { content: html`<ul>${fn.checks.map((check) => html`<li>${check}</li>`)}</ul>` },
    ],
  };
}
