import type { ForecastBill, ForecastFunction, ForecastGroup, ForecastIdentity } from '../../core/forecast/forecast.ts';
import { RULE_NAME } from '../version.ts';
import { rounded, roundedRange } from './amounts.ts';
import type { ReportText } from './evaluation-report.ts';
import type { ForecastReport } from './forecast-report.ts';
import { timestamp } from './history-report.ts';
import { linesOf } from './json-lines.ts';

/** One JSON document, with one function a line so that two reports can be compared line by line. */
export function forecastJson(report: ForecastReport): ReportText {
  const { window, summary, reading } = report;
  const head = {
    rule: RULE_NAME,
    version: report.version,
    window: { from: window ? timestamp(window.from) : null, to: window ? timestamp(window.to) : null },
    periodSeconds: window?.periodSeconds ?? null,
    prices: report.prices,
    inputs: report.inputs,
    ...(reading && { reading: { metrics: reading.metrics, cost: rounded(reading.cost) } }),
    notes: report.notes,
    summary: {
      ...billJson(summary),
      tracedInvocations: summary.tracedInvocations === null ? null : rounded(summary.tracedInvocations),
    },
    accounts: [...report.accounts].map(([accountId, bill]) => ({ accountId: accountId || null, ...billJson(bill) })),
    ...groupsJson(report),
    mostOfTheBill: report.most.map(functionJson),
    unpriced: report.unpriced.map((fn) => ({ ...identityJson(fn), why: fn.why })),
  };
  return linesOf(head, 'functions', report.functions.map(functionJson));
}

/** `regions`, `roles` and `tags`, each with the name of its kind. */
function groupsJson({ groups }: ForecastReport): object {
  return Object.fromEntries(
    [...groups].map(([kind, values]) => [
      `${kind}s`,
      [...values].map(([value, group]) => ({ [kind]: value || null, ...groupJson(group) })),
    ]),
  );
}

function groupJson({ functions, invocationsPerMonth, tracesPerMonth, costPerMonth }: ForecastGroup) {
  return {
    functions,
    invocationsPerMonth: rounded(invocationsPerMonth),
    tracesPerMonth: roundedRange(tracesPerMonth),
    costPerMonth: roundedRange(costPerMonth),
  };
}

function billJson(bill: ForecastBill) {
  return { ...groupJson(bill), costPerMonthBesideTraced: roundedRange(bill.costPerMonthBesideTraced) };
}

function functionJson(fn: ForecastFunction) {
  return {
    ...identityJson(fn),
    invocationsPerMonth: rounded(fn.invocationsPerMonth),
    tracesPerMonth: roundedRange(fn.tracesPerMonth),
    costPerMonth: roundedRange(fn.costPerMonth),
  };
}

/** What a metric does not say of its function is not known. */
function identityJson({ accountId, region, resourceId }: ForecastIdentity) {
  return { accountId: accountId || null, region: region || null, resourceId };
}
