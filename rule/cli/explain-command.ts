import type { Command } from '@commander-js/extra-typings';
import {
  type FlagsOf,
  formatOption,
  INPUTS,
  ORGANIZATION_POLICIES,
  OUTPUT,
  PARAM,
  PARAM_FILE,
  QUIET,
} from './common-options.ts';
import { explanationOf } from './explanation.ts';
import { readFacts, sourceOf } from './fact-inputs.ts';
import { ACCOUNT, AGGREGATOR, AT, LIVE, ORGANIZATION, PROFILE, REGION, TEMPLATE_PARAMETERS } from './input-options.ts';
import { judgedFunctions } from './judged-functions.ts';
import { namedFunction } from './named-function.ts';
import { writeNotes } from './notes.ts';
import { readParameters } from './option-values.ts';
import { Progress } from './progress.ts';
import { explanationJson } from './reports/explanation-json.ts';
import { explanationTable } from './reports/explanation-table.ts';
import { ADVICE_FORMATS } from './reports/formats.ts';
import { outputsOf, writeReports } from './reports/write-report.ts';

type ExplainFlags = FlagsOf<typeof defined>;

function defined(program: Command) {
  return program
    .command('explain')
    .description(
      'say of every policy and statement behind one verdict whether it matters and why, and what would mend it',
    )
    .argument('<function>', 'the name, the ARN, or the address in a template or plan')
    .argument(...INPUTS)
    .addOption(formatOption(ADVICE_FORMATS))
    .addOption(OUTPUT)
    .addOption(PARAM)
    .addOption(PARAM_FILE)
    .addOption(AT)
    .addOption(ACCOUNT)
    .addOption(REGION)
    .addOption(TEMPLATE_PARAMETERS)
    .addOption(LIVE)
    .addOption(PROFILE)
    .addOption(AGGREGATOR)
    .addOption(ORGANIZATION)
    .addOption(ORGANIZATION_POLICIES)
    .addOption(QUIET)
    .addHelpText(
      'after',
      '\nExit code: 0 the function does not fail, 1 it is NON_COMPLIANT or INSUFFICIENT_DATA, 2 unusable input, or no such function.',
    );
}

export function addExplainCommand(program: Command): void {
  defined(program).action(async (name, inputs, flags) => {
    process.exitCode = await explainCommand(name, inputs, flags);
  });
}

/**
 * Explains the verdict on one function.
 *
 * @returns the exit code: 1 when the function fails, otherwise 0.
 * @throws InputError when an input or an output cannot be used, or the name is none or several functions'.
 */
async function explainCommand(name: string, paths: readonly string[], flags: ExplainFlags): Promise<0 | 1> {
  const from = sourceOf(paths, flags);
  const outputs = outputsOf(flags.output, flags.format, ADVICE_FORMATS);
  const given = readParameters(flags.param, flags.paramFile);
  const now = flags.at ?? new Date();
  const progress = new Progress(flags.quiet ? undefined : process.stderr);
  const facts = await readFacts(from, flags, given, now, progress);
  const { parameters } = facts;
  const wanted = {
    accounts: flags.account, // With --live it says where to read.
    regions: from.kind === 'files' ? flags.region : [],
    functions: [],
  };
  const explanation = explanationOf(
    namedFunction(name, judgedFunctions(facts, wanted, parameters, now)),
    parameters,
    now,
  );
  if (!flags.quiet) writeNotes(facts);
  const { inputs, skipped } = facts.inputs;
  const source = { evaluatedAt: now, inputs, skipped, parameters };
  await writeReports(
    (format, screen) =>
      format === 'json' ? explanationJson(explanation, source) : explanationTable(explanation, screen),
    outputs,
  );
  return explanation.mending === undefined ? 0 : 1;
}
