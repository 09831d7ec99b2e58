import type { Clients } from '../account/clients.ts';
import { IGNORED } from '../account/organization.ts';
import { askAboutRoles, type OrganizationAnswers } from '../account/organization-answers.ts';
import { decidedByOrganization } from '../account/what-to-read.ts';
import type { PlannedRoleFacts, RoleFacts } from '../core/iam/model.ts';
import { type BindRole, unbound } from '../core/iam/organization-policies.ts';
import { remembered } from '../core/memo.ts';
import type { RecordedFunction } from '../core/model.ts';
import type { RuleParameters } from '../core/parameters.ts';

interface AskedOrganization {
  /** Whether the organization's policies were asked, and what they said. */
  readonly description: string;
  readonly bind: BindRole;
}

/**
 * Asks the organization about some roles, as the sweep does, and lets what most of them are told speak for all others: the roles
 * of the functions, and those a template names or makes.
 *
 * @throws ApiCallError for a call that failed, and was not refused.
 */
export async function addOrganization(
  facts: Map<RecordedFunction, RoleFacts>,
  { simulator }: Pick<Clients, 'simulator'>,
  parameters: RuleParameters,
  now: Date,
): Promise<AskedOrganization> {
  if (parameters.organizationPolicies === 'IGNORE') return { description: IGNORED, bind: unbound };
  const candidates = [...facts].flatMap(([fn, role]) => {
    if (role.kind !== 'known') return [];
    const decides = decidedByOrganization(role, fn, parameters, now);
    return decides === 'nothing' ? [] : [{ fn, role, decides }];
  });
  const question = { simulator, actions: parameters.requiredActions, now };
  const hour = Math.floor(now.getTime() / 3_600_000);
  const answers = await askAboutRoles(question, candidates, { hour, contradicts: () => false });
  const [failure] = answers.failures;
  if (failure !== undefined) throw failure;
  const bind = boundByAnswers(answers, candidates[0]?.fn.accountId);
  for (const { fn, role } of candidates) facts.set(fn, bind(role, fn.accountId));
  return { description: answers.description, bind };
}

/** `account`: the one the answers are about; another may be under other policies. */
function boundByAnswers(answers: OrganizationAnswers, account: string | undefined): BindRole {
  const completed = new WeakMap<PlannedRoleFacts, PlannedRoleFacts>();
  const bind = (role: PlannedRoleFacts): PlannedRoleFacts => {
    if (role.kind !== 'known' || role.organization.kind === 'evaluated') return role;
    // A role that has no ARN yet was not asked about.
    const arn = typeof role.arn === 'string' ? role.arn : '';
    return { ...role, organization: answers.of({ arn }) ?? role.organization };
  };
  // What is bound is of the kind it was before.
  return <Role extends PlannedRoleFacts>(role: Role, accountId: string | undefined) =>
    accountId === account ? (remembered(completed, role, () => bind(role)) as Role) : role;
}
