import type { Compliance } from '../../../core/model.ts';
import { html, type Markup } from './markup.ts';

/** How a verdict is written for people, and the class that gives it its colour and shape. */
export const VERDICTS = {
  NON_COMPLIANT: { label: 'Non-compliant', className: 'non' },
  INSUFFICIENT_DATA: { label: 'Insufficient data', className: 'unk' },
  COMPLIANT: { label: 'Compliant', className: 'com' },
  NOT_APPLICABLE: { label: 'Not applicable', className: 'na' },
} as const satisfies Record<Compliance, { readonly label: string; readonly className: string }>;

/** Told apart by shape and by word, never by colour alone. */
export function verdictMark(compliance: Compliance): Markup {
  const { label, className } = VERDICTS[compliance];
  return html`<span class="mark ${className}">${label}</span>`;
}
