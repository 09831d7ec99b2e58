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
  const json = jsonWriter();
  let separator = '\n';
  for (const evaluation of report.evaluations) {
    yield `${separator}    ${evaluationJson(evaluation, json)}`;
    separator = ',\n';
  }
  yield separator === '\n' ? ']\n}\n' : '\n  ]\n}\n';
}

/** The parameters as AWS Config takes them: every value a string. */
export function inputParameters({ requiredActions, ...others }: RuleParameters): Readonly<Record<string, string>> {
  return { requiredActions: requiredActions.join(','), ...others };
}

function evaluationJson({ fn, verdict, capturedAt }: Evaluation, json: JsonWriter): string {
  const isRecorded = fn.kind === 'recorded';
  const { judgement, actions } = json.verdict(verdict);
  const place = `"accountId":${json.repeated(fn.accountId)},"region":${json.repeated(fn.region)}`;
  const resource = `"resourceType":"${LAMBDA_FUNCTION}","resourceId":${JSON.stringify(fn.resourceId)}`;
  const mode = json.repeated(isRecorded ? fn.tracingMode : undefined);
  const role = json.repeated(isRecorded ? fn.role : undefined);
  const facts = `"arn":${JSON.stringify(fn.arn)},${judgement},"tracingMode":${mode},"role":${role}`;
  return `{${place},${resource},${facts},${actions},"capturedAt":${json.time(capturedAt)}}`;
}

/** Writes values that many functions have in common, each as JSON only once. */
interface JsonWriter {
  readonly verdict: (verdict: Verdict) => VerdictJson;
  readonly repeated: (value: string | undefined) => string;
  /** A moment in milliseconds since the epoch. */
  readonly time: (moment: number | undefined) => string;
}

/** The members that come from the verdict, in the two places where they stand. */
interface VerdictJson {
  readonly judgement: string;
  readonly actions: string;
}

function jsonWriter(): JsonWriter {
  // Items of one snapshot were mostly captured together.
  let last = { moment: Number.NaN, text: '' };
  return {
    verdict: remember(new WeakMap<Verdict, VerdictJson>(), ({ compliance, reasons, annotation, actions }) => ({
      judgement: JSON.stringify({ compliance, reasons, annotation }).slice(1, -1),
      actions: JSON.stringify({
        actions: actions.map(({ action, decision, by }) => ({ action, decision, by })),
      }).slice(1, -1),
    })),
    repeated: remember(new Map<string | undefined, string>(), (value) => JSON.stringify(value ?? null)),
    time: (moment) => {
      if (moment === undefined) return 'null';
      if (moment !== last.moment) last = { moment, text: `"${new Date(moment).toISOString()}"` };
      return last.text;
    },
  };
}

function remember<Key, Value>(
  known: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
  compute: (key: Key) => Value,
): (key: Key) => Value {
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = compute(key);
      known.set(key, value);
    }
    return value;
  };
}
