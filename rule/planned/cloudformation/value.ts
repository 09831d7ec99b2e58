import { UnresolvedValue } from '../unresolved-value.ts';

/** What a node comes to: a JSON value in which anything may be unresolved; `undefined` for what is not there (AWS::NoValue). */
export type Value = string | number | boolean | null | undefined | UnresolvedValue | readonly Value[] | ValueMap;

export interface ValueMap {
  readonly [key: string]: Value;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isMap(value: Value): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof UnresolvedValue);
}

/** A scalar as CloudFormation writes it into a text; `undefined` for what is no scalar. */
export function asText(value: Value): string | UnresolvedValue | undefined {
  if (typeof value === 'string' || value instanceof UnresolvedValue) return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
