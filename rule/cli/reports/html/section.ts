import { html, type Markup } from './markup.ts';

/** A part of a page with a heading, which the contents lead to. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Iterable<Markup>;
}

/** The contents, then every section there is something to say in. */
export function* sections(all: readonly (Section | undefined)[]): Generator<Markup> {
  const present = all.filter((section) => section !== undefined);
  const links = present.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`);
  yield html`<nav class="contents" aria-label="Contents"><ul>${links}</ul></nav><main>`;
  for (const { id, title, content } of present) {
    yield html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>`;
    yield* content;
    yield html`</section>`;
  }
  yield html`</main>`;
}
