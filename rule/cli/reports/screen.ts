import { styleText } from 'node:util';
import type { Compliance } from '../../core/model.ts';
import { visible } from '../visible-text.ts';

/** What text for people is laid out for. */
export interface Screen {
  /** In characters. */
  readonly width: number;
  readonly hasColors: boolean;
}

/** A file, which any editor or printer may show. */
export const PAPER: Screen = { width: 120, hasColors: false };

/** `hasColors` honours NO_COLOR and FORCE_COLOR. A pipe has no width: 80 columns suit every reader. */
export function terminal(): Screen {
  const { stdout } = process;
  return { width: stdout.columns ?? 80, hasColors: stdout.isTTY === true && stdout.hasColors() };
}

export const COLORS = {
  NON_COMPLIANT: 'red',
  INSUFFICIENT_DATA: 'yellow',
  COMPLIANT: 'green',
  NOT_APPLICABLE: 'gray',
} as const satisfies Record<Compliance, string>;

export const COMPLIANCE_WIDTH = 'INSUFFICIENT_DATA'.length;

export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

export function painter({ hasColors }: Screen): Paint {
  return (style, text) => (hasColors ? styleText(style, text) : text);
}

/** Lines of a text that may hold anybody's names, indented; what follows the first line two further. */
export function* paragraph(text: string, indent: number, { width }: Screen): Generator<string> {
  const [first = '', ...more] = wrap(visible(text), width - indent);
  yield `${' '.repeat(indent)}${first}\n`;
  for (const line of more) yield `${' '.repeat(indent + 2)}${line}\n`;
}

/** Breaks at spaces; a word longer than the line stands alone on one, since ARNs and names must stay whole. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
