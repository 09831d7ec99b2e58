import { describe, expect, it } from 'vitest';
import { coverageOf, roundedShare } from '../../rule/core/coverage.ts';

const amounts = (COMPLIANT: number, NON_COMPLIANT: number, INSUFFICIENT_DATA = 0) => ({
  COMPLIANT,
  NON_COMPLIANT,
  INSUFFICIENT_DATA,
  NOT_APPLICABLE: 7,
});

describe('coverage', () => {
  it.each([
    ['none in scope', amounts(0, 0), null],
    ['all compliant', amounts(3, 0), 1],
    ['none compliant', amounts(0, 3), 0],
    ['undecided counts against it', amounts(1, 0, 1), 0.5],
    ['to four places', amounts(1, 2), 0.3333],
    ['rounded up where that is nearer', amounts(2, 1), 0.6667],
    ['one of very many fails: not all', amounts(99_999, 1), 0.9999],
    ['one of very many complies: not none', amounts(1, 99_999), 0.0001],
  ])('%s', (_name, counted, expected) => {
    expect(coverageOf(counted)).toBe(expected);
  });

  it.each([
    [0.9996, 3, 0.999],
    [0.0004, 3, 0.001],
    [0.1234, 3, 0.123],
    [1, 3, 1],
    [0, 3, 0],
  ])('the share %d to %d places is %d', (share, places, expected) => {
    expect(roundedShare(share, places)).toBe(expected);
  });
});
