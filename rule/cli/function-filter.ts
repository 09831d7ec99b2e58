import type { Evaluation } from '../core/evaluation.ts';
import type { FunctionIdentity } from '../core/model.ts';

/** Which functions count; an empty list leaves none out. */
export interface Filter {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /** Names, in which `*` stands for any characters. */
  readonly functions: readonly string[];
}

export function isCounted(filter: Filter): (evaluation: Evaluation) => boolean {
  const isWanted = isIdentityCounted(filter);
  return ({ fn }) => isWanted(fn);
}

/** The same for a function of which nothing else is known. */
export function isIdentityCounted({
  accounts,
  regions,
  functions,
}: Filter): (fn: Omit<FunctionIdentity, 'arn'>) => boolean {
  const names = functions.map(matching);
  return ({ accountId, region, resourceId }) =>
    (accounts.length === 0 || accounts.includes(accountId)) &&
    (regions.length === 0 || regions.includes(region)) &&
    (names.length === 0 || names.some((matches) => matches(resourceId)));
}

/** In time linear in the name, whatever the pattern: each part is looked for behind the one before. */
function matching(pattern: string): (name: string) => boolean {
  const [head = '', ...parts] = pattern.split('*');
  const tail = parts.pop();
  if (tail === undefined) return (name) => name === pattern;
  return (name) => {
    if (!name.startsWith(head)) return false;
    let at = head.length;
    for (const part of parts) {
      const found = name.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return name.length - tail.length >= at && name.endsWith(tail);
  };
}
