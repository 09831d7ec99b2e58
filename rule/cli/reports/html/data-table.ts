import type { Address } from './address.ts';
import { html, type Markup } from './markup.ts';

/** A value of a row, or how it is shown. */
type Cell = string | { readonly content: string | Markup; readonly isMono?: true };

export interface Row {
  /** What the row is about. */
  readonly head: Cell;
  readonly cells: readonly Cell[];
  /** By which links find it. */
  readonly address?: Address;
}

export interface DataTable {
  readonly className: string;
  /** The heading that names it, or a name of its own. */
  readonly label: { readonly id: string } | { readonly text: string };
  readonly columns: readonly string[];
  readonly rows: Iterable<Row>;
}

/**
 * A table that stays one where its style makes cards of the rows, as on a phone: every element says its role, since the style
 * takes it away. Written row by row: there may be many.
 */
export function* dataTable({ className, label, columns, rows }: DataTable): Generator<Markup> {
  const heads = columns.map((name) => html`<th role="columnheader" scope="col">${name}</th>`);
  const name = 'id' in label ? html` aria-labelledby="${label.id}"` : html` aria-label="${label.text}"`;
  const headRow = html`<thead role="rowgroup"><tr role="row">${heads}</tr></thead>`;
  yield html`<table role="table" class="${className}"${name}>${headRow}<tbody role="rowgroup">`;
  for (const { head, cells, address } of rows) {
    const first = html`<th role="rowheader" scope="row"${attributes(head)}>${contentOf(head)}</th>`;
    const others = cells.map((cell) => html`<td role="cell"${attributes(cell)}>${contentOf(cell)}</td>`);
    yield html`<tr role="row"${address && html` id="${address}"`}>${first}${others}</tr>`;
  }
  yield html`</tbody></table>`;
}

function attributes(cell: Cell): Markup | undefined {
  return typeof cell !== 'string' && cell.isMono ? html` class="mono"` : undefined;
}

function contentOf(cell: Cell): string | Markup {
  return typeof cell === 'string' ? cell : cell.content;
}
