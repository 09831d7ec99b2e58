import type { Compliance } from './model.ts';

/**
 * COMPLIANT / (COMPLIANT + NON_COMPLIANT + INSUFFICIENT_DATA), to four places; `null` when that is none. Only what is all or
 * nothing is rounded to 1 or 0.
 */
export function coverageOf(amounts: Readonly<Record<Compliance, number>>): number | null {
  const inScope = amounts.COMPLIANT + amounts.NON_COMPLIANT + amounts.INSUFFICIENT_DATA;
  return inScope === 0 ? null : roundedShare(amounts.COMPLIANT / inScope, 4);
}

/** A share from 0 to 1, to some places; 1 and 0 are kept for what is exactly that. */
export function roundedShare(share: number, places: number): number {
  const whole = 10 ** places;
  const rounded = Math.round(share * whole);
  return (share > 0 && share < 1 ? Math.min(Math.max(rounded, 1), whole - 1) : rounded) / whole;
}
