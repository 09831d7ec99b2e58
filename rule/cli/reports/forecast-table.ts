import type { ForecastBill, ForecastFunction, ForecastGroup } from '../../core/forecast/forecast.ts';
import { costOfMetrics } from '../../core/forecast/prices.ts';
import { visible } from '../visible-text.ts';
import { costText, countText, dollarText, rangeText } from './amounts.ts';
import type { ReportText } from './evaluation-report.ts';
import type { ForecastReport } from './forecast-report.ts';
import { type Paint, painter, type Screen, wrap } from './screen.ts';
import { momentText, percentText } from './wording.ts';

type Line = readonly string[];

const UNPRICED_SHOWN = 10;

/** The forecast a person reads: what most of the bill is, accounts and groups, the sum, and what it rests on. */
export function* forecastTable(report: ForecastReport, screen: Screen): ReportText {
  const paint = painter(screen);
  yield* columns(
    'Most of the bill',
    ['a month:', 'invocations', 'traces', 'before the free tier'],
    report.most.map(functionLine),
    paint,
  );
  yield* columns(
    'Accounts',
    ['a month:', 'invocations', 'traces', 'cost', 'beside those that trace'],
    [...report.accounts].map(billLine),
    paint,
  );
  for (const [kind, values] of report.groups) {
    const lines = [...values].map(([value, group]) => groupLine(value || 'none', group));
    yield* columns(`By ${kind}`, ['a month:', 'invocations', 'traces', 'before the free tier'], lines, paint);
  }
  yield* unpricedText(report, paint);
  yield* summaryText(report, screen, paint);
}

function functionLine({ accountId, region, resourceId, ...month }: ForecastFunction): Line {
  return [
    [resourceId, accountId, region].filter(Boolean).join(' '),
    countText(month.invocationsPerMonth),
    rangeText(month.tracesPerMonth),
    costText(month.costPerMonth),
  ];
}

function groupLine(name: string, { invocationsPerMonth, tracesPerMonth, costPerMonth }: ForecastGroup): Line {
  return [name, countText(invocationsPerMonth), rangeText(tracesPerMonth), costText(costPerMonth)];
}

function billLine([accountId, bill]: readonly [string, ForecastBill]): Line {
  return [...groupLine(accountId || 'not said', bill), costText(bill.costPerMonthBesideTraced)];
}

/** Names to the left, amounts to the right. */
function* columns(title: string, heads: Line, lines: readonly Line[], paint: Paint): ReportText {
  if (lines.length === 0) return;
  const all = [heads, ...lines].map((line) => line.map(visible));
  const widths = heads.map((_, index) => Math.max(...all.map((line) => line[index]?.length ?? 0)));
  yield `${paint('bold', title)}\n`;
  for (const line of all) {
    const cells = line.map((cell, index) =>
      index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
    );
    yield `  ${cells.join('  ')}\n`;
  }
  yield '\n';
}

function* unpricedText({ unpriced }: ForecastReport, paint: Paint): ReportText {
  if (unpriced.length === 0) return;
  yield `${paint('bold', 'In no figure')}\n`;
  for (const { accountId, region, resourceId, why } of unpriced.slice(0, UNPRICED_SHOWN)) {
    yield `  ${visible([resourceId, accountId, region].filter(Boolean).join(' '))}: ${visible(why)}\n`;
  }
  const rest = unpriced.length - UNPRICED_SHOWN;
  if (rest > 0) yield `  and ${rest} more: all are in --format json, csv and html\n`;
  yield '\n';
}

function* summaryText(
  { window, summary, notes, prices, reading }: ForecastReport,
  { width }: Screen,
  paint: Paint,
): ReportText {
  if (window !== undefined)
    yield `${momentText(window.from)} to ${momentText(window.to)} UTC, in periods of ${window.periodSeconds.toLocaleString('en')} s\n`;
  const { functions, tracesPerMonth, costPerMonth, costPerMonthBesideTraced: beside, tracedInvocations } = summary;
  const bill = paint('bold', `${rangeText(tracesPerMonth)} traces, ${costText(costPerMonth)} a month`);
  yield `${functions} function${functions === 1 ? '' : 's'} if they traced: ${bill}\n`;
  yield `beside those that trace today: ${costText(beside)} a month\n`;
  if (tracedInvocations !== null)
    yield `share of invocations that are traced today: ${percentText(tracedInvocations)}\n`;
  const from = prices.date === null ? prices.source : `${prices.source}, read on ${prices.date}`;
  const lines = [
    `$${prices.perMillionTraces} for a million traces, ${countText(prices.freeTraces)} a month free (${from}).`,
    ...notes,
    ...(reading === undefined
      ? []
      : [`Reading ${countText(reading.metrics)} metrics cost about ${dollarText(costOfMetrics(reading.metrics))}.`]),
  ];
  for (const text of lines) {
    const [first = '', ...rest] = wrap(visible(text), width - 2);
    yield `- ${first}\n`;
    for (const line of rest) yield `  ${line}\n`;
  }
}
