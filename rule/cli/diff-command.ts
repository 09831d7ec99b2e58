import type { Command } from '@commander-js/extra-typings';
import { type FlagsOf, formatOption, OUTPUT } from './common-options.ts';
import { compare } from './diff/comparison.ts';
import { readReport } from './diff/reported-functions.ts';
import { InputError } from './input-error.ts';
import { diffJson, diffTable } from './reports/diff-report.ts';
import { ADVICE_FORMATS } from './reports/formats.ts';
import { outputsOf, writeReports } from './reports/write-report.ts';

type DiffFlags = FlagsOf<typeof defined>;

function defined(program: Command) {
  return program
    .command('diff')
    .description('compare two reports of evaluate --format json: newly failing, mended, changed, gone, new')
    .argument('<old>', 'the earlier report, or - for standard input')
    .argument('<new>', 'the later report, or - for standard input')
    .addOption(formatOption(ADVICE_FORMATS))
    .addOption(OUTPUT)
    .addHelpText('after', '\nExit code: 0 nothing is newly failing, 1 a function is, 2 unusable input.');
}

export function addDiffCommand(program: Command): void {
  defined(program).action(async (before, after, flags) => {
    process.exitCode = await diffCommand(before, after, flags);
  });
}

/**
 * Compares two reports.
 *
 * @returns the exit code: 1 when a function fails that did not fail before, otherwise 0.
 * @throws InputError when a report or an output cannot be used; nothing has been written then.
 */
async function diffCommand(before: string, after: string, flags: DiffFlags): Promise<0 | 1> {
  const outputs = outputsOf(flags.output, flags.format, ADVICE_FORMATS);
  if (before === '-' && after === '-') throw new InputError('only one of the two reports can be standard input');
  const [old, now] = [await readReport(before), await readReport(after)];
  const report = { old, now, comparison: compare(old.functions, now.functions) };
  await writeReports((format, screen) => (format === 'json' ? diffJson(report) : diffTable(report, screen)), outputs);
  return report.comparison.newlyFailing.length > 0 ? 1 : 0;
}
