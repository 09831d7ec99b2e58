import type { Purposes } from '../permissions.ts';

/** Reading a whole organization through an AWS Config aggregator. */
export const AGGREGATOR_CALLS = {
  'config:DescribeConfigurationAggregatorSourcesStatus': 'see which accounts and Regions the aggregator sees',
  'config:SelectAggregateResourceConfig': 'read the functions, roles and policies of the organization',
} as const satisfies Purposes;

/** Reading the control policies of an organization, and where they are attached. */
export const CONTROL_POLICY_CALLS = {
  'organizations:ListRoots': 'find the root of the organization',
  'organizations:ListOrganizationalUnitsForParent': 'walk through the organizational units',
  'organizations:ListAccountsForParent': 'place the accounts in the organization',
  'organizations:ListPoliciesForTarget': 'see where policies are attached',
  'organizations:DescribePolicy': 'read a policy of the organization',
} as const satisfies Purposes;
