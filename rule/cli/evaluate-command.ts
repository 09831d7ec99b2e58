import type { Command } from '@commander-js/extra-typings';
import { type Evaluation, evaluateAll, filtered } from '../core/evaluation.ts';
import { INVENTORY_QUERY } from '../recorded/inventory-query.ts';
import {
  ALLOW_EMPTY,
  type FlagsOf,
  formatOption,
  INPUTS,
  ONLY,
  ORGANIZATION_POLICIES,
  OUTPUT,
  PARAM,
  PARAM_FILE,
  QUIET,
  repeatable,
} from './common-options.ts';
import { sinceBaseline } from './diff/baseline.ts';
import { failsFor } from './diff/comparison.ts';
import { readReport } from './diff/reported-functions.ts';
import { readFacts, sourceOf } from './fact-inputs.ts';
import { type Filter, isCounted } from './function-filter.ts';
import { ACCOUNT, AGGREGATOR, AT, LIVE, ORGANIZATION, PROFILE, REGION, TEMPLATE_PARAMETERS } from './input-options.ts';
import { requireFunctions, writeNotes } from './notes.ts';
import { parseReasons, readParameters } from './option-values.ts';
import { Progress } from './progress.ts';
import { notesOnFindings } from './reports/evaluation-asff.ts';
import { evaluationReport } from './reports/evaluation-report.ts';
import { evaluationText } from './reports/evaluation-text.ts';
import { EVALUATION_FORMATS } from './reports/formats.ts';
import { outputsOf, writeReports } from './reports/write-report.ts';
import { GROUP_BY, TAG } from './tag-options.ts';
import { RULE_NAME } from './version.ts';

type EvaluateFlags = FlagsOf<typeof defined>;

function defined(program: Command) {
  return program
    .command('evaluate')
    .description('evaluate the functions AWS Config recorded, in templates and plans, or in the account as it is')
    .argument(...INPUTS)
    .addOption(formatOption(EVALUATION_FORMATS))
    .addOption(OUTPUT)
    .addOption(PARAM)
    .addOption(PARAM_FILE)
    .addOption(AT)
    .addOption(ONLY)
    .option('--fail-on <reason,…>', 'exit with 1 for these reasons only (repeatable)', parseReasons)
    .option('--baseline <report>', 'exit with 1 only for what did not fail in this earlier report (JSON)')
    .addOption(ACCOUNT)
    .addOption(REGION)
    .addOption(
      repeatable('--function <pattern>', 'count only functions of this name, * for any characters (repeatable)'),
    )
    .addOption(TAG)
    .addOption(GROUP_BY)
    .addOption(TEMPLATE_PARAMETERS)
    .addOption(LIVE)
    .addOption(PROFILE)
    .addOption(AGGREGATOR)
    .addOption(ORGANIZATION)
    .option('--save-organization <file>', 'with --organization: write them to a file')
    .addOption(ORGANIZATION_POLICIES)
    .option('--print-query', 'print the query that --aggregator makes, and nothing else')
    .addOption(ALLOW_EMPTY)
    .addOption(QUIET)
    .addHelpText(
      'after',
      `
Examples:
  ${RULE_NAME} evaluate snapshot.json.gz --only NON_COMPLIANT
  ${RULE_NAME} evaluate template.yaml recorded/ --account 111122223333 --region eu-west-1 -o tracing.sarif
  ${RULE_NAME} evaluate --live --region eu-west-1 -f html -o report.html

Exit code: 0 nothing failing, 1 a function is NON_COMPLIANT or INSUFFICIENT_DATA, 2 unusable input.`,
    );
}

export function addEvaluateCommand(program: Command): void {
  defined(program).action(async (inputs, flags) => {
    process.exitCode = await evaluateCommand(inputs, flags);
  });
}

/**
 * Evaluates functions and writes the reports.
 *
 * @returns the exit code: 1 when a function is NON_COMPLIANT or INSUFFICIENT_DATA, shown or not, otherwise 0.
 * @throws InputError when an input or an output cannot be used; nothing has been written then.
 */
async function evaluateCommand(paths: readonly string[], flags: EvaluateFlags): Promise<0 | 1> {
  if (flags.printQuery) {
    process.stdout.write(`${INVENTORY_QUERY}\n`);
    return 0;
  }
  const from = sourceOf(paths, flags);
  const outputs = outputsOf(flags.output, flags.format, EVALUATION_FORMATS);
  const earlier = flags.baseline === undefined ? undefined : await readReport(flags.baseline);
  const given = readParameters(flags.param, flags.paramFile);
  const now = flags.at ?? new Date();
  const progress = new Progress(flags.quiet ? undefined : process.stderr);
  const facts = await readFacts(from, flags, given, now, progress);
  const { source, inputs, planned, parameters, organization } = facts;

  const filter: Filter = {
    accounts: flags.account,
    // With --live it says where to read.
    regions: from.kind === 'files' ? flags.region : [],
    functions: flags.function,
    tags: flags.tag,
  };
  // Where templates go is no property of theirs to choose them by.
  const ofPlans = filtered(planned.evaluations, isCounted({ accounts: [], regions: [], functions: flags.function }));
  const evaluated = evaluationReport(
    inOrder([filtered(evaluateAll(source, parameters, now), isCounted(filter)), ofPlans]),
    { ...facts, ...inputs, organization },
    parameters,
    now,
    planned.unresolved,
    flags.groupBy,
  );
  const baseline = earlier && sinceBaseline(earlier, evaluated.all, failsFor(flags.failOn));
  const report = { ...evaluated, baseline };
  if (inputs.hasRecorded && inputs.planned.isEmpty) requireFunctions(report.summary.functions, flags);
  const { only, failOn } = flags;
  const isShown = ({ verdict }: Evaluation) => only === undefined || only.has(verdict.compliance);
  if (!flags.quiet) {
    const notes = outputs.some(({ format }) => format === 'asff') ? notesOnFindings(filtered(ofPlans, isShown)) : [];
    writeNotes({ ...facts, remarks: [...facts.remarks, ...notes] });
  }
  const shown = only === undefined ? report : { ...report, evaluations: filtered(report.all, isShown) };
  await writeReports((format, screen) => evaluationText(shown, format, screen), outputs);
  if (baseline !== undefined) return baseline.newlyFailing.length > 0 ? 1 : 0;
  const failing =
    failOn === undefined
      ? report.summary.NON_COMPLIANT + report.summary.INSUFFICIENT_DATA
      : [...failOn].reduce((sum, reason) => sum + (report.summary.reasons[reason] ?? 0), 0);
  return failing > 0 ? 1 : 0;
}

/** One after the other, as often as they are asked for. */
function inOrder<Item>(parts: readonly Iterable<Item>[]): Iterable<Item> {
  return {
    *[Symbol.iterator]() {
      for (const part of parts) yield* part;
    },
  };
}
