import { failuresOf } from '../../../core/history/failures.ts';
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
import { type Address, functionAddress } from './address.ts';
import { counted } from './figures.ts';
import { severity } from './function-tools.ts';
import { html, type Markup } from './markup.ts';
import type { Section } from './section.ts';
import { timeScale } from './time-scale.ts';
import { VerdictCourses } from './verdict-course.ts';
import { VERDICTS, verdictMark } from './verdict-mark.ts';

/** More would make the page too large to open at ease. */
const TOLD_INTERVALS = 1000;

/** Of one function, the last ones; a function that flaps must not take the place of the others. */
const TOLD_OF_ONE = 100;

/** Of timelines, on paper. */
const PRINTED = 20;

/** What is told of the functions that failed at some time: of the first everything, of others that they fail, and since when. */
export interface Timelines {
  readonly told: readonly FunctionHistory[];
  /** Fail at the end, and are told of in one line. */
  readonly brief: readonly FunctionHistory[];
  /** Do not fail at the end: the table of all functions has them. */
  readonly left: number;
  /** Where a function is told of. */
  readonly places: ReadonlyMap<FunctionHistory, { readonly timeline: Address; readonly row: Address }>;
}

/** The functions that fail at the end come first, worst first and then the longest, and none of them is ever left out. */
export function chooseTimelines(histories: readonly FunctionHistory[]): Timelines {
  const failed = histories
    .filter(({ intervals }) => intervals.some(isFailing))
    .map((history) => ({ history, severity: severity(atEnd(history).compliance), since: failingSince(history) }))
    .sort((one, other) => one.severity - other.severity || (one.since ?? 0) - (other.since ?? 0))
    .map(({ history }) => history);
  let intervals = 0;
  const full = failed.findIndex((history) => {
    intervals += Math.min(history.intervals.length, TOLD_OF_ONE);
    return intervals > TOLD_INTERVALS;
  });
  const told = full < 0 ? failed : failed.slice(0, full);
  const others = failed.slice(told.length);
  const brief = others.filter((history) => isFailing(atEnd(history)));
  const places = [...told, ...brief].map(
    (history, index) => [history, { timeline: `t${index}`, row: `r${index}` }] as const,
  );
  return { told, brief, left: others.length - brief.length, places: new Map(places) };
}

/** When what fails at the end began to; `undefined` where nothing does. */
function failingSince(history: FunctionHistory): number | undefined {
  const last = [...failuresOf(history)].at(-1);
  return last?.to === undefined ? last?.from : undefined;
}

/** Every function that failed at some time, those that fail at the end first, with what happened to it and when. */
export function timelines({ told, brief, left, places }: Timelines, period: Period): Section | undefined {
  if (told.length === 0) return undefined;
  const courses = new VerdictCourses(period);
  return { id: 'timelines', title: 'Functions that failed', content: content() };

  function* content(): Generator<Markup> {
    const failed = told.length + brief.length + left;
    yield html`<p class="note">${counted(failed, 'function')} failed at some time of the period; those failing at its end come first, the longest failure
before the others.${brief.length > 0 ? ` ${counted(brief.length, 'more function')} failing at the end in brief, after those told in full.` : ''}${
      left > 0
        ? ` ${counted(left, 'function')} that failed and no longer ${left === 1 ? 'does' : 'do'} so at the end cannot be told here:
see the table of all functions, and the JSON and CSV reports for when and why.`
        : ''
    }</p>
<div class="axis">${timeScale(period)}</div>`;
    for (const [index, history] of told.entries()) yield timeline(history, index >= PRINTED);
    if (told.length > PRINTED) {
      yield html`<p class="note on-paper">Not printed: the timelines of ${counted(told.length - PRINTED, 'more function')}.</p>`;
    }
    if (brief.length === 0) return;
    yield html`<p class="note on-paper">Not printed: ${counted(brief.length, 'function')} failing at the end in brief; all of them are in the table below.</p>
<div class="on-screen"><h3 id="brief">Failing at the end, in brief</h3><ul class="brief">`;
    for (const history of brief) yield inBrief(history);
    yield html`</ul></div>`;
  }

  function timeline(history: FunctionHistory, isOnScreenOnly: boolean): Markup {
    const { accountId, region, resourceId, intervals } = history;
    const earlier = Math.max(intervals.length - TOLD_OF_ONE, 0);
    const note =
      earlier === 0
        ? undefined
        : html`<li><span class="quiet">${counted(earlier, 'earlier verdict')} not told here: see the JSON and CSV reports.</span></li>`;
    const rows = intervals.slice(earlier).map((interval, index) => row(interval, earlier + index));
    const title = html`<h3><a href="#${functionAddress(history)}">${resourceId}</a></h3>`;
    const where = html`<span class="quiet"><span class="mono">${accountId}</span> ${region}</span>`;
    return html`<article class="timeline${isOnScreenOnly ? ' on-screen' : ''}"${idOf(history)}><header>${title}${where}</header>
${courses.courseOf(history)}<ol>${note}${rows}</ol></article>`;
  }

  function inBrief(history: FunctionHistory): Markup {
    const { accountId, region, resourceId } = history;
    const since = failingSince(history);
    const { className } = VERDICTS[atEnd(history).compliance];
    const from = since === undefined || since <= period.from ? 'from the start' : `since ${momentText(since)}`;
    const link = html`<a href=#${places.get(history)?.row}>${resourceId}</a>`;
    const where = html`<span>${accountId} ${region}</span>`;
    return html`<li${idOf(history)} class=${className}>${link}${where}${courses.courseOf(history)}<span>${from}</span>`;
  }

  function idOf(history: FunctionHistory): Markup {
    return html` id=${places.get(history)?.timeline}`;
  }
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
