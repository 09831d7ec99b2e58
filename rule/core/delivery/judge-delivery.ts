import type { Invocations, Traffic } from '../invocations.ts';
import { type Range, times } from '../range.ts';
import { chanceOfNoTrace, requestsUntil } from '../sampling.ts';
import { UnknownValue } from '../unknown-value.ts';
import type { TraceDestination } from './trace-destination.ts';

/** Does X-Ray hold traces of a function that may deliver them? */
export type Delivery = 'delivering' | 'silent' | 'not-invoked' | 'cannot-tell';

/** What must be looked into first. */
export const SILENT_FIRST = ['silent', 'cannot-tell', 'delivering', 'not-invoked'] as const satisfies Delivery[];

/** What is known of one function in the window. */
export interface DeliveryFacts {
  readonly invocations: Invocations;
  /** Those after the function was last changed, where that was in the window: what came before need not have been traced. */
  readonly sinceChange?: Invocations;
  /** Requests of the function in the service graph, or why they cannot be told from those of another. */
  readonly traces: number | UnknownValue;
  readonly destination: TraceDestination;
  /** Does the service graph of the Region hold any function of the account? */
  readonly isGraphDrawn: boolean;
}

export interface DeliveryVerdict {
  readonly delivery: Delivery;
  /** By Lambda's own sampling; `undefined` where nobody knows how often the function was invoked. */
  readonly expectedTraces: Range | undefined;
  /** Why it cannot be told. */
  readonly why?: string;
}

/** Silence is said only where chance makes it less likely than this; there, nine traces and more are to be expected. */
const CHANCE_OF_SILENCE = 1e-4;

/**
 * Compares how often a function was invoked with the traces X-Ray holds of it. `silent` is a strong word: it takes so many
 * invocations that Lambda's sampling leaves none of them a trace less than once in 10,000 times.
 */
export function judgeDelivery(facts: DeliveryFacts): DeliveryVerdict {
  const { invocations, traces, destination } = facts;
  if (invocations.kind === 'unknown') return { ...undecided(invocations.why), expectedTraces: undefined };
  const expectedTraces = expectedAt(destination, invocations);
  if (traces instanceof UnknownValue) {
    return invocations.invocations === 0
      ? { delivery: 'not-invoked', expectedTraces }
      : { ...undecided(traces.why), expectedTraces };
  }
  if (traces > 0) return { delivery: 'delivering', expectedTraces };
  if (invocations.invocations === 0) return { delivery: 'not-invoked', expectedTraces };
  const why = whyNotSilent(facts, facts.sinceChange ?? invocations);
  return why === undefined ? { delivery: 'silent', expectedTraces } : { ...undecided(why), expectedTraces };
}

function undecided(why: string): { readonly delivery: 'cannot-tell'; readonly why: string } {
  return { delivery: 'cannot-tell', why };
}

function expectedAt(destination: TraceDestination, { expectedTraces }: Traffic): Range {
  const share = keptShare(destination);
  return share === undefined ? [0, expectedTraces[1]] : times(expectedTraces, share);
}

/** The share of the sampled traces that X-Ray keeps; `undefined` when it is not known. */
function keptShare(destination: TraceDestination): number | undefined {
  switch (destination.kind) {
    case 'x-ray':
      return 1;
    case 'transaction-search':
      return destination.indexedShare;
    case 'unknown':
      return undefined;
  }
}

/** What else may explain that there is no trace; `undefined` when nothing does. */
function whyNotSilent(
  { destination, isGraphDrawn, sinceChange }: DeliveryFacts,
  counted: Invocations,
): string | undefined {
  if (counted.kind === 'unknown') return counted.why;
  if (destination.kind === 'unknown') return `it is not known where the traces of the Region go: ${destination.why}`;
  const share = keptShare(destination);
  if (share === undefined)
    return 'Transaction Search is on, and it is not known how many of the traces X-Ray indexes: look for spans in the log group aws/spans';
  if (share === 0)
    return 'Transaction Search is on, and X-Ray indexes none of the traces: look for spans in the log group aws/spans';
  if (chanceOfNoTrace(counted.invocations, share) >= CHANCE_OF_SILENCE) {
    const since =
      sinceChange === undefined ? '' : ` since the function was changed (${counted.invocations.toLocaleString('en')})`;
    const needed = requestsUntil(CHANCE_OF_SILENCE, share).toLocaleString('en');
    const indexed = share === 1 ? '' : `, of which X-Ray indexes ${percent(share)} here`;
    return `too few invocations${since}: Lambda's sampling may have left out all of them${indexed} (it takes ${needed})`;
  }
  if (destination.kind === 'transaction-search' && !isGraphDrawn)
    return 'Transaction Search is on, and the service graph of the Region holds no function at all: look for spans in the log group aws/spans';
  return undefined;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
