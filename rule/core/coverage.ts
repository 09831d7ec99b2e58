import type { Compliance } from './model.ts';

/** COMPLIANT / (COMPLIANT + NON_COMPLIANT + INSUFFICIENT_DATA), to four places; `null` when that is none. */
export function coverageOf(amounts: Readonly<Record<Compliance, number>>): number | null {
  const inScope = amounts.COMPLIANT + amounts.NON_COMPLIANT + amounts.INSUFFICIENT_DATA;
  return inScope === 0 ? null : Math.round((amounts.COMPLIANT / inScope) * 10_000) / 10_000;
}
