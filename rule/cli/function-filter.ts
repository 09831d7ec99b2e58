import type { Evaluation } from '../core/evaluation.ts';
import type { FunctionFacts, FunctionIdentity } from '../core/model.ts';
import { UnknownValue } from '../core/unknown-value.ts';
import type { TagChoice } from './tag-options.ts';

/** Which functions count; an empty list leaves none out. */
export interface Filter {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /** Names, in which `*` stands for any characters. */
  readonly functions: readonly string[];
  /** Of several values of one key any will do; of several keys each must be there. */
  readonly tags?: readonly TagChoice[];
}

export function isCounted(filter: Filter): (evaluation: Evaluation) => boolean {
  const isWanted = isIdentityCounted(filter);
  const { tags = [] } = filter;
  return ({ fn }) => isWanted(fn) && (tags.length === 0 || isTagged(fn, tags));
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

/** A function of which nothing tells its tags may be meant, and is not left out. */
function isTagged({ tags }: FunctionFacts, choices: readonly TagChoice[]): boolean {
  if (tags === undefined || tags instanceof UnknownValue) return true;
  return choices.every(({ key }) => {
    const value = tags.get(key);
    return value !== undefined && choices.some((each) => each.key === key && (each.value ?? value) === value);
  });
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
