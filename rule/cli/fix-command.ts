import { type Command, Option } from '@commander-js/extra-typings';
import {
  ALLOW_EMPTY,
  type FlagsOf,
  formatOption,
  INPUTS,
  ORGANIZATION_POLICIES,
  OUTPUT,
  PARAM,
  PARAM_FILE,
  QUIET,
  repeatable,
} from './common-options.ts';
import { readFacts, sourceOf } from './fact-inputs.ts';
import { FIX_LANGUAGES, fixPlan } from './fix/fix-plan.ts';
import { ACCOUNT, AGGREGATOR, AT, LIVE, ORGANIZATION, PROFILE, REGION, TEMPLATE_PARAMETERS } from './input-options.ts';
import { judgedFunctions } from './judged-functions.ts';
import { requireFunctions, writeNotes } from './notes.ts';
import { readParameters } from './option-values.ts';
import { Progress } from './progress.ts';
import { fixJson } from './reports/fix-json.ts';
import { fixText } from './reports/fix-text.ts';
import { ADVICE_FORMATS } from './reports/formats.ts';
import { outputsOf, writeReports } from './reports/write-report.ts';
import { TAG } from './tag-options.ts';

type FixFlags = FlagsOf<typeof defined>;

function defined(program: Command) {
  return program
    .command('fix')
    .description(
      'print what mends the functions that fail, by role, and who must act where that is somebody else; runs nothing',
    )
    .argument(...INPUTS)
    .addOption(
      new Option('--as <language>', 'for what is deployed; templates and plans are mended as they are written')
        .choices(FIX_LANGUAGES)
        .default('cli' as const),
    )
    .addOption(formatOption(ADVICE_FORMATS))
    .addOption(OUTPUT)
    .addOption(PARAM)
    .addOption(PARAM_FILE)
    .addOption(AT)
    .addOption(ACCOUNT)
    .addOption(REGION)
    .addOption(repeatable('--function <pattern>', 'only functions of this name, * for any characters (repeatable)'))
    .addOption(TAG)
    .addOption(TEMPLATE_PARAMETERS)
    .addOption(LIVE)
    .addOption(PROFILE)
    .addOption(AGGREGATOR)
    .addOption(ORGANIZATION)
    .addOption(ORGANIZATION_POLICIES)
    .addOption(ALLOW_EMPTY)
    .addOption(QUIET)
    .addHelpText(
      'after',
      '\nExit code: 0 what is printed mends every function that fails, 1 something is left for somebody else, 2 unusable input.',
    );
}

export function addFixCommand(program: Command): void {
  defined(program).action(async (inputs, flags) => {
    process.exitCode = await fixCommand(inputs, flags);
  });
}

/**
 * Prints what mends the functions that fail. Nothing is run and nothing is changed.
 *
 * @returns the exit code: 1 when a function fails that nothing printed mends, otherwise 0.
 * @throws InputError when an input or an output cannot be used; nothing has been written then.
 */
async function fixCommand(paths: readonly string[], flags: FixFlags): Promise<0 | 1> {
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
    functions: flags.function,
    tags: flags.tag,
  };
  const plan = fixPlan(judgedFunctions(facts, wanted, parameters, now), flags.as, parameters, now);
  const { inputs, skipped, hasRecorded, planned } = facts.inputs;
  if (hasRecorded && planned.isEmpty) requireFunctions(plan.functions, flags);
  if (!flags.quiet) writeNotes(facts);
  const source = { evaluatedAt: now, inputs, skipped, parameters };
  await writeReports((format) => (format === 'json' ? fixJson(plan, source) : fixText(plan)), outputs);
  const isAllMended = plan.open.length === 0 && plan.fixes.every(({ functions }) => functions.every(isMended));
  return isAllMended ? 0 : 1;
}

function isMended({ setActive }: { readonly setActive: string }): boolean {
  return setActive !== 'not known';
}
