import type { Range } from '../range.ts';
import type { Prices } from './prices.ts';

/** The traces of an account that must be paid for, where others have used a part of its free tier already. */
export function beyondFreeTier([least, most]: Range, [leastUsed, mostUsed]: Range, { freeTraces }: Prices): Range {
  const left = (used: number) => Math.max(0, freeTraces - used);
  return [Math.max(0, least - left(leastUsed)), Math.max(0, most - left(mostUsed))];
}

/** In US dollars, without any free tier. */
export function costOfTraces([least, most]: Range, { perMillionTraces }: Prices): Range {
  return [(least * perMillionTraces) / 1_000_000, (most * perMillionTraces) / 1_000_000];
}
