import { MEMBER_PARAMETERS } from './member-parameters.ts';
import type { ParameterDefinitions } from './parameter-definitions.ts';

export const ROLLOUT_PARAMETERS = {
  OrganizationalUnitIds: {
    type: 'CommaDelimitedList',
    description: 'Units to cover, or the root for all; never the management account.',
    allowedPattern: 'r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}',
    constraintDescription: 'such as r-ab12 or ou-ab12-11111111',
  },
  Regions: {
    type: 'CommaDelimitedList',
    description: 'AWS Config must record in each.',
    // Four letters: the European Sovereign Cloud.
    allowedPattern: '[a-z]{2,4}(-[a-z]+)+-[0-9]',
    constraintDescription: 'such as eu-west-1,us-east-1',
  },
  RecorderStackSetArn: {
    type: 'String',
    default: '',
    description: 'StackSet that brings the AWS Config recorder: new accounts wait for it.',
    allowedPattern: '(arn:[^,\\s]+:stackset/[^,\\s]+)?',
    constraintDescription: 'such as arn:aws:cloudformation:eu-west-1:1:stackset/recorder:1',
  },
  CallAs: {
    type: 'String',
    default: 'SELF',
    description: 'DELEGATED_ADMIN in a delegated administrator account.',
    allowedValues: ['SELF', 'DELEGATED_ADMIN'],
  },
  MaxConcurrentPercentage: {
    type: 'Number',
    default: 25,
    description: 'Accounts of a Region at a time.',
    minValue: 1,
    maxValue: 100,
  },
  FailureTolerancePercentage: {
    type: 'Number',
    // One account without a recorder fails. Below 100 it would fail the operation of a small organization, and with
    // it this stack, which rolls back what the other accounts have.
    default: 100,
    description: 'Accounts of a Region that may fail.',
    minValue: 0,
    maxValue: 100,
  },
} as const satisfies ParameterDefinitions;

/** What the rollout asks, then everything the member template asks. */
export const ORGANIZATION_PARAMETERS: ParameterDefinitions = { ...ROLLOUT_PARAMETERS, ...MEMBER_PARAMETERS };
