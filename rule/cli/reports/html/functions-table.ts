import type { Compliance } from '../../../core/model.ts';
import type { Place } from '../../../core/place.ts';
import type { Address } from './address.ts';
import { html, type Markup } from './markup.ts';
import { reasonLinks, type ShownReason } from './reason-meanings.ts';
import type { LinkBehind } from './role-links.ts';
import { VERDICTS } from './verdict-mark.ts';

/** A function as the table of all functions shows it. */
export interface FunctionRow extends Place {
  readonly address: Address;
  readonly name: string;
  /** Where the name leads to; to its own address, once the script runs, where it leads nowhere else. */
  readonly leadsTo?: Address | undefined;
  /** An id by which the page itself refers to the row, shorter than the address. */
  readonly shortId?: string | undefined;
  readonly compliance: Compliance;
  /** What the columns between the verdict and the annotation say. */
  readonly more?: readonly string[];
  readonly annotation: string;
  readonly reasons: readonly ShownReason[];
  readonly behind: readonly LinkBehind[];
}

/** Where a place and a verdict stand in every table of functions: the script of the page goes by it. */
const LEADING_COLUMNS = ['Function', 'Account', 'Region', 'Verdict'] as const;

/** Rows that a browser lays out together, once they come near the screen: as many as a large screen shows, or a few more. */
const ROWS_TOGETHER = 50;

export interface FunctionsTable {
  readonly className: string;
  readonly moreColumns: readonly string[];
  readonly rows: Iterable<FunctionRow>;
}

/**
 * The table of all functions. It may have very many rows, so that a row holds nothing but what is its own: what rows have in
 * common is in the style, the verdict is the class of the row, closing tags and quotes that HTML does not ask for are left out, and the
 * roles of what the style makes a grid come with the script, for the browsers that need them.
 */
export function* functionsTable({ className, moreColumns, rows }: FunctionsTable): Generator<Markup> {
  const columns = [...LEADING_COLUMNS, ...moreColumns, 'Why'];
  const heads = columns.map((name) => html`<th role="columnheader" scope="col">${name}</th>`);
  yield html`<table role="table" class="functions ${className}" id="functions-table"
aria-labelledby="functions"><thead role="rowgroup"><tr role="row">${heads}</tr></thead>`;
  for (const together of groupsOf(rows)) yield html`<tbody role="rowgroup">${together.map(markupOf)}</tbody>`;
  yield html`</table>`;
}

function* groupsOf(rows: Iterable<FunctionRow>): Generator<readonly FunctionRow[]> {
  let group: FunctionRow[] = [];
  for (const row of rows) {
    group.push(row);
    if (group.length < ROWS_TOGETHER) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

function markupOf(row: FunctionRow): Markup {
  const { address, name, leadsTo, shortId, compliance, more = [], annotation, reasons, behind } = row;
  const { label, className } = VERDICTS[compliance];
  const head = leadsTo === undefined ? name : html`<a href="#${leadsTo}">${name}</a>`;
  // That it is compliant is the verdict already.
  const why = compliance === 'COMPLIANT' ? undefined : html` ${reasonLinks(reasons)}`;
  const links = behind.map(
    ({ address, name, isTarget }) =>
      html` <a${isTarget ? html` id="${address}"` : undefined} href="#${address}">${name}</a>`,
  );
  const id = shortId && html` id=${shortId}`;
  const middle = [row.accountId, row.region, label, ...more].map((text) => html`<td>${text}`);
  return html`<tr id="${address}" class=${className}><th scope=row${id}>${head}${middle}<td>${annotation}${why}${links}`;
}
