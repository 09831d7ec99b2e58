import { editDistance } from '../core/edit-distance.ts';
import type { Evaluation } from '../core/evaluation.ts';
import { InputError } from './input-error.ts';
import type { JudgedFunction } from './judged-functions.ts';

/** More candidates than this are counted, so that the line stays one that is read. */
const MOST_CANDIDATES = 5;

/**
 * The one function that is meant by a name, an ARN (of a version or alias too), or an address in a template or plan.
 *
 * @throws InputError naming the candidates where several are meant, and those that are spelt alike where none is.
 */
export function namedFunction(given: string, functions: Iterable<JudgedFunction>): JudgedFunction {
  if (given === '')
    throw new InputError('a function is needed: its name, its ARN, or its address in a template or plan');
  const meant = given.replace(/^(arn:[^:]*:lambda:[^:]*:[^:]*:function:[^:]+):.*$/, '$1');
  const found: JudgedFunction[] = [];
  const near = new NearestNames(meant);
  for (const judged of functions) {
    const { fn, source } = judged.evaluation;
    if ([fn.resourceId, fn.arn, source?.address].includes(meant)) found.push(judged);
    else if (found.length === 0) near.add(judged.evaluation);
  }
  const [only, another] = found;
  if (only === undefined) throw new InputError(`there is no function ${given} in the input${near.question()}`);
  if (another === undefined) return only;
  const candidates = found.map(({ evaluation }) => fullName(evaluation));
  throw new InputError(
    `${given} may be ${listed(candidates, 'or')}: name one by its ARN, or by --account and --region`,
  );
}

/** The name nothing else has. */
function fullName({ fn, source }: Evaluation): string {
  return source === undefined ? fn.arn : `${source.address} of ${source.file}:${source.line}`;
}

/** The names that are spelt most like one that is not there. */
class NearestNames {
  readonly #given: string;
  readonly #isArn: boolean;
  #names = new Set<string>();
  #distance: number;

  constructor(given: string) {
    this.#given = given.toLowerCase();
    this.#isArn = given.startsWith('arn:');
    // As many slips as leave most of the name as it is.
    this.#distance = Math.max(1, Math.floor(given.length / 3));
  }

  add({ fn, source }: Evaluation): void {
    for (const name of this.#isArn ? [fn.arn] : [fn.resourceId, source?.address ?? fn.resourceId]) {
      if (Math.abs(name.length - this.#given.length) > this.#distance) continue;
      const distance = editDistance(name.toLowerCase(), this.#given);
      if (distance > this.#distance) continue;
      if (distance < this.#distance) this.#names = new Set();
      this.#distance = distance;
      this.#names.add(name);
    }
  }

  question(): string {
    return this.#names.size === 0 ? '' : `; did you mean ${listed([...this.#names], 'or')}?`;
  }
}

function listed(names: readonly string[], word: string): string {
  const shown = names.slice(0, MOST_CANDIDATES);
  const hidden = names.length - shown.length;
  const parts = hidden > 0 ? [...shown, `one of ${hidden} more`] : shown;
  return parts.length === 1 ? parts.join() : `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}`;
}
