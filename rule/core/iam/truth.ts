/** Kleene's three-valued logic: what holds, what does not, and what depends on something that cannot be known. */
export type Truth = true | false | 'unknown';

export function not(truth: Truth): Truth {
  return truth === 'unknown' ? 'unknown' : !truth;
}

/** True when every item is; false as soon as one is; the rest is unknown. An empty list is true. */
export function every<Item>(items: Iterable<Item>, test: (item: Item) => Truth): Truth {
  let result: Truth = true;
  for (const item of items) {
    const truth = test(item);
    if (truth === false) return false;
    if (truth === 'unknown') result = 'unknown';
  }
  return result;
}

/** True as soon as one item is; false when every item is; the rest is unknown. An empty list is false. */
export function some<Item>(items: Iterable<Item>, test: (item: Item) => Truth): Truth {
  return not(every(items, (item) => not(test(item))));
}
