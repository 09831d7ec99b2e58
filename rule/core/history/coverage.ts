import { type FunctionHistory, type Interval, isAfterRecord, isFailing } from './model.ts';

/** The functions that counted from one moment on, until the next point. */
export interface CoveragePoint {
  readonly at: number;
  readonly compliant: number;
  readonly inScope: number;
}

/** Coverage over time: a point wherever it changed, in order. */
export function coverageOverTime(histories: readonly FunctionHistory[]): readonly CoveragePoint[] {
  const changes = new Map<number, { compliant: number; inScope: number }>();
  const add = (at: number, interval: Interval, sign: 1 | -1) => {
    const isCompliant = interval.compliance === 'COMPLIANT';
    if (!isCompliant && !isFailing(interval)) return;
    const change = changes.get(at) ?? { compliant: 0, inScope: 0 };
    change.inScope += sign;
    if (isCompliant) change.compliant += sign;
    changes.set(at, change);
  };
  for (const history of histories) {
    const intervals = history.intervals.filter((interval) => !isAfterRecord(interval));
    for (const [index, interval] of intervals.entries()) {
      add(interval.from, interval, 1);
      if (index < intervals.length - 1) add(interval.to, interval, -1);
    }
  }
  let compliant = 0;
  let inScope = 0;
  return [...changes]
    .sort(([one], [other]) => one - other)
    .map(([at, change]) => {
      compliant += change.compliant;
      inScope += change.inScope;
      return { at, compliant, inScope };
    });
}
