/** The input, or the way the command was called, cannot be used: one line on stderr and exit code 2. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** What to throw when something failed at a path: an InputError naming it, unless the failure is a defect of ours. */
export function inputError(path: string, cause: unknown): unknown {
  if (codeOf(cause) === undefined) return cause;
  return new InputError(`${path}: ${sentenceOf(cause)}`, { cause });
}

/** Is it the error the file system gives for a path at which nothing is? */
export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

/** Is it the error the file system gives for a path at which there is no directory? */
export function isNoDirectory(error: unknown): boolean {
  return isMissing(error) || codeOf(error) === 'ENOTDIR';
}

/** The code of a system error, such as ENOENT. */
function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** What people say instead of the codes. */
function sentenceOf(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOENT':
      return 'no such file or directory';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ENOTDIR':
      return 'not a directory';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
