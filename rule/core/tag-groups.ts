import { byCodeUnits } from './code-unit-order.ts';
import { coverageOf } from './coverage.ts';
import type { Evaluation } from './evaluation.ts';
import { type Compliance, noneYet } from './model.ts';
import { UnknownValue } from './unknown-value.ts';

/** The functions with one value of a tag. */
export interface TagGroup {
  /** `null` for functions without the tag, and for those of which nothing tells their tags. */
  readonly value: string | null;
  /** Does nothing tell whether they carry the tag? */
  readonly isUnknown: boolean;
  readonly functions: number;
  readonly counts: Readonly<Record<Compliance, number>>;
  readonly coverage: number | null;
}

/** Counts verdicts by the value of one tag. */
export class TagGroups {
  readonly #key: string;
  readonly #tallies = new Map<string | null | UnknownValue, Record<Compliance, number>>();

  constructor(key: string) {
    this.#key = key;
  }

  add({ fn, verdict }: Evaluation): void {
    const { tags } = fn;
    const value = tags instanceof UnknownValue || tags === undefined ? NOT_KNOWN : (tags.get(this.#key) ?? null);
    const counts = this.#tallies.get(value) ?? noneYet();
    counts[verdict.compliance]++;
    this.#tallies.set(value, counts);
  }

  /** Those with most failures first. */
  inOrder(): readonly TagGroup[] {
    return [...this.#tallies]
      .map(([value, counts]) => ({
        value: value instanceof UnknownValue ? null : value,
        isUnknown: value instanceof UnknownValue,
        functions: Object.values(counts).reduce((sum, count) => sum + count, 0),
        counts,
        coverage: coverageOf(counts),
      }))
      .sort((one, other) => failing(other) - failing(one) || inOrder(one, other));
  }
}

const NOT_KNOWN = new UnknownValue('the input does not tell the tags');

/** Values first, then functions without the tag, then those nothing is known of. */
function inOrder(one: TagGroup, other: TagGroup): number {
  return (
    Number(one.value === null) - Number(other.value === null) ||
    Number(one.isUnknown) - Number(other.isUnknown) ||
    byCodeUnits(one.value ?? '', other.value ?? '')
  );
}

function failing({ counts }: TagGroup): number {
  return counts.NON_COMPLIANT + counts.INSUFFICIENT_DATA;
}
