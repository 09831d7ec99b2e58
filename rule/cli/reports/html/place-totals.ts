import type { Period } from '../../../core/history/model.ts';
import type { PlaceTotals } from '../../../core/history/summary.ts';
import { durationText, openFailureText, percentText } from '../wording.ts';
import { html, type Markup } from './markup.ts';

export const PLACE_COLUMNS = [
  'Account',
  'Region',
  'Functions',
  'Coverage at the start',
  'Coverage at the end',
  'Function-hours compliant',
  'Longest open failure',
  'Mean time to remediate',
] as const;

/** What the period came to, place by place. */
export function placeTotals(places: readonly PlaceTotals[], period: Period): Markup {
  if (places.length === 0) return html``;
  const heads = PLACE_COLUMNS.map((name) => html`<th role="columnheader" scope="col">${name}</th>`);
  return html`<section aria-labelledby="totals"><h2 id="totals">The period by account and Region</h2>
<table role="table" class="totals" aria-labelledby="totals"><thead role="rowgroup"><tr role="row">${heads}</tr></thead><tbody role="rowgroup">${places.map((place) => row(place, period))}</tbody></table></section>`;
}

function row(place: PlaceTotals, period: Period): Markup {
  const {
    accountId,
    region,
    start,
    end,
    compliantShare,
    longestOpenFailure: open,
    meanSecondsToRemediate: mean,
  } = place;
  const [account, ...values] = [
    accountId,
    region,
    end.functions.toLocaleString('en'),
    percentText(start.coverage),
    percentText(end.coverage),
    percentText(compliantShare),
    open === undefined ? 'none' : openFailureText(open, period),
    mean === null ? '–' : durationText(mean * 1000),
  ];
  const cells = values.map((value) => html`<td role="cell">${value}</td>`);
  return html`<tr role="row"><th role="rowheader" scope="row" class="mono">${account}</th>${cells}</tr>`;
}
