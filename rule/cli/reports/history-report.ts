import { type CoveragePoint, coverageOverTime } from '../../core/history/coverage.ts';
import {
  atEnd,
  type CaptureSpan,
  type FunctionHistory,
  isFailing,
  isOutsideRecord,
  type Period,
} from '../../core/history/model.ts';
import { type HistorySummary, summarizeHistory } from '../../core/history/summary.ts';
import { MANAGED_POLICY_DATA_DATE } from '../../core/iam/aws-managed-policies.ts';
import type { OrganizationPolicies } from '../../core/iam/organization-policies.ts';
import type { Compliance } from '../../core/model.ts';
import type { RuleParameters } from '../../core/parameters.ts';
import type { RecordedHistory } from '../../recorded/history/recorded-history.ts';
import type { Skipped } from '../inputs/find-inputs.ts';
import type { ReadInput } from '../inputs/read-input.ts';
import { VERSION } from '../version.ts';

/** Everything a history report says, whatever its format. */
export interface HistoryReport {
  readonly version: string;
  readonly managedPolicyData: string;
  readonly inputs: readonly ReadInput[];
  /** What was left out of what was named, because it tells of no resource. */
  readonly skipped: readonly Skipped[];
  /** The policies of the organization, where they were given. */
  readonly organization?: OrganizationPolicies | undefined;
  readonly parameters: RuleParameters;
  readonly period: Period;
  /** The part of the period something was delivered about: what all figures are about. */
  readonly told: Period;
  /** `undefined` when the inputs hold nothing of interest. */
  readonly recorded: CaptureSpan | undefined;
  /** Over all functions, whether shown or not. */
  readonly summary: HistorySummary;
  /** Of all functions, whether shown or not. */
  readonly coverage: readonly CoveragePoint[];
  /** The functions to show, sorted by account, Region and name. */
  readonly functions: readonly FunctionHistory[];
}

/** Replays everything that was recorded. */
export function historyReport(
  recorded: RecordedHistory,
  { inputs, skipped, organization }: Pick<HistoryReport, 'inputs' | 'skipped' | 'organization'>,
  parameters: RuleParameters,
  period: Period,
): HistoryReport {
  const functions = recorded.replay();
  return {
    version: VERSION,
    managedPolicyData: MANAGED_POLICY_DATA_DATE,
    inputs,
    skipped,
    organization: parameters.organizationPolicies === 'IGNORE' ? undefined : organization,
    parameters,
    period,
    told: recorded.told(),
    recorded: recorded.span(),
    summary: summarizeHistory(functions),
    coverage: coverageOverTime(functions),
    functions,
  };
}

/** The functions that had one of these verdicts at some time of the period. */
export function everHad(
  functions: readonly FunctionHistory[],
  compliances: ReadonlySet<Compliance>,
): readonly FunctionHistory[] {
  return functions.filter(({ intervals }) =>
    intervals.some((interval) => compliances.has(interval.compliance) && !isOutsideRecord(interval)),
  );
}

export function isFailingAtEnd(history: FunctionHistory): boolean {
  return isFailing(atEnd(history));
}

export function secondsOf({ from, to }: Period): number {
  return Math.round((to - from) / 1000);
}

export function timestamp(moment: number): string {
  if (moment !== last.moment) last = { moment, text: timestampOf(moment) };
  return last.text;
}

/** One interval begins when the one before ends. */
let last = { moment: Number.NaN, text: '' };

const DAY = 86_400_000;
/** The beginnings of timestamps, by days since the epoch: a period has some hundred days, and a report millions of moments. */
const days = new Map<number, string>();

function timestampOf(moment: number): string {
  const day = Math.floor(moment / DAY);
  let date = days.get(day);
  if (date === undefined) {
    date = new Date(day * DAY).toISOString().slice(0, -'00:00:00.000Z'.length);
    days.set(day, date);
  }
  const ms = moment - day * DAY;
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const time = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}`;
  return `${date}${time}.${String(ms % 1000).padStart(3, '0')}Z`;
}

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}
