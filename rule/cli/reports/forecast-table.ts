import { accountIdIn, nameInArn } from '../../core/arn.ts';
import type { ForecastBill, ForecastFunction, ForecastGroup } from '../../core/forecast/forecast.ts';
import { visible } from '../visible-text.ts';
import { costText, countText, kindText, rangeText, readingText } from './amounts.ts';
import type { ReportText } from './evaluation-report.ts';
import type { ForecastReport } from './forecast-report.ts';
import { type Paint, painter, type Screen, wrap } from './screen.ts';
import { momentText, percentText } from './wording.ts';

type Line = readonly string[];

const UNPRICED_SHOWN = 10;
const GROUPS_SHOWN = 10;

const MONTHLY = ['a month:', 'invocations', 'traces', 'before the free tier'] as const;

/** The forecast a person reads: what most of the bill is, accounts and groups, the sum, and what it rests on. */
export function* forecastTable(report: ForecastReport, screen: Screen): ReportText {
  const paint = painter(screen);
  yield* columns('Most of the bill', MONTHLY, report.most.map(functionLine), paint);
  yield* columns(
    'Accounts',
    ['a month:', 'invocations', 'traces', 'cost', 'beside those that trace'],
    [...report.accounts].map(billLine),
    paint,
  );
  for (const [kind, values] of report.groups) {
    const dearest = [...values].toSorted(
      ([, one], [, other]) => (other.costPerMonth?.[1] ?? 0) - (one.costPerMonth?.[1] ?? 0),
    );
    const lines = dearest.slice(0, GROUPS_SHOWN).map(([value, group]) => groupLine(groupName(kind, value), group));
    const title =
      dearest.length > lines.length
        ? `By ${kindText(kind)}, the dearest ${lines.length} of ${dearest.length}`
        : `By ${kindText(kind)}`;
    yield* columns(title, MONTHLY, lines, paint);
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

/** The name of a role is enough beside its account: an ARN fills the line. */
function groupName(kind: string, value: string): string {
  if (kind === 'role') return `${accountIdIn(value)} ${nameInArn(value)}`;
  return value || 'none';
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
    ...(reading === undefined ? [] : [`CloudWatch was asked for ${readingText(reading.metrics)}.`]),
  ];
  for (const text of lines) {
    const [first = '', ...rest] = wrap(visible(text), width - 2);
    yield `- ${first}\n`;
    for (const line of rest) yield `  ${line}\n`;
  }
}
