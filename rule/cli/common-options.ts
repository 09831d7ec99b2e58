import { Option } from '@commander-js/extra-typings';
import { WORST_FIRST } from '../core/model.ts';
import { DEFAULT_PARAMETERS } from '../core/parameters.ts';
import { collect, parseCompliances, parseTime } from './option-values.ts';

/** Options that several commands have, each with its words and the type of its value in one place. */

const NONE: readonly string[] = [];

/** The forms of a moment. */
export const TIME = 'an ISO 8601 time with a zone, a day (its first moment, UTC), now, or -7d, -12h, -30m before now';

export const INPUTS = ['[inputs...]', 'files, directories, or - for standard input; told by their content'] as const;

export const OUTPUT = new Option(
  '-o, --output <file>',
  'write the report to a file, - for standard output (repeatable)',
)
  .argParser(collect)
  .default(NONE);

export const PARAM = new Option(
  '--param <name=value>',
  `set a rule parameter (repeatable): ${Object.keys(DEFAULT_PARAMETERS).join(', ')}`,
)
  .argParser(collect)
  .default(NONE);

export const PARAM_FILE = new Option('--param-file <file>', 'rule parameters as a JSON object; --param comes after');

export const ONLY = new Option(
  '--only <compliance,…>',
  `show only these: ${WORST_FIRST.join(', ')} (repeatable)`,
).argParser(parseCompliances);

export const FROM = new Option('--from <time>', `start of the period (needed): ${TIME}`).argParser(parseTime);
export const TO = new Option('--to <time>', `end of the period (needed): ${TIME}`).argParser(parseTime);
export const ALLOW_EMPTY = new Option('--allow-empty', 'accept recorded input without any function');
export const QUIET = new Option('-q, --quiet', 'no progress and no notes on standard error');

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
  return new Option('-f, --format <format>', 'how to report; else told by --output, else a table').choices(formats);
}

/** What the options of a command come to. */
export type FlagsOf<Define extends (parent: never) => { readonly opts: () => unknown }> = ReturnType<
  ReturnType<Define>['opts']
>;
