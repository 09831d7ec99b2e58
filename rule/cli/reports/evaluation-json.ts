import type { Evaluation } from '../../core/evaluation.ts';
import type { OrganizationPolicies } from '../../core/iam/organization-policies.ts';
import type { FunctionFacts, RecordedFunction, TracingMode, Verdict } from '../../core/model.ts';
import type { RuleParameters } from '../../core/parameters.ts';
import { known } from '../../core/unknown-value.ts';
import { LAMBDA_FUNCTION } from '../../recorded/lambda-function.ts';
import type { SinceBaseline } from '../diff/baseline.ts';
import { RULE_NAME } from '../version.ts';
import type { EvaluationReport, ReportText } from './evaluation-report.ts';

/** One JSON document, with one evaluation a line so that two reports can be compared line by line. */
export function* jsonReport(report: EvaluationReport): ReportText {
  const head = {
    rule: RULE_NAME,
    version: report.version,
    evaluatedAt: report.evaluatedAt.toISOString(),
    managedPolicyData: report.managedPolicyData,
    inputs: report.inputs,
    skipped: report.skipped,
    ...(report.unseen !== undefined && { unseen: report.unseen }),
    ...(report.organization !== undefined && { organizationPolicies: organizationJson(report.organization) }),
    parameters: inputParameters(report.parameters),
    summary: report.summary,
    ...(report.groups !== undefined && { groups: groupsMembers(report.groups) }),
    ...(report.baseline !== undefined && { baseline: baselineMembers(report.baseline) }),
    ...(report.exemptions.length > 0 && { exemptions: report.exemptions }),
    ...(report.unresolved.length > 0 && { unresolved: report.unresolved }),
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

function groupsMembers({ key, groups }: NonNullable<EvaluationReport['groups']>): object {
  return {
    by: `tag:${key}`,
    values: groups.map(({ value, isUnknown, functions, counts, coverage }) => ({
      value,
      ...(isUnknown && { unknown: true }),
      functions,
      ...counts,
      coverage,
    })),
  };
}

function baselineMembers({ newlyFailing, ...counts }: SinceBaseline): object {
  // What nothing tells of a planned function is null, as in its evaluation.
  const functions = newlyFailing.map(({ accountId, region, ...others }) => ({
    accountId: accountId || null,
    region: region || null,
    ...others,
  }));
  return { ...counts, newlyFailing: functions };
}

/** Whose policies they are, and as of when. */
export function organizationJson({ organizationId, readAt }: OrganizationPolicies): object {
  return { organizationId, readAt };
}

/** The parameters as AWS Config takes them: every value a string. */
export function inputParameters({
  requiredActions,
  exemptionMaxDays,
  ...others
}: RuleParameters): Readonly<Record<string, string>> {
  return { requiredActions: requiredActions.join(','), ...others, exemptionMaxDays: String(exemptionMaxDays) };
}

/** One evaluation by itself, with the members it has in a report. */
export function evaluationMembers(evaluation: Evaluation): object {
  return JSON.parse(evaluationJson(evaluation, jsonWriter()));
}

function evaluationJson(evaluation: Evaluation, json: JsonWriter): string {
  const { fn, verdict, capturedAt, source } = evaluation;
  if (source !== undefined) return plannedJson(fn, verdict, source);
  const arn = JSON.stringify(fn.arn);
  return `${json.place(fn)}${JSON.stringify(fn.resourceId)},"arn":${arn},${json.verdict(verdict, fn)}${json.time(capturedAt)}}`;
}

/** A planned function may not have an account, a Region or an ARN yet, and was never captured. */
function plannedJson(fn: FunctionFacts, verdict: Verdict, source: NonNullable<Evaluation['source']>): string {
  const [mode, role] = fn.kind === 'recorded' ? [fn.tracingMode, fn.role] : [];
  return JSON.stringify({
    accountId: fn.accountId || null,
    region: fn.region || null,
    resourceType: LAMBDA_FUNCTION,
    resourceId: fn.resourceId,
    arn: fn.arn || null,
    ...verdictMembers(verdict, mode, role),
    capturedAt: null,
    source,
  });
}

/** Writes what many functions have in common as JSON only once. */
interface JsonWriter {
  /** The members that come before the name of a function. */
  readonly place: (fn: FunctionFacts) => string;
  /** The members between the ARN of a function and the moment of its capture. */
  readonly verdict: (verdict: Verdict, fn: FunctionFacts) => string;
  /** A moment in milliseconds since the epoch. */
  readonly time: (moment: number | undefined) => string;
}

function jsonWriter(): JsonWriter {
  // Evaluations come sorted by place, and items of one snapshot were mostly captured together.
  let last = { moment: Number.NaN, text: '' };
  let here = { accountId: '', region: '', text: '' };
  const written = new WeakMap<Verdict, { readonly mode: unknown; readonly role: unknown; readonly text: string }>();
  return {
    place: ({ accountId, region }) => {
      if (accountId !== here.accountId || region !== here.region) {
        const text = `${JSON.stringify({ accountId, region, resourceType: LAMBDA_FUNCTION }).slice(0, -1)},"resourceId":`;
        here = { accountId, region, text };
      }
      return here.text;
    },
    verdict: (verdict, fn) => {
      const [mode, role] = fn.kind === 'recorded' ? [fn.tracingMode, fn.role] : [];
      let same = written.get(verdict);
      if (same === undefined || same.mode !== mode || same.role !== role) {
        same = { mode, role, text: verdictJson(verdict, mode, role) };
        written.set(verdict, same);
      }
      return same.text;
    },
    time: (moment) => {
      if (moment === undefined) return 'null';
      if (moment !== last.moment) last = { moment, text: `"${new Date(moment).toISOString()}"` };
      return last.text;
    },
  };
}

function verdictJson(verdict: Verdict, mode: TracingMode, role: RecordedFunction['role']): string {
  return `${JSON.stringify(verdictMembers(verdict, mode, role)).slice(1, -1)},"capturedAt":`;
}

function verdictMembers(verdict: Verdict, mode: TracingMode, role: RecordedFunction['role']): object {
  const { compliance, reasons, annotation } = verdict;
  const actions = verdict.actions.map(({ action, decision, by }) => ({ action, decision, by }));
  return {
    compliance,
    reasons,
    annotation,
    tracingMode: known(mode) ?? null,
    role: known(role) ?? null,
    actions,
  };
}
