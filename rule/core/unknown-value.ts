/**
 * A value that is there and cannot be known from here, such as a parameter without a value in a template. It stands in the
 * place of the value itself, anywhere in a document: never taken for an absent or an empty one.
 */
export class UnknownValue {
  /** What it hangs on, as a sentence goes on after "cannot be known:", such as `parameter Stage has no value`. */
  readonly why: string;
  /** What the value, a text, certainly begins with; empty when nothing is known of it, or when it may be no text at all. */
  readonly prefix: string;

  constructor(why: string, prefix = '') {
    this.why = why;
    this.prefix = prefix;
  }
}

/** A value the source was not asked for, or had trimmed away: it contradicts no other source that has it. */
export class UnsaidValue extends UnknownValue {
  constructor(name: string) {
    super(`the input does not say ${name}`);
  }
}

/** A fact as reports show it: nothing where there is none, or none that can be known. */
export function known<Fact>(fact: Fact | UnknownValue): Fact | undefined {
  return fact instanceof UnknownValue ? undefined : fact;
}
