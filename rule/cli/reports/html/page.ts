import { createHash } from 'node:crypto';
import type { ReportText } from '../evaluation-report.ts';
import { html, Markup } from './markup.ts';
import { STYLE } from './style.ts';
import { TABLE_SCRIPT } from './table-script.ts';

export interface Page {
  readonly title: string;
  readonly content: Iterable<Markup>;
}

/** The policy lets the page run exactly its own style and script, and load nothing from anywhere. */
const POLICY = [
  "default-src 'none'",
  `style-src '${hashOf(STYLE)}'`,
  `script-src '${hashOf(TABLE_SCRIPT)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Hatching tells undecided from decided where there is colour only, in print as well. */
const HATCH = html`<svg class="defs" aria-hidden="true"><defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse"
patternTransform="rotate(45)"><rect class="hatch-back" width="6" height="6"/><line class="hatch-line" x1="0" y1="0" x2="0" y2="6"/></pattern></defs></svg>`;

/** One self-contained file: it needs no network, and says the same without its script. */
export function* pageText({ title, content }: Page): ReportText {
  const head = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
${HATCH}
`;
  yield head.html;
  for (const piece of content) yield `${piece.html}\n`;
  yield html`<script>${new Markup(TABLE_SCRIPT)}</script>
</body>
</html>
`.html;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
