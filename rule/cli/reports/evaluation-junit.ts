import { type Evaluation, placeOf } from '../../core/evaluation.ts';
import { RULE_NAME } from '../version.ts';
import type { EvaluationReport, ReportText } from './evaluation-report.ts';

/** JUnit XML as pipelines read it: a test case for each function, failed where the function fails. */
export function* junitReport({ summary, evaluations }: EvaluationReport): ReportText {
  const failures = summary.NON_COMPLIANT;
  const errors = summary.INSUFFICIENT_DATA;
  const counts = `tests="${summary.functions}" failures="${failures}" errors="${errors}" skipped="${summary.NOT_APPLICABLE}"`;
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${RULE_NAME}" ${counts}>\n`;
  yield `<testsuite name="${RULE_NAME}" ${counts}>\n`;
  for (const evaluation of evaluations) yield testCase(evaluation);
  yield '</testsuite>\n</testsuites>\n';
}

function testCase(evaluation: Evaluation): string {
  const { fn, verdict, source } = evaluation;
  const { accountId, region } = placeOf(evaluation);
  const at = source === undefined ? '' : ` file="${xml(source.file)}" line="${source.line}"`;
  const head = `<testcase classname="${xml(`${accountId} ${region}`.trimEnd())}" name="${xml(source?.address ?? fn.resourceId)}"${at}`;
  const message = `message="${xml(verdict.annotation)}" type="${verdict.reasons.join(' ')}"`;
  switch (verdict.compliance) {
    case 'COMPLIANT':
      return `${head}/>\n`;
    case 'NON_COMPLIANT':
      return `${head}><failure ${message}/></testcase>\n`;
    case 'INSUFFICIENT_DATA':
      return `${head}><error ${message}/></testcase>\n`;
    case 'NOT_APPLICABLE':
      return `${head}><skipped ${message.replace(/ type="[^"]*"$/, '')}/></testcase>\n`;
  }
}

/** Escapes for an attribute; characters XML 1.0 has no way to hold are left out of it as U+FFFD. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
