import { UnknownValue } from '../unknown-value.ts';
import { bearingOf, whyBearing } from './bearing.ts';
import type { RequestContext } from './context.ts';
import type { DecidedBy, Layer, PartlyKnownRole, Policy } from './model.ts';
import { nearestAction } from './near-actions.ts';
import { endOf } from './reasons.ts';
import { coversAction, initialOf, type Statement } from './statement.ts';

/** A statement that bears on the decision, with what a person should know about it. */
export interface Finding {
  readonly by: DecidedBy;
  readonly detail: string | undefined;
  readonly endsAt?: number | undefined;
}

/** The identity policies, or a ceiling. */
interface PolicyLayer {
  readonly layer: Layer;
  readonly policies: readonly Policy[];
  readonly on?: string | undefined;
}

/** What one layer of policies says about one action: the first finding of each kind. */
export interface LayerFindings extends PolicyLayer {
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

/** Every layer of documents that binds a role, identity policies first. */
export function findings(role: PartlyKnownRole, action: string, context: RequestContext): readonly LayerFindings[] {
  const lowerCaseAction = action.toLowerCase();
  const layers = [{ layer: 'identity', policies: role.identity } as const, ...ceilingsOf(role)];
  return layers.map((layer) => findIn(layer, lowerCaseAction, context));
}

/** Organization policies do not bind service-linked roles (AWS Organizations user guide, "Service control policies"). */
export function ceilingsOf(role: PartlyKnownRole) {
  return isServiceLinked(role) ? role.ceilings.filter(({ layer }) => layer === 'boundary') : role.ceilings;
}

export function isServiceLinked({ arn }: PartlyKnownRole): boolean {
  return (arn instanceof UnknownValue ? arn.prefix : arn).includes(':role/aws-service-role/');
}

/** Does nothing in a layer allow the action, whatever the missing facts are? */
export function isSilent({ allow, conditionalAllow, possibleAllow, unreadable }: LayerFindings): boolean {
  return !allow && !conditionalAllow && !possibleAllow && !unreadable;
}

/** What to say of a layer that is silent: the Allow that comes nearest, or that there is none. */
export function bySilence({ layer, policies, on, nearMiss }: LayerFindings, action: string): Finding {
  if (nearMiss !== undefined) return nearMiss;
  const [only] = policies;
  const byLayer = { layer, policy: layer === 'boundary' && only ? only.name : null, statement: null, on };
  const meant = nearestAction(action);
  if (meant !== undefined) return { by: byLayer, detail: `X-Ray has no such action, only ${meant}` };
  for (const { name, document } of policies) {
    if (document.kind === 'unreadable') continue;
    for (const { id, effect, actionsAsWritten } of document.statements) {
      const misspelt = effect === 'Allow' && actionsAsWritten.find((written) => nearestAction(written) === action);
      if (misspelt) {
        return {
          by: { layer, policy: name, statement: id, on },
          detail: `only as "${misspelt}", which X-Ray does not have`,
        };
      }
    }
  }
  return { by: byLayer, detail: undefined };
}

function findIn(policies: PolicyLayer, lowerCaseAction: string, context: RequestContext): LayerFindings {
  const { layer, on } = policies;
  // Member by member: a copy by spreading made the whole evaluator three times slower.
  const found: LayerFindings = { layer, policies: policies.policies, on };
  const initial = initialOf(lowerCaseAction);
  for (const { document, name } of policies.policies) {
    if (document.kind === 'unreadable') {
      found.unreadable ??= { by: { layer, policy: name, statement: null, on }, detail: document.why };
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
  const { effect } = statement;
  const bearing = bearingOf(statement, covers, context);
  switch (bearing) {
    case 'applies':
      if (effect === 'Allow') found.allow ??= finding(found, policy, statement, undefined);
      else found.deny ??= finding(found, policy, statement, whyBearing(bearing, statement, covers, context));
      return;
    case 'condition not met':
    case 'other resources':
      // A Deny that does not apply is nothing to tell.
      if (effect !== 'Allow' || covers !== true || found.nearMiss !== undefined) return;
      found.nearMiss = finding(found, policy, statement, whyBearing(bearing, statement, covers, context));
      return;
    case 'conditional':
    case 'possible': {
      const open = finding(found, policy, statement, whyBearing(bearing, statement, covers, context));
      if (bearing === 'possible') {
        if (effect !== 'Deny') found.possibleAllow ??= open;
        if (effect !== 'Allow') found.possibleDeny ??= open;
      } else if (effect === 'Allow') found.conditionalAllow ??= open;
      else found.conditionalDeny = later(found.conditionalDeny, { ...open, endsAt: endOf(statement, context) });
    }
  }
}

function finding({ layer, on }: PolicyLayer, policy: string, { id }: Statement, detail: string | undefined): Finding {
  return { by: { layer, policy, statement: id, on }, detail };
}

/** Of two that depend on something, the one that does not end by itself, or ends later, is the one to name. */
function later(one: Finding | undefined, other: Finding): Finding {
  const endsAfter = (end = Number.POSITIVE_INFINITY, otherEnd = Number.POSITIVE_INFINITY) => end > otherEnd;
  return one === undefined || endsAfter(other.endsAt, one.endsAt) ? other : one;
}
