import { html, type Markup } from './markup.ts';

/** A value of a row, or how it is shown and sorted. */
type Cell = string | { readonly content: string | Markup; readonly sort?: number; readonly isMono?: true };

export interface Row {
  /** What the row is about. */
  readonly head: Cell;
  readonly cells: readonly Cell[];
  /** By which the tools of the page find it. */
  readonly verdict?: { readonly compliance: string; readonly place: string };
}

export interface DataTable {
  readonly className: string;
  /** The heading that names it, or a name of its own. */
  readonly label: { readonly id: string } | { readonly text: string };
  readonly id?: string;
  readonly columns: readonly string[];
  readonly rows: Iterable<Row>;
}

/**
 * A table that stays one where its style makes cards of the rows, as on a phone: every element says its role, since the style
 * takes it away. Written row by row: there may be very many.
 */
export function* dataTable({ className, label, id, columns, rows }: DataTable): Generator<Markup> {
  const heads = columns.map((name) => html`<th role="columnheader" scope="col">${name}</th>`);
  const name = 'id' in label ? html` aria-labelledby="${label.id}"` : html` aria-label="${label.text}"`;
  const headRow = html`<thead role="rowgroup"><tr role="row">${heads}</tr></thead>`;
  yield html`<table role="table" class="${className}"${id && html` id="${id}"`}${name}>${headRow}<tbody role="rowgroup">`;
  for (const { head, cells, verdict } of rows) {
    const marks = verdict && html` data-verdict="${verdict.compliance}" data-place="${verdict.place}"`;
    const first = html`<th role="rowheader" scope="row"${attributes(head)}>${contentOf(head)}</th>`;
    const others = cells.map((cell) => html`<td role="cell"${attributes(cell)}>${contentOf(cell)}</td>`);
    yield html`<tr role="row"${marks}>${first}${others}</tr>`;
  }
  yield html`</tbody></table>`;
}

function attributes(cell: Cell): Markup | undefined {
  if (typeof cell === 'string') return undefined;
  return html`${cell.isMono && html` class="mono"`}${cell.sort === undefined ? undefined : html` data-sort="${cell.sort}"`}`;
}

function contentOf(cell: Cell): string | Markup {
  return typeof cell === 'string' ? cell : cell.content;
}
