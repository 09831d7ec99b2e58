import type { Evaluation } from '../../core/evaluation.ts';
import type { Compliance } from '../../core/model.ts';
import { RULE_NAME } from '../version.ts';
import type { EvaluationReport, ReportText } from './evaluation-report.ts';
import { FINDING_TITLE, findingOf } from './finding.ts';
import { listOfLines } from './json-lines.ts';

/**
 * The AWS Security Finding Format (Security Hub User Guide, "ASFF"), as `aws securityhub batch-import-findings` takes it: under
 * the default product of each account, which may import what is about itself. Functions without a place are left out.
 */
export function asffReport({ evaluations, evaluatedAt }: EvaluationReport): ReportText {
  return listOfLines(findingsOf(evaluations, evaluatedAt));
}

function* findingsOf(evaluations: Iterable<Evaluation>, evaluatedAt: Date): Generator<object> {
  for (const evaluation of evaluations) if (hasPlace(evaluation)) yield asffFinding(evaluation, evaluatedAt);
}

/** A finding belongs to an account and a Region; where a template goes is not always known. */
function hasPlace({ fn }: Evaluation): boolean {
  return fn.accountId !== '' && fn.region !== '';
}

/** What the format had to leave out, in a sentence. Only templates and plans leave the place of a function open. */
export function notesOnFindings(planned: Iterable<Evaluation>): readonly string[] {
  let homeless = 0;
  for (const evaluation of planned) if (!hasPlace(evaluation)) homeless++;
  if (homeless === 0) return [];
  const functions = homeless === 1 ? '1 planned function' : `${homeless} planned functions`;
  return [`${functions} left out of the findings: --account and --region say where they go`];
}

/** How Security Hub calls them; NOT_AVAILABLE is what it makes of NOT_APPLICABLE itself (User Guide, "Compliance.Status"). */
const STATUS = {
  COMPLIANT: 'PASSED',
  NON_COMPLIANT: 'FAILED',
  INSUFFICIENT_DATA: 'WARNING',
  NOT_APPLICABLE: 'NOT_AVAILABLE',
} as const satisfies Record<Compliance, string>;

const TYPES = ['Software and Configuration Checks/AWS Security Best Practices'];

function asffFinding(evaluation: Evaluation, evaluatedAt: Date): object {
  const { fn, verdict, capturedAt } = evaluation;
  const { id, resource, partition, tracingMode, role, ...finding } = findingOf(evaluation);
  const severity = { Label: finding.severity };
  return {
    SchemaVersion: '2018-10-08',
    Id: id,
    ProductArn: `arn:${partition}:securityhub:${fn.region}:${fn.accountId}:product/${fn.accountId}/default`,
    GeneratorId: RULE_NAME,
    AwsAccountId: fn.accountId,
    Region: fn.region,
    Types: TYPES,
    CreatedAt: (capturedAt === undefined ? evaluatedAt : new Date(capturedAt)).toISOString(),
    UpdatedAt: evaluatedAt.toISOString(),
    Severity: severity,
    Title: FINDING_TITLE,
    Description: finding.description,
    ...(finding.cure !== undefined && { Remediation: { Recommendation: { Text: finding.cure } } }),
    ProductFields: {
      reason: finding.reason,
      ...(finding.roleName !== undefined && { role: finding.roleName }),
      ...(finding.policy !== undefined && { policy: finding.policy }),
      ...(finding.action !== undefined && { action: finding.action }),
    },
    Resources: [
      {
        Type: 'AwsLambdaFunction',
        Id: resource,
        Partition: partition,
        Region: fn.region,
        Details: {
          AwsLambdaFunction: {
            FunctionName: fn.resourceId,
            ...(role !== undefined && { Role: role }),
            ...(tracingMode !== undefined && { TracingConfig: { Mode: tracingMode } }),
          },
        },
      },
    ],
    Compliance: { Status: STATUS[verdict.compliance], RelatedRequirements: ['NIST.800-53.r5 CA-7'] },
    // What is deleted or out of scope has no open finding any more.
    RecordState: fn.kind === 'out-of-scope' ? 'ARCHIVED' : 'ACTIVE',
    // Providers say these here: their updates must not undo what an analyst set (API Reference, BatchImportFindings).
    FindingProviderFields: { Severity: severity, Types: TYPES },
  };
}
