import type { Change } from '../../core/history/change.ts';
import type { Period } from '../../core/history/model.ts';

/** Whether a snapshot that would hold a resource does. */
export interface Sighting {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly isSeen: boolean;
}

/**
 * The changes of a resource, with its absence from later snapshots. From the first that lacks it the resource is gone, until it
 * is captured or seen again: its end was not recorded, or that record is not among the inputs.
 */
export function withGaps<Facts>(
  changes: readonly Change<Facts>[],
  sightings: readonly Sighting[],
  period: Period,
  gone: (facts: Facts) => Facts,
): readonly Change<Facts>[] {
  if (sightings.every(({ isSeen }) => isSeen)) return changes;
  const found: Change<Facts>[] = [];
  let next = 0;
  let inForce: Change<Facts> | undefined;
  let isGone = false;
  const takeUpTo = (moment: number) => {
    for (let change = changes[next]; change !== undefined && change.at <= moment; change = changes[++next]) {
      found.push(change);
      inForce = change;
      isGone = false;
    }
  };
  for (const { at, isSeen } of sightings) {
    if (at >= period.to) break;
    takeUpTo(at);
    if (inForce === undefined || inForce.status !== 'recorded' || isSeen !== isGone) continue;
    isGone = !isSeen;
    const change: Change<Facts> = isGone
      ? { at, facts: gone(inForce.facts), status: 'deleted', cause: 'gone-from-snapshot' }
      : { ...inForce, at };
    replaceLastAt(found, { ...change, at: Math.max(at, period.from) });
  }
  takeUpTo(Number.POSITIVE_INFINITY);
  return found;
}

/** What happened before the period counts as one state at its start. */
function replaceLastAt<Facts>(found: Change<Facts>[], change: Change<Facts>): void {
  if (found.at(-1)?.at === change.at) found.pop();
  found.push(change);
}
