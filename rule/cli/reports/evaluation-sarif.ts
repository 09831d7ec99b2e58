import type { Evaluation } from '../../core/evaluation.ts';
import { FAILING_REASONS, isFailure } from '../../core/model.ts';
import { RULE_NAME } from '../version.ts';
import type { EvaluationReport, ReportText } from './evaluation-report.ts';

/** What each failing reason means, as code scanning shows it. */
const MEANING = {
  'tracing-not-active': 'The tracing mode of the function is not Active',
  'tracing-unknown': 'The tracing mode of the function cannot be known',
  'role-missing': 'The execution role does not exist',
  'role-untrusted': 'Lambda cannot assume the execution role',
  'role-denied': 'The execution role may not send traces',
  'role-conditional': 'Whether the execution role may send traces depends on a condition',
  'role-unknown': 'Whether the execution role may send traces cannot be known',
} as const satisfies Record<(typeof FAILING_REASONS)[number], string>;

const RULES = FAILING_REASONS;

/** SARIF 2.1.0 (OASIS): a result for each failing function, at the line of its mode, or of the resource. */
export function* sarifReport(report: EvaluationReport): ReportText {
  const driver = {
    name: RULE_NAME,
    version: report.version,
    rules: RULES.map((id) => ({
      id,
      shortDescription: { text: MEANING[id] },
      help: { text: `${MEANING[id]}. What to do: docs/reasons.md#${id}` },
    })),
  };
  const head = JSON.stringify({ driver });
  yield `{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":${head},"columnKind":"utf16CodeUnits","results":[`;
  let separator = '\n';
  for (const evaluation of report.evaluations) {
    const result = resultOf(evaluation);
    if (result === undefined) continue;
    yield separator + JSON.stringify(result);
    separator = ',\n';
  }
  yield '\n]}]}\n';
}

function resultOf({ fn, verdict, source }: Evaluation) {
  const ruleId = RULES.find((reason) => verdict.reasons.includes(reason));
  if (ruleId === undefined || !isFailure(verdict.compliance)) return undefined;
  const name = source?.address ?? fn.arn;
  const physical = source && {
    artifactLocation: { uri: uriOf(source.file) },
    region: { startLine: source.line },
  };
  return {
    ruleId,
    ruleIndex: RULES.indexOf(ruleId),
    level: verdict.compliance === 'NON_COMPLIANT' ? 'error' : 'warning',
    message: { text: `${name}: ${verdict.annotation}` },
    locations: [
      {
        ...(physical && { physicalLocation: physical }),
        logicalLocations: [{ fullyQualifiedName: name, kind: 'resource' }],
      },
    ],
    partialFingerprints: { function: `${source?.file ?? ''} ${name} ${verdict.reasons.join(' ')}` },
    properties: { compliance: verdict.compliance, reasons: verdict.reasons },
  };
}

/** A path is a URI reference once what URIs reserve is escaped. */
function uriOf(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/').replace(/^\.\//, '');
}
