import { coverageOf } from '../../../core/coverage.ts';
import type { Compliance } from '../../../core/model.ts';
import { noneYet, WORST_FIRST } from '../../../core/model.ts';
import { type Place, placeRuns } from '../../../core/place.ts';
import { percentText } from '../wording.ts';
import { type BarPart, bar } from './bar.ts';
import { counted } from './figures.ts';
import { html, type Markup } from './markup.ts';
import type { Section } from './section.ts';
import { VERDICTS, verdictMark } from './verdict-mark.ts';

type Counts = Readonly<Record<Compliance, number>>;

/** An account and a Region, and how many functions there have which verdict. */
export interface PlaceCounts extends Place {
  readonly counts: Counts;
}

/** An account with its Regions, those with most to mend first. */
interface AccountCounts {
  readonly accountId: string;
  readonly counts: Counts;
  readonly regions: readonly PlaceCounts[];
}

const SHOWN_AT_ONCE = 30;

/** Coverage by place, the accounts with most to mend first, and their Regions folded into them. Sorted by account. */
export function placeBars(places: readonly PlaceCounts[]): Section | undefined {
  if (places.length === 0) return undefined;
  return { id: 'places', title: 'Coverage by account and Region', content: content(accountsOf(places)) };
}

function* content(accounts: readonly AccountCounts[]): Generator<Markup> {
  const [first, rest] = [accounts.slice(0, SHOWN_AT_ONCE), accounts.slice(SHOWN_AT_ONCE)];
  // With one account there is nothing to find one's way among.
  const isOpen = accounts.length === 1;
  yield html`<p class="note">Coverage is the share of functions in scope that are compliant. Functions without a verdict count against it; those
the control does not
apply to do not count.</p>
<ul class="key">${WORST_FIRST.map((compliance) => html`<li>${verdictMark(compliance)}</li>`)}</ul>
<ul class="places">${first.map((account) => accountItem(account, isOpen))}</ul>`;
  if (rest.length === 0) return;
  yield html`<details class="more"><summary>${counted(rest.length, 'more account')}</summary><ul class="places">${rest.map(
    (account) => accountItem(account, false),
  )}</ul></details>`;
}

function accountsOf(places: readonly PlaceCounts[]): readonly AccountCounts[] {
  const accounts = [...placeRuns(places, ({ accountId }) => ({ accountId, region: '' }))];
  return accounts
    .map(({ accountId, items }) => ({ accountId, counts: summed(items), regions: worstFirst(items) }))
    .sort((one, other) => failing(other.counts) - failing(one.counts));
}

function worstFirst(places: readonly PlaceCounts[]): readonly PlaceCounts[] {
  return places.toSorted((one, other) => failing(other.counts) - failing(one.counts));
}

function summed(places: readonly PlaceCounts[]): Counts {
  const sum = noneYet();
  for (const { counts } of places) for (const compliance of WORST_FIRST) sum[compliance] += counts[compliance];
  return sum;
}

function failing({ NON_COMPLIANT, INSUFFICIENT_DATA }: Counts): number {
  return NON_COMPLIANT + INSUFFICIENT_DATA;
}

function accountItem({ accountId, counts, regions }: AccountCounts, isOpen: boolean): Markup {
  const account = html`<span class="mono">${accountId}</span>`;
  const [only, ...others] = regions;
  if (others.length === 0) return html`<li class="place">${placeBar(html`${account} ${only?.region}`, counts)}</li>`;
  const name = html`${account} ${counted(regions.length, 'Region')}`;
  const items = regions.map((place) => html`<li class="place">${placeBar(html`${place.region}`, place.counts)}</li>`);
  const open = isOpen ? html` open` : undefined;
  const summary = html`<summary class="place">${placeBar(name, counts)}</summary>`;
  return html`<li><details${open}>${summary}<ul class="places">${items}</ul></details></li>`;
}

function placeBar(name: Markup, counts: Counts): Markup {
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
  const coverage = coverageOf(counts);
  const inScope = total - counts.NOT_APPLICABLE;
  const failed = `${failing(counts).toLocaleString('en')} of ${inScope.toLocaleString('en')} in scope failing`;
  const figures = html`<span class="num">${coverage === null ? '–' : percentText(coverage)}</span><span class="quiet">${failed}</span>`;
  return html`<span>${name}</span>${bar(parts, label || 'no functions')}${figures}`;
}
