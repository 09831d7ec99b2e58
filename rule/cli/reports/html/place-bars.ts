import type { Compliance } from '../../../core/model.ts';
import { WORST_FIRST } from '../../../core/model.ts';
import type { Place } from '../../../core/place.ts';
import { percentText } from '../wording.ts';
import { type BarPart, bar } from './bar.ts';
import { html, type Markup } from './markup.ts';
import { VERDICTS, verdictMark } from './verdict-mark.ts';

/** An account and a Region, and how many functions there have which verdict. */
export interface PlaceCounts extends Place {
  readonly counts: Readonly<Record<Compliance, number>> & { readonly coverage: number | null };
}

const SHOWN_AT_ONCE = 30;

/** Coverage by place, the places with most to mend first: a bar each. */
export function placeBars(places: readonly PlaceCounts[]): Markup {
  const worstFirst = places.toSorted((one, other) => failing(other) - failing(one));
  const [first, rest] = [worstFirst.slice(0, SHOWN_AT_ONCE), worstFirst.slice(SHOWN_AT_ONCE)];
  const more =
    rest.length === 0
      ? undefined
      : html`<details><summary>${rest.length} more</summary><ul class="places">${rest.map(placeBar)}</ul></details>`;
  return html`<section aria-labelledby="places"><h2 id="places">Coverage by account and Region</h2>
<p class="note">Coverage is the share of functions in scope that are compliant. Functions without a verdict count against it; those the control does not
apply to do not count.</p>
<ul class="key">${WORST_FIRST.map((compliance) => html`<li>${verdictMark(compliance)}</li>`)}</ul>
<ul class="places">${first.map(placeBar)}</ul>${more}</section>`;
}

function failing({ counts }: Pick<PlaceCounts, 'counts'>): number {
  return counts.NON_COMPLIANT + counts.INSUFFICIENT_DATA;
}

function placeBar({ accountId, region, counts }: PlaceCounts): Markup {
  // Coverage reads from the left, so the compliant ones come first.
  const order = ['COMPLIANT', 'NON_COMPLIANT', 'INSUFFICIENT_DATA', 'NOT_APPLICABLE'] as const;
  const total = order.reduce((sum, compliance) => sum + counts[compliance], 0);
  const parts: BarPart[] = [];
  let start = 0;
  for (const compliance of order) {
    const share = total === 0 ? 0 : counts[compliance] / total;
    if (share > 0) parts.push({ className: VERDICTS[compliance].className, start, share });
    start += share;
  }
  const label = order
    .filter((compliance) => counts[compliance] > 0)
    .map((compliance) => `${counts[compliance]} ${VERDICTS[compliance].label.toLowerCase()}`)
    .join(', ');
  const name = html`<span><span class="mono">${accountId}</span> ${region}</span>`;
  const coverage = counts.coverage === null ? '–' : percentText(counts.coverage);
  const inScope = total - counts.NOT_APPLICABLE;
  const failed = `${failing({ counts }).toLocaleString('en')} of ${inScope.toLocaleString('en')} in scope failing`;
  const figures = html`<span class="num">${coverage}</span><span class="quiet">${failed}</span>`;
  return html`<li>${name}${bar(parts, label || 'no functions')}${figures}</li>`;
}
