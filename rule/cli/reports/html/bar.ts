import { html, type Markup } from './markup.ts';

export interface BarPart {
  readonly className: string;
  /** Of the whole bar, from 0 to 1. */
  readonly start: number;
  readonly share: number;
}

/** A bar of parts, as wide as its place. Without a label it only repeats what stands beside it. With an id, others may use its parts. */
export function bar(parts: readonly BarPart[], label: string | undefined, id?: string): Markup {
  const rects = parts.map(
    ({ className, start, share }) =>
      html`<rect class="${className}" x="${percent(start)}" width="${percent(share)}" height="100%"/>`,
  );
  const name = label === undefined ? html`aria-hidden="true"` : html`role="img" aria-label="${label}"`;
  return html`<svg class="bar" ${name}>${id === undefined ? rects : html`<g id="${id}">${rects}</g>`}</svg>`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(3))}%`;
}
