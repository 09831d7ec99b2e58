import { nearestAction } from '../core/iam/near-actions.ts';
import type { OrganizationPolicies } from '../core/iam/organization-policies.ts';
import type { RuleParameters } from '../core/parameters.ts';
import type { Facts } from './fact-inputs.ts';
import { InputError } from './input-error.ts';
import type { ReadInputs } from './inputs/read-inputs.ts';
import { visible } from './visible-text.ts';

/** More would hide the report; the JSON report names all of them. */
const NAMED_AT_MOST = 10;

/** What was read, as far as the command has it. */
interface Noted extends Partial<Omit<Facts, 'inputs'>> {
  readonly inputs: ReadInputs;
}

/** Says on standard error what was left out of the inputs, and what they cannot tell. */
export function writeNotes({ inputs, planned, unseen = [], organization, parameters, remarks = [] }: Noted): void {
  const { skipped, lacksTags } = inputs;
  const tells = skipped.length === 1 ? 'tells' : 'tell';
  const places = unseen.map(({ accountId, region, why }) => ({
    name: [accountId, region].filter((part) => part !== null).join(' ') || 'the aggregator',
    why,
  }));
  const lines = [
    ...listed(`skipped ${skipped.length}, which ${tells} of no resource:`, skipped),
    ...(lacksTags ? ['the query did not select tags: exemptions cannot be seen'] : []),
    ...(planned?.unseen ?? []).map(({ place, address, why }) => `${place.file}:${place.line}: ${address}: ${why}`),
    ...listed(`not seen, or not as it is now: ${unseen.length} of the organization:`, places),
    ...(organization === undefined ? [] : [ofOrganization(organization)]),
    ...misspelt(parameters),
    ...remarks,
  ];
  for (const line of lines) process.stderr.write(`${visible(line)}\n`);
}

function listed(title: string, entries: readonly { readonly name: string; readonly why: string }[]): readonly string[] {
  if (entries.length === 0) return [];
  const rest = entries.length - NAMED_AT_MOST;
  return [
    title,
    ...entries.slice(0, NAMED_AT_MOST).map(({ name, why }) => `  ${name}: ${why}`),
    ...(rest > 0 ? [`  and ${rest} more, which the JSON report names`] : []),
  ];
}

/** An action X-Ray does not have is denied to every role: what was meant is said once, and not per function. */
function misspelt(parameters: RuleParameters | undefined): readonly string[] {
  return (parameters?.requiredActions ?? []).flatMap((action) => {
    const meant = nearestAction(action);
    return meant === undefined ? [] : [`requiredActions: X-Ray has no action ${action}; did you mean ${meant}?`];
  });
}

function ofOrganization({ organizationId, readAt, policyTypes, policies, targets }: OrganizationPolicies): string {
  const accounts = targets.filter(({ kind }) => kind === 'account').length;
  const types =
    policyTypes.length === 0
      ? 'no control policies, whose types are switched off'
      : `${policies.length} control policies`;
  return `organization ${organizationId} as of ${readAt}: ${types}, ${accounts} accounts`;
}

/**
 * An all-clear about nothing is the commonest wrong prefix or empty sync: it must not pass a gate.
 *
 * @throws InputError when there is no function, unless that is allowed.
 */
export function requireFunctions(functions: number, { allowEmpty }: { readonly allowEmpty?: true }): void {
  if (functions > 0 || allowEmpty) return;
  throw new InputError('there is no function in the input; --allow-empty accepts that');
}
