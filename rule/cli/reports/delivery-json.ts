import type { DeliveredFunction } from '../../core/delivery/delivery.ts';
import { RULE_NAME } from '../version.ts';
import { roundedRange } from './amounts.ts';
import type { DeliveryReport } from './delivery-report.ts';
import type { ReportText } from './evaluation-report.ts';
import { timestamp } from './history-report.ts';
import { linesOf } from './json-lines.ts';

/** One JSON document, with one function a line so that two reports can be compared line by line. */
export function deliveryJson({ version, window, summary, functions }: DeliveryReport): ReportText {
  const head = {
    rule: RULE_NAME,
    version,
    window: { from: timestamp(window.from), to: timestamp(window.to) },
    summary,
  };
  return linesOf(head, 'functions', functions.map(functionJson));
}

function functionJson(fn: DeliveredFunction): object {
  const { accountId, region, resourceId, arn, delivery, checks } = fn;
  return {
    accountId,
    region,
    resourceId,
    arn,
    delivery,
    invocations: fn.invocations ?? null,
    traces: fn.traces ?? null,
    expectedTraces: roundedRange(fn.expectedTraces),
    checks,
  };
}
