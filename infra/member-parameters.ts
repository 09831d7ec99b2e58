import type { ParameterDefinitions } from './parameter-definitions.ts';

/** The rule's own parameters: the template's name is the rule's name with a capital letter. */
export const RULE_PARAMETERS = {
  RequiredActions: {
    type: 'String',
    default: 'xray:PutTraceSegments,xray:PutTelemetryRecords',
    description: 'What the role must allow.',
    allowedPattern: '[a-z0-9-]+:[A-Za-z0-9]+(,[a-z0-9-]+:[A-Za-z0-9]+)*',
    constraintDescription: 'such as xray:PutTraceSegments',
    // AWS Config limits the parameters of one rule to 1,024 characters together.
    maxLength: 400,
  },
  ConditionalAccess: {
    type: 'String',
    default: 'NON_COMPLIANT',
    description: 'Verdict where a condition cannot be known.',
    allowedValues: ['NON_COMPLIANT', 'COMPLIANT'],
  },
  UntraceableEventSources: {
    type: 'String',
    default: 'NOT_APPLICABLE',
    description: 'Kafka, Amazon MQ, DocumentDB.',
    allowedValues: ['NOT_APPLICABLE', 'EVALUATE'],
  },
  OrganizationPolicies: {
    type: 'String',
    default: 'EVALUATE',
    description: 'Whether SCPs count.',
    allowedValues: ['EVALUATE', 'IGNORE'],
  },
  ExemptionTagKey: {
    type: 'String',
    default: 'lambda-active-tracing-exempt',
    description: 'Tag that exempts: "YYYY-MM-DD owner reason".',
    allowedPattern: '[A-Za-z0-9 .:/=+@_-]{1,128}',
    constraintDescription: 'such as team:exempt',
  },
  SweepReport: {
    type: 'String',
    default: 'CHANGED',
    description: 'AWS Config bills per evaluation.',
    allowedValues: ['CHANGED', 'ALL'],
  },
  ExemptionMaxDays: {
    type: 'Number',
    default: 0,
    description: 'Days an exemption may last. 0: any.',
    minValue: 0,
    maxValue: 3650,
  },
  OrganizationId: {
    type: 'String',
    default: '',
    description: 'For conditions on aws:PrincipalOrgID.',
    allowedPattern: '(o-[a-z0-9]{10,32})?',
    constraintDescription: 'such as o-a1b2c3d4e5',
  },
} as const satisfies ParameterDefinitions;

export const DEPLOYMENT_PARAMETERS = {
  SweepFrequency: {
    type: 'String',
    default: 'One_Hour',
    description: 'How often all are evaluated.',
    allowedValues: ['One_Hour', 'Three_Hours', 'Six_Hours', 'Twelve_Hours', 'TwentyFour_Hours'],
  },
  Deployment: {
    type: 'String',
    default: 'ConfigRule',
    description: 'A pack does not reach Security Hub.',
    allowedValues: ['ConfigRule', 'ConformancePack', 'EvaluatorOnly'],
  },
} as const satisfies ParameterDefinitions;

const REMEDIATION_PARAMETERS = {
  Remediation: {
    type: 'String',
    default: 'Manual',
    description: 'Who starts the runbook. Off: detect only.',
    allowedValues: ['Manual', 'Automatic', 'Off'],
  },
  StackManagedFunctions: {
    type: 'String',
    default: 'Skip',
    description: 'Remediating them is drift.',
    allowedValues: ['Skip', 'Remediate'],
  },
  RemediationPolicy: {
    type: 'String',
    default: 'aws:policy/AWSXRayDaemonWriteAccess',
    description: 'What the runbook attaches: its ARN after "iam::".',
    // As long as the runbook takes it.
    allowedPattern: '(aws|[0-9]{12}):policy/[A-Za-z0-9+=,.@_/-]{1,128}',
    constraintDescription: 'such as 111122223333:policy/tracing',
  },
  RemediationConcurrencyPercentage: {
    type: 'Number',
    default: 10,
    description: 'At a time.',
    minValue: 1,
    maxValue: 100,
  },
} as const satisfies ParameterDefinitions;

const OPERATION_PARAMETERS = {
  AlarmTopic: {
    type: 'String',
    default: '',
    description: 'SNS topic of the Region.',
    allowedPattern: '([0-9]{12}:[A-Za-z0-9_-]{1,256})?',
    constraintDescription: 'such as 111122223333:alarms',
  },
  LogRetentionDays: {
    type: 'String',
    default: '90',
    description: 'Of the log.',
    allowedValues: ['1', '3', '7', '14', '30', '60', '90', '180', '365', '731', '1827', '3653'],
  },
  ReservedConcurrency: {
    type: 'Number',
    default: 0,
    description: '0: none.',
    minValue: 0,
    maxValue: 1000,
  },
  Architecture: {
    type: 'String',
    default: 'arm64',
    description: 'x86_64 where there is no Graviton.',
    allowedValues: ['arm64', 'x86_64'],
  },
} as const satisfies ParameterDefinitions;

export const MEMBER_PARAMETERS = {
  ...RULE_PARAMETERS,
  ...DEPLOYMENT_PARAMETERS,
  ...REMEDIATION_PARAMETERS,
  ...OPERATION_PARAMETERS,
} as const satisfies ParameterDefinitions;

export type MemberParameter = keyof typeof MEMBER_PARAMETERS;
