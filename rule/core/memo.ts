/** What a map remembers under a key, worked out the first time it is asked for. */
export function remembered<Key, Value extends object>(
  map: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
  key: Key,
  create: () => Value,
): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}

/** A function of one text that works out each answer once. */
export function once<Result extends object>(read: (key: string) => Result): (key: string) => Result {
  const results = new Map<string, Result>();
  return (key) => remembered(results, key, () => read(key));
}
