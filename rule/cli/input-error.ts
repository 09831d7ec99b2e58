/** The input, or the way the command was called, cannot be used: one line on stderr and exit code 2. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
