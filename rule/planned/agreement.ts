import type { RoleAssessment } from '../core/iam/assess-role.ts';
import type { ActionDecision } from '../core/iam/model.ts';
import type { TracingMode, Verdict } from '../core/model.ts';
import { UnknownValue } from '../core/unknown-value.ts';
import type { PlannedFacts } from './planned-function.ts';
import { UnresolvedValue } from './unresolved-value.ts';
import type { InWorld } from './worlds.ts';

/** A world with its role assessed. */
export interface Assessed {
  readonly facts: PlannedFacts;
  readonly role: RoleAssessment;
  readonly verdict: Verdict;
  readonly world: InWorld<PlannedFacts>;
}

/** The mode that all worlds agree in; where they do not, it is unknown, for what makes the difference. */
export function agreedMode(worlds: readonly Assessed[]): TracingMode {
  const modes = worlds.map(({ facts }) => facts.tracingMode);
  const [first] = modes;
  if (modes.every((mode) => mode === first || isSameOpen(mode, first))) return first;
  const open = decisiveAssumption(worlds, ({ facts }) => modeName(facts.tracingMode));
  const why = `${[...new Set(modes.map(modeName))].join(' or ')}, as ${open?.why ?? 'it hangs on what is not known'}`;
  if (open === undefined) return new UnknownValue(why);
  return new UnresolvedValue(open.expression, why, open.place, open.identity);
}

function isSameOpen(one: TracingMode, other: TracingMode): boolean {
  return one instanceof UnresolvedValue && other instanceof UnresolvedValue && one.identity === other.identity;
}

function modeName(mode: TracingMode): string {
  if (mode instanceof UnknownValue) return 'unknown';
  return mode ?? 'not set';
}

/** The open value that makes the difference between worlds. */
export function decisiveAssumption(
  worlds: readonly Assessed[],
  outcome: (world: Assessed) => string,
): UnresolvedValue | undefined {
  const all = worlds.flatMap(({ world }) => world.assumptions);
  const differs = all.find(({ subject, text }) => {
    const outcomes = (holds: boolean) => {
      const same = worlds.filter(({ world }) =>
        world.assumptions.some(
          (each) => each.subject.identity === subject.identity && each.text === text && each.holds === holds,
        ),
      );
      return [...new Set(same.map(outcome))].sort().join();
    };
    return outcomes(true) !== outcomes(false);
  });
  return (differs ?? all[0])?.subject;
}

/** The role as all worlds have it; where they do not, it is unknown. */
export function agreedRole(worlds: readonly Assessed[]): RoleAssessment {
  const roles = worlds.map(({ role }) => role);
  const [first] = roles;
  if (first === undefined) return { status: 'unknown', role: undefined, actions: [], why: 'nothing is known of it' };
  if (roles.every(({ status }) => status === first.status)) return first;
  const why = decisiveAssumption(worlds, ({ role }) => role.status)?.why ?? 'it hangs on what is not known';
  return {
    ...first,
    status: 'unknown',
    role: roles.every(({ role }) => role === first.role) ? first.role : undefined,
    actions: first.actions.map((action, index) =>
      agreedAction(
        action,
        roles.map(({ actions }) => actions[index]),
        why,
      ),
    ),
    why,
  };
}

function agreedAction(
  action: ActionDecision,
  inWorlds: readonly (ActionDecision | undefined)[],
  why: string,
): ActionDecision {
  if (inWorlds.every((each) => each?.decision === action.decision)) return action;
  return { action: action.action, decision: 'unknown', by: null, detail: why };
}
