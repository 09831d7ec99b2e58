import type { Reason } from './model.ts';

/** What an annotation of this rule says, for a place that has nothing but its text. */
export interface ReadAnnotation {
  /** Empty for a text that is not ours. */
  readonly reasons: readonly Reason[];
  /** Name of the execution role, perhaps shortened with an ellipsis. */
  readonly role: string | undefined;
  /** What decided against the role, such as `boundary DevBoundary`, perhaps shortened. */
  readonly policy: string | undefined;
}

/** Sentences that stand alone: the function was not judged, or has nothing to mend. */
const WHOLE: readonly (readonly [RegExp, Reason])[] = [
  [/^The function is out of scope: /, 'out-of-scope'],
  [/^Exempt until \d{4}-\d{2}-\d{2} \(owner /, 'exempt'],
  [/^Tracing mode is .*; X-Ray cannot trace the event source /s, 'untraceable-event-source'],
  [/^Tracing is Active and role\b.* can deliver traces\./s, 'compliant'],
];

const NOT_ACTIVE = /^Tracing mode is (?:not set|PassThrough|".*?"), must be Active\. ?/s;
const MODE_UNKNOWN = /^Tracing mode cannot be known: .*?\.(?: (?=Role\b|Lambda cannot)|$)/s;

const ROLE: readonly (readonly [RegExp, Reason])[] = [
  [/^Role(?: (?<role>\S+))? does not exist\./, 'role-missing'],
  [/^Lambda cannot assume role(?: (?<role>[^\s:]+))?: /, 'role-untrusted'],
  [/^Role(?: (?<role>\S+))? cannot be decided: /, 'role-unknown'],
  [/^Role(?: (?<role>[^\s:]+))?: \S+(?:, \S+)*(?: and \d+ more)? (?:denied|not allowed) \(/, 'role-denied'],
  [/^Role(?: (?<role>[^\s:]+))?: \S+(?:, \S+)*(?: and \d+ more)? depends? on /, 'role-conditional'],
  [/^Role(?: (?<role>[^\s:]+))?: \S+(?:, \S+)*(?: and \d+ more)? cannot be decided \(/, 'role-unknown'],
];

/**
 * The first policy named in parentheses: its layer and its name, without the statement and what follows. The ellipsis is escaped: code
 * inside a template must be ASCII, of which bundlers take care in texts and not in expressions.
 */
const POLICY =
  /\((?<policy>organization policy|(?:policy|boundary|SCP|RCP) .+?)(?:, statement |, and | allows it |: |\)|\u2026?$)/s;

/** Reads the reasons, the role and the deciding policy back out of a sentence written by `annotation.ts`. */
export function readAnnotation(text: string): ReadAnnotation {
  const [whole] = WHOLE.filter(([sentence]) => sentence.test(text));
  if (whole !== undefined) return { reasons: [whole[1]], role: undefined, policy: undefined };
  const mode: Reason[] = NOT_ACTIVE.test(text)
    ? ['tracing-not-active']
    : MODE_UNKNOWN.test(text)
      ? ['tracing-unknown']
      : [];
  const rest = text.replace(NOT_ACTIVE, '').replace(MODE_UNKNOWN, '');
  for (const [sentence, reason] of ROLE) {
    const found = sentence.exec(rest);
    if (found === null) continue;
    const policy = /-(?:denied|conditional)$/.test(reason) ? POLICY.exec(rest)?.groups?.policy : undefined;
    // A role that fails decides alone where the mode cannot be known.
    const isDecided = mode[0] === 'tracing-unknown' && reason !== 'role-unknown';
    return { reasons: isDecided ? [reason] : [...mode, reason], role: found.groups?.role, policy };
  }
  return { reasons: mode, role: undefined, policy: undefined };
}
