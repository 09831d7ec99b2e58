import { byCodeUnits } from './code-unit-order.ts';
import type { Evaluation } from './evaluation.ts';
import { daysLeft, readExemption } from './exemption.ts';
import type { RuleParameters } from './parameters.ts';

/** An exemption that holds: whoever may tag a function may exempt it, so that somebody should look at them. */
export interface ListedExemption {
  readonly accountId: string;
  readonly region: string;
  readonly resourceId: string;
  readonly owner: string;
  /** `YYYY-MM-DD`, in UTC. */
  readonly lastDay: string;
  readonly daysLeft: number;
  readonly reason: string;
}

/** The exemption of a function that is exempt; `undefined` for every other one. */
export function exemptionOf(
  { fn, verdict }: Evaluation,
  { exemptionMaxDays }: RuleParameters,
  now: Date,
): ListedExemption | undefined {
  if (fn.kind !== 'recorded' || verdict.reasons[0] !== 'exempt') return undefined;
  const exemption = readExemption(fn.exemptionTag, exemptionMaxDays, now);
  if (exemption.kind !== 'valid') return undefined;
  const { lastDay, owner, reason } = exemption;
  const { accountId, region, resourceId } = fn;
  return { accountId, region, resourceId, owner, lastDay, daysLeft: daysLeft(lastDay, now), reason };
}

/** Those that last longest first: they are the ones to ask about. */
export function longestFirst(one: ListedExemption, other: ListedExemption): number {
  return byCodeUnits(other.lastDay, one.lastDay);
}
