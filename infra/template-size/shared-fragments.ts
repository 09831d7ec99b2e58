/** Text for Fn::Sub: what repeats is written once, as a variable. */
export interface SharedFragments {
  readonly text: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** What a use of a variable costs, `${x1}`, and its definition beside its value, `"x1":"",`. */
const USE_BYTES = 5;
const DEFINITION_BYTES = 8;
/** A smaller gain is not worth a variable that somebody reading the template has to look up. */
const SMALLEST_GAIN = 40;
/** Stands for the uses of the first variable while the search runs; the next characters for the next variables. */
const FIRST_USE = 0xe000;

/**
 * Finds what repeats in a text for Fn::Sub and replaces it by variables, the largest gain first.
 *
 * CloudFormation puts the fragments back when it resolves Fn::Sub: what it deploys is the whole text.
 */
export function shareFragments(whole: string): SharedFragments {
  const fragments: string[] = [];
  let text = whole;
  for (let fragment = mostRepeated(text); fragment !== undefined; fragment = mostRepeated(text)) {
    text = text.replaceAll(fragment, String.fromCharCode(FIRST_USE + fragments.length));
    fragments.push(fragment);
  }
  const name = (index: number) => `x${index + 1}`;
  return {
    text: text.replaceAll(/[\ue000-\uf8ff]/g, (use) => `\${${name(use.charCodeAt(0) - FIRST_USE)}}`),
    variables: Object.fromEntries(fragments.map((fragment, index) => [name(index), fragment])),
  };
}

function mostRepeated(text: string): string | undefined {
  let best: string | undefined;
  let bestGain = SMALLEST_GAIN;
  for (const [fragment, count] of repetitions(text)) {
    const gain = (count - 1) * fragment.length - count * USE_BYTES - DEFINITION_BYTES;
    if (gain > bestGain) [best, bestGain] = [fragment, gain];
  }
  return best;
}

/** Every run of tokens that occurs more than once, with how often, overlaps not counted. */
function repetitions(text: string): Map<string, number> {
  // Not after the brace of a variable: what follows it is a part of the variable.
  const tokens = text.split(/(?<=[,}[\] ]|(?<!\$)\{)/);
  const repeated = new Map<string, number>();
  // A run can only repeat where the run that is one token shorter does: each round looks at those places only.
  let runs = [...tokens.keys()].map((start) => ({ start, run: '' }));
  for (let length = 1; runs.length > 0; length++) {
    const longer = runs.flatMap(({ start, run }) => {
      const token = tokens[start + length - 1];
      return token === undefined || isVariable(token) ? [] : [{ start, run: run + token }];
    });
    const counts = new Map<string, number>();
    const freeFrom = new Map<string, number>();
    for (const { start, run } of longer) {
      if ((freeFrom.get(run) ?? 0) > start) continue;
      counts.set(run, (counts.get(run) ?? 0) + 1);
      freeFrom.set(run, start + length);
    }
    for (const [run, count] of counts) if (count > 1) repeated.set(run, count);
    runs = longer.filter(({ run }) => repeated.has(run));
  }
  return repeated;
}

/** Fn::Sub does not look for variables in the value of a variable. */
function isVariable(token: string): boolean {
  return token.includes('${') || /[\ue000-\uf8ff]/.test(token);
}
