import { type Repetition, repetitions } from './repeated-text.ts';

/** Text for Fn::Sub: what repeats is written once, as a variable. */
export interface SharedFragments {
  readonly text: string;
  readonly variables: Readonly<Record<string, string>>;
}

const CHARACTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];
/** One character each, then two. No digits: the emulator the acceptance tests deploy to takes none at the beginning. */
const NAMES = [...CHARACTERS, ...CHARACTERS.map((character) => `x${character}`)];
/** What a use of a variable costs beside its name, `${}`, and its definition beside name and value, `"":"",`. */
const USE_BYTES = 3;
const DEFINITION_BYTES = 6;
const SMALLEST_GAIN = 4;
const SHORTEST = 5;
/** How many fragments are taken from one search: after some, what is left repeats differently. */
const FROM_ONE_SEARCH = 3;

/** Private characters that stand for something longer while the search runs. */
const FIRST_USE = 0xe000;
const FIRST_WHOLE = 0xe400;
const FIRST_PAIR = 0xf000;

/**
 * Finds what repeats in a text for Fn::Sub and replaces it by variables, the largest gain first, byte for byte.
 *
 * CloudFormation puts the fragments back when it resolves Fn::Sub: what it deploys is the whole text. It does not look
 * for variables in the value of a variable: no fragment holds one, and what is escaped in the text is not in a fragment.
 */
export function shareFragments(whole: string): SharedFragments {
  const known = SHARED.get(whole);
  if (known !== undefined) return known;
  const shared = search(whole);
  SHARED.set(whole, shared);
  return shared;
}

/** The search takes a second for a large text, and every synthesis asks for the same one. */
const SHARED = new Map<string, SharedFragments>();

function search(whole: string): SharedFragments {
  // `${x}` stays whole and outside of fragments. `${!x}`, and `$` with the character behind it, stay together, so that no
  // `$` comes to stand before the `${` of a variable.
  const wholes = new Stand(FIRST_WHOLE);
  const pairs = new Stand(FIRST_PAIR);
  let text = whole.replaceAll(/\$\{[^}]*\}|\$[^{]/g, (found) => (/^\$\{[^!]/.test(found) ? wholes : pairs).for(found));
  // As nothing is looked for in the value of a variable, nothing has to be escaped there.
  const value = (part: string) => pairs.spelled(part).replaceAll('${!', '${');
  const fragments: string[] = [];
  for (let found = -1; found !== 0 && fragments.length < NAMES.length; ) {
    found = 0;
    const candidates = [...new Set(promising(text))];
    while (found < FROM_ONE_SEARCH && fragments.length < NAMES.length) {
      const best = largestGain(candidates, text, (fragment, count) => {
        const bytes = JSON.stringify(value(fragment)).length - 2;
        const name = NAMES[fragments.length]?.length ?? 0;
        return (count - 1) * bytes - count * (USE_BYTES + name) - DEFINITION_BYTES - name;
      });
      if (best === undefined) break;
      text = text.replaceAll(best, String.fromCharCode(FIRST_USE + fragments.length));
      fragments.push(best);
      found += 1;
    }
  }
  const uses = text.replaceAll(/[\ue000-\ue3ff]/g, (use) => `\${${NAMES[use.charCodeAt(0) - FIRST_USE]}}`);
  return {
    text: wholes.spelled(pairs.spelled(uses)),
    variables: Object.fromEntries(fragments.map((fragment, index) => [NAMES[index], value(fragment)])),
  };
}

/** One character in place of each distinct text, and the texts back. */
class Stand {
  readonly #texts: string[] = [];
  readonly #first: number;

  constructor(first: number) {
    this.#first = first;
  }

  for(text: string): string {
    let index = this.#texts.indexOf(text);
    if (index < 0) index = this.#texts.push(text) - 1;
    return String.fromCharCode(this.#first + index);
  }

  spelled(text: string): string {
    return text.replaceAll(
      /[\ue400-\uf8ff]/g,
      (character) => this.#texts[character.charCodeAt(0) - this.#first] ?? character,
    );
  }
}

/** Candidates in falling order of what they gain at most. */
function promising(text: string): string[] {
  const atMost = ({ length, count }: Repetition) => (count - 1) * length - count * USE_BYTES - DEFINITION_BYTES;
  return repetitions(text, SHORTEST, (character) => character >= FIRST_USE && character < FIRST_PAIR)
    .sort((a, b) => atMost(b) - atMost(a) || a.start - b.start)
    .slice(0, 600)
    .map(({ start, length }) => text.slice(start, start + length));
}

function largestGain(
  candidates: readonly string[],
  text: string,
  gainOf: (fragment: string, count: number) => number,
): string | undefined {
  let best: string | undefined;
  let bestGain = SMALLEST_GAIN;
  for (const fragment of candidates) {
    const count = text.split(fragment).length - 1;
    const gain = gainOf(fragment, count);
    if (gain > bestGain) [best, bestGain] = [fragment, gain];
  }
  return best;
}
