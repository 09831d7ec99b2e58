import { type DeliveredFunction, type DeliverySummary, summarizeDelivery } from '../../core/delivery/delivery.ts';
import type { Period } from '../../core/history/model.ts';
import { VERSION } from '../version.ts';

/** Everything a comparison of invocations with traces says, whatever its format. */
export interface DeliveryReport {
  readonly version: string;
  readonly window: Period;
  readonly summary: DeliverySummary;
  /** Sorted by account, Region and name. */
  readonly functions: readonly DeliveredFunction[];
}

export function deliveryReport(functions: readonly DeliveredFunction[], window: Period): DeliveryReport {
  return { version: VERSION, window, summary: summarizeDelivery(functions), functions };
}
