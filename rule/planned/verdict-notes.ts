import type { RoleAssessment, RoleStatus } from '../core/iam/assess-role.ts';
import type { PlannedRoleFacts } from '../core/iam/model.ts';
import type { Verdict } from '../core/model.ts';
import type { RuleParameters } from '../core/parameters.ts';
import type { PlannedFacts, PlannedFunction } from './planned-function.ts';

/** The limit of an annotation, which reports of any kind keep. */
export const LONGEST_ANNOTATION = 256;

/** Puts into the sentence what only a planned function has: that it cannot be deployed so, and where its values come from. */
export function withNotes(
  verdict: Verdict,
  { worlds, act }: PlannedFunction,
  roles: readonly RoleStatus[],
  assess: (role: PlannedRoleFacts) => RoleAssessment,
  { requiredActions }: RuleParameters,
): Verdict {
  const facts = worlds.map(({ value }) => value);
  let { annotation } = verdict;
  if (act !== 'none' && isRefused(verdict, facts, roles))
    annotation = appended(annotation, `This ${act} will fail: Lambda refuses it.`);
  const optional = [
    ...(addsAll(facts, assess)
      ? [`This stack adds ${requiredActions.length === 2 ? 'both actions' : 'the required actions'}.`]
      : []),
    ...defaultNote(facts),
  ];
  for (const note of optional) {
    if (`${annotation} ${note}`.length <= LONGEST_ANNOTATION) annotation = `${annotation} ${note}`;
  }
  return { ...verdict, annotation };
}

/**
 * Lambda checks the role whenever the configuration is written: it must be able to assume it, and with tracing Active the role
 * must be allowed to send traces (Lambda developer guide, "Visualize Lambda function invocations using AWS X-Ray").
 */
function isRefused({ compliance }: Verdict, facts: readonly PlannedFacts[], roles: readonly RoleStatus[]): boolean {
  if (compliance !== 'NON_COMPLIANT') return false;
  return facts.every(({ tracingMode }, index) => {
    const role = roles[index];
    return role === 'untrusted' || (role === 'denied' && tracingMode === 'Active');
  });
}

/** The sentence is cut where the note would not fit: that it fails is the most urgent of all. */
function appended(annotation: string, note: string): string {
  return `${cut(annotation, LONGEST_ANNOTATION - note.length - 1)} ${note}`;
}

export function cut(text: string, length: number): string {
  // Half a surrogate pair is no character.
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Does the source itself grant everything to a role that is otherwise unknown? */
function addsAll(facts: readonly PlannedFacts[], assess: (role: PlannedRoleFacts) => RoleAssessment): boolean {
  return facts.every(({ role, addedToRole }) => {
    if (role.kind !== 'unknown' || addedToRole.length === 0) return false;
    const { arn } = role;
    const alone = { kind: 'known', arn: arn ?? '', tags: undefined, identity: addedToRole, ceilings: [] } as const;
    return assess({ ...alone, organization: { kind: 'not-evaluated' } }).status === 'fine';
  });
}

function defaultNote(facts: readonly PlannedFacts[]): readonly string[] {
  const [first] = facts;
  const isKnown = facts.every(
    ({ tracingMode }) => typeof tracingMode === 'string' && tracingMode === first?.tracingMode,
  );
  const names = [...new Set(facts.flatMap(({ byDefaultOf }) => byDefaultOf))];
  return isKnown && names.length > 0 ? [`The mode is ${first?.tracingMode} by default of ${names.join(', ')}.`] : [];
}
