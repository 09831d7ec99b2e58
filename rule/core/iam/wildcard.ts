/**
 * Does `text` match `pattern`, where `*` stands for any run of characters and `?` for exactly one?
 *
 * Two pointers and one backtrack point: linear in practice and never exponential, unlike a regular expression built from
 * the pattern, which ten stars turn into a denial of service. Case matters; callers fold it where IAM does.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let starAt = -1;
  let resumeAt = 0;
  while (t < text.length) {
    const wanted = pattern.charCodeAt(p);
    if (wanted === STAR) {
      starAt = p++;
      resumeAt = t;
    } else if (wanted === QUESTION_MARK || wanted === text.charCodeAt(t)) {
      p++;
      t++;
    } else if (starAt >= 0) {
      p = starAt + 1;
      t = ++resumeAt;
    } else {
      return false;
    }
  }
  while (pattern.charCodeAt(p) === STAR) p++;
  return p === pattern.length;
}

const STAR = 42;
const QUESTION_MARK = 63;
