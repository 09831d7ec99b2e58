import { type FunctionHistory, type Interval, isOutsideRecord, type Period } from '../../../core/history/model.ts';
import { type BarPart, bar } from './bar.ts';
import { severity } from './function-tools.ts';
import { html, type Markup } from './markup.ts';
import { VERDICTS } from './verdict-mark.ts';

/** As many as can be told apart on a screen; with more changes than that, the worst of each slot is drawn. */
const SLOTS = 120;

/**
 * Draws the verdicts of functions along a period. Functions whose role made them change together have the same course, which is
 * written once.
 */
export class VerdictCourses {
  readonly #period: Period;
  readonly #ids = new Map<string, string>();

  constructor(period: Period) {
    this.#period = period;
  }

  courseOf({ intervals }: FunctionHistory): Markup {
    const parts = this.#parts(intervals.length > SLOTS ? worstOfSlots(intervals, this.#period) : intervals);
    const key = parts.map(({ className, start }) => `${className} ${start}`).join();
    const known = this.#ids.get(key);
    if (known !== undefined) return html`<svg class=bar aria-hidden=true><use href="#${known}"/></svg>`;
    const id = `c${this.#ids.size}`;
    this.#ids.set(key, id);
    return bar(parts, undefined, id);
  }

  #parts(intervals: readonly Interval[]): readonly BarPart[] {
    const { from, to } = this.#period;
    const whole = to - from;
    return intervals.map((interval) => ({
      className: classOf(interval),
      start: (interval.from - from) / whole,
      share: (interval.to - interval.from) / whole,
    }));
  }
}

function classOf(interval: Interval): string {
  return isOutsideRecord(interval) ? 'none' : VERDICTS[interval.compliance].className;
}

/** One interval for each run of slots that look the same, so that no failure is lost however short it was. */
function worstOfSlots(intervals: readonly Interval[], { from, to }: Period): readonly Interval[] {
  const slotOf = (moment: number) => Math.floor(((moment - from) / (to - from)) * SLOTS);
  const startOf = (slot: number) => from + ((to - from) * slot) / SLOTS;
  const worst: Interval[] = [];
  for (const interval of intervals) {
    const last = Math.min(
      Math.max(slotOf(interval.from), Math.ceil(((interval.to - from) / (to - from)) * SLOTS) - 1),
      SLOTS - 1,
    );
    for (let slot = slotOf(interval.from); slot <= last; slot++) {
      const there = worst[slot];
      if (there === undefined || rank(interval) < rank(there)) worst[slot] = interval;
    }
  }
  const runs: Interval[] = [];
  for (const [slot, interval] of worst.entries()) {
    const last = runs.at(-1);
    const end = { to: startOf(slot + 1) };
    if (last !== undefined && classOf(last) === classOf(interval)) runs[runs.length - 1] = { ...last, ...end };
    else runs.push({ ...interval, from: startOf(slot), ...end });
  }
  return runs;
}

/** What is not known of a time says least. */
function rank(interval: Interval): number {
  return isOutsideRecord(interval) ? Number.POSITIVE_INFINITY : severity(interval.compliance);
}
