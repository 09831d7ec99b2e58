import type { UnknownValue } from '../unknown-value.ts';
import type { Truth } from './truth.ts';
import { literalHead, matchesWildcard, type WildcardPattern, wildcardPattern } from './wildcard.ts';

/** A value of a request of which only the beginning is known. */
export interface Beginning {
  readonly kind: 'beginning';
  readonly text: string;
}

const ANY_RUN = wildcardPattern('*');

/** A moment of a request that lies between two others, in milliseconds since the epoch. */
export interface Interval {
  readonly kind: 'interval';
  readonly from: number;
  readonly to: number;
}

/** Does the pattern match every text that begins so, or none of them? Where it may match some, the answer is `unknown`. */
export function matchesBeginning(pattern: WildcardPattern, beginning: string): Truth {
  const { head, isWhole } = literalHead(pattern);
  const canMatch = isWhole ? head.startsWith(beginning) : head.startsWith(beginning) || beginning.startsWith(head);
  if (!canMatch) return false;
  // A pattern that ends with a run of anything goes on matching whatever follows.
  return pattern.endsWith(ANY_RUN) && matchesWildcard(pattern, beginning) ? true : 'unknown';
}

/**
 * May a pattern of which only the beginning is known, as a policy says it, match this text? Case is folded, which is right
 * for actions and errs on the side of "may" elsewhere.
 */
export function mayMatch({ prefix }: UnknownValue, text: string): boolean {
  const head = /^[^*?$]*/.exec(prefix)?.[0] ?? '';
  return text.toLowerCase().startsWith(head.toLowerCase());
}
