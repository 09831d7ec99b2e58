import { Option } from '@commander-js/extra-typings';
import { WORST_FIRST } from '../core/model.ts';
import { collect, parseCompliances, parseTime } from './option-values.ts';

/** Options that several commands have, each with its words and the type of its value in one place. */

const NONE: readonly string[] = [];

export const INPUTS = ['[inputs...]', 'files, directories, or - for standard input; told by their content'] as const;

export const OUTPUT = new Option('--output <file>', 'write the report to a file, - for standard output (repeatable)')
  .argParser(collect)
  .default(NONE);

export const PARAM = new Option('--param <name=value>', 'set a rule parameter (repeatable)')
  .argParser(collect)
  .default(NONE);

export const PARAM_FILE = new Option('--param-file <file>', 'rule parameters as a JSON object; --param comes after');

export const ONLY = new Option(
  '--only <compliance,…>',
  `show only these: ${WORST_FIRST.join(', ')} (repeatable)`,
).argParser(parseCompliances);

export const FROM = new Option('--from <time>', 'start of the period, an ISO 8601 day or time (needed)').argParser(
  parseTime,
);
export const TO = new Option('--to <time>', 'end of the period, an ISO 8601 day or time (needed)').argParser(parseTime);
export const ALLOW_EMPTY = new Option('--allow-empty', 'accept recorded input without any function');
export const QUIET = new Option('--quiet', 'no progress and no notes on standard error');

export const ORGANIZATION_POLICIES = new Option(
  '--organization-policies <file>',
  'policies of the organization, as --save-organization wrote them',
);

export const EXIT_CODES_OF_A_PERIOD =
  '\nExit code: 0 nothing failing at the end of the period, 1 a function is NON_COMPLIANT or INSUFFICIENT_DATA there, ' +
  '2 unusable input.';

/** An option of any value, as often as it is given. */
export function repeatable<const Flags extends `--${string} <${string}>`>(flags: Flags, description: string) {
  return new Option(flags, description).argParser(collect).default(NONE);
}

/** How a report is written, by the formats of the command. */
export function formatOption<const Formats extends readonly string[]>(formats: Formats) {
  return new Option('--format <format>', 'how to report; else told by --output, else a table').choices(formats);
}

/** What the options of a command come to. */
export type FlagsOf<Define extends (parent: never) => { readonly opts: () => unknown }> = ReturnType<
  ReturnType<Define>['opts']
>;
