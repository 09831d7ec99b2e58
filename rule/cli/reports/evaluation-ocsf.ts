import type { Evaluation } from '../../core/evaluation.ts';
import type { Compliance } from '../../core/model.ts';
import { LAMBDA_FUNCTION } from '../../recorded/lambda-function.ts';
import { RULE_NAME, VERSION } from '../version.ts';
import type { EvaluationReport, ReportText } from './evaluation-report.ts';
import { FINDING_TITLE, findingOf, type Severity } from './finding.ts';
import { listOfLines } from './json-lines.ts';

/** The version of the schema these findings follow (github.com/ocsf/ocsf-schema): the first with a list of resources. */
const OCSF_VERSION = '1.3.0';

/** Compliance Findings of the Open Cybersecurity Schema Framework (class 2003) with the profile for clouds, one a line. */
export function ocsfReport({ evaluations, evaluatedAt }: EvaluationReport): ReportText {
  return listOfLines(findingsOf(evaluations, evaluatedAt));
}

function* findingsOf(evaluations: Iterable<Evaluation>, evaluatedAt: Date): Generator<object> {
  for (const evaluation of evaluations) yield ocsfFinding(evaluation, evaluatedAt);
}

/** Ids and captions of the schema: what cannot be decided is a Warning, "did not yield a result due to missing information". */
const STATUS = {
  COMPLIANT: { status: 'Pass', status_id: 1 },
  INSUFFICIENT_DATA: { status: 'Warning', status_id: 2 },
  NON_COMPLIANT: { status: 'Fail', status_id: 3 },
  NOT_APPLICABLE: { status: 'Not applicable', status_id: 99 },
} as const satisfies Record<Compliance, object>;

const SEVERITY = {
  INFORMATIONAL: { severity: 'Informational', severity_id: 1 },
  LOW: { severity: 'Low', severity_id: 2 },
  MEDIUM: { severity: 'Medium', severity_id: 3 },
} as const satisfies Record<Severity, object>;

const CLASS = {
  activity_id: 1,
  activity_name: 'Create',
  category_uid: 2,
  category_name: 'Findings',
  class_uid: 2003,
  class_name: 'Compliance Finding',
  type_uid: 200301,
  type_name: 'Compliance Finding: Create',
} as const;

const PRODUCT = { name: RULE_NAME, vendor_name: RULE_NAME, version: VERSION, uid: RULE_NAME };

function ocsfFinding(evaluation: Evaluation, evaluatedAt: Date): object {
  const { fn, verdict, capturedAt, source } = evaluation;
  const finding = findingOf(evaluation);
  const time = evaluatedAt.getTime();
  return {
    ...CLASS,
    time,
    ...SEVERITY[finding.severity],
    message: finding.description,
    metadata: { version: OCSF_VERSION, profiles: ['cloud'], product: PRODUCT, event_code: verdict.reasons[0] },
    cloud: {
      provider: 'AWS',
      ...(fn.accountId !== '' && { account: { uid: fn.accountId, type: 'AWS Account', type_id: 10 } }),
      ...(fn.region !== '' && { region: fn.region }),
    },
    finding_info: {
      uid: finding.id,
      title: FINDING_TITLE,
      desc: finding.description,
      created_time: capturedAt ?? time,
      modified_time: time,
      types: [...verdict.reasons],
    },
    compliance: {
      standards: ['NIST.800-53.r5'],
      requirements: ['CA-7'],
      control: RULE_NAME,
      ...STATUS[verdict.compliance],
      status_code: verdict.compliance,
      status_detail: finding.description,
    },
    resources: [
      {
        uid: finding.resource,
        name: fn.resourceId,
        type: LAMBDA_FUNCTION,
        ...(fn.region !== '' && { region: fn.region }),
        ...(finding.partition !== undefined && { cloud_partition: finding.partition }),
      },
    ],
    ...(finding.cure !== undefined && { remediation: { desc: finding.cure } }),
    unmapped: {
      reasons: verdict.reasons,
      tracingMode: finding.tracingMode ?? null,
      role: finding.role ?? null,
      policy: finding.policy ?? null,
      actions: verdict.actions.map(({ action, decision, by }) => ({ action, decision, by })),
      ...(source !== undefined && { source }),
    },
  };
}
