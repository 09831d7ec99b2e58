/**
 * Kleene's logic with two grades of not knowing. `unknown`: it depends on something only the request itself would show, such
 * as a network address. `missing`: it depends on a fact that exists and is not at hand, such as a parameter without a value.
 * Of the two a missing fact weighs more: no parameter of the rule may accept a verdict that hangs on one.
 */
export type Truth = true | false | 'unknown' | 'missing';

export function not(truth: Truth): Truth {
  return typeof truth === 'boolean' ? !truth : truth;
}

/** True when every item is; false as soon as one is; the rest is missing or unknown. An empty list is true. */
export function every<Item>(items: Iterable<Item>, test: (item: Item) => Truth): Truth {
  let result: Truth = true;
  for (const item of items) {
    const truth = test(item);
    if (truth === false) return false;
    if (truth !== true && result !== 'missing') result = truth;
  }
  return result;
}

/** True as soon as one item is; false when every item is; the rest is missing or unknown. An empty list is false. */
export function some<Item>(items: Iterable<Item>, test: (item: Item) => Truth): Truth {
  return not(every(items, (item) => not(test(item))));
}
