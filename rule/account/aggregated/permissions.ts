import type { Permission } from '../permissions.ts';

/** Reading a whole organization through an AWS Config aggregator. */
export const AGGREGATOR_PERMISSIONS = [
  {
    action: 'config:DescribeConfigurationAggregatorSourcesStatus',
    scope: 'any',
    purpose: 'see which accounts and Regions the aggregator sees',
  },
  {
    action: 'config:SelectAggregateResourceConfig',
    scope: 'any',
    purpose: 'read the functions, roles and policies of the organization',
  },
] as const satisfies readonly Permission[];

/** Reading the control policies of an organization, and where they are attached. */
export const CONTROL_POLICY_PERMISSIONS = [
  { action: 'organizations:ListRoots', scope: 'any', purpose: 'find the root of the organization' },
  {
    action: 'organizations:ListOrganizationalUnitsForParent',
    scope: 'any',
    purpose: 'walk through the organizational units',
  },
  { action: 'organizations:ListAccountsForParent', scope: 'any', purpose: 'place the accounts in the organization' },
  { action: 'organizations:ListPoliciesForTarget', scope: 'any', purpose: 'see where policies are attached' },
  { action: 'organizations:DescribePolicy', scope: 'any', purpose: 'read a policy of the organization' },
] as const satisfies readonly Permission[];
