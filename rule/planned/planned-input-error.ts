/** A template, plan or assembly that cannot be judged as a whole. The message names the file, the line and what is wrong. */
export class PlannedInputError extends Error {
  override readonly name = 'PlannedInputError';
  readonly file: string;
  /** Counted from 1; `undefined` where the fault lies in the file as a whole. */
  readonly line: number | undefined;
  /** What is wrong, without the place. */
  readonly problem: string;

  constructor(file: string, line: number | undefined, problem: string, options?: ErrorOptions) {
    super(line === undefined ? `${file}: ${problem}` : `${file}:${line}: ${problem}`, options);
    this.file = file;
    this.line = line;
    this.problem = problem;
  }
}
