import { nameOf } from './advice.ts';
import type { RoleAssessment } from './iam/assess-role.ts';
import type { ActionDecision, DecidedBy } from './iam/model.ts';
import type { TracingMode, Verdict } from './model.ts';
import type { RuleParameters } from './parameters.ts';
import { inFull } from './sentences.ts';
import { UnknownValue } from './unknown-value.ts';

/** Something that must be done, or be known, and by whom: no command of ours does it. */
export interface Obstacle {
  /** The kind of policy that stands in the way; `role` for the role itself, `function` for its function, `facts` for what is not known. */
  readonly kind: DecidedBy['layer'] | 'role' | 'function' | 'facts';
  /** The policy that stands in the way, where it is a single one. */
  readonly policy: string | null;
  /** One sentence: who must do what. */
  readonly must: string;
}

/** What is to be done about a role. */
type RoleMending =
  | { readonly kind: 'nothing' }
  /**
   * Attach this AWS-managed policy: judged with it, the role is allowed. `hangsOnOrganization`: as far as can be seen, since the
   * organization's policies have not been asked about the role.
   */
  | { readonly kind: 'attach'; readonly policy: string; readonly hangsOnOrganization: boolean }
  | { readonly kind: 'ask'; readonly obstacles: readonly [Obstacle, ...Obstacle[]] };

/** What makes a failing function compliant. */
export interface Mending {
  readonly role: RoleMending;
  /** `after the role`: Lambda refuses Active for as long as the role may not send traces. */
  readonly setActive: 'no' | 'yes' | 'after the role' | 'not known';
  /** Why nobody can tell whether tracing is active. */
  readonly why?: string;
}

/**
 * What would mend a failing function: its role first, then its mode, in the order Lambda demands. Nothing is proposed that a trial
 * has not shown to let traces through.
 *
 * @param roles the role as assessed in every way the facts may turn out: one where they are certain
 * @returns `undefined` for a function that does not fail
 */
export function mendingOf(
  { compliance }: Pick<Verdict, 'compliance'>,
  mode: TracingMode,
  roles: readonly RoleAssessment[],
  parameters: Pick<RuleParameters, 'conditionalAccess'>,
): Mending | undefined {
  if (compliance === 'COMPLIANT' || compliance === 'NOT_APPLICABLE') return undefined;
  const role = roleMending(roles.filter((each) => !isAccepted(each, parameters)));
  if (mode instanceof UnknownValue) return { role, setActive: 'not known', why: mode.why };
  if (mode === 'Active') return { role, setActive: 'no' };
  return { role, setActive: role.kind === 'ask' ? 'after the role' : 'yes' };
}

function isAccepted({ status }: RoleAssessment, parameters: Pick<RuleParameters, 'conditionalAccess'>): boolean {
  return status === 'fine' || (status === 'conditional' && parameters.conditionalAccess === 'COMPLIANT');
}

function roleMending(failing: readonly RoleAssessment[]): RoleMending {
  const cures = failing.map((role) => curedBy(role) ?? obstaclesTo(role));
  const [first, ...others] = uniqueBy(
    cures.flatMap((cure) => ('obstacles' in cure ? cure.obstacles : [])),
    ({ must }) => must,
  );
  if (first !== undefined) return { kind: 'ask', obstacles: [first, ...others] };
  const attachments = cures.flatMap((cure) => ('policy' in cure ? [cure] : []));
  const [attach] = attachments;
  if (attach === undefined) return { kind: 'nothing' };
  return { ...attach, hangsOnOrganization: attachments.some(({ hangsOnOrganization }) => hangsOnOrganization) };
}

function curedBy({ cure, role }: RoleAssessment): Extract<RoleMending, { kind: 'attach' }> | undefined {
  return cure?.kind === 'attach' && !isOfService(role) ? cure : undefined;
}

/** A role that belongs to an AWS service takes no policies from anybody else. */
function isOfService(role: string | undefined): boolean {
  return role?.includes(':role/aws-service-role/') === true;
}

function obstaclesTo(role: RoleAssessment): { readonly obstacles: readonly Obstacle[] } {
  return { obstacles: obstaclesOf(role) };
}

function obstaclesOf(role: RoleAssessment): readonly Obstacle[] {
  const called = roleName(role);
  const ofRole = (must: string): readonly Obstacle[] => [{ kind: 'role', policy: null, must }];
  switch (role.status) {
    case 'fine':
      return [];
    case 'missing': {
      const must = `Role ${called} does not exist: the owner of the function must name one that does, or make it.`;
      return [{ kind: 'function', policy: null, must }];
    }
    case 'untrusted':
      return ofRole(`The owner of role ${called} must let lambda.amazonaws.com assume it: ${role.why}.`);
    case 'unknown':
      return missingFacts(role, called);
    case 'denied':
    case 'conditional':
      if (isOfService(role.role)) return ofRole(`Role ${called} belongs to an AWS service and takes no other policy.`);
      return role.cure?.kind === 'refused' ? refusedBy([...role.cure.refusals.values()].flat(), called) : [];
  }
}

function roleName({ role, name }: RoleAssessment): string {
  return name ?? role?.slice(role.lastIndexOf('/') + 1) ?? 'of the function';
}

function missingFacts({ why, actions }: RoleAssessment, called: string): readonly Obstacle[] {
  if (why !== undefined) {
    return [{ kind: 'facts', policy: null, must: `Role ${called} cannot be decided: ${why}.` }];
  }
  return byCause(
    actions.filter(({ decision }) => decision === 'unknown'),
    called,
  );
}

function refusedBy(refusals: readonly ActionDecision[], called: string): readonly Obstacle[] {
  return byCause(refusals, called);
}

/** One obstacle for all actions that the same policy refuses in the same way. */
function byCause(decisions: readonly ActionDecision[], called: string): readonly Obstacle[] {
  const groups = new Map<string, ActionDecision[]>();
  for (const decision of decisions) {
    const { layer, policy, statement } = decision.by ?? NOBODY;
    const key = JSON.stringify([decision.decision, layer, policy, statement, decision.detail]);
    groups.set(key, [...(groups.get(key) ?? []), decision]);
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const actions = [first, ...others].map(({ action }) => action).join(', ');
    const { layer, policy } = first.by ?? NOBODY;
    const kind = first.decision === 'unknown' ? 'facts' : layer;
    return [{ kind, policy, must: whoMustAct(first, actions, called) }];
  });
}

const NOBODY: DecidedBy = { layer: 'identity', policy: null, statement: null };

function whoMustAct({ decision, by, detail, endsAt }: ActionDecision, actions: string, called: string): string {
  const { layer, policy } = by ?? NOBODY;
  const named = nameOf({ ...(by ?? NOBODY), statement: null }, inFull);
  const exactly = nameOf(by ?? NOBODY, inFull);
  const owned = layer === 'identity' && policy === null ? `role ${called}` : named;
  const owner = `The owner of ${layer === 'organization' ? 'the ' : ''}${owned}`;
  switch (decision) {
    case 'explicitDeny':
      return `${owner} must make an exception: ${exactly} denies ${actions}${aside(detail)}.`;
    case 'implicitDeny':
      return `${owner} must allow ${actions}${aside(detail)}.`;
    case 'conditional':
      if (endsAt !== undefined) {
        return `Nobody must act: what ${exactly} denies ends by itself at ${new Date(endsAt).toISOString().replace('.000Z', 'Z')}.`;
      }
      return `${owner} must make an exception: ${exactly} sets a condition on ${actions}${aside(detail)}.`;
    case 'unknown':
      return `Whether role ${called} may call ${actions} cannot be known: ${exactly}${aside(detail)}.`;
    case 'allowed':
      return `${exactly} allows ${actions}.`;
  }
}

function aside(detail: string | undefined): string {
  return detail === undefined ? '' : ` (${detail})`;
}

function uniqueBy<Item>(items: readonly Item[], key: (item: Item) => string): readonly Item[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
