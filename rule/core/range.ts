/** From one amount up to another, both included: what is certain of an amount that is not known exactly. */
export type Range = readonly [least: number, most: number];

export const NOTHING: Range = [0, 0];

export function plus([least, most]: Range, [otherLeast, otherMost]: Range): Range {
  return [least + otherLeast, most + otherMost];
}

export function times([least, most]: Range, factor: number): Range {
  return [least * factor, most * factor];
}
