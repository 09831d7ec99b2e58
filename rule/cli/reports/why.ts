import type { FailureCause } from '../../core/failure-causes.ts';
import type { EvaluationReport } from './evaluation-report.ts';

/** Why functions fail, in the order to act on it: the commonest reason, then whoever mends most of it at once. */
export interface Why {
  /** `30 of 45 functions in scope fail` */
  readonly headline: string;
  readonly reasons: readonly (readonly [reason: string, functions: number])[];
  readonly causes: readonly FailureCause[];
}

/** @returns `undefined` where there are no failures to compare */
export function whyOf({ summary, causes }: Pick<EvaluationReport, 'summary' | 'causes'>): Why | undefined {
  const failing = summary.NON_COMPLIANT + summary.INSUFFICIENT_DATA;
  if (failing < 2) return undefined;
  const inScope = failing + summary.COMPLIANT;
  return {
    headline: `${failing.toLocaleString('en')} of ${inScope.toLocaleString('en')} functions in scope fail`,
    reasons: Object.entries(summary.reasons),
    causes,
  };
}

/** `boundary DevBoundary` */
export function causeName({ kind, name }: Pick<FailureCause, 'kind' | 'name'>): string {
  if (name !== undefined) return `${kind} ${name}`;
  return kind === 'role' ? 'roles that are not known' : kind;
}

/** `in 3 accounts`; empty for functions that are only planned. */
export function accountsText({ accounts }: FailureCause): string {
  if (accounts === 0) return '';
  return `in ${accounts.toLocaleString('en')} account${accounts === 1 ? '' : 's'}`;
}
