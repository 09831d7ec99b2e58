import type { PlannedRoleFacts, Policy } from '../core/iam/model.ts';
import type { Statement } from '../core/iam/statement.ts';
import { OpenDocument } from './known-elsewhere.ts';
import { UnresolvedValue } from './unresolved-value.ts';

/** The open values that the policies of a role hang on. */
export function openValuesIn(role: PlannedRoleFacts): readonly UnresolvedValue[] {
  if (role.kind !== 'known') return [];
  return [...role.identity, ...role.ceilings.flatMap(({ policies }) => policies)].flatMap(openInPolicy);
}

function openInPolicy({ document }: Policy): readonly UnresolvedValue[] {
  if (document instanceof OpenDocument) return [document.open];
  return document.kind === 'unreadable' ? [] : document.statements.flatMap(openInStatement);
}

function openInStatement({
  effect,
  unknownActions,
  coversAllResources,
  conditions,
}: Statement): readonly UnresolvedValue[] {
  const inConditions = conditions.flatMap((each) => (each.kind === 'unknown' ? [each.value] : each.unknownValues));
  return [effect, ...unknownActions, coversAllResources, ...inConditions].filter(
    (each) => each instanceof UnresolvedValue,
  );
}
