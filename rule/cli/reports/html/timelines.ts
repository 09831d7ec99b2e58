import {
  atEnd,
  type FunctionHistory,
  type Interval,
  isBeforeRecord,
  isFailing,
  isOutsideRecord,
  type Period,
} from '../../../core/history/model.ts';
import { causeText, durationText, momentText } from '../wording.ts';
import { bar } from './bar.ts';
import { counted } from './figures.ts';
import { severity } from './function-tools.ts';
import { html, type Markup } from './markup.ts';
import { timeScale } from './time-scale.ts';
import { VERDICTS, verdictMark } from './verdict-mark.ts';

/** More would make the page too large to open at ease; the data files have them all. */
const DRAWN_INTERVALS = 3000;

/** Every function that failed at some time, those that fail at the end first, with what happened to it and when. */
export function* timelines(histories: readonly FunctionHistory[], period: Period): Generator<Markup> {
  const failed = histories
    .filter(({ intervals }) => intervals.some(isFailing))
    .toSorted((one, other) => severity(atEnd(one).compliance) - severity(atEnd(other).compliance));
  if (failed.length === 0) return;
  const drawn = firstOf(failed);
  const left = failed.length - drawn.length;
  yield html`<section aria-labelledby="timelines"><h2 id="timelines">Functions that failed</h2>
<p class="note">${counted(failed.length, 'function')} failed at some time of the period; those failing at its end come first.${
    left === 0
      ? undefined
      : html` ${counted(left, 'function')} of them, with more to tell than fits here, stand in the JSON and CSV reports.`
  }</p>
<div class="axis">${timeScale(period)}</div>`;
  for (const history of drawn) yield timeline(history, period);
  yield html`</section>`;
}

function firstOf(failed: readonly FunctionHistory[]): readonly FunctionHistory[] {
  let intervals = 0;
  return failed.filter((history) => {
    if (intervals + history.intervals.length > DRAWN_INTERVALS) return false;
    intervals += history.intervals.length;
    return true;
  });
}

function timeline({ accountId, region, resourceId, intervals }: FunctionHistory, period: Period): Markup {
  const whole = period.to - period.from;
  const parts = intervals.map((interval) => ({
    className: isOutsideRecord(interval) ? 'none' : VERDICTS[interval.compliance].className,
    start: (interval.from - period.from) / whole,
    share: (interval.to - interval.from) / whole,
  }));
  return html`<article class="timeline"><header><h3>${resourceId}</h3><span class="quiet"><span class="mono">${accountId}</span> ${region}</span></header>
${bar(parts, undefined)}<ol>${intervals.map((interval, index) => row(interval, index))}</ol></article>`;
}

function row(interval: Interval, index: number): Markup {
  const { from, to, compliance, annotation, cause } = interval;
  const since = index === 0 ? html`<span class="quiet">from the start</span>` : html`<span>${momentText(from)}</span>`;
  const because = cause === undefined ? undefined : html`<span class="cause">${capitalized(causeText(cause))}.</span>`;
  const mark = isOutsideRecord(interval)
    ? html`<span class="quiet">${isBeforeRecord(interval) ? 'Not recorded yet' : 'After the record'}</span>`
    : verdictMark(compliance);
  return html`<li>${since}<span>${durationText(to - from)}</span>${mark}<span>${annotation}${because}</span></li>`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
