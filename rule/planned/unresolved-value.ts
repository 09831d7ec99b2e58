import { UnknownValue } from '../core/unknown-value.ts';
import type { SourcePlace } from './source-text.ts';

/** What is certain about a value that cannot be known before deployment. */
export interface Certain {
  /** What the value, a text, begins with. */
  readonly prefix?: string;
  /** The only texts it can be, where the source lists them. */
  readonly allowed?: readonly string[];
}

/** A value that a template or plan leaves open, and the expression it hangs on: reports name each expression once. */
export class UnresolvedValue extends UnknownValue {
  /** As the source writes it, such as `Ref Stage`. The same expression in the same scope has the same value. */
  readonly expression: string;
  readonly place: SourcePlace;
  readonly allowed: readonly string[] | undefined;
  /** Tells values apart that the same words stand for, such as the parameters of two stacks. */
  readonly identity: string;

  constructor(expression: string, why: string, place: SourcePlace, scope: string, certain: Certain = {}) {
    super(why, certain.prefix);
    this.expression = expression;
    this.place = place;
    this.allowed = certain.allowed;
    this.identity = `${place.file}\n${scope}\n${expression}`;
  }
}

/** A text of which some parts are known, in order, such as the ARN of a role that does not exist yet. */
export class PartlyKnownText extends UnresolvedValue {
  readonly parts: readonly (string | UnresolvedValue)[];

  constructor(parts: readonly (string | UnresolvedValue)[], firstUnknown: UnresolvedValue) {
    const [head = ''] = parts;
    const prefix = typeof head === 'string' ? head + prefixAfter(parts[1]) : head.prefix;
    super(parts.map(written).join(''), firstUnknown.why, firstUnknown.place, parts.map(identityOf).join(' '), {
      prefix,
    });
    this.parts = parts;
  }
}

/** A part stands for the whole text up to it: what the next part begins with is certain too. */
function prefixAfter(next: string | UnresolvedValue | undefined): string {
  return next instanceof UnresolvedValue ? next.prefix : '';
}

function written(part: string | UnresolvedValue): string {
  return typeof part === 'string' ? part : `\${${part.expression}}`;
}

function identityOf(part: string | UnresolvedValue): string {
  return typeof part === 'string' ? part : part.identity;
}

/** Longer texts are of no use to a verdict, and may have been made to fill the memory. */
export const LONGEST_TEXT = 20_000;

/** The text these parts make, one after the other, as far as it is known; `tooLong` stands for one that no limit allows. */
export function concatenated(
  parts: readonly (string | UnresolvedValue)[],
  tooLong: () => UnresolvedValue,
): string | UnresolvedValue {
  const joined: (string | UnresolvedValue)[] = [];
  let length = 0;
  for (const part of parts.flatMap((each) => (each instanceof PartlyKnownText ? each.parts : [each]))) {
    const last = joined.at(-1);
    if (typeof part !== 'string') joined.push(part);
    else if (typeof last === 'string') joined[joined.length - 1] = last + part;
    else if (part !== '') joined.push(part);
    length += typeof part === 'string' ? part.length : 1;
    if (length > LONGEST_TEXT) return tooLong();
  }
  const [only] = joined;
  if (only === undefined) return '';
  const firstUnknown = joined.find((part) => part instanceof UnresolvedValue);
  return joined.length === 1 || firstUnknown === undefined ? only : new PartlyKnownText(joined, firstUnknown);
}
