import { UnknownValue } from '../unknown-value.ts';
import { UnreadableError } from './unreadable.ts';

/** An element of a statement that comes in two forms, such as `Action` and `NotAction`. */
export interface Element {
  readonly isNegated: boolean;
  readonly values: readonly string[];
  readonly unknownValues: readonly UnknownValue[];
}

const NONE: readonly UnknownValue[] = [];

/** The one of two forms that stands in a statement; IAM takes neither both, nor none, nor an empty list. */
export function oneOfTwo(
  statement: Readonly<Record<string, unknown>>,
  name: string,
  negated: string,
  index: number,
): Element {
  const isNegated = statement[negated] !== undefined;
  if (isNegated === (statement[name] !== undefined)) {
    throw new UnreadableError(`statement ${index + 1}: needs either ${name} or ${negated}`);
  }
  const present = isNegated ? negated : name;
  const source = asArray(statement[present], present);
  if (source.length === 0) throw new UnreadableError(`statement ${index + 1}: ${present} is empty`);
  const unknownValues = source.filter((value) => value instanceof UnknownValue);
  const values = source.filter((value): value is string => {
    if (value instanceof UnknownValue) return false;
    if (typeof value !== 'string') throw new UnreadableError(`statement ${index + 1}: ${name} is not a string`);
    refuseControlCharacters(value, `statement ${index + 1}: ${name}`);
    return true;
  });
  return { isNegated, values, unknownValues: unknownValues.length === 0 ? NONE : unknownValues };
}

/** The grammar of policies has no control characters, and the matcher of wildcards relies on it. */
export function refuseControlCharacters(text: string, name: string): void {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code === 0x7f) throw new UnreadableError(`${name} holds a control character`);
  }
}

export function asArray(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value === undefined || value === null) throw new UnreadableError(`${name} is missing`);
  return [value];
}

/** An object with no other members than these. */
export function asObject(
  value: unknown,
  name: string,
  members: ReadonlySet<string>,
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnreadableError(`${name} is not an object`);
  }
  for (const member of Object.keys(value)) {
    if (!members.has(member)) throw new UnreadableError(`${name}: unexpected element ${member}`);
  }
  return value as Readonly<Record<string, unknown>>;
}
