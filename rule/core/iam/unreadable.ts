/** A policy document holds something IAM would not have accepted, so what it grants cannot be told. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}
