import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { InputError } from '../../rule/cli/input-error.ts';
import { readInputs } from '../../rule/cli/inputs/read-inputs.ts';
import { Progress } from '../../rule/cli/progress.ts';
import { evaluateAll } from '../../rule/core/evaluation.ts';
import { DEFAULT_PARAMETERS } from '../../rule/core/parameters.ts';
import { RecordedState } from '../../rule/recorded/recorded-state.ts';

/** Files and links by their names; `link` leads to a path relative to where it stands. */
export type Files = Readonly<Record<string, string | Buffer | { readonly link: string }>>;

export interface Judged {
  /** `compliance reasons…` by the name of the function. */
  readonly verdicts?: Readonly<Record<string, string>>;
  readonly skipped?: Readonly<Record<string, string>>;
  readonly inputs?: readonly string[];
  readonly lacksTags?: boolean;
  /** Why the input cannot be used. */
  readonly refused?: string;
}

const AT = new Date('2026-11-21T00:00:00Z');

/** Reads what is below `paths` as `evaluate` does, in a directory of its own, and judges it. */
export async function judgeFiles(files: Files, paths: readonly string[] = ['.']): Promise<Judged> {
  const directory = await mkdtemp(join(tmpdir(), 'lambda-active-tracing-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(directory, name)), { recursive: true });
      if (typeof content === 'string' || Buffer.isBuffer(content)) await writeFile(join(directory, name), content);
      else await symlink(content.link, join(directory, name));
    }
    return await judge(directory, paths);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function judge(directory: string, paths: readonly string[]): Promise<Judged> {
  const state = new RecordedState(DEFAULT_PARAMETERS, AT.getTime());
  const named = (name: string) => name.replace(`${directory}/`, '');
  try {
    const { inputs, skipped, lacksTags } = await readInputs(
      paths.map((path) => join(directory, path)),
      state,
      new Progress(undefined),
    );
    const verdicts = [...evaluateAll(state, DEFAULT_PARAMETERS, AT)].map(({ fn, verdict }) => [
      fn.resourceId,
      `${verdict.compliance} ${verdict.reasons.join(' ')}`,
    ]);
    return {
      verdicts: Object.fromEntries(verdicts),
      skipped: Object.fromEntries(skipped.map(({ name, why }) => [named(name), why])),
      inputs: inputs.map(({ name }) => named(name)),
      lacksTags,
    };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { refused: named(error.message) };
  }
}
