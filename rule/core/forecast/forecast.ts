import type { Invocations, Traffic } from '../invocations.ts';
import { remembered } from '../memo.ts';
import { NOTHING, plus, type Range, times } from '../range.ts';
import { beyondFreeTier, costOfTraces } from './free-tier.ts';
import type { Prices } from './prices.ts';

/** A month of the forecast: 30 days. */
const MONTH_SECONDS = 30 * 24 * 60 * 60;

/** Whose bill it is: account and Region are empty where a metric does not say. */
export interface ForecastIdentity {
  readonly accountId: string;
  readonly region: string;
  readonly resourceId: string;
}

/** A function that is in scope of the rule, and how often it was invoked. */
export interface MeasuredFunction extends ForecastIdentity {
  /** Does it fail, so that it would begin to trace? Or does it trace today? Priced as if it failed where nobody judged it. */
  readonly standing: 'failing' | 'tracing' | 'not-judged';
  readonly invocations: Invocations;
  /** How long the metric was watched. */
  readonly seconds: number;
  /** With Transaction Search, spans are billed by their volume: no price of a trace applies. */
  readonly isBilledByVolume: boolean;
  /** What else it is counted under. */
  readonly groups: Readonly<Record<string, string>>;
}

interface MonthlyTraces {
  readonly invocationsPerMonth: number;
  readonly tracesPerMonth: Range;
}

/** `undefined` where spans are billed by volume. US dollars, before the free tier. */
export interface ForecastFunction extends ForecastIdentity, MonthlyTraces {
  readonly costPerMonth: Range | undefined;
}

interface UnpricedFunction extends ForecastIdentity {
  readonly why: string;
}

/** What several functions come to. */
export interface ForecastGroup extends MonthlyTraces {
  readonly functions: number;
  /** Of those whose spans are not billed by volume; `undefined` where all are. Before the free tier. */
  readonly costPerMonth: Range | undefined;
}

/** With the free tier of an account. */
export interface ForecastBill extends ForecastGroup {
  /** The same when functions that trace today use up the free tier first. */
  readonly costPerMonthBesideTraced: Range | undefined;
}

export interface Forecast {
  readonly summary: ForecastBill & {
    /** The share of the invocations in scope whose function traces today; `null` when there are none, or nobody judged them. */
    readonly tracedInvocations: number | null;
  };
  readonly accounts: ReadonlyMap<string, ForecastBill>;
  /** By kind of group, such as Region or tag, then by its value. */
  readonly groups: ReadonlyMap<string, ReadonlyMap<string, ForecastGroup>>;
  /** Every failing function whose metric is known, in the order they were given. */
  readonly functions: readonly ForecastFunction[];
  /** Functions whose invocations are not known: in no figure. */
  readonly unpriced: readonly UnpricedFunction[];
}

/** Traces and dollars a month if every failing function traced. */
export function forecast(measured: readonly MeasuredFunction[], prices: Prices): Forecast {
  const functions: ForecastFunction[] = [];
  const unpriced: UnpricedFunction[] = [];
  const accounts = new Map<string, { readonly members: ForecastFunction[]; readonly traced: MeasuredFunction[] }>();
  const groups = new Map<string, Map<string, ForecastFunction[]>>();
  let tracedInvocations = 0;
  for (const fn of measured) {
    const { accountId, region, resourceId, invocations, standing } = fn;
    const account = remembered(accounts, accountId, () => ({ members: [], traced: [] }));
    if (standing === 'tracing') account.traced.push(fn);
    if (invocations.kind === 'unknown') {
      unpriced.push({ accountId, region, resourceId, why: invocations.why });
      continue;
    }
    const month = monthOf(invocations, fn.seconds);
    if (standing === 'tracing') {
      tracedInvocations += month.invocationsPerMonth;
      continue;
    }
    const costPerMonth = fn.isBilledByVolume ? undefined : costOfTraces(month.tracesPerMonth, prices);
    const priced = { accountId, region, resourceId, ...month, costPerMonth };
    functions.push(priced);
    account.members.push(priced);
    for (const [kind, value] of Object.entries(fn.groups)) {
      const values = remembered(groups, kind, () => new Map<string, ForecastFunction[]>());
      remembered(values, value, (): ForecastFunction[] => []).push(priced);
    }
  }
  const bills = new Map<string, ForecastBill>();
  for (const [accountId, { members, traced }] of accounts) {
    if (members.length > 0) bills.set(accountId, billOf(members, tracedUse(traced), prices));
  }
  const total = sumOf(functions);
  const isJudged = measured.every(({ standing }) => standing !== 'not-judged');
  const inScope = total.invocationsPerMonth + tracedInvocations;
  return {
    summary: {
      ...total,
      costPerMonth: sumOfCosts([...bills.values()].map(({ costPerMonth }) => costPerMonth)),
      costPerMonthBesideTraced: sumOfCosts([...bills.values()].map((bill) => bill.costPerMonthBesideTraced)),
      tracedInvocations: inScope === 0 || !isJudged ? null : tracedInvocations / inScope,
    },
    accounts: bills,
    groups: new Map(
      [...groups].map(([kind, values]) => [kind, new Map([...values].map(([v, all]) => [v, sumOf(all)]))]),
    ),
    functions,
    unpriced,
  };
}

/** What a window comes to in a month; nothing stays nothing where no window is known. */
function monthOf({ invocations, expectedTraces }: Traffic, seconds: number): MonthlyTraces {
  if (invocations === 0) return { invocationsPerMonth: 0, tracesPerMonth: NOTHING };
  const months = MONTH_SECONDS / seconds;
  return { invocationsPerMonth: invocations * months, tracesPerMonth: times(expectedTraces, months) };
}

/** How much of the free tier the functions that trace today use. Where one's metric is not known, it may use all of it. */
function tracedUse(traced: readonly MeasuredFunction[]): Range {
  return traced
    .filter((fn) => !fn.isBilledByVolume)
    .map(
      ({ invocations, seconds }): Range =>
        invocations.kind === 'unknown' ? [0, Number.POSITIVE_INFINITY] : monthOf(invocations, seconds).tracesPerMonth,
    )
    .reduce(plus, NOTHING);
}

function billOf(members: readonly ForecastFunction[], traced: Range, prices: Prices): ForecastBill {
  const group = sumOf(members);
  const priced = members.filter(({ costPerMonth }) => costPerMonth !== undefined);
  if (priced.length === 0) return { ...group, costPerMonthBesideTraced: undefined };
  const { tracesPerMonth } = sumOf(priced);
  const bill = (used: Range) => costOfTraces(beyondFreeTier(tracesPerMonth, used, prices), prices);
  return { ...group, costPerMonth: bill(NOTHING), costPerMonthBesideTraced: bill(traced) };
}

function sumOf(members: readonly ForecastFunction[]): ForecastGroup {
  return {
    functions: members.length,
    invocationsPerMonth: members.reduce((sum, fn) => sum + fn.invocationsPerMonth, 0),
    tracesPerMonth: members.map((fn) => fn.tracesPerMonth).reduce(plus, NOTHING),
    costPerMonth: sumOfCosts(members.map((fn) => fn.costPerMonth)),
  };
}

/** Nothing costs nothing; only what is all billed by volume has no figure. */
function sumOfCosts(costs: readonly (Range | undefined)[]): Range | undefined {
  const priced = costs.filter((cost) => cost !== undefined);
  return costs.length > 0 && priced.length === 0 ? undefined : priced.reduce(plus, NOTHING);
}
