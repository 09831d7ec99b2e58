import { FALSE_OR_ABSENT, requestContext, type TraceRequest } from './context.ts';
import { bySilence, type Finding, findings, isServiceLinked, isSilent, type LayerFindings } from './layers.ts';
import type { ActionDecision, Decision, PartlyKnownRole, Policy } from './model.ts';
import { dependsOn } from './reasons.ts';

/**
 * Decides whether a role may call an action for one function, and which policy decides it.
 *
 * Identity policies must allow, every ceiling (boundary, SCP level, RCPs) must allow too, and no explicit Deny may apply
 * anywhere (IAM user guide, "Policy evaluation logic"). An unreadable document may hold an Allow or a Deny, so it makes
 * the answer unknown unless a Deny elsewhere, or a readable layer that does not allow, decides anyway.
 */
export function decideAction(action: string, role: PartlyKnownRole, request: TraceRequest): ActionDecision {
  let worlds: readonly ReadonlySet<string>[] = ONE_WORLD;
  const names: string[] = [];
  for (const [key, name] of FALSE_OR_ABSENT) {
    if (!mentionsKey(role, key)) continue;
    names.push(name);
    worlds = worlds.flatMap((world) => [world, new Set([...world, key])]);
  }
  const [first, ...others] = worlds.map((present) => decideInWorld(action, role, request, present));
  // There is at least one world.
  return others.reduce((one, other) => inBothWorlds(one, other, names), first as ActionDecision);
}

const NOTHING_PRESENT: ReadonlySet<string> = new Set();
const ONE_WORLD = [NOTHING_PRESENT];

/** What two possible worlds come to: a missing fact in one is missing still, and two kinds of denial are a denial. */
function inBothWorlds(one: ActionDecision, other: ActionDecision, names: readonly string[]): ActionDecision {
  if (one.decision === other.decision) return one;
  const either = (wanted: Decision) => [one, other].find(({ decision }) => decision === wanted);
  const unknown = either('unknown');
  if (unknown) return unknown;
  const explicitDeny = either('explicitDeny');
  const implicitDeny = either('implicitDeny');
  if (explicitDeny && implicitDeny) return implicitDeny;
  const stricter = explicitDeny ?? implicitDeny ?? either('conditional') ?? one;
  return { ...stricter, decision: 'conditional', detail: dependsOn(names) };
}

/** Do the role's policies mention a condition key, given in lower case? */
export function mentionsKey(role: PartlyKnownRole, key: string): boolean {
  return anyMentions(role.identity, key) || role.ceilings.some(({ policies }) => anyMentions(policies, key));
}

function anyMentions(policies: readonly Policy[], key: string): boolean {
  return policies.some(({ document }) => document.kind === 'document' && document.conditionKeys.has(key));
}

function decideInWorld(
  action: string,
  role: PartlyKnownRole,
  request: TraceRequest,
  present: ReadonlySet<string>,
): ActionDecision {
  const found = findings(role, action, requestContext(action, request, present));
  const organization = organizationDenies(action, role);

  const deny = first(found, 'deny') ?? (organization === 'explicitDeny' ? BY_ORGANIZATION : undefined);
  if (deny) return { action, decision: 'explicitDeny', ...deny };

  const silent = found.find(isSilent);
  if (silent) return { action, decision: 'implicitDeny', ...bySilence(silent, action) };
  if (organization === 'implicitDeny') return { action, decision: 'implicitDeny', ...BY_ORGANIZATION };

  const withoutAllow = found.filter(({ allow }) => !allow);
  const missing = first(found, 'unreadable') ?? first(found, 'possibleDeny') ?? first(withoutAllow, 'possibleAllow');
  if (missing) return { action, decision: 'unknown', ...missing };

  const condition = first(found, 'conditionalDeny') ?? withoutAllow[0]?.conditionalAllow;
  if (condition) return { action, decision: 'conditional', ...condition };

  return { action, decision: 'allowed', by: found[0]?.allow?.by ?? null, detail: undefined };
}

/**
 * Every layer that keeps a role from an action, each with its reason: `decideAction` names the one that decides, and whoever
 * mends that one has to know of the others.
 */
export function refusals(action: string, role: PartlyKnownRole, request: TraceRequest): readonly ActionDecision[] {
  const refusing: ActionDecision[] = [];
  for (const layer of findings(role, action, requestContext(action, request, NOTHING_PRESENT))) {
    const { deny, unreadable, possibleDeny, conditionalDeny, allow, possibleAllow, conditionalAllow } = layer;
    const missing = unreadable ?? possibleDeny ?? (allow ? undefined : possibleAllow);
    const condition = conditionalDeny ?? (allow ? undefined : conditionalAllow);
    if (deny) refusing.push({ action, decision: 'explicitDeny', ...deny });
    else if (isSilent(layer)) refusing.push({ action, decision: 'implicitDeny', ...bySilence(layer, action) });
    else if (missing) refusing.push({ action, decision: 'unknown', ...missing });
    else if (condition) refusing.push({ action, decision: 'conditional', ...condition });
  }
  const organization = organizationDenies(action, role);
  if (organization !== undefined) refusing.push({ action, decision: organization, ...BY_ORGANIZATION });
  return refusing;
}

function first(
  found: readonly LayerFindings[],
  kind: 'deny' | 'unreadable' | 'possibleDeny' | 'possibleAllow' | 'conditionalDeny',
): Finding | undefined {
  for (const layer of found) {
    if (layer[kind]) return layer[kind];
  }
  return undefined;
}

const BY_ORGANIZATION: Finding = { by: { layer: 'organization', policy: null, statement: null }, detail: undefined };

function organizationDenies(action: string, role: PartlyKnownRole) {
  if (isServiceLinked(role) || role.organization.kind === 'not-evaluated') return undefined;
  return role.organization.denied.get(action);
}
