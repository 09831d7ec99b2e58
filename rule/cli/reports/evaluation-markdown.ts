import { type Evaluation, placeOf } from '../../core/evaluation.ts';
import { isFailure, WORST_FIRST } from '../../core/model.ts';
import { visible } from '../visible-text.ts';
import type { EvaluationReport, ReportText } from './evaluation-report.ts';
import { causeName, whyOf } from './why.ts';
import { baselineSentence, percentText } from './wording.ts';

/** A comment on a pull request, or the summary of a pipeline: what fails, and why. */
export function* markdownReport(report: EvaluationReport): ReportText {
  const { summary, evaluations, unresolved, baseline } = report;
  const counts = WORST_FIRST.filter((compliance) => summary[compliance] > 0).map(
    (compliance) => `${summary[compliance]} ${compliance}`,
  );
  yield `## Lambda active tracing\n\n`;
  if (summary.functions === 0) {
    yield 'No Lambda functions in the input.\n';
    return;
  }
  yield `${summary.functions} function${summary.functions === 1 ? '' : 's'}: ${counts.join(', ')}; coverage ${percentText(summary.coverage)}\n`;
  if (baseline !== undefined) yield `\n${cell(baselineSentence(baseline))}\n`;
  yield* whyText(report);
  const rows = [...evaluations].filter(({ verdict }) => isFailure(verdict.compliance));
  if (rows.length > 0) {
    yield '\n| Function | Where | Verdict | Why |\n|---|---|---|---|\n';
    for (const row of rows) yield rowText(row);
  }
  if (unresolved.length > 0) {
    yield '\nNot known before deployment:\n\n';
    for (const { expression, why, file, line } of unresolved) {
      yield `- ${cell(`${file}:${line}`)} ${code(expression)}: ${cell(why)}\n`;
    }
  }
}

/** What to do first. */
function* whyText(report: EvaluationReport): ReportText {
  const why = whyOf(report);
  if (why === undefined) return;
  yield `\n${cell(why.headline)}: ${why.reasons.map(([reason, functions]) => `${functions} ${reason}`).join(', ')}\n`;
  if (why.causes.length === 0) return;
  yield '\n| Behind the failures of roles | Functions | Accounts | Reasons |\n|---|--:|--:|---|\n';
  for (const cause of why.causes.slice(0, MOST_CAUSES)) {
    yield `| ${cell(causeName(cause))} | ${cause.functions} | ${cause.accounts} | ${cause.reasons.join(' ')} |\n`;
  }
  const hidden = why.causes.length - MOST_CAUSES;
  if (hidden > 0) yield `\nand ${hidden} more\n`;
}

const MOST_CAUSES = 10;

function rowText(evaluation: Evaluation): string {
  const { fn, verdict, source } = evaluation;
  const { accountId, region } = placeOf(evaluation);
  const where = source === undefined ? `${accountId} ${region}` : `${source.file}:${source.line}`;
  return `| ${code(source?.address ?? fn.resourceId)} | ${cell(where)} | ${verdict.compliance} | ${cell(verdict.annotation)} |\n`;
}

/** Names are not ours: nothing in them may end a cell, open a tag or mention somebody. */
function cell(text: string): string {
  return visible(text).replace(/[\\`*_{}[\]<>()#+!|@~&]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function code(text: string): string {
  return `<code>${cell(text)}</code>`;
}
