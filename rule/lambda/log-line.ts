import type { Invocation } from './event.ts';
import type { InvocationRecord } from './invocation-record.ts';
import { quoted } from './quoted.ts';

/** A line of the log is at most so many characters: what reads the log cuts longer ones, in the middle of the JSON. */
const LONGEST_LINE = 8_192;

interface Invoked {
  readonly invocation: Invocation | undefined;
  readonly record: InvocationRecord;
  readonly calls: Readonly<Record<string, number>>;
  readonly durationMs: number;
  readonly failure: unknown;
}

/** One line tells what the invocation was asked, decided and reported, what it cost, and what went wrong. */
export function logLine({ invocation, record, calls, durationMs, failure }: Invoked): string {
  const { verdicts, exempt, reported, undecided, organizationPolicies } = record;
  const failures = causes(failure);
  const line = {
    level: failure === undefined ? 'INFO' : 'ERROR',
    messageType: invocation?.messageType ?? 'not understood',
    rule: invocation?.ruleName && quoted(invocation.ruleName),
    testMode: invocation?.isTest,
    verdicts,
    exempt,
    reported,
    undecided: undecided.length,
    organizationPolicies: cut(organizationPolicies, 600),
    calls,
    callsInAll: Object.values(calls).reduce((sum, count) => sum + count, 0),
    durationMs,
  };
  if (failure === undefined) return JSON.stringify(line);
  for (let kept = 4_096; ; kept = Math.floor(kept / 2)) {
    const text = JSON.stringify({ ...line, failures: shortened(failures, kept) });
    if (text.length <= LONGEST_LINE) return text;
  }
}

/** The messages of an error and of what caused it, outermost first. */
function causes(failure: unknown): readonly string[] {
  if (!(failure instanceof Error)) return failure === undefined ? [] : [String(failure)];
  const inner = failure instanceof AggregateError ? failure.errors : [failure.cause];
  return [`${failure.name}: ${failure.message}`, ...inner.flatMap(causes)];
}

/** As many of the texts as fit into so many characters, each with no more than half of them. */
function shortened(texts: readonly string[], characters: number): readonly string[] {
  const kept: string[] = [];
  let left = characters;
  for (const text of texts) {
    if (left <= 0) break;
    kept.push(cut(text, Math.min(left, Math.ceil(characters / 2))));
    left -= text.length;
  }
  return kept;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(length - 1, 0))}…`;
}
