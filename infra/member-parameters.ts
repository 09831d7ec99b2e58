import type { ParameterGroup } from './parameter-definitions.ts';

const SWITCH = ['true', 'false'];

/** The rule's own parameters: the template's name is the rule's name with a capital letter. */
export const RULE_PARAMETERS = {
  RequiredActions: {
    type: 'String',
    default: 'xray:PutTraceSegments,xray:PutTelemetryRecords',
    description: 'Actions the execution role must allow, comma-separated.',
    allowedPattern: '[a-z0-9-]+:[A-Za-z0-9]+(,[a-z0-9-]+:[A-Za-z0-9]+)*',
    // AWS Config limits the parameters of one rule to 1,024 characters together.
    maxLength: 400,
  },
  ConditionalAccess: {
    type: 'String',
    default: 'NON_COMPLIANT',
    description: 'Verdict when a permission depends on an unknowable condition.',
    allowedValues: ['NON_COMPLIANT', 'COMPLIANT'],
  },
  UntraceableEventSources: {
    type: 'String',
    default: 'NOT_APPLICABLE',
    description: 'Functions with an event source that X-Ray cannot trace (Kafka, Amazon MQ, DocumentDB).',
    allowedValues: ['NOT_APPLICABLE', 'EVALUATE'],
  },
  OrganizationPolicies: {
    type: 'String',
    default: 'EVALUATE',
    description: 'Whether organization policies (SCPs) count.',
    allowedValues: ['EVALUATE', 'IGNORE'],
  },
  ExemptionTagKey: {
    type: 'String',
    default: 'lambda-active-tracing-exempt',
    description: 'Tag that exempts a function; its value is "YYYY-MM-DD owner reason".',
    allowedPattern: '[A-Za-z0-9 .:/=+@_-]{1,128}',
  },
  SweepReport: {
    type: 'String',
    default: 'CHANGED',
    description: 'Report changed verdicts only (AWS Config bills per evaluation) or all.',
    allowedValues: ['CHANGED', 'ALL'],
  },
} as const satisfies ParameterGroup['parameters'];

export const DEPLOYMENT_PARAMETERS = {
  SweepFrequency: {
    type: 'String',
    default: 'One_Hour',
    description: 'How often all functions are evaluated: finds changes of roles.',
    allowedValues: ['One_Hour', 'Three_Hours', 'Six_Hours', 'Twelve_Hours', 'TwentyFour_Hours'],
  },
  Deployment: {
    type: 'String',
    default: 'ConfigRule',
    description:
      'ConfigRule reaches Security Hub, ConformancePack does not. EvaluatorOnly: no rule, for a pack deployed separately.',
    allowedValues: ['ConfigRule', 'ConformancePack', 'EvaluatorOnly'],
  },
} as const satisfies ParameterGroup['parameters'];

const REMEDIATION_PARAMETERS = {
  AutomaticRemediation: {
    type: 'String',
    default: 'false',
    description: 'Whether AWS Config runs the runbook itself; otherwise a person does.',
    allowedValues: SWITCH,
  },
  StackManagedFunctions: {
    type: 'String',
    default: 'Skip',
    description: 'Functions of a CloudFormation stack: remediating them is drift.',
    allowedValues: ['Skip', 'Remediate'],
  },
  RemediationPolicy: {
    type: 'String',
    default: 'aws:policy/AWSXRayDaemonWriteAccess',
    description: 'The only policy the runbook may attach to a role: the part of its ARN after "iam::".',
    allowedPattern: '(aws|[0-9]{12}):policy/[A-Za-z0-9+=,.@_/-]+',
  },
  RemediationAttempts: {
    type: 'Number',
    default: 5,
    description: 'Automatic attempts within the retry window.',
    minValue: 1,
    maxValue: 25,
  },
  RemediationRetrySeconds: {
    type: 'Number',
    // Longer than five runs that wait for IAM as long as they may: AWS Config gives up on a function only when all
    // attempts fall into the window.
    default: 14_400,
    description: 'Retry window of the automatic attempts.',
    minValue: 1,
    maxValue: 2_678_000,
  },
  RemediationConcurrencyPercentage: {
    type: 'Number',
    default: 10,
    description: 'Share of failing functions remediated at a time.',
    minValue: 1,
    maxValue: 100,
  },
  RemediationErrorPercentage: {
    type: 'Number',
    default: 10,
    description: 'Share of failed runs that stops the remediation.',
    minValue: 1,
    maxValue: 100,
  },
} as const satisfies ParameterGroup['parameters'];

const OPERATION_PARAMETERS = {
  AlarmTopic: {
    type: 'String',
    default: '',
    description: 'SNS topic of the same Region for the alarms, as account-id:topic-name. Empty: none.',
    allowedPattern: '([0-9]{12}:[A-Za-z0-9_-]{1,256})?',
  },
  LogRetentionDays: {
    type: 'String',
    default: '90',
    description: 'Retention of the log of the evaluator.',
    allowedValues: ['1', '3', '7', '14', '30', '60', '90', '180', '365', '731', '1827', '3653'],
  },
  ReservedConcurrency: {
    type: 'Number',
    default: 0,
    description: 'Concurrency reserved for the evaluator. 0: none.',
    minValue: 0,
    maxValue: 1000,
  },
  Architecture: {
    type: 'String',
    default: 'arm64',
    description: 'x86_64 for a Region without Graviton.',
    allowedValues: ['arm64', 'x86_64'],
  },
} as const satisfies ParameterGroup['parameters'];

export const MEMBER_PARAMETERS = [
  { label: 'What the rule requires', parameters: RULE_PARAMETERS },
  { label: 'How it is deployed', parameters: DEPLOYMENT_PARAMETERS },
  { label: 'Remediation', parameters: REMEDIATION_PARAMETERS },
  { label: 'Operation', parameters: OPERATION_PARAMETERS },
] as const satisfies readonly ParameterGroup[];

type Names<Groups extends readonly ParameterGroup[]> = {
  [Index in keyof Groups]: keyof Groups[Index]['parameters'];
}[number];

export type MemberParameter = Names<typeof MEMBER_PARAMETERS> & string;
