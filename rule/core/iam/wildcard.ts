/** Text in which `*` and `?` have become marks, so that a star that came from a policy variable stays a star. */
export type WildcardPattern = string & { readonly wildcards: true };

// IAM accepts no control characters in a policy (IAM JSON policy grammar), so these can stand for the wildcards.
const ANY_RUN = '\u0000';
const ANY_ONE = '\u0001';
const ANY_RUN_CODE = ANY_RUN.charCodeAt(0);
const ANY_ONE_CODE = ANY_ONE.charCodeAt(0);

/** `*` becomes "any run of characters", `?` becomes "exactly one". */
export function wildcardPattern(source: string): WildcardPattern {
  return source.replaceAll('*', ANY_RUN).replaceAll('?', ANY_ONE) as WildcardPattern;
}

/** A pattern that matches only itself. */
export function literalPattern(source: string): WildcardPattern {
  return source as WildcardPattern;
}

/**
 * Two pointers and one backtrack point: at most pattern + text × text steps, never exponential. A regular expression
 * built from the pattern would be a denial of service with ten stars. Case matters; callers fold it where IAM does.
 */
export function matchesWildcard(pattern: WildcardPattern, text: string): boolean {
  let p = 0;
  let t = 0;
  let afterRun = -1;
  let resumeAt = 0;
  while (t < text.length) {
    const wanted = pattern.charCodeAt(p);
    if (wanted === ANY_RUN_CODE) {
      afterRun = ++p;
      resumeAt = t;
    } else if (wanted === ANY_ONE_CODE || wanted === text.charCodeAt(t)) {
      p++;
      t++;
    } else if (afterRun >= 0) {
      p = afterRun;
      t = ++resumeAt;
    } else {
      return false;
    }
  }
  while (pattern.charCodeAt(p) === ANY_RUN_CODE) p++;
  return p === pattern.length;
}

/** What a text certainly begins with when it matches: the pattern up to its first wildcard. */
export function literalHead(pattern: WildcardPattern): { readonly head: string; readonly isWhole: boolean } {
  let end = 0;
  while (end < pattern.length && pattern.charCodeAt(end) > ANY_ONE_CODE) end++;
  return { head: pattern.slice(0, end), isWhole: end === pattern.length };
}
