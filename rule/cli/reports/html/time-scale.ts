import type { Period } from '../../../core/history/model.ts';
import { momentText } from '../wording.ts';
import { html, type Markup } from './markup.ts';

const MARKS = 5;
const DAY = 86_400_000;

/** Five moments at equal distances; days where the period is long enough for them. */
export function timeScale({ from, to }: Period): Markup {
  const moments = Array.from({ length: MARKS }, (_, index) => from + ((to - from) * index) / (MARKS - 1));
  const length = to - from >= (MARKS - 1) * DAY ? '2026-11-01'.length : '2026-11-01 00:00'.length;
  const marks = moments.map((moment) => html`<span>${momentText(Math.round(moment)).slice(0, length)}</span>`);
  return html`<div class="scale x" aria-hidden="true">${marks}</div>`;
}
