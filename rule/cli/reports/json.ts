import type { Verdict } from '../../core/model.ts';
import type { RuleParameters } from '../../core/parameters.ts';
import { LAMBDA_FUNCTION } from '../../core/recorded/lambda-function.ts';
import type { Evaluation } from '../evaluate.ts';
import { type EvaluationReport, type ReportText, RULE_NAME } from './report.ts';

/** One JSON document, with one evaluation a line so that two reports can be compared line by line. */
export function* jsonReport(report: EvaluationReport): ReportText {
  const head = {
    rule: RULE_NAME,
    version: report.version,
    evaluatedAt: report.evaluatedAt.toISOString(),
    managedPolicyData: report.managedPolicyData,
    inputs: report.inputs,
    parameters: inputParameters(report.parameters),
    summary: report.summary,
  };
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "evaluations": [`;
  const verdictJson = verdictWriter();
  let separator = '\n';
  for (const evaluation of report.evaluations) {
    yield `${separator}    ${evaluationJson(evaluation, verdictJson)}`;
    separator = ',\n';
  }
  yield separator === '\n' ? ']\n}\n' : '\n  ]\n}\n';
}

/** The parameters as AWS Config takes them: every value a string. */
export function inputParameters({ requiredActions, ...others }: RuleParameters): Readonly<Record<string, string>> {
  return { requiredActions: requiredActions.join(','), ...others };
}

function evaluationJson(
  { fn, verdict, capturedAt }: Evaluation,
  verdictJson: (verdict: Verdict) => VerdictJson,
): string {
  const isRecorded = fn.kind === 'recorded';
  const text = JSON.stringify;
  const { judgement, actions } = verdictJson(verdict);
  const place = `"accountId":${text(fn.accountId)},"region":${text(fn.region)},"resourceType":"${LAMBDA_FUNCTION}"`;
  const resource = `"resourceId":${text(fn.resourceId)},"arn":${text(fn.arn)}`;
  const facts = `"tracingMode":${text((isRecorded ? fn.tracingMode : null) ?? null)},"role":${text((isRecorded ? fn.role : null) ?? null)}`;
  const captured = capturedAt === undefined ? null : new Date(capturedAt).toISOString();
  return `{${place},${resource},${judgement},${facts},${actions},"capturedAt":${text(captured)}}`;
}

/** The members that come from the verdict, in the two places where they stand. */
interface VerdictJson {
  readonly judgement: string;
  readonly actions: string;
}

/** Functions with the same role and mode share a verdict: it is written as JSON once. */
function verdictWriter(): (verdict: Verdict) => VerdictJson {
  const written = new WeakMap<Verdict, VerdictJson>();
  return (verdict) => {
    let json = written.get(verdict);
    if (json === undefined) {
      const { compliance, reasons, annotation } = verdict;
      const actions = verdict.actions.map(({ action, decision, by }) => ({ action, decision, by }));
      json = {
        judgement: JSON.stringify({ compliance, reasons, annotation }).slice(1, -1),
        actions: JSON.stringify({ actions }).slice(1, -1),
      };
      written.set(verdict, json);
    }
    return json;
  };
}
