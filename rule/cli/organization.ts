import { type BindRole, bindRoles, type OrganizationPolicies, unbound } from '../core/iam/organization-policies.ts';
import type { RuleParameters } from '../core/parameters.ts';
import { InputError } from './input-error.ts';

/** The file with the policies of the organization is an input like any other, and told by its content. */
export function withOrganizationFile(paths: readonly string[], file: string | undefined): readonly string[] {
  return file === undefined ? paths : [...paths, file];
}

/** @throws InputError when the file that was named is something else. */
export function requireOrganization(file: string | undefined, organization: OrganizationPolicies | undefined): void {
  if (file !== undefined && organization === undefined)
    throw new InputError(`${file}: not the policies of an organization as --save-organization writes them`);
}

/** Whatever finds roles, and can put them under the policies of an organization. */
interface Binding {
  bindRoles(bind: BindRole, organizationId: string): void;
}

/**
 * Puts roles under the policies of their organization, where they are known.
 *
 * @returns the parameters, which the organization tells its id.
 * @throws InputError when the parameters name another organization.
 */
export function underOrganization(
  roles: Binding,
  organization: OrganizationPolicies | undefined,
  parameters: RuleParameters,
): RuleParameters {
  if (organization === undefined) return parameters;
  const { organizationId } = organization;
  if (parameters.organizationId !== '' && parameters.organizationId !== organizationId) {
    throw new InputError(
      `the policies are those of organization ${organizationId}, and the parameter organizationId is ${parameters.organizationId}`,
    );
  }
  roles.bindRoles(bindingOf(organization, parameters), organizationId);
  return { ...parameters, organizationId };
}

/** What puts a role under the policies of its organization; nothing where none are known, or they are not to count. */
export function bindingOf(organization: OrganizationPolicies | undefined, parameters: RuleParameters): BindRole {
  const isIgnored = organization === undefined || parameters.organizationPolicies === 'IGNORE';
  return isIgnored ? unbound : bindRoles(organization);
}
