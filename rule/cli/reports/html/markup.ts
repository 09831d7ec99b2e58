/** Text that is HTML already. Everything else that goes into a page is escaped. */
export class Markup {
  readonly html: string;

  constructor(html: string) {
    this.html = html;
  }
}

type Content = string | number | Markup | readonly Markup[] | undefined;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * A template whose values are escaped unless they are markup, so that a function may be called `<script>`. `undefined` is
 * nothing. Values belong between tags or in quoted attributes.
 */
export function html(texts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(
    texts.map((text, index) => `${text}${index < values.length ? written(values[index]) : ''}`).join(''),
  );
}

function written(value: Content): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.html;
  if (typeof value === 'object') return value.map((markup) => markup.html).join('');
  return String(value).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
