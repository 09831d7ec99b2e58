import type { FunctionFacts, FunctionIdentity } from '../model.ts';
import { known } from '../unknown-value.ts';
import { checksOfSilence } from './checks.ts';
import { type Delivery, type DeliveryFacts, type DeliveryVerdict, judgeDelivery } from './judge-delivery.ts';

/** A function with the evidence of its delivery. */
export interface DeliveredFunction extends FunctionIdentity, DeliveryVerdict {
  /** `undefined` where the metric does not say. */
  readonly invocations: number | undefined;
  /** `undefined` where they cannot be told from those of another function. */
  readonly traces: number | undefined;
  /** What to look at: why it cannot be told, or what may keep the traces away. */
  readonly checks: readonly string[];
}

export type DeliverySummary = Readonly<Record<Delivery, number>> & { readonly functions: number };

/** Judges one function, and says what to look at. */
export function deliveryOf(fn: FunctionFacts, facts: DeliveryFacts): DeliveredFunction {
  const { accountId, region, resourceId, arn } = fn;
  const verdict = judgeDelivery(facts);
  const checks = verdict.delivery === 'silent' ? checksOfSilence(fn, roleOf(fn), facts.destination) : [];
  return {
    accountId,
    region,
    resourceId,
    arn,
    ...verdict,
    invocations: facts.invocations.kind === 'counted' ? facts.invocations.invocations : undefined,
    traces: known(facts.traces),
    checks: verdict.why === undefined ? checks : [verdict.why],
  };
}

function roleOf(fn: FunctionFacts): string | undefined {
  return fn.kind === 'recorded' ? known(fn.role) : undefined;
}

export function summarizeDelivery(functions: readonly DeliveredFunction[]): DeliverySummary {
  const counts = { functions: functions.length, delivering: 0, silent: 0, 'not-invoked': 0, 'cannot-tell': 0 };
  for (const { delivery } of functions) counts[delivery]++;
  return counts;
}
