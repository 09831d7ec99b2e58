import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SharedCourses, sharedCourses, wholeOf } from '../../../rule/core/history/courses.ts';
import type { FunctionHistory, Interval } from '../../../rule/core/history/model.ts';
import { functionItem, type Item } from '../../cli/items.ts';
import { at, DELETED, POOR_ROLE, replay, TRACING_ROLE } from '../../recorded/history/replayed.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-01T00:00:00Z');

function hour(index: number): string {
  return new Date(START + index * HOUR).toISOString();
}

/** The role of every function, changed once an hour. */
function flips(count: number): readonly Item[] {
  return Array.from({ length: count }, (_, i) => at(hour(i + 1), i % 2 === 0 ? POOR_ROLE : TRACING_ROLE));
}

function functions(count: number, since = '2026-10-20T00:00:00Z'): readonly Item[] {
  return Array.from({ length: count }, (_, i) => at(since, functionItem(`f-${since}-${i}`)));
}

function histories(...items: readonly (readonly Item[])[]) {
  return replay(items.flat()).functions;
}

/** What a reader of the report does. */
function spelledOut({ courses, stretches }: SharedCourses, history: FunctionHistory): readonly Interval[] {
  return [...stretches(history)].flatMap((stretch) =>
    stretch.kind === 'interval'
      ? [stretch.interval]
      : (courses[stretch.course] ?? []).slice(stretch.first, stretch.first + stretch.intervals.length),
  );
}

/** What a history is told as, intervals in a row taken together. */
function kinds(shared: SharedCourses, history: FunctionHistory): readonly string[] {
  const each = Array.from(shared.stretches(history), ({ kind }) => kind);
  return each.filter((kind, index) => kind !== 'interval' || each[index - 1] !== kind);
}

describe('the course of a role under many functions', () => {
  const found = histories(flips(40), functions(32));
  const shared = sharedCourses(found);

  it('is the same objects in all of them', () => {
    const [first, ...others] = found;
    expect(first?.intervals).toHaveLength(41);
    for (const { intervals } of others) {
      expect(intervals.slice(1).every((interval, index) => interval === first?.intervals[index + 1])).toBe(true);
    }
  });

  it('is told once, and what was before is told for each', () => {
    expect(shared.courses.map(({ length }) => length)).toEqual([40]);
    expect(kinds(shared, found[0] as FunctionHistory)).toEqual(['interval', 'course']);
    expect(spelledOut(shared, found[7] as FunctionHistory)).toEqual(found[7]?.intervals);
  });

  it('lasts from the first interval to the last', () => {
    const [, course] = [...shared.stretches(found[0] as FunctionHistory)];
    expect(course?.kind === 'course' && wholeOf(course)).toEqual({
      from: START + HOUR,
      to: Date.parse('2026-11-11T00:00:00Z'),
    });
  });

  const RECORDED_WHEN: readonly (readonly [name: string, more: readonly Item[], kinds: readonly string[]])[] = [
    [
      'a function that came later: its first interval, and the rest of the course',
      functions(1, hour(10.5)),
      ['interval', 'course'],
    ],
    [
      'a function that is gone: the course up to then, and its last intervals',
      [at(hour(0), functionItem('orders')), at(hour(20.5), DELETED)],
      ['interval', 'course', 'interval'],
    ],
    [
      'a function that did not trace: none of it, since its sentences differ',
      [at(hour(0), functionItem('untraced', { tracingConfig: { mode: 'PassThrough' } }))],
      ['interval'],
    ],
    [
      'a function written anew in between, which says the same: all of it',
      [at(hour(0), functionItem('again')), at(hour(9.5), functionItem('again', { timeout: 4 }))],
      ['interval', 'course'],
    ],
  ];
  it.each(RECORDED_WHEN)('%s', (_name, more, expected) => {
    const all = histories(flips(40), functions(32), more);
    const own = all.find(({ resourceId }) => resourceId === more[0]?.resourceId) as FunctionHistory;
    const withIt = sharedCourses(all);
    expect(kinds(withIt, own)).toEqual(expected);
    expect(spelledOut(withIt, own)).toEqual(own.intervals);
  });

  const ORDINARY: readonly (readonly [name: string, changes: number, functions: number, courses: number])[] = [
    ['31 functions: no course', 40, 31, 0],
    ['31 changes: no course', 31, 40, 0],
    ['32 functions and 32 changes: a course', 32, 32, 1],
  ];
  it.each(ORDINARY)('%s', (_name, changes, count, courses) => {
    expect(sharedCourses(histories(flips(changes), functions(count))).courses).toHaveLength(courses);
  });

  it('spelled out, is what each function went through, whenever its records are', () => {
    const times = fc.array(fc.integer({ min: -10, max: 90 }), { minLength: 33, maxLength: 40 });
    fc.assert(
      fc.property(times, (hours) => {
        const came = hours.map((index, i) => at(hour(index / 2), functionItem(`f-${i}`)));
        const all = histories(flips(44), came);
        const withThem = sharedCourses(all);
        for (const history of all) expect(spelledOut(withThem, history)).toEqual(history.intervals);
      }),
      { numRuns: 15 },
    );
  });
});
