import type { Evaluation } from '../../core/evaluation.ts';
import { isFailure, type Reason, WORST_FIRST } from '../../core/model.ts';
import type { ReportedFunction } from './reported-functions.ts';

/** A function before and after; one of them may be missing for a function that is new or gone. */
export interface Compared {
  readonly before: ReportedFunction | undefined;
  readonly after: ReportedFunction | undefined;
}

/** What became of functions. Each is in one list, or counted as unchanged. */
export interface Comparison {
  /** Fails, and did not fail or was not there before. */
  readonly newlyFailing: readonly Compared[];
  /** Failed, and is COMPLIANT. */
  readonly mended: readonly Compared[];
  /** Another verdict or other reasons, and neither of the above. */
  readonly changed: readonly Compared[];
  /** Not there any more, or out of scope: deleted, or no longer recorded. */
  readonly gone: readonly Compared[];
  /** Not there before, and does not fail. */
  readonly new: readonly Compared[];
  /** The same verdict and reasons. */
  readonly unchanged: number;
  /** Fails as it did, with whatever reasons. */
  readonly stillFailing: number;
}

/** Does a verdict fail? With `--fail-on`, only for certain reasons. */
export type Fails = (verdict: Pick<ReportedFunction, 'compliance' | 'reasons'>) => boolean;

export function failsFor(reasons: ReadonlySet<Reason> | undefined): Fails {
  return (verdict) =>
    isFailure(verdict.compliance) && (reasons === undefined || verdict.reasons.some((reason) => reasons.has(reason)));
}

/** A function is the same by account, Region and name; one of a template or plan by its file and address. */
export function identityOf(fn: Pick<ReportedFunction, 'accountId' | 'region' | 'resourceId' | 'source'>): string {
  const { accountId, region, resourceId, source } = fn;
  return JSON.stringify(source === undefined ? [accountId, region, resourceId] : [source.file, source.address]);
}

/** The same of an evaluation that is not in a report yet. */
export function identityOfEvaluation({ fn, source }: Evaluation): string {
  return identityOf({ ...fn, source });
}

/** Compares two reports. Where one has a function twice, its worse verdict counts. */
export function compare(
  before: readonly ReportedFunction[],
  after: readonly ReportedFunction[],
  fails: Fails = failsFor(undefined),
): Comparison {
  const old = byIdentity(before);
  const now = byIdentity(after);
  const found = {
    newlyFailing: [] as Compared[],
    mended: [] as Compared[],
    changed: [] as Compared[],
    gone: [] as Compared[],
    new: [] as Compared[],
  };
  let unchanged = 0;
  let stillFailing = 0;
  for (const [identity, fn] of now) {
    const was = old.get(identity);
    const compared = { before: was, after: fn };
    const failed = was !== undefined && fails(was);
    if (fails(fn) && !failed) found.newlyFailing.push(compared);
    else if (was === undefined) found.new.push(compared);
    else if (isOutOfScope(fn) && !isOutOfScope(was)) found.gone.push(compared);
    else if (failed && fn.compliance === 'COMPLIANT') found.mended.push(compared);
    else if (isSame(was, fn)) unchanged++;
    else found.changed.push(compared);
    if (failed && fails(fn)) stillFailing++;
  }
  for (const [identity, was] of old) if (!now.has(identity)) found.gone.push({ before: was, after: undefined });
  return { ...found, unchanged, stillFailing };
}

/** The functions by their identity, in the order they come. */
export function byIdentity(functions: readonly ReportedFunction[]): ReadonlyMap<string, ReportedFunction> {
  const byName = new Map<string, ReportedFunction>();
  for (const fn of functions) {
    const identity = identityOf(fn);
    const known = byName.get(identity);
    if (known === undefined || severity(fn) < severity(known)) byName.set(identity, fn);
  }
  return byName;
}

/** Deleted, or no longer recorded. */
function isOutOfScope({ reasons }: ReportedFunction): boolean {
  return reasons.includes('out-of-scope');
}

function severity({ compliance }: ReportedFunction): number {
  return WORST_FIRST.indexOf(compliance);
}

function isSame(one: ReportedFunction, other: ReportedFunction): boolean {
  return one.compliance === other.compliance && one.reasons.toSorted().join() === other.reasons.toSorted().join();
}
