import type { Compliance } from '../../../core/model.ts';
import type { Place } from '../../../core/place.ts';
import type { Address } from './address.ts';
import { html, type Markup } from './markup.ts';
import { reasonLinks, type ShownReason } from './reason-meanings.ts';
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
  readonly cause?: { readonly address: Address; readonly name: string } | undefined;
}

/** Where a place and a verdict stand in every table of functions: the script of the page goes by it. */
const LEADING_COLUMNS = ['Function', 'Account', 'Region', 'Verdict'] as const;

export interface FunctionsTable {
  readonly className: string;
  readonly moreColumns: readonly string[];
  readonly rows: Iterable<FunctionRow>;
}

/**
 * The table of all functions. It may have very many rows, so that a row holds nothing but what is its own: what rows have in
 * common is in the style, the verdict is the class of the row, closing tags that HTML does not ask for are left out, and the
 * roles of what the style makes a grid come with the script, for the browsers that need them.
 */
export function* functionsTable({ className, moreColumns, rows }: FunctionsTable): Generator<Markup> {
  const columns = [...LEADING_COLUMNS, ...moreColumns, 'Why'];
  const heads = columns.map((name) => html`<th role="columnheader" scope="col">${name}</th>`);
  yield html`<table role="table" class="functions ${className}" id="functions-table" aria-labelledby="functions"><thead role="rowgroup"><tr role="row">${heads}</tr></thead><tbody role="rowgroup">`;
  for (const row of rows) yield markupOf(row);
  yield html`</tbody></table>`;
}

function markupOf(row: FunctionRow): Markup {
  const { address, name, leadsTo, shortId, compliance, more = [], annotation, reasons, cause } = row;
  const { label, className } = VERDICTS[compliance];
  const head = leadsTo === undefined ? name : html`<a href="#${leadsTo}">${name}</a>`;
  // That it is compliant is the verdict already.
  const why = compliance === 'COMPLIANT' ? undefined : html` ${reasonLinks(reasons)}`;
  const behind = cause && html` <a class="cause" href="#${cause.address}">${cause.name}</a>`;
  return html`<tr id="${address}" class=${className}><th scope=row${shortId && html` id="${shortId}"`}>${head}<td>${row.accountId}<td>${row.region}<td>${label}${more.map(
    (text) => html`<td>${text}`,
  )}<td>${annotation}${why}${behind}`;
}
