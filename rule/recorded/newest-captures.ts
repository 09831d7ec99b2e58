import { byCodeUnits } from '../core/code-unit-order.ts';
import type { ConfigurationItem } from './configuration-item.ts';

/** What is kept of one capture of a resource that says when it was captured. */
interface DatedCapture<Value> {
  readonly resourceId: string;
  readonly capturedAt: number;
  /**
   * Orders captures of the same instant: how far the state's id, a time in milliseconds, is from the time of the capture.
   * As a small number it takes no memory of its own, which counts for a million functions.
   */
  readonly stateOffset: number;
  readonly value: Value;
  /** When an earlier capture saw the resource exist, if one did; `now`: this one does, and none before. */
  readonly existedAt: number | 'now' | undefined;
}

/** What is known of a resource now. */
export interface Captured<Value> {
  readonly value: Value;
  /** Milliseconds since the epoch; `undefined` when no source says. */
  readonly capturedAt: number | undefined;
}

/** What two captures that cannot be ordered have in common, which is unknown wherever they differ. */
export type Reconcile<Value> = (one: Value, other: Value) => Value;

/**
 * The newest capture of each resource, found by ARN. Items may come in any order. An ARN can belong to several resources one
 * after another, as when a role is deleted and made anew: the one that came to exist last has it, also when the end of the
 * one before is recorded later.
 *
 * A capture without a time may be older or newer than any other: only what it agrees with is known.
 */
export class NewestCaptures<Value> {
  /** A list only where an ARN has been several resources: that is rare, and there are many ARNs. */
  readonly #byArn = new Map<string, DatedCapture<Value> | DatedCapture<Value>[]>();
  readonly #undated = new Map<string, Value>();
  readonly #withoutArn: { readonly item: ConfigurationItem; readonly value: Value }[] = [];
  readonly #reconcile: Reconcile<Value>;

  constructor(reconcile: Reconcile<Value>) {
    this.#reconcile = reconcile;
  }

  /** Items of IAM without an ARN are about the resource with their id, where another item tells its ARN. */
  add(arn: string, item: ConfigurationItem, value: Value): void {
    if (arn === '') this.#withoutArn.push({ item, value });
    else if (item.capturedAt === undefined) this.#addUndated(arn, value);
    else this.#addDated(arn, captureOf(item, item.capturedAt, value));
  }

  #addUndated(arn: string, value: Value): void {
    const known = this.#undated.get(arn);
    this.#undated.set(arn, known === undefined ? value : this.#reconcile(known, value));
  }

  #addDated(arn: string, capture: DatedCapture<Value>): void {
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

  get(arn: string): Captured<Value> | undefined {
    this.#findArns();
    const known = this.#byArn.get(arn);
    const dated = Array.isArray(known) ? preferred(known) : known;
    const undated = this.#undated.get(arn);
    if (undated === undefined) return dated;
    if (dated === undefined) return { value: undated, capturedAt: undefined };
    return { value: this.#reconcile(dated.value, undated), capturedAt: dated.capturedAt };
  }

  *values(): Generator<Captured<Value>> {
    this.#findArns();
    for (const [arn, known] of this.#byArn) {
      const captured = Array.isArray(known) || this.#undated.size > 0 ? this.get(arn) : known;
      if (captured) yield captured;
    }
    for (const [arn, value] of this.#undated) if (!this.#byArn.has(arn)) yield { value, capturedAt: undefined };
  }

  #findArns(): void {
    if (this.#withoutArn.length === 0) return;
    const arnOfId = new Map<string, string>();
    for (const [arn, known] of this.#byArn) {
      for (const { resourceId } of Array.isArray(known) ? known : [known]) arnOfId.set(resourceId, arn);
    }
    for (const { item, value } of this.#withoutArn.splice(0)) {
      const arn = arnOfId.get(item.resourceId);
      // One that no item tells the ARN of is in no function's way.
      if (arn !== undefined) this.add(arn, item, value);
    }
  }
}

function captureOf<Value>(item: ConfigurationItem, capturedAt: number, value: Value): DatedCapture<Value> {
  const { resourceId, status, stateId } = item;
  const offset = stateId - capturedAt;
  // What is computed with doubles stays one, and has a place of its own, until it is said to be small.
  const stateOffset = offset === (offset | 0) ? offset | 0 : offset;
  return { resourceId, capturedAt, stateOffset, value, existedAt: status === 'recorded' ? 'now' : undefined };
}

function preferred<Value>(captures: readonly DatedCapture<Value>[]): DatedCapture<Value> | undefined {
  return captures.reduce((best, other) => (hasArnRatherThan(other, best) ? other : best));
}

function hasArnRatherThan(one: DatedCapture<unknown>, other: DatedCapture<unknown>): boolean {
  const [existedAt, otherExistedAt] = [firstExistence(one), firstExistence(other)];
  if (existedAt !== otherExistedAt) {
    return existedAt !== undefined && (otherExistedAt === undefined || existedAt > otherExistedAt);
  }
  const order = one.capturedAt - other.capturedAt || one.stateOffset - other.stateOffset;
  return (order || byCodeUnits(one.resourceId, other.resourceId)) > 0;
}

/** The newer of two captures of one resource, the later one of two that tie; it remembers when the resource existed. */
function merged<Value>(known: DatedCapture<Value>, added: DatedCapture<Value>): DatedCapture<Value> {
  const isKnownNewer =
    known.capturedAt === added.capturedAt ? known.stateOffset > added.stateOffset : known.capturedAt > added.capturedAt;
  const newest = isKnownNewer ? known : added;
  const existedAt = earliest(firstExistence(known), firstExistence(added));
  return existedAt === firstExistence(newest) ? newest : { ...newest, existedAt };
}

/** When a resource was first seen to exist; `undefined` when it never was. */
function firstExistence({ existedAt, capturedAt }: DatedCapture<unknown>): number | undefined {
  return existedAt === 'now' ? capturedAt : existedAt;
}

function earliest(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}
