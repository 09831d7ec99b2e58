import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { vi } from 'vitest';
import type { AwsEndpoint } from '../lambda/aws-endpoint.ts';
import { REGION } from '../lambda/emulated-account.ts';

export interface CommandRun {
  /** What the command wrote to its output; empty when it wrote none. */
  readonly output: string;
  readonly stderr: string;
  readonly exitCode: number;
  /** What it threw. */
  readonly error: unknown;
}

/** Points the AWS SDK of this process to a local AWS. */
export function useEndpoint({ url }: AwsEndpoint): void {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'not-a-secret',
  });
}

/** Runs one command of the command line in this process: starting another one takes longer than most of its work. */
export async function runCommand(add: (program: Command) => void, args: readonly string[]): Promise<CommandRun> {
  const directory = await mkdtemp(join(tmpdir(), 'lambda-active-tracing-'));
  const path = join(directory, 'output');
  const written: string[] = [];
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const program = new Command('test').exitOverride().configureOutput({ outputError: () => undefined });
  add(program);
  let error: unknown;
  try {
    await program.parseAsync([...args, '--output', path], { from: 'user' }).catch((thrown) => {
      error = thrown;
    });
    const output = await readFile(path, 'utf8').catch(() => '');
    return { output, stderr: written.join(''), exitCode: Number(process.exitCode ?? 0), error };
  } finally {
    stderr.mockRestore();
    process.exitCode = 0;
    await rm(directory, { recursive: true, force: true });
  }
}
