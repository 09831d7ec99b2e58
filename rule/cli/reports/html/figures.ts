import { html, type Markup } from './markup.ts';

export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly detail?: string;
}

/** The few numbers to remember. */
export function figures(all: readonly Figure[]): Markup {
  const items = all.map(
    ({ name, value, detail }) =>
      html`<div><dt>${name}</dt><dd>${value}${detail === undefined ? undefined : html`<small>${detail}</small>`}</dd></div>`,
  );
  return html`<dl class="figures">${items}</dl>`;
}

export function counted(count: number, singular: string): string {
  return `${count.toLocaleString('en')} ${singular}${count === 1 ? '' : 's'}`;
}
