import { CONTROL_NAME } from './names.ts';
import type { ParameterDefinitions } from './parameter-definitions.ts';

const severity = (description: string) => ({
  type: 'String' as const,
  default: 'UNCHANGED',
  description,
  allowedValues: ['UNCHANGED', 'INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'],
});

/** Severity of a finding by its reason; with several reasons the highest counts. */
export const SEVERITY_PARAMETERS = {
  SeverityTracingNotActive: severity('Severity of tracing-not-active.'),
  SeverityRoleMissing: severity('Severity of role-missing.'),
  SeverityRoleUntrusted: severity('Severity of role-untrusted.'),
  SeverityRoleDenied: severity('Severity of role-denied: traces are lost while tracing looks active.'),
  SeverityRoleConditional: severity('Severity of role-conditional.'),
} as const satisfies ParameterDefinitions;

export const SECURITY_HUB_PARAMETERS: ParameterDefinitions = {
  Aggregator: {
    type: 'String',
    description: 'AWS Config aggregator of the organization, in this account and Region.',
    allowedPattern: '[A-Za-z0-9_-]{1,256}',
    constraintDescription: 'such as organization',
  },
  RuleName: {
    type: 'String',
    default: CONTROL_NAME,
    description: 'Name of the rule, which AWS Config gives its findings as their title.',
    allowedPattern: '[A-Za-z0-9_-]{1,128}',
    constraintDescription: `such as ${CONTROL_NAME}`,
  },
  ...SEVERITY_PARAMETERS,
  UnifiedSecurityHub: {
    type: 'String',
    default: 'Off',
    description: 'On: findings of unified Security Hub (OCSF) get the reason as well, as their comment.',
    allowedValues: ['Off', 'On'],
  },
  AlarmTopic: {
    type: 'String',
    default: '',
    description: 'SNS topic in the same Region for what could not be enriched. Empty: no alarm.',
    allowedPattern: '([0-9]{12}:[A-Za-z0-9_-]{1,256})?',
    constraintDescription: 'such as 111122223333:alarms',
  },
};
