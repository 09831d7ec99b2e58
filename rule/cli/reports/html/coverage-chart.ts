import type { CoveragePoint } from '../../../core/history/coverage.ts';
import type { Period } from '../../../core/history/model.ts';
import type { Totals } from '../../../core/history/summary.ts';
import { momentText, percentText } from '../wording.ts';
import { html } from './markup.ts';
import type { Section } from './section.ts';
import { timeScale } from './time-scale.ts';

const WIDTH = 1000;
const HEIGHT = 100;

/** Coverage through the period, as a stepped line: it changes at moments, not in between. */
export function coverageChart(
  points: readonly CoveragePoint[],
  { start, end }: Totals,
  period: Period,
): Section | undefined {
  const shares = points.flatMap(({ at, compliant, inScope }) =>
    inScope === 0 ? [] : [{ at, share: compliant / inScope }],
  );
  const [first, ...others] = shares;
  if (first === undefined) return undefined;
  const lowest = others.reduce((low, next) => (next.share < low.share ? next : low), first);
  const ends = `${percentText(start.coverage)} at the start, ${percentText(end.coverage)} at the end`;
  const label = `Coverage: ${ends}, lowest ${percentText(lowest.share)} from ${momentText(lowest.at)}`;
  const chart = html`<p class="note">${label}. Functions count from their first record on.</p>
<figure class="chart"><div class="scale y" aria-hidden="true"><span>100 %</span><span>75 %</span><span>50 %</span><span>25 %</span><span>0 %</span></div>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${label}">${[
    0, 25, 50, 75, 100,
  ].map((y) => html`<line class="grid" x1="0" x2="${WIDTH}" y1="${y}" y2="${y}"/>`)}${stretches(points, period).map(
    ({ start, curve }) => html`<path class="area" d="${curve}V${HEIGHT}H${start}Z"/><path class="curve" d="${curve}"/>`,
  )}</svg>
${timeScale(period)}</figure>`;
  return { id: 'over-time', title: 'Coverage over time', content: [chart] };
}

interface Stretch {
  readonly start: number;
  /** The stepped line, from its first point on. */
  readonly curve: string;
}

/** Each stretch in which something was in scope. No more than two steps for a thousandth of the period. */
function stretches(points: readonly CoveragePoint[], period: Period): readonly Stretch[] {
  const x = (at: number) => Number((((at - period.from) / (period.to - period.from)) * WIDTH).toFixed(1));
  const found: Stretch[] = [];
  let open: Stretch | undefined;
  for (const { at, compliant, inScope } of thinned(points, period)) {
    const from = x(at);
    if (inScope === 0) {
      if (open) found.push({ ...open, curve: `${open.curve}H${from}` });
      open = undefined;
      continue;
    }
    const y = Number((HEIGHT * (1 - compliant / inScope)).toFixed(2));
    open = open ? { ...open, curve: `${open.curve}H${from}V${y}` } : { start: from, curve: `M${from} ${y}` };
  }
  if (open) found.push({ ...open, curve: `${open.curve}H${WIDTH}` });
  return found;
}

/** Keeps the lowest and the last point of each thousandth, so that no dip is lost. */
function thinned(points: readonly CoveragePoint[], period: Period): readonly CoveragePoint[] {
  const share = ({ compliant, inScope }: CoveragePoint) => (inScope === 0 ? 1 : compliant / inScope);
  const slotOf = ({ at }: CoveragePoint) => Math.floor(((at - period.from) / (period.to - period.from)) * WIDTH);
  const bySlot = new Map<number, { lowest: CoveragePoint; last: CoveragePoint }>();
  for (const point of points) {
    const known = bySlot.get(slotOf(point));
    const lowest = known && share(known.lowest) <= share(point) ? known.lowest : point;
    bySlot.set(slotOf(point), { lowest, last: point });
  }
  return [...bySlot.values()].flatMap(({ lowest, last }) => (lowest === last ? [last] : [lowest, last]));
}
