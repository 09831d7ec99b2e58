import { asText, isList, isMap, type Value, type ValueMap } from '../../cloudformation/value.ts';
import { concatenated, UnresolvedValue } from '../../unresolved-value.ts';
import { JsonText, listOf } from '../documents.ts';

/** What a function comes to for values that are known; `unknown` where it cannot be told, `failed` where Terraform refuses it. */
export type Outcome = { readonly value: Value } | 'unknown' | 'failed';

type Apply = (...operands: readonly Value[]) => Outcome;

const is = (value: Value): Outcome => ({ value });
const text = (value: Value) => {
  const written = asText(value);
  return typeof written === 'string' ? written : undefined;
};

/** A function of texts that are all known. */
function ofTexts(apply: (...texts: readonly string[]) => Value): Apply {
  return (...operands) => {
    const texts = operands.map(text);
    return texts.every((each) => each !== undefined) ? is(apply(...texts)) : 'unknown';
  };
}

/** Lists whose length is known; their items may not be. */
function ofLists(apply: (...lists: readonly (readonly Value[])[]) => Value): Apply {
  return (...operands) => (operands.every(isList) ? is(apply(...operands)) : 'unknown');
}

function ofMaps(apply: (...maps: readonly ValueMap[]) => Value): Apply {
  return (...operands) => {
    const maps = operands.filter((each) => each !== null);
    return maps.every(isMap) ? is(apply(...maps)) : 'unknown';
  };
}

function distinct(list: readonly Value[]): readonly Value[] {
  const seen = new Set<unknown>();
  return list.filter((each) => {
    const key = each instanceof UnresolvedValue ? each.identity : JSON.stringify(each);
    return !seen.has(key) && seen.add(key);
  });
}

function flattened(list: readonly Value[]): readonly Value[] {
  return list.flatMap((each) => (isList(each) ? flattened(each) : [each]));
}

/** The first value that is neither null nor empty. */
const coalesce: Apply = (...operands) => {
  const found = operands.find((each) => each !== null && each !== undefined && each !== '');
  return found === undefined ? 'failed' : is(found);
};

const lookup: Apply = (map, key, otherwise) => {
  const name = text(key);
  if (!isMap(map) || name === undefined) return 'unknown';
  if (Object.hasOwn(map, name)) return is(map[name]);
  return otherwise === undefined ? 'failed' : is(otherwise);
};

const contains: Apply = (list, wanted) => {
  if (!isList(list)) return 'unknown';
  const key = JSON.stringify(wanted);
  if (
    !(wanted instanceof UnresolvedValue) &&
    list.some((each) => !(each instanceof UnresolvedValue) && JSON.stringify(each) === key)
  )
    return is(true);
  return wanted instanceof UnresolvedValue || list.some((each) => each instanceof UnresolvedValue)
    ? 'unknown'
    : is(false);
};

const format: Apply = (pattern, ...operands) => {
  const written = text(pattern);
  if (written === undefined || /%(?![sdvq%])/.test(written.replaceAll('%%', ''))) return 'unknown';
  let next = 0;
  const parts = written.split(/(%[sdvq%])/).map((piece): string | UnresolvedValue | undefined => {
    if (!/^%[sdvq%]$/.test(piece)) return piece;
    if (piece === '%%') return '%';
    const value = asText(operands[next++]);
    return piece === '%q' && typeof value === 'string' ? JSON.stringify(value) : value;
  });
  return joined(parts);
};

function joined(parts: readonly (string | UnresolvedValue | undefined)[]): Outcome {
  const known = parts.filter((part) => part !== undefined);
  if (known.length < parts.length) return 'unknown';
  let isTooLong = false;
  const whole = concatenated(known, () => {
    isTooLong = true;
    return new UnresolvedValue('', '', { file: '', line: 1 }, '');
  });
  return isTooLong ? 'unknown' : is(whole);
}

const join: Apply = (separator, ...lists) => {
  const between = text(separator);
  if (between === undefined || !lists.every(isList)) return 'unknown';
  return joined(lists.flat().flatMap((each, at) => (at === 0 ? [asText(each)] : [between, asText(each)])));
};

const length: Apply = (value) => {
  if (typeof value === 'string' || isList(value)) return is(value.length);
  return isMap(value) ? is(Object.keys(value).length) : 'unknown';
};

const element: Apply = (list, index) => {
  if (!isList(list) || typeof index !== 'number') return 'unknown';
  return list.length === 0 ? 'failed' : is(list[index % list.length]);
};

const jsonencode: Apply = (value) => {
  const unknown = firstUnknown(value);
  return is(unknown === undefined ? JSON.stringify(value ?? null) : new JsonText(value, unknown));
};

function firstUnknown(value: Value): UnresolvedValue | undefined {
  if (value instanceof UnresolvedValue) return value;
  for (const each of isList(value) ? value : isMap(value) ? Object.values(value) : []) {
    const found = firstUnknown(each);
    if (found !== undefined) return found;
  }
  return undefined;
}

const jsondecode: Apply = (value) => {
  if (value instanceof JsonText) return is(value.value);
  if (typeof value !== 'string') return 'unknown';
  try {
    return is(JSON.parse(value));
  } catch (error) {
    if (error instanceof SyntaxError) return 'failed';
    throw error;
  }
};

const toset: Apply = (value) => {
  if (!isList(value)) return 'unknown';
  const known = distinct(value);
  return is(known.every((each) => typeof each === 'string') ? [...known].sort() : known);
};

const same: Apply = (value) => is(value);

const compact = ofLists((list = []) => list.filter((each) => each !== null && each !== ''));
const mayBeEmpty = (list: Value) =>
  isList(list) && list.some((each) => each instanceof UnresolvedValue && each.prefix === '');

/** The functions of Terraform that are evaluated (its documentation, "Built-in Functions"); any other is unknown. */
export const FUNCTIONS: ReadonlyMap<string, Apply> = new Map<string, Apply>([
  ['coalesce', coalesce],
  [
    'coalescelist',
    (...lists) => {
      const unsure = lists.some((each) => each instanceof UnresolvedValue);
      return unsure ? 'unknown' : is(lists.find((each) => isList(each) && each.length > 0) ?? []);
    },
  ],
  ['compact', (list) => (mayBeEmpty(list) ? 'unknown' : compact(list))],
  ['concat', ofLists((...lists) => lists.flat())],
  ['contains', contains],
  ['distinct', ofLists((list = []) => distinct(list))],
  ['element', element],
  ['endswith', ofTexts((whole = '', end = '') => whole.endsWith(end))],
  ['flatten', ofLists((list = []) => flattened(list))],
  ['format', format],
  ['join', join],
  ['jsondecode', jsondecode],
  ['jsonencode', jsonencode],
  ['keys', ofMaps((map = {}) => Object.keys(map).sort())],
  ['length', length],
  ['lookup', lookup],
  ['lower', ofTexts((whole = '') => whole.toLowerCase())],
  ['merge', ofMaps((...maps) => Object.assign({}, ...maps))],
  ['nonsensitive', same],
  ['one', (list) => (isList(list) ? is(list[0] ?? null) : 'unknown')],
  [
    'range',
    (first, second) => {
      if (typeof first !== 'number' || (second !== undefined && typeof second !== 'number')) return 'unknown';
      const [from, to] = second === undefined ? [0, first] : [first, second];
      return to - from > 1024 ? 'failed' : is(Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at));
    },
  ],
  [
    'replace',
    (whole, part, by) => {
      const [one, other, third] = [text(whole), text(part), text(by)];
      if (one === undefined || other === undefined || third === undefined) return 'unknown';
      return /^\/.*\/$/s.test(other) ? 'unknown' : is(one.replaceAll(other, () => third));
    },
  ],
  ['reverse', ofLists((list = []) => [...list].reverse())],
  ['sensitive', same],
  ['setunion', ofLists((...lists) => distinct(lists.flat()))],
  [
    'sort',
    (list) => (isList(list) && list.every((each) => typeof each === 'string') ? is([...list].sort()) : 'unknown'),
  ],
  ['split', ofTexts((separator = '', whole = '') => whole.split(separator))],
  ['startswith', ofTexts((whole = '', start = '') => whole.startsWith(start))],
  ['title', ofTexts((whole = '') => whole.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()))],
  [
    'tobool',
    (value) =>
      value === true || value === 'true' ? is(true) : value === false || value === 'false' ? is(false) : 'unknown',
  ],
  ['tolist', same],
  ['tomap', same],
  ['tonumber', (value) => (text(value) === undefined || Number.isNaN(Number(value)) ? 'unknown' : is(Number(value)))],
  ['toset', toset],
  ['tostring', (value) => (value === null ? is(null) : text(value) === undefined ? 'unknown' : is(String(value)))],
  [
    'trimprefix',
    ofTexts((whole = '', start = '') => (start !== '' && whole.startsWith(start) ? whole.slice(start.length) : whole)),
  ],
  ['trimspace', ofTexts((whole = '') => whole.trim())],
  [
    'trimsuffix',
    ofTexts((whole = '', end = '') => (end !== '' && whole.endsWith(end) ? whole.slice(0, -end.length) : whole)),
  ],
  ['upper', ofTexts((whole = '') => whole.toUpperCase())],
  [
    'values',
    ofMaps((map = {}) =>
      Object.keys(map)
        .sort()
        .map((key) => map[key]),
    ),
  ],
  [
    'zipmap',
    (keys, values) => {
      if (!isList(keys) || !isList(values) || !keys.every((key) => typeof key === 'string')) return 'unknown';
      return is(Object.fromEntries(keys.map((key, at) => [key, listOf(values)[at]])));
    },
  ],
]);
