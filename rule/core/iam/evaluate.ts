import { UnknownValue } from '../unknown-value.ts';
import { keysOf, missingFact, testCondition } from './condition.ts';
import { FALSE_OR_ABSENT, type RequestContext, requestContext, type TraceRequest } from './context.ts';
import type { ActionDecision, DecidedBy, Decision, Layer, PartlyKnownRole, Policy } from './model.ts';
import { coversAction, initialOf, type Statement } from './statement.ts';
import { every } from './truth.ts';

/** A statement that bears on the decision, with what a person should know about it. */
interface Finding {
  readonly by: DecidedBy;
  readonly detail: string | undefined;
}

/** What one layer of policies says about one action: the first finding of each kind. */
interface LayerFindings {
  readonly layer: Layer;
  readonly policies: readonly Policy[];
  deny?: Finding;
  conditionalDeny?: Finding;
  allow?: Finding;
  conditionalAllow?: Finding;
  /** An Allow for the action that does not reach the request: on specific resources, or under a condition that is false. */
  nearMiss?: Finding;
  unreadable?: Finding;
  /** Statements that may be there, or may apply: a fact is missing to tell. */
  possibleDeny?: Finding;
  possibleAllow?: Finding;
}

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

const ONE_WORLD: readonly ReadonlySet<string>[] = [new Set()];

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
  const context = requestContext(action, request, present);
  const lowerCaseAction = action.toLowerCase();
  const findings = [findIn('identity', role.identity, lowerCaseAction, context)];
  for (const { layer, policies } of ceilingsOf(role)) {
    findings.push(findIn(layer, policies, lowerCaseAction, context));
  }
  const organization = organizationDenies(action, role);

  const deny = first(findings, 'deny') ?? (organization === 'explicitDeny' ? BY_ORGANIZATION : undefined);
  if (deny) return { action, decision: 'explicitDeny', ...deny };

  const silent = findings.find(
    (found) => !found.allow && !found.conditionalAllow && !found.possibleAllow && !found.unreadable,
  );
  if (silent) return { action, decision: 'implicitDeny', ...(silent.nearMiss ?? bySilence(silent)) };
  if (organization === 'implicitDeny') return { action, decision: 'implicitDeny', ...BY_ORGANIZATION };

  const withoutAllow = findings.filter((found) => !found.allow);
  const missing =
    first(findings, 'unreadable') ??
    first(findings, 'possibleDeny') ??
    withoutAllow.find((found) => found.possibleAllow)?.possibleAllow;
  if (missing) return { action, decision: 'unknown', ...missing };

  const condition = first(findings, 'conditionalDeny') ?? withoutAllow[0]?.conditionalAllow;
  if (condition) return { action, decision: 'conditional', ...condition };

  return { action, decision: 'allowed', by: findings[0]?.allow?.by ?? null, detail: undefined };
}

function first(findings: readonly LayerFindings[], kind: 'deny' | 'unreadable' | 'possibleDeny' | 'conditionalDeny') {
  for (const found of findings) {
    if (found[kind]) return found[kind];
  }
  return undefined;
}

const BY_ORGANIZATION: Finding = { by: { layer: 'organization', policy: null, statement: null }, detail: undefined };

function organizationDenies(action: string, role: PartlyKnownRole) {
  if (isServiceLinked(role) || role.organization.kind === 'not-evaluated') return undefined;
  return role.organization.denied.get(action);
}

/** Organization policies do not bind service-linked roles (AWS Organizations user guide, "Service control policies"). */
function ceilingsOf(role: PartlyKnownRole) {
  return isServiceLinked(role) ? role.ceilings.filter(({ layer }) => layer === 'boundary') : role.ceilings;
}

function isServiceLinked({ arn }: PartlyKnownRole): boolean {
  return (arn instanceof UnknownValue ? arn.prefix : arn).includes(':role/aws-service-role/');
}

function bySilence({ layer, policies }: LayerFindings): Finding {
  const [only] = policies;
  return { by: { layer, policy: layer === 'boundary' && only ? only.name : null, statement: null }, detail: undefined };
}

function findIn(
  layer: Layer,
  policies: readonly Policy[],
  lowerCaseAction: string,
  context: RequestContext,
): LayerFindings {
  const found: LayerFindings = { layer, policies };
  const initial = initialOf(lowerCaseAction);
  for (const policy of policies) {
    const { document, name } = policy;
    if (document.kind === 'unreadable') {
      found.unreadable ??= { by: { layer, policy: name, statement: null }, detail: document.why };
      continue;
    }
    for (const statement of document.statements) {
      if ((statement.initials & initial) === 0) continue;
      const covers = coversAction(statement, lowerCaseAction);
      if (covers !== false) note(found, statement, covers, name, context);
    }
  }
  return found;
}

function note(
  found: LayerFindings,
  statement: Statement,
  covers: true | UnknownValue,
  policy: string,
  context: RequestContext,
): void {
  const by = { layer: found.layer, policy, statement: statement.id };
  const { effect, coversAllResources } = statement;
  const isAllow = effect === 'Allow' && covers === true;
  if (coversAllResources === false) {
    if (isAllow) found.nearMiss ??= { by, detail: 'only on specific resources, X-Ray needs "*"' };
    return;
  }
  const applies = every(statement.conditions, (condition) => testCondition(condition, context));
  if (applies === false) {
    if (isAllow) {
      const unmet = statement.conditions.find((condition) => testCondition(condition, context) === false);
      found.nearMiss ??= { by, detail: `only if a condition on ${unmet?.name} holds, which it does not` };
    }
    return;
  }
  const unknown = [covers, coversAllResources, effect].find((part) => part instanceof UnknownValue);
  if (unknown || applies === 'missing') {
    const detail = unknown?.why ?? missingFactOf(statement, context);
    if (effect !== 'Deny') found.possibleAllow ??= { by, detail };
    if (effect !== 'Allow') found.possibleDeny ??= { by, detail };
  } else if (applies === true) {
    if (isAllow) found.allow ??= { by, detail: undefined };
    else found.deny ??= { by, detail: undefined };
  } else {
    const detail = dependsOn(unknownKeys(statement, context));
    if (isAllow) found.conditionalAllow ??= { by, detail };
    else found.conditionalDeny ??= { by, detail };
  }
}

function missingFactOf(statement: Statement, context: RequestContext): string | undefined {
  const condition = statement.conditions.find((each) => testCondition(each, context) === 'missing');
  return condition && missingFact(condition, context);
}

function unknownKeys(statement: Statement, context: RequestContext): readonly string[] {
  const keys = statement.conditions
    .filter((condition) => testCondition(condition, context) === 'unknown')
    .flatMap((condition) => {
      const [key, ...variables] = keysOf(condition);
      const unknown = variables.filter((variable) => variable !== key && context(variable) === 'unknown');
      // With nothing unknown it is the comparison itself whose outcome is not documented.
      return key === undefined || context(key) === 'unknown' || unknown.length === 0
        ? [condition.name, ...unknown]
        : unknown;
    });
  return [...new Set(keys)];
}

function dependsOn(keys: readonly string[]): string {
  return `depends on ${keys.join(', ')}`;
}
