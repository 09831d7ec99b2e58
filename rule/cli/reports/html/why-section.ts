import type { EvaluationReport } from '../evaluation-report.ts';
import { causeName, whyOf } from '../why.ts';
import { type DataTable, dataTable } from './data-table.ts';
import { html, type Markup } from './markup.ts';

/** What to do first: the failures by reason, then by whoever mends most of them at once. */
export function* whySection(report: Pick<EvaluationReport, 'summary' | 'causes'>): Generator<Markup> {
  const why = whyOf(report);
  if (why === undefined) return;
  yield html`<section aria-labelledby="why"><h2 id="why">Why, first</h2>
<p class="note">${why.headline}. A function may have several reasons.</p>`;
  yield* dataTable({
    className: 'reasons',
    label: { id: 'why' },
    columns: ['Reason', 'Functions'],
    rows: why.reasons.map(([reason, functions]) => ({ head: reason, cells: [number(functions)] })),
  });
  if (why.causes.length > 0) {
    yield html`<h3 id="causes">Behind the failures of roles</h3>
<p class="note">Each role mends its functions in one step; a boundary or a policy of the organization is for its owner to change.</p>`;
    yield* dataTable(causesTable(why.causes));
  }
  yield html`</section>`;
}

function causesTable(causes: EvaluationReport['causes']): DataTable {
  return {
    className: 'causes',
    label: { id: 'causes' },
    columns: ['Role or policy', 'Functions', 'Accounts', 'Reasons'],
    rows: causes.map((cause) => ({
      head: causeName(cause),
      cells: [number(cause.functions), number(cause.accounts), cause.reasons.join(' ')],
    })),
  };
}

function number(value: number) {
  return { content: value.toLocaleString('en'), sort: value };
}
