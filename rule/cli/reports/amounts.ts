import { costOfMetrics } from '../../core/forecast/prices.ts';
import type { Range } from '../../core/range.ts';

/** Binary fractions are not the decimal ones people count in: a millionth of a trace or dollar is exact enough. */
const PLACES = 1_000_000;

export function rounded(amount: number): number {
  return Math.round(amount * PLACES) / PLACES;
}

/** A range as JSON has it; `null` where there is none. */
export function roundedRange(range: Range | undefined): Range | null {
  return range === undefined ? null : [rounded(range[0]), rounded(range[1])];
}

/** `1,234`, in whole numbers. */
export function countText(amount: number): string {
  return amount.toLocaleString('en', { maximumFractionDigits: 0 });
}

/** `1,200 to 3,400`; one number where both ends read the same. */
export function rangeText([least, most]: Range, textOf: (amount: number) => string = countText): string {
  const [from, to] = [textOf(least), textOf(most)];
  return from === to ? from : `${from} to ${to}`;
}

/** `$1,234.50`; what is less than a cent and not nothing says so. */
export function dollarText(dollars: number): string {
  if (dollars > 0 && dollars < 0.01) return '<$0.01';
  return `$${dollars.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** `3 metrics for about $0.03`: what asking CloudWatch comes to. */
export function readingText(metrics: number): string {
  const cost = costOfMetrics(metrics);
  const dollars = cost > 0 && cost < 0.01 ? 'less than $0.01' : `about ${dollarText(cost)}`;
  return `${countText(metrics)} metric${metrics === 1 ? '' : 's'} for ${dollars}`;
}

/** Where spans are billed by volume there is no figure. */
export function costText(cost: Range | undefined): string {
  return cost === undefined ? 'by volume' : rangeText(cost, dollarText);
}

/** A kind of group as a heading has it: AWS writes Region with a capital. */
export function kindText(kind: string): string {
  return kind === 'region' ? 'Region' : kind;
}

/** An amount or a range as cells of CSV, empty where nobody knows. */
export function amountCell(amount: number | undefined): string {
  return amount === undefined ? '' : String(rounded(amount));
}

export function rangeCells(range: Range | undefined): readonly [least: string, most: string] {
  return [amountCell(range?.[0]), amountCell(range?.[1])];
}
