import { Console } from 'node:console';
import { availableParallelism } from 'node:os';

/** One measured number and what it must not exceed, or not fall below. */
export interface Budget {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly bound: 'at most' | 'at least';
  readonly limit: number;
}

const isJson = process.argv.includes('--json');
// With --json standard output holds nothing but the rows: what else is told goes to standard error.
if (isJson) globalThis.console = new Console(process.stderr);

export function atMost(limit: number, unit: string, what: string, value: number): Budget {
  return { what, value, unit, bound: 'at most', limit };
}

export function atLeast(limit: number, unit: string, what: string, value: number): Budget {
  return { what, value, unit, bound: 'at least', limit };
}

/** Prints the measurements, as one table or with `--json` as JSON to be compared over time; a miss makes the exit code 1. */
export function report(budgets: readonly Budget[]): void {
  const rows = budgets.map((row) => ({ ...row, verdict: isKept(row) ? 'PASS' : 'FAIL' }));
  if (isJson) {
    const head = { measuredAt: new Date().toISOString(), node: process.version, cores: availableParallelism() };
    process.stdout.write(`${JSON.stringify({ ...head, rows }, null, 2)}\n`);
  } else {
    console.table(
      rows.map(({ what, value, unit, bound, limit, verdict }) => ({
        what,
        measured: `${numberText(value)} ${unit}`,
        budget: `${bound === 'at most' ? '<=' : '>='} ${numberText(limit)} ${unit}`,
        verdict,
      })),
    );
  }
  if (!budgets.every(isKept)) process.exitCode = 1;
}

/** What is no number is kept by no budget. */
function isKept({ value, bound, limit }: Budget): boolean {
  return bound === 'at most' ? value <= limit : value >= limit;
}

function numberText(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 2 : 0 });
}

export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
