import type { Evaluation, Summary } from '../evaluate.ts';
import type { EvaluationReport, ReportText } from './report.ts';
import { COLORS, COMPLIANCE_WIDTH, type Paint, painter, type Screen, WORST_FIRST, wrap } from './screen.ts';

/** A sentence in a narrower column than this is a tower of words: it gets lines of its own. */
const NARROWEST_WHY = 56;
const WHY_INDENT = 6;

/** The report a person reads: grouped by account and Region, worst first, coverage at the end. */
export function* tableReport(report: EvaluationReport, screen: Screen): ReportText {
  const paint = painter(screen);
  let shown = 0;
  for (const group of groups(report.evaluations)) {
    shown += group.length;
    yield* groupText(group, screen, paint);
  }
  yield* summaryText(report.summary, shown, paint);
}

/** The evaluations come sorted by account and Region, so a group is a run. */
function* groups(evaluations: Iterable<Evaluation>): Generator<readonly Evaluation[]> {
  let group: Evaluation[] = [];
  for (const evaluation of evaluations) {
    const [first] = group;
    if (first && (first.fn.accountId !== evaluation.fn.accountId || first.fn.region !== evaluation.fn.region)) {
      yield group;
      group = [];
    }
    group.push(evaluation);
  }
  if (group.length > 0) yield group;
}

function* groupText(group: readonly Evaluation[], { width }: Screen, paint: Paint): ReportText {
  const [first] = group;
  if (first === undefined) return;
  yield `${paint('bold', `${first.fn.accountId}  ${first.fn.region}`)}\n`;
  const nameWidth = group.reduce((longest, { fn }) => Math.max(longest, fn.resourceId.length), 0);
  const column = 2 + COMPLIANCE_WIDTH + 2 + nameWidth + 2;
  const isBeside = width - column >= NARROWEST_WHY;
  const indent = isBeside ? column : WHY_INDENT;
  for (const compliance of WORST_FIRST) {
    for (const { fn, verdict } of group) {
      if (verdict.compliance !== compliance) continue;
      const label = paint(COLORS[compliance], compliance.padEnd(COMPLIANCE_WIDTH));
      const lines = wrap(verdict.annotation, width - indent).join(`\n${' '.repeat(indent)}`);
      if (isBeside) yield `  ${label}  ${fn.resourceId.padEnd(nameWidth)}  ${lines}\n`;
      else yield `  ${label}  ${fn.resourceId}\n${' '.repeat(indent)}${lines}\n`;
    }
  }
  yield '\n';
}

function* summaryText(summary: Summary, shown: number, paint: Paint): ReportText {
  if (summary.functions === 0) {
    yield 'No Lambda functions in the input.\n';
    return;
  }
  const counts = WORST_FIRST.filter((compliance) => summary[compliance] > 0).map((compliance) =>
    paint(COLORS[compliance], `${summary[compliance]} ${compliance}`),
  );
  const coverage = summary.coverage === null ? 'none in scope' : `coverage ${(summary.coverage * 100).toFixed(1)} %`;
  const hidden = shown < summary.functions ? ` (${shown} shown)` : '';
  yield `${summary.functions} function${summary.functions === 1 ? '' : 's'}${hidden}: ${counts.join(', ')}; ${paint('bold', coverage)}\n`;
}
