import { type CoveragePoint, coverageOverTime } from '../../../core/history/coverage.ts';
import type { FunctionHistory, Period } from '../../../core/history/model.ts';
import { momentText, percentText } from '../wording.ts';
import { html, type Markup } from './markup.ts';
import { timeScale } from './time-scale.ts';

const WIDTH = 1000;
const HEIGHT = 100;

/** Coverage through the period, as a stepped line: it changes at moments, not in between. */
export function coverageChart(histories: readonly FunctionHistory[], period: Period): Markup {
  const points = coverageOverTime(histories);
  const shares = points.flatMap((point) =>
    point.inScope === 0 ? [] : [{ at: point.at, share: point.compliant / point.inScope }],
  );
  const lowest = shares.reduce<(typeof shares)[number] | undefined>(
    (low, next) => (low && low.share <= next.share ? low : next),
    undefined,
  );
  if (lowest === undefined) return html``;
  const line = steps(points, period);
  const label = `Coverage from ${percentText(shares[0]?.share ?? null)} to ${percentText(shares.at(-1)?.share ?? null)}, lowest ${percentText(lowest.share)} from ${momentText(lowest.at)}`;
  return html`<section aria-labelledby="over-time"><h2 id="over-time">Coverage over time</h2>
<p class="note">${label}. Functions count from their first record on.</p>
<figure class="chart"><div class="scale y" aria-hidden="true"><span>100 %</span><span>75 %</span><span>50 %</span><span>25 %</span><span>0 %</span></div>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${label}">${[0, 25, 50, 75, 100].map((y) => html`<line class="grid" x1="0" x2="${WIDTH}" y1="${y}" y2="${y}"/>`)}${line.map(({ area, curve }) => html`<path class="area" d="${area}"/><path class="curve" d="${curve}"/>`)}</svg>
${timeScale(period)}</figure></section>`;
}

interface Step {
  readonly curve: string;
  readonly area: string;
}

/** One path for each stretch in which something was in scope. No more than two steps for a thousandth of the period. */
function steps(points: readonly CoveragePoint[], period: Period): readonly Step[] {
  const x = (at: number) => Number((((at - period.from) / (period.to - period.from)) * WIDTH).toFixed(1));
  const found: { start: number; end: number; path: string }[] = [];
  let open: { start: number; end: number; path: string } | undefined;
  for (const [index, { at, compliant, inScope }] of thinned(points, period).entries()) {
    const from = x(at);
    if (inScope === 0) {
      if (open) found.push({ ...open, end: from, path: `${open.path}H${from}` });
      open = undefined;
      continue;
    }
    const y = Number((HEIGHT * (1 - compliant / inScope)).toFixed(2));
    open = open
      ? { ...open, path: `${open.path}H${from}V${y}` }
      : { start: index === 0 ? 0 : from, end: from, path: `M${from} ${y}` };
  }
  if (open) found.push({ ...open, end: WIDTH, path: `${open.path}H${WIDTH}` });
  return found.map(({ start, end, path }) => ({
    curve: path,
    area: `${path}V${HEIGHT}H${start}H${Math.min(start, end)}Z`,
  }));
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
