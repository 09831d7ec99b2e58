import type { OutputType } from './automation-document.ts';

/** What a `{{ reference }}` stands for; undefined when nothing by that name has been produced. */
export type Lookup = (reference: string) => unknown;

const REFERENCE = /\{\{\s*([\w.:]+)\s*\}\}/g;

export function referencesIn(value: unknown): string[] {
  return [...JSON.stringify(value).matchAll(REFERENCE)].map((match) => match[1] ?? '');
}

/** A value that is nothing but a reference keeps the type of what it refers to; inside a text it becomes text. */
export function resolve(value: unknown, lookup: Lookup): unknown {
  if (typeof value === 'string') {
    const whole = /^\{\{\s*([\w.:]+)\s*\}\}$/.exec(value)?.[1];
    if (whole !== undefined) return found(whole, lookup);
    return value.replace(REFERENCE, (_, reference: string) => String(found(reference, lookup)));
  }
  if (Array.isArray(value)) return value.map((item) => resolve(item, lookup));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, resolve(member, lookup)]));
  return value;
}

function found(reference: string, lookup: Lookup): unknown {
  const value = lookup(reference);
  // Automation leaves such a reference standing as text, which no document of ours wants: it is a fault of the runbook.
  if (value === undefined) throw new UnresolvedReference(`{{ ${reference} }} stands for nothing`);
  return value;
}

export class UnresolvedReference extends Error {}

/** JSONPath as far as the runbook goes: members and indices. */
export function select(value: unknown, selector: string): unknown {
  if (!/^\$(\.\w+|\[\d+\])+$/.test(selector)) throw new Error(`Selector ${selector} is outside the supported subset`);
  let current = value;
  for (const [, member, index] of selector.matchAll(/\.(\w+)|\[(\d+)\]/g)) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<string, unknown>)[member ?? index ?? ''];
  }
  return current;
}

export function typed(value: unknown, type: OutputType): unknown {
  if (type === 'String' && ['string', 'number', 'boolean'].includes(typeof value)) return String(value);
  if (type === 'StringMap' && typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  if (type === 'MapList' && Array.isArray(value) && value.every((item) => typeof item === 'object')) return value;
  throw new Error(`${JSON.stringify(value)} is no ${type}`);
}

/** PT15M, PT30S: the durations of `aws:sleep`, in seconds. */
export function seconds(duration: string): number {
  const match = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(duration);
  if (match === null) throw new Error(`${duration} is no ISO 8601 duration`);
  const [hours, minutes, rest] = [match[1], match[2], match[3]].map((part) => Number(part ?? 0));
  return (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (rest ?? 0);
}
