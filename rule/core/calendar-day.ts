/** Most days are asked for again and again. */
const real = new Set<string>();

/** Date rolls 2026-02-30 over to March: a day is real when it survives the round trip. */
export function isCalendarDay(day: string): boolean {
  if (real.has(day)) return true;
  const midnight = new Date(`${day}T00:00:00Z`);
  const isReal = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
  if (isReal) real.add(day);
  return isReal;
}
