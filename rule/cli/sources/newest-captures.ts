import type { ConfigurationItem } from '../../core/recorded/configuration-item.ts';

/** What is kept of one capture of a resource. */
export interface Capture<Value> {
  readonly resourceId: string;
  readonly isRecorded: boolean;
  readonly capturedAt: number;
  /**
   * Orders captures of the same instant: how far the state's id, a time in milliseconds, is from the time of the capture.
   * As a small number it takes no memory of its own, which counts for a million functions.
   */
  readonly stateOffset: number;
  readonly value: Value;
}

/**
 * The newest capture of each resource, found by ARN. Items may come in any order. An ARN can belong to several resources
 * over time, as when a role is deleted and created anew: the one that exists wins over the ones that do not.
 */
export class NewestCaptures<Value> {
  /** A list only where an ARN has been several resources: that is rare, and there are many ARNs. */
  readonly #byArn = new Map<string, Capture<Value> | Capture<Value>[]>();

  add(arn: string, item: ConfigurationItem, value: Value): void {
    const capture = {
      resourceId: item.resourceId,
      isRecorded: item.status === 'recorded',
      // Without a time it is known to be older than nothing.
      capturedAt: item.capturedAt ?? Number.NEGATIVE_INFINITY,
      stateOffset: item.stateId - (item.capturedAt ?? 0),
      value,
    };
    const known = this.#byArn.get(arn);
    if (known === undefined) {
      this.#byArn.set(arn, capture);
      return;
    }
    const captures = Array.isArray(known) ? known : [known];
    const at = captures.findIndex(({ resourceId }) => resourceId === capture.resourceId);
    const same = captures[at];
    if (same === undefined) captures.push(capture);
    else if (!isNewer(same, capture)) captures[at] = capture;
    this.#byArn.set(arn, captures.length === 1 && captures[0] ? captures[0] : captures);
  }

  get(arn: string): Capture<Value> | undefined {
    const known = this.#byArn.get(arn);
    return Array.isArray(known) ? preferred(known) : known;
  }

  *values(): Generator<Capture<Value>> {
    for (const known of this.#byArn.values()) {
      const capture = Array.isArray(known) ? preferred(known) : known;
      if (capture) yield capture;
    }
  }
}

function preferred<Value>(captures: readonly Capture<Value>[]): Capture<Value> | undefined {
  return captures.reduce((best, other) => (isPreferred(other, best) ? other : best));
}

function isNewer(one: Capture<unknown>, other: Capture<unknown>): boolean {
  if (one.capturedAt !== other.capturedAt) return one.capturedAt > other.capturedAt;
  return one.stateOffset > other.stateOffset;
}

function isPreferred(one: Capture<unknown>, other: Capture<unknown>): boolean {
  return one.isRecorded === other.isRecorded ? isNewer(one, other) : one.isRecorded;
}
