#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { Compliance } from '../core/model.ts';
import { type EvaluateSource, evaluateCommand, readParameters } from './evaluate-command.ts';
import { InputError } from './input-error.ts';
import { VERSION } from './version.ts';

// Items live for a moment only: a smaller nursery collects them as fast, and leaves the memory to what is kept.
setFlagsFromString('--max-semi-space-size=8');

const COMPLIANCES = [
  'COMPLIANT',
  'NON_COMPLIANT',
  'NOT_APPLICABLE',
  'INSUFFICIENT_DATA',
] as const satisfies Compliance[];

interface EvaluateFlags {
  readonly format: 'table' | 'json' | 'csv';
  readonly output?: string;
  readonly param: readonly string[];
  readonly at?: Date;
  readonly only?: ReadonlySet<Compliance>;
  readonly quiet?: true;
  readonly live?: true;
  readonly region: readonly string[];
  readonly profile?: string;
}

const program = new Command('lambda-active-tracing')
  .description('Does every Lambda function trace actively, and can its execution role really deliver the traces?')
  .version(VERSION)
  .exitOverride()
  .configureOutput({ outputError: () => undefined });

program
  .command('evaluate')
  .description('evaluate the functions in AWS Config snapshots, history files and API output, without AWS access')
  .argument('[inputs...]', 'files, directories, or - for standard input; plain or gzip, told by their content')
  .addOption(new Option('--format <format>', 'how to report').choices(['table', 'json', 'csv']).default('table'))
  .option('--output <file>', 'write the report to a file instead of standard output')
  .option('--param <name=value>', 'set a rule parameter (repeatable)', collect, [])
  .option('--at <time>', 'evaluate as of this ISO 8601 time instead of now', parseTime)
  .option('--only <compliance,…>', `show only these: ${COMPLIANCES.join(', ')}`, parseCompliances)
  .option('--live', "evaluate the caller's own account as it is, read-only, instead of recorded items")
  .option('--region <region>', 'with --live: a Region to read (repeatable)', collect, [])
  .option('--profile <profile>', 'with --live: a profile of the AWS configuration files')
  .option('--quiet', 'no progress on standard error')
  .addHelpText(
    'after',
    '\nExit code: 0 nothing failing, 1 a function is NON_COMPLIANT or INSUFFICIENT_DATA, 2 unusable input.',
  )
  .action(async (inputs: readonly string[], flags: EvaluateFlags) => {
    process.exitCode = await evaluateCommand(sourceOf(inputs, flags), {
      format: flags.format,
      output: flags.output,
      parameters: readParameters(flags.param),
      at: flags.at,
      only: flags.only,
      quiet: flags.quiet ?? false,
    });
  });

function sourceOf(paths: readonly string[], { live, region, profile, at }: EvaluateFlags): EvaluateSource {
  if (!live) {
    if (region.length > 0 || profile !== undefined) throw new InputError('--region and --profile go with --live');
    if (paths.length === 0)
      throw new InputError('nothing to evaluate: name a file, a directory, or - for standard input');
    return { kind: 'recorded', paths };
  }
  if (paths.length > 0) throw new InputError('--live reads the account: name no files with it');
  if (at !== undefined) throw new InputError('--live shows the account as it is now: --at needs recorded items');
  return { kind: 'live', regions: [...new Set(region)], profile };
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

function parseTime(value: string): Date {
  // Date.parse also takes "12" or "May"; and a time without a zone would be read in the machine's own.
  const hasZone = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(value);
  const time = new Date(value);
  if (!hasZone || Number.isNaN(time.getTime())) {
    throw new InvalidArgumentError('Must be an ISO 8601 day or time with a zone, such as 2026-11-20T12:00:00Z.');
  }
  return time;
}

function parseCompliances(value: string): ReadonlySet<Compliance> {
  return new Set(
    value.split(',').map((name) => {
      const compliance = COMPLIANCES.find((candidate) => candidate === name.trim());
      if (compliance === undefined) throw new InvalidArgumentError(`Must be among ${COMPLIANCES.join(', ')}.`);
      return compliance;
    }),
  );
}

/** One line on standard error for what the caller can mend; anything else is a defect and keeps its stack. */
function fail(error: unknown): void {
  if (error instanceof CommanderError && error.exitCode === 0) return;
  process.exitCode = 2;
  if (error instanceof CommanderError || error instanceof InputError) {
    const [firstLine = ''] = error.message.replace(/^error: /, '').split('\n');
    process.stderr.write(`lambda-active-tracing: ${firstLine}\n`);
  } else {
    process.stderr.write(`lambda-active-tracing: unexpected: ${error instanceof Error ? error.stack : error}\n`);
  }
}

await program.parseAsync().catch(fail);
