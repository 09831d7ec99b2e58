import { visible } from '../visible-text.ts';

/** Words a POSIX shell takes as they are. */
const PLAIN = /^[A-Za-z0-9_/.:=@%+,-]+$/;

/** Values the AWS CLI would read from a file or an address instead of sending them. */
const READ_FROM_ELSEWHERE = /^(?:fileb?|https?):\/\//i;

/**
 * Can a name be written in a command that a person reads, copies and runs? Not what holds invisible characters, which no
 * terminal may be given and no AWS name holds, and not what the AWS CLI would take for the place of a value.
 */
export function isWritable(value: string): boolean {
  return value !== '' && visible(value) === value && !READ_FROM_ELSEWHERE.test(value);
}

/** A value as one word of a POSIX shell, whatever it holds (POSIX.1-2017, Shell Command Language, 2.2.2: single quotes). */
export function shellWord(value: string): string {
  return PLAIN.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/** An option with its value; a value that begins like an option is joined to it. */
export function shellOption(name: string, value: string): string {
  return value.startsWith('-') ? `${name}=${shellWord(value)}` : `${name} ${shellWord(value)}`;
}
