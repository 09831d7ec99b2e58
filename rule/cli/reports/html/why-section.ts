import type { EvaluationReport } from '../evaluation-report.ts';
import { causeName, whyOf } from '../why.ts';
import { type Address, causeAddress } from './address.ts';
import { type DataTable, dataTable } from './data-table.ts';
import { html, type Markup } from './markup.ts';
import type { Section } from './section.ts';

/** As many as somebody can begin with. */
const SHOWN_AT_ONCE = 12;

/** What to do first: the failures by reason, then by whoever mends most of them at once. */
export function whySection(report: Pick<EvaluationReport, 'summary' | 'causes'>): Section | undefined {
  const why = whyOf(report);
  if (why === undefined) return undefined;
  return { id: 'why', title: 'Why, first', content: content() };

  function* content(): Generator<Markup> {
    if (why === undefined) return;
    yield html`<p class="note">${why.headline}. A function may have several reasons.</p>`;
    yield* dataTable({
      className: 'reasons',
      label: { id: 'why' },
      columns: ['Reason', 'Functions'],
      rows: why.reasons.map(([reason, functions]) => ({
        head: { content: html`<a href="#${reason}">${reason}</a>` },
        cells: [number(functions, reason)],
      })),
    });
    if (why.causes.length === 0) return;
    yield html`<h3 id="causes">Behind the failures of roles</h3>
<p class="note">Each role mends its functions in one step; a boundary or a policy of the organization is for its owner to change.</p>`;
    yield* dataTable(causesTable(why.causes.slice(0, SHOWN_AT_ONCE), { id: 'causes' }));
    const more = why.causes.slice(SHOWN_AT_ONCE);
    if (more.length === 0) return;
    yield html`<details class="more"><summary>${more.length.toLocaleString('en')} more</summary>`;
    yield* dataTable(causesTable(more, { text: 'More behind the failures of roles' }));
    yield html`</details>`;
  }
}

function causesTable(causes: EvaluationReport['causes'], label: DataTable['label']): DataTable {
  return {
    className: 'causes',
    label,
    columns: ['Role or policy', 'Functions', 'Accounts', 'Reasons'],
    rows: causes.map((cause) => {
      const address = causeAddress(cause);
      return {
        address,
        head: causeName(cause),
        cells: [number(cause.functions, address), cause.accounts.toLocaleString('en'), cause.reasons.join(' ')],
      };
    }),
  };
}

/** How many functions there are, which the script of the page shows. */
function number(value: number, address: Address) {
  return { content: html`<a href="#functions" data-search="#${address}">${value.toLocaleString('en')}</a>` };
}
