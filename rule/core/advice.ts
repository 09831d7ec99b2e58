import type { RoleAssessment } from './iam/assess-role.ts';
import type { ActionDecision, DecidedBy } from './iam/model.ts';
import { inFull, type Shorten } from './sentences.ts';

/** What would mend a role, as far as trials have shown; nothing where they have not. */
export function adviceFor({ cure, actions }: RoleAssessment): readonly string[] {
  if (cure === undefined) return [];
  if (cure.kind === 'attach') return [`Attach ${cure.policy}.`];
  const open = [...cure.refusals.values()].flat();
  const ends = endOfWaiting(actions);
  if (ends !== undefined) return [`This ends by itself at ${new Date(ends).toISOString().replace('.000Z', 'Z')}.`];
  return [...new Set(open.flatMap(whoMustAct))];
}

/** When the last conditional Deny is over, where each ends by itself and nothing else is wrong. */
function endOfWaiting(actions: readonly ActionDecision[]): number | undefined {
  const ends = actions.filter(({ decision }) => decision !== 'allowed').map(({ endsAt }) => endsAt ?? Number.NaN);
  const last = Math.max(...ends);
  return ends.length === 0 || Number.isNaN(last) ? undefined : last;
}

function whoMustAct({ decision, by }: ActionDecision): readonly string[] {
  if (by === null) return [];
  if (by.layer === 'organization') return ['Ask the owner of the organization policy.'];
  if (by.layer === 'scp' || by.layer === 'rcp')
    return [`Ask the owner of ${nameOf({ ...by, statement: null }, inFull)}.`];
  const isGuard = by.statement !== null && (decision === 'explicitDeny' || decision === 'conditional');
  return isGuard ? [`The owner of ${nameOf({ ...by, statement: null }, inFull)} must make an exception.`] : [];
}

/** What refuses an action beside the policy that decided: `and boundary DevBoundary does not allow it`. */
export function otherRefusals({ cure }: RoleAssessment, decided: ActionDecision, shorten: Shorten): string {
  if (cure?.kind !== 'refused') return '';
  const others = (cure.refusals.get(decided.action) ?? []).filter(
    ({ by }) =>
      by !== null && !(by.layer === decided.by?.layer && by.policy === decided.by.policy && by.on === decided.by.on),
  );
  return others.map(({ by, decision }) => `, and ${nameOf(by as DecidedBy, shorten)} ${verbOf(by, decision)}`).join('');
}

/** Of several policies none allows the action. */
function verbOf(by: ActionDecision['by'], decision: ActionDecision['decision']): string {
  return by?.policy === null && by.layer !== 'organization' ? 'do not allow it' : VERB[decision];
}

const VERB: Readonly<Record<ActionDecision['decision'], string>> = {
  allowed: 'allows it',
  explicitDeny: 'denies it',
  implicitDeny: 'does not allow it',
  conditional: 'sets a condition',
  unknown: 'cannot be decided',
};

/** `boundary DevBoundary, statement NoTracing`. A statement without a Sid is counted from one, as people do. */
export function nameOf({ layer, policy, statement, on }: DecidedBy, shorten: Shorten): string {
  if (layer === 'organization') return 'organization policy';
  const kind = layer === 'identity' ? 'policy' : layer === 'boundary' ? 'boundary' : layer.toUpperCase();
  const place = on === undefined ? '' : ` on ${shorten(on)}`;
  if (policy === null) return layer === 'identity' ? 'the policies of the role' : `the ${kind}s${place}`;
  const name = `${kind} ${shorten(policy)}${place}`;
  if (statement === null) return name;
  return `${name}, statement ${typeof statement === 'number' ? statement + 1 : shorten(statement)}`;
}
