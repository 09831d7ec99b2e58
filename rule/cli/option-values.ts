import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from '@commander-js/extra-typings';
import { isCalendarDay } from '../core/calendar-day.ts';
import type { Period } from '../core/history/model.ts';
import { parseJsonText, RepeatedMemberError } from '../core/json-text.ts';
import { type Compliance, FAILING_REASONS, type Reason, WORST_FIRST } from '../core/model.ts';
import { parseParameters, type RuleParameters } from '../core/parameters.ts';
import { isObject, type JsonObject } from '../recorded/json-members.ts';
import { InputError, inputError } from './input-error.ts';

/** For an option that may be given several times. */
export function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

export function parseTime(value: string): Date {
  // Date.parse also takes "12" or "May"; and a time without a zone would be read in the machine's own.
  const [, day = ''] = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.exec(value) ?? [];
  const time = new Date(value);
  if (!isCalendarDay(day) || Number.isNaN(time.getTime())) {
    throw new InvalidArgumentError('Must be an ISO 8601 day or time with a zone, such as 2026-11-20T12:00:00Z.');
  }
  return time;
}

/** Verdicts by their names, in any case; what was given before is kept. */
export function parseCompliances(
  value: string,
  previous: ReadonlySet<Compliance> = new Set(),
): ReadonlySet<Compliance> {
  return new Set([...previous, ...value.split(',').map((name) => oneOf(name, WORST_FIRST))]);
}

/** Reasons that fail a function, by their names. */
export function parseReasons(value: string, previous: ReadonlySet<Reason> = new Set()): ReadonlySet<Reason> {
  return new Set([...previous, ...value.split(',').map((name) => oneOf(name, FAILING_REASONS))]);
}

function oneOf<Name extends string>(given: string, names: readonly Name[]): Name {
  const found = names.find((name) => name.toLowerCase() === given.trim().toLowerCase());
  if (found === undefined) throw new InvalidArgumentError(`Must be among ${names.join(', ')}.`);
  return found;
}

/**
 * Parses repeated `--param name=value`, which come after what a file of parameters says.
 *
 * @throws InputError naming the option or the file and what is wrong.
 */
export function readParameters(assignments: readonly string[], file?: string | undefined): RuleParameters {
  const inFile = file === undefined ? {} : parametersIn(file);
  const given = assignments.map((assignment): [name: string, value: string] => {
    const equals = assignment.indexOf('=');
    if (equals < 1) throw new InputError(`--param ${assignment}: must be name=value`);
    return [assignment.slice(0, equals), assignment.slice(equals + 1)];
  });
  try {
    // By its entries, since a name such as __proto__ must be met by the reader of names and not by the object.
    return parseParameters(Object.fromEntries([...Object.entries(inFile), ...given]));
  } catch (cause) {
    throw new InputError(`--param: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/** The parameters in a file: an object of texts, as AWS Config has them in `InputParameters` and every report in `parameters`. */
function parametersIn(file: string): JsonObject {
  const parameters = parsedFile(file);
  if (!isObject(parameters)) throw new InputError(`${file}: must be a JSON object of rule parameters`);
  try {
    parseParameters(parameters);
  } catch (cause) {
    throw new InputError(`${file}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  return parameters;
}

function parsedFile(file: string): unknown {
  try {
    return parseJsonText(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new InputError(`${file}: not JSON`, { cause });
    if (cause instanceof RepeatedMemberError) throw new InputError(`${file}: ${cause.message}`, { cause });
    throw inputError(file, cause);
  }
}

/** The period between `--from` and `--to`. */
export function readPeriod({ from, to }: { readonly from?: Date | undefined; readonly to?: Date | undefined }): Period {
  if (from === undefined || to === undefined) throw new InputError('a period is needed: --from and --to');
  if (from >= to) throw new InputError('--from must be before --to');
  return { from: from.getTime(), to: to.getTime() };
}
