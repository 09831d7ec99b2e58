import type { FunctionHistory, Interval, Period } from './model.ts';

/** Intervals that follow each other in the histories of many functions: what the changes of their role made of them. */
type Course = readonly Interval[];

/** A part of a history: an interval by itself, or those of a course, from one of them on. */
export type Stretch = { readonly kind: 'interval'; readonly interval: Interval } | CourseStretch;

export interface CourseStretch {
  readonly kind: 'course';
  /** Index of the course. */
  readonly course: number;
  /** Index of the first interval in the course. */
  readonly first: number;
  /** At least two of them. */
  readonly intervals: readonly [Interval, Interval, ...Interval[]];
}

/** From the first to the last moment of a stretch of a course. */
export function wholeOf({ intervals }: CourseStretch): Period {
  const [first] = intervals;
  return { from: first.from, to: (intervals.at(-1) ?? first).to };
}

/** What histories have in common, and each of them in its terms. */
export interface SharedCourses {
  readonly courses: readonly Course[];
  readonly stretches: (history: FunctionHistory) => Generator<Stretch>;
}

/** What fewer functions go through, or is shorter, is told for each of them: that is easier to read. */
const MANY_FUNCTIONS = 32;
const LONG = 32;

/**
 * Finds the courses many functions share, so that a report can tell each once: one role that changes 400 times under 5,000
 * functions would otherwise make two million intervals out of 5,400 records. Intervals are the same only as one object.
 */
export function sharedCourses(histories: readonly FunctionHistory[]): SharedCourses {
  const courses = coursesOf(histories.filter(({ intervals }) => intervals.length >= LONG));
  const places = new Map<Interval, Place>();
  for (const [course, intervals] of courses.entries()) {
    for (const [index, interval] of intervals.entries()) places.set(interval, { course, index });
  }
  return { courses, stretches: (history) => stretchesOf(history, places) };
}

interface Place {
  readonly course: number;
  readonly index: number;
}

function coursesOf(histories: readonly FunctionHistory[]): readonly Course[] {
  const functions = new Map<Interval, number>();
  for (const { arn, intervals } of histories) {
    // What a function began itself no other shares.
    for (const interval of intervals)
      if (interval.cause !== undefined && interval.cause.changed !== arn)
        functions.set(interval, (functions.get(interval) ?? 0) + 1);
  }
  const next = new Map<Interval, Interval>();
  const previous = new Map<Interval, Interval>();
  const isShared = (interval: Interval) => (functions.get(interval) ?? 0) >= MANY_FUNCTIONS;
  for (const { intervals } of histories) {
    for (const [index, interval] of intervals.entries()) {
      const following = intervals[index + 1];
      if (following === undefined || !isShared(interval) || !isShared(following)) continue;
      if (next.has(interval) || previous.has(following)) continue;
      next.set(interval, following);
      previous.set(following, interval);
    }
  }
  const courses: Course[] = [];
  for (const first of next.keys()) {
    if (previous.has(first)) continue;
    const course: Interval[] = [];
    for (let each: Interval | undefined = first; each !== undefined; each = next.get(each)) course.push(each);
    if (course.length >= LONG) courses.push(course);
  }
  return courses;
}

function* stretchesOf({ intervals }: FunctionHistory, places: ReadonlyMap<Interval, Place>): Generator<Stretch> {
  for (let at = 0; at < intervals.length; ) {
    const interval = intervals[at] as Interval;
    const place = places.get(interval);
    let end = at + 1;
    while (place !== undefined && isPlaceOf(intervals[end], place.course, place.index + end - at, places)) end++;
    const [first, second, ...others] = intervals.slice(at, end);
    if (place !== undefined && first !== undefined && second !== undefined) {
      yield { kind: 'course', course: place.course, first: place.index, intervals: [first, second, ...others] };
    } else yield { kind: 'interval', interval };
    at = end;
  }
}

function isPlaceOf(
  interval: Interval | undefined,
  course: number,
  index: number,
  places: ReadonlyMap<Interval, Place>,
): boolean {
  const place = interval && places.get(interval);
  return place !== undefined && place.course === course && place.index === index;
}
