import { UnknownValue } from '../unknown-value.ts';
import type { RequestContext } from './context.ts';
import { literalPattern, type WildcardPattern, wildcardPattern } from './wildcard.ts';

/** A policy variable such as `${aws:PrincipalTag/team, 'none'}`. */
interface Variable {
  readonly key: string;
  readonly fallback: string | undefined;
}

/** A condition value: literal text and variables, in order. Text of a wildcard operator is already a pattern. */
export interface ValueTemplate {
  readonly parts: readonly (WildcardPattern | Variable)[];
}

/** The escapes IAM defines for characters that would be special: `${*}`, `${?}` and `${$}`. */
const ESCAPED = new Set(['*', '?', '$']);

/**
 * Splits a condition value at its policy variables. Variables exist from policy version 2012-10-17 on; in an older or
 * absent version `${…}` is literal text (IAM user guide, "IAM policy elements: Variables").
 */
export function parseTemplate(source: string, has: { variables: boolean; wildcards: boolean }): ValueTemplate {
  const text = has.wildcards ? wildcardPattern : literalPattern;
  if (!has.variables || !source.includes('${')) return { parts: [text(source)] };
  const parts: (WildcardPattern | Variable)[] = [];
  let end = 0;
  // Not a pattern: one that looks for the closing brace behind each opening one takes quadratic time where there is none.
  for (let open = source.indexOf('${'); open >= 0; open = source.indexOf('${', end)) {
    const close = source.indexOf('}', open);
    if (close < 0) break;
    if (open > end) parts.push(text(source.slice(end, open)));
    parts.push(parseVariable(source.slice(open + 2, close)));
    end = close + 1;
  }
  if (end < source.length) parts.push(text(source.slice(end)));
  return { parts };
}

function parseVariable(source: string): WildcardPattern | Variable {
  if (ESCAPED.has(source)) return literalPattern(source);
  const comma = source.indexOf(',');
  const quoted = comma < 0 ? '' : source.slice(comma + 1).trim();
  const hasFallback = quoted.length >= 2 && quoted.startsWith("'") && quoted.endsWith("'");
  const key = hasFallback ? source.slice(0, comma) : source;
  return { key: key.trim().toLowerCase(), fallback: hasFallback ? quoted.slice(1, -1) : undefined };
}

/** The keys of the variables in a template, in lower case. */
export function variableKeys(template: ValueTemplate): readonly string[] {
  return template.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.key]));
}

/**
 * Fills in the variables. `absent`: a variable has neither value nor default, so the value can match nothing.
 * A variable with several values cannot be substituted and counts as absent.
 */
export function resolveTemplate(
  template: ValueTemplate,
  context: RequestContext,
): { readonly pattern: WildcardPattern } | 'absent' | 'unknown' | 'missing' {
  const [only] = template.parts;
  if (template.parts.length === 1 && typeof only === 'string') return { pattern: only };
  let pattern = '';
  for (const part of template.parts) {
    if (typeof part === 'string') {
      pattern += part;
      continue;
    }
    const value = context(part.key);
    if (value === 'unknown') return 'unknown';
    if (value instanceof UnknownValue || (value !== 'absent' && 'kind' in value)) return 'missing';
    const [single, ...others] = value === 'absent' ? [] : value;
    if (typeof single === 'object') return 'unknown';
    const substitute = others.length === 0 ? (single ?? part.fallback) : undefined;
    if (substitute === undefined) return 'absent';
    pattern += literalPattern(substitute);
  }
  return { pattern: pattern as WildcardPattern };
}
