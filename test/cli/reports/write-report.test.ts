import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pieces } from '../../../rule/cli/reports/write-report.ts';

const part = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.nat({ max: 200_000 }).map((length) => 'é'.repeat(length)),
  fc.nat({ max: 400_000 }).map((length) => 'x'.repeat(length)),
);

describe('the bytes of a report', () => {
  it('are those of its parts, in order, and stay what they are when the next ones are made', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const made = [...pieces(parts)];
        expect(Buffer.concat(made).equals(Buffer.from(parts.join('')))).toBe(true);
        expect(made.every(({ length }) => length > 0)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('come in few pieces, however many parts there are', () => {
    const parts = Array.from({ length: 100_000 }, (_, i) => `line ${i}\n`);
    expect([...pieces(parts)].length).toBeLessThan(10);
  });
});
