/** One measured number and what it must not exceed. */
export interface Budget {
  readonly what: string;
  readonly measured: string;
  readonly budget: string;
  readonly isKept: boolean;
}

/** Prints the measurements; a miss makes the exit code 1. */
export function report(budgets: readonly Budget[]): void {
  console.table(
    budgets.map(({ isKept, ...row }) => ({ ...row, verdict: isKept ? 'PASS' : 'FAIL' })),
    ['what', 'measured', 'budget', 'verdict'],
  );
  if (budgets.some(({ isKept }) => !isKept)) process.exitCode = 1;
}

export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
