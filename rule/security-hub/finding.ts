import type { Place } from './results.ts';

/** A finding of our rule, whichever Security Hub keeps it. */
export interface Finding extends Place {
  readonly id: string;
  /** The function it is about. */
  readonly functionName: string;
  /** What was mended or deleted may have no result any more. */
  readonly isClosed: boolean;
}

export interface Findings<Ours extends Finding> {
  readonly readable: readonly Ours[];
  readonly unreadable: readonly Error[];
}

export class EventError extends Error {
  override readonly name = 'EventError';
}

export type Members = Readonly<Record<string, unknown>>;

/**
 * The findings that an event of either Security Hub brings, as far as they are ours.
 *
 * @param parse `undefined` for a finding that is not ours to enrich; throws EventError for one of ours that lacks something.
 * @throws EventError when the event is another; a finding that cannot be read is among the `unreadable`, which say why.
 */
export function findingsOf<Ours extends Finding>(
  event: unknown,
  expected: string,
  parse: (finding: Members) => Ours | undefined,
): Findings<Ours> {
  const findings = members(members(event).detail).findings;
  if (!Array.isArray(findings)) throw new EventError(`event without detail.findings: not "${expected}"`);
  const readable: Ours[] = [];
  const unreadable: EventError[] = [];
  for (const finding of findings.map(members)) {
    try {
      const ours = parse(finding);
      if (ours !== undefined) readable.push(ours);
    } catch (error) {
      if (!(error instanceof EventError)) throw error;
      unreadable.push(error);
    }
  }
  return { readable, unreadable };
}

/** @throws EventError for what is no text, or an empty one. */
export function text(value: unknown, missing: string): string {
  if (typeof value !== 'string' || value === '') throw new EventError(missing);
  return value;
}

export function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function members(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}
