import { byCodeUnits } from '../core/code-unit-order.ts';
import type { ConfigurationItem } from './configuration-item.ts';

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
  /** When an earlier capture saw the resource exist, if one did. */
  readonly existedAt: number | undefined;
}

/**
 * The newest capture of each resource, found by ARN. Items may come in any order. An ARN can belong to several resources one
 * after another, as when a role is deleted and made anew: the one that came to exist last has it, also when the end of the
 * one before is recorded later.
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
      existedAt: undefined,
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
    else captures[at] = merged(same, capture);
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
  return captures.reduce((best, other) => (hasArnRatherThan(other, best) ? other : best));
}

function hasArnRatherThan(one: Capture<unknown>, other: Capture<unknown>): boolean {
  const [existedAt, otherExistedAt] = [firstExistence(one), firstExistence(other)];
  if (existedAt !== otherExistedAt) {
    return existedAt !== undefined && (otherExistedAt === undefined || existedAt > otherExistedAt);
  }
  const order = one.capturedAt - other.capturedAt || one.stateOffset - other.stateOffset;
  return (order || byCodeUnits(one.resourceId, other.resourceId)) > 0;
}

/** The newer of two captures of one resource, the later one of two that tie; it remembers when the resource existed. */
function merged<Value>(known: Capture<Value>, added: Capture<Value>): Capture<Value> {
  const isKnownNewer =
    known.capturedAt === added.capturedAt ? known.stateOffset > added.stateOffset : known.capturedAt > added.capturedAt;
  const newest = isKnownNewer ? known : added;
  const existedAt = earliest(firstExistence(known), firstExistence(added));
  return existedAt === firstExistence(newest) ? newest : { ...newest, existedAt };
}

/** When a resource was first seen to exist; `undefined` when it never was. */
function firstExistence({ existedAt, isRecorded, capturedAt }: Capture<unknown>): number | undefined {
  return existedAt ?? (isRecorded ? capturedAt : undefined);
}

function earliest(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}
