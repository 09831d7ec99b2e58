import { type Evaluation, placeOf } from '../../core/evaluation.ts';
import type { Summary } from '../../core/evaluation-summary.ts';
import type { ListedExemption } from '../../core/exemption-list.ts';
import { WORST_FIRST } from '../../core/model.ts';
import { type PlaceRun, placeRuns } from '../../core/place.ts';
import type { SinceBaseline } from '../diff/baseline.ts';
import type { Unresolved } from '../planned-functions.ts';
import { visible } from '../visible-text.ts';
import type { EvaluationReport, ReportText } from './evaluation-report.ts';
import { COLORS, COMPLIANCE_WIDTH, type Paint, painter, paragraph, type Screen, wrap } from './screen.ts';
import { accountsText, causeName, whyOf } from './why.ts';
import { baselineSentence, daysLeftText, percentText } from './wording.ts';

/** A sentence in a narrower column than this is a tower of words: it gets lines of its own. */
const NARROWEST_WHY = 56;
const WHY_INDENT = 6;

/** The report a person reads: grouped by account and Region, worst first, coverage at the end. */
export function* tableReport(report: EvaluationReport, screen: Screen): ReportText {
  const paint = painter(screen);
  yield* whyText(report, screen, paint);
  yield* groupsText(report, screen, paint);
  let shown = 0;
  for (const run of placeRuns(report.evaluations, placeOf)) {
    shown += run.items.length;
    yield* placeText(run, screen, paint);
  }
  yield* exemptionsText(report.exemptions, screen, paint);
  yield* unresolvedText(report.unresolved, screen, paint);
  yield* summaryText(report.summary, shown, paint);
  if (report.baseline !== undefined) yield* baselineText(report.baseline, screen, paint);
}

/** Last of all, since it is what the exit code says. */
function* baselineText(baseline: SinceBaseline, screen: Screen, paint: Paint): ReportText {
  yield* paragraph(baselineSentence(baseline), 0, screen);
  for (const fn of baseline.newlyFailing) {
    const { accountId, region, resourceId, source } = fn;
    const name =
      source === undefined ? `${accountId} ${region} ${resourceId}` : `${source.file}:${source.line} ${source.address}`;
    yield `  ${paint('red', visible(name))}\n`;
  }
}

/** What to do first: the commonest reasons, then those behind most failures of roles. */
function* whyText(report: EvaluationReport, { width }: Screen, paint: Paint): ReportText {
  const why = whyOf(report);
  if (why === undefined) return;
  yield `${paint('bold', why.headline)}\n`;
  for (const [reason, functions] of why.reasons) yield `${countText(functions)}  ${reason}\n`;
  yield '\n';
  if (why.causes.length === 0) return;
  yield `${paint('bold', 'Behind the failures of roles')}\n`;
  for (const cause of why.causes.slice(0, MOST_CAUSES)) {
    const text = [causeName(cause), accountsText(cause)].filter((part) => part !== '').join(' ');
    const [first = '', ...more] = wrap(visible(`${text}: ${cause.reasons.join(' ')}`), width - COUNT_WIDTH - 2);
    yield `${countText(cause.functions)}  ${first}\n`;
    for (const line of more) yield `${' '.repeat(COUNT_WIDTH + 4)}${line}\n`;
  }
  const hidden = why.causes.slice(MOST_CAUSES);
  if (hidden.length > 0) {
    const functions = hidden.reduce((sum, cause) => sum + cause.functions, 0);
    yield `${countText(functions)}  behind ${hidden.length} more: all are in --format html\n`;
  }
  yield '\n';
}

/** Whose functions fail, by a tag that tells. */
function* groupsText({ groups }: EvaluationReport, screen: Screen, paint: Paint): ReportText {
  if (groups === undefined) return;
  yield `${paint('bold', visible(`By tag ${groups.key}`))}\n`;
  for (const { value, isUnknown, counts, coverage } of groups.groups) {
    const failing = counts.NON_COMPLIANT + counts.INSUFFICIENT_DATA;
    const name = value ?? (isUnknown ? '(tags not known)' : '(without the tag)');
    const text = `${name}: ${failing} of ${failing + counts.COMPLIANT} in scope failing, coverage ${percentText(coverage)}`;
    yield* paragraph(text, 2, screen);
  }
  yield '\n';
}

const MOST_CAUSES = 10;
const COUNT_WIDTH = '  10,000'.length;

function countText(count: number): string {
  return count.toLocaleString('en').padStart(COUNT_WIDTH);
}

function* placeText(run: PlaceRun<Evaluation>, { width }: Screen, paint: Paint): ReportText {
  const { accountId, region, items } = run;
  yield `${paint('bold', visible(`${accountId}  ${region}`.trimEnd()))}\n`;
  const nameWidth = items.reduce((longest, { fn }) => Math.max(longest, visible(fn.resourceId).length), 0);
  const column = 2 + COMPLIANCE_WIDTH + 2 + nameWidth + 2;
  const isBeside = width - column >= NARROWEST_WHY;
  const indent = isBeside ? column : WHY_INDENT;
  for (const compliance of WORST_FIRST) {
    for (const { fn, verdict } of items) {
      if (verdict.compliance !== compliance) continue;
      const label = paint(COLORS[compliance], compliance.padEnd(COMPLIANCE_WIDTH));
      const lines = wrap(visible(verdict.annotation), width - indent).join(`\n${' '.repeat(indent)}`);
      if (isBeside) yield `  ${label}  ${visible(fn.resourceId).padEnd(nameWidth)}  ${lines}\n`;
      else yield `  ${label}  ${visible(fn.resourceId)}\n${' '.repeat(indent)}${lines}\n`;
    }
  }
  yield '\n';
}

/** Who is exempt, and for how long: those that last longest, since most of the others end before anybody asks. */
function* exemptionsText(exemptions: readonly ListedExemption[], { width }: Screen, paint: Paint): ReportText {
  if (exemptions.length === 0) return;
  yield `${paint('bold', 'Exempt by tag')}\n`;
  for (const { accountId, region, resourceId, owner, lastDay, daysLeft: left, reason } of exemptions.slice(
    0,
    MOST_EXEMPTIONS,
  )) {
    const text = `${lastDay} (${daysLeftText(left)}): ${[accountId, region, resourceId].filter(Boolean).join(' ')}, ${owner}: ${reason}`;
    const [first = '', ...more] = wrap(visible(text), width - WHY_INDENT);
    yield `  ${first}\n`;
    for (const line of more) yield `${' '.repeat(WHY_INDENT)}${line}\n`;
  }
  const hidden = exemptions.length - MOST_EXEMPTIONS;
  if (hidden > 0) yield `  and ${hidden} more that end earlier: all are in --format json and html\n`;
  yield '\n';
}

const MOST_EXEMPTIONS = 10;

/** What nothing tells the value of: once for each expression, however many functions hang on it. */
function* unresolvedText(unresolved: readonly Unresolved[], { width }: Screen, paint: Paint): ReportText {
  if (unresolved.length === 0) return;
  yield `${paint('bold', 'Not known before deployment')}\n`;
  for (const { expression, why, file, line, functions } of unresolved) {
    const count = `${functions} function${functions === 1 ? '' : 's'}`;
    const text = visible(`${file}:${line}: ${expression} (${count}): ${why}`);
    for (const part of wrap(text, width - 2)) yield `  ${part}\n`;
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
