import { MEMBER_PARAMETERS } from './member-parameters.ts';
import type { ParameterGroup } from './parameter-definitions.ts';

export const ROLLOUT_PARAMETERS = {
  OrganizationalUnitIds: {
    type: 'CommaDelimitedList',
    description: 'Organizational units to cover, or the root (r-...) for all; the management account is never covered.',
    allowedPattern: 'r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}',
  },
  Regions: {
    type: 'CommaDelimitedList',
    description: 'Regions to cover, for example eu-west-1,us-east-1; AWS Config must record in each.',
    allowedPattern: '[a-z]{2}(-[a-z]+)+-[0-9]',
  },
  CallAs: {
    type: 'String',
    default: 'SELF',
    description: 'DELEGATED_ADMIN in a delegated administrator account of StackSets.',
    allowedValues: ['SELF', 'DELEGATED_ADMIN'],
  },
  MaxConcurrentPercentage: {
    type: 'Number',
    default: 25,
    description: 'Share of the accounts of a Region deployed at the same time.',
    minValue: 1,
    maxValue: 100,
  },
  FailureTolerancePercentage: {
    type: 'Number',
    default: 10,
    description: 'Share of the accounts of a Region that may fail before the rollout stops there.',
    minValue: 0,
    maxValue: 100,
  },
  SecurityHubInsight: {
    type: 'String',
    default: 'false',
    description:
      'Adds a Security Hub insight, failing functions by account. For the Security Hub administrator account.',
    allowedValues: ['true', 'false'],
  },
} as const satisfies ParameterGroup['parameters'];

/** What the rollout asks, then everything the member template asks. */
export const ORGANIZATION_PARAMETERS: readonly ParameterGroup[] = [
  { label: 'Where it is deployed', parameters: ROLLOUT_PARAMETERS },
  ...MEMBER_PARAMETERS,
];
