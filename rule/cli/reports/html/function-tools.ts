import type { Compliance } from '../../../core/model.ts';
import { WORST_FIRST } from '../../../core/model.ts';
import type { Place } from '../../../core/place.ts';
import { html, type Markup } from './markup.ts';
import { VERDICTS } from './verdict-mark.ts';

/** Where a worst-first order puts a verdict. */
export function severity(compliance: Compliance): number {
  return WORST_FIRST.indexOf(compliance);
}

/** The controls of the table of functions; the script shows them. */
export function functionTools(counts: Readonly<Record<Compliance, number>>, places: readonly Place[]): Markup {
  const boxes = WORST_FIRST.map(
    (compliance) =>
      html`<label><input type="checkbox" value="${compliance}" checked> ${VERDICTS[compliance].label} (${counts[compliance].toLocaleString('en')})</label>`,
  );
  const options = [...byAccount(places)].map(([accountId, regions]) => {
    const whole =
      regions.length > 1 ? html`<option value="${accountId}">${accountId}, all Regions</option>` : undefined;
    const each = regions.map((region) => html`<option value="${accountId} ${region}">${accountId} ${region}</option>`);
    return html`${whole}${each}`;
  });
  return html`<form class="tools" hidden>
<label>Search <input type="search" autocomplete="off" spellcheck="false"></label>
<label>Account and Region <select><option value="">all</option>${options}</select></label>
<fieldset><legend class="quiet">Verdict</legend>${boxes}</fieldset></form>
<p class="shown" id="functions-shown" role="status"></p>`;
}

function byAccount(places: readonly Place[]): ReadonlyMap<string, readonly string[]> {
  const regions = new Map<string, string[]>();
  for (const { accountId, region } of places) regions.set(accountId, [...(regions.get(accountId) ?? []), region]);
  return regions;
}
