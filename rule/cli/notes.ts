import { InputError } from './input-error.ts';
import type { ReadInputs } from './inputs/read-inputs.ts';
import type { PlannedEvaluations } from './planned-functions.ts';
import { visible } from './visible-text.ts';

/** More would hide the report; the JSON report names all of them. */
const NAMED_AT_MOST = 10;

/** Says on standard error what was left out of the inputs, and what they cannot tell. */
export function writeNotes({ skipped, lacksTags }: ReadInputs, unseen: PlannedEvaluations['unseen'] = []): void {
  const lines = skipped.slice(0, NAMED_AT_MOST).map(({ name, why }) => `  ${name}: ${why}`);
  const rest = skipped.length - lines.length;
  if (skipped.length > 0)
    lines.unshift(`skipped ${skipped.length}, which tell${skipped.length === 1 ? 's' : ''} of no resource:`);
  if (rest > 0) lines.push(`  and ${rest} more, which the JSON report names`);
  if (lacksTags) lines.push('the query did not select tags: exemptions cannot be seen');
  for (const { place, address, why } of unseen) lines.push(`${place.file}:${place.line}: ${address}: ${why}`);
  for (const line of lines) process.stderr.write(`${visible(line)}\n`);
}

/**
 * An all-clear about nothing is the commonest wrong prefix or empty sync: it must not pass a gate.
 *
 * @throws InputError when there is no function, unless that is allowed.
 */
export function requireFunctions(functions: number, { allowEmpty }: { readonly allowEmpty?: true }): void {
  if (functions > 0 || allowEmpty) return;
  throw new InputError('there is no function in the input; --allow-empty accepts that');
}
