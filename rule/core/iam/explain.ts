import { UnknownValue } from '../unknown-value.ts';
import { type AssessmentRules, type Caller, requestOf } from './assess-role.ts';
import { type Bearing, bearingOf, whyBearing } from './bearing.ts';
import { FALSE_OR_ABSENT, type RequestContext, requestContext } from './context.ts';
import { decideAction, mentionsKey } from './evaluate.ts';
import { ceilingsOf } from './layers.ts';
import type { ActionDecision, Layer, PartlyKnownRole, Policy } from './model.ts';
import { coversAction, type Statement } from './statement.ts';

/** What one statement has to do with one action, and why. */
interface ExplainedStatement {
  /** The Sid, or the zero-based index. */
  readonly id: string | number;
  readonly effect: 'Allow' | 'Deny' | 'unknown';
  /** `other actions`: it does not speak of the action at all. */
  readonly bearing: Bearing | 'other actions';
  readonly why: string | undefined;
}

interface ExplainedPolicy {
  readonly name: string;
  /** Why the document cannot be read; then there are no statements. */
  readonly unreadable: string | undefined;
  readonly statements: readonly ExplainedStatement[];
}

/** One layer of policies: identity policies first, then each that must allow the action too. */
interface ExplainedLayer {
  readonly layer: Layer;
  readonly policies: readonly ExplainedPolicy[];
}

export interface ExplainedAction {
  readonly decision: ActionDecision;
  readonly layers: readonly ExplainedLayer[];
}

/**
 * Says of every statement of a role whether it bears on each required action, and why or why not. It asks the same functions
 * as the decision does, and nothing is kept for it while roles are judged.
 *
 * A key that may be absent or `false` counts as unknown here: the decision tells what both worlds come to.
 */
export function explainRole(
  role: PartlyKnownRole,
  caller: Caller,
  rules: AssessmentRules,
  now: Date,
): readonly ExplainedAction[] {
  const request = requestOf(role, caller, rules, now);
  return rules.requiredActions.map((action) => {
    const known = requestContext(action, request, new Set());
    const context: RequestContext = (key) =>
      FALSE_OR_ABSENT.has(key) && mentionsKey(role, key) ? 'unknown' : known(key);
    const explain = (layer: Layer, policies: readonly Policy[]): ExplainedLayer => ({
      layer,
      policies: policies.map((policy) => explainPolicy(policy, action.toLowerCase(), context)),
    });
    return {
      decision: decideAction(action, role, request),
      layers: [
        explain('identity', role.identity),
        ...ceilingsOf(role).map(({ layer, policies }) => explain(layer, policies)),
      ],
    };
  });
}

function explainPolicy({ name, document }: Policy, lowerCaseAction: string, context: RequestContext): ExplainedPolicy {
  if (document.kind === 'unreadable') return { name, unreadable: document.why, statements: [] };
  const statements = document.statements.map((statement) => explainStatement(statement, lowerCaseAction, context));
  return { name, unreadable: undefined, statements };
}

function explainStatement(statement: Statement, lowerCaseAction: string, context: RequestContext): ExplainedStatement {
  const { id } = statement;
  const effect = statement.effect instanceof UnknownValue ? 'unknown' : statement.effect;
  const covers = coversAction(statement, lowerCaseAction);
  if (covers === false) return { id, effect, bearing: 'other actions', why: 'it speaks of other actions' };
  const bearing = bearingOf(statement, covers, context);
  return { id, effect, bearing, why: whyBearing(bearing, statement, covers, context) };
}
