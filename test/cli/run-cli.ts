import { spawn } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterAll, beforeAll } from 'vitest';
import { runCommandLine } from '../../rule/cli/command-line.ts';
import { buildCli } from '../../scripts/build-cli.ts';
import type { AwsEndpoint } from '../lambda/aws-endpoint.ts';
import { REGION } from '../lambda/emulated-account.ts';

export interface Run {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Arguments = readonly [args: readonly string[], stdin?: string | Buffer, env?: NodeJS.ProcessEnv, cwd?: string];

/**
 * A directory of its own for a test file. `run` is the command line within this process, which takes milliseconds; `spawn` is
 * the one that ships, built into the directory the first time, for what a process of its own proves.
 */
export function useCli() {
  let directory = '';
  let built: Promise<void> | undefined;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lambda-active-tracing-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));
  return {
    path: (name: string) => join(directory, name),
    async write(name: string, content: string | Buffer): Promise<string> {
      await writeFile(join(directory, name), content);
      return join(directory, name);
    },
    run: runHere,
    async spawn(...[args, stdin = '', env = {}, cwd = process.cwd()]: Arguments): Promise<Run> {
      built ??= build(directory);
      await built;
      return await spawned(join(directory, 'dist/cli.js'), args, stdin, env, cwd);
    },
  };
}

async function build(directory: string): Promise<void> {
  await buildCli(join(directory, 'dist'));
  await writeFile(join(directory, 'dist/package.json'), '{"type":"module"}');
  await symlink(join(process.cwd(), 'node_modules'), join(directory, 'node_modules'));
}

function spawned(
  script: string,
  args: readonly string[],
  stdin: string | Buffer,
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<Run> {
  return new Promise<Run>((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { env: { ...process.env, ...env }, cwd });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });
}

/** What makes the AWS SDK call a local AWS. */
export function localAws({ url }: AwsEndpoint): NodeJS.ProcessEnv {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'not-a-secret',
  };
}

/** Runs wait for each other: they share the streams and the directory of this process. */
let last: Promise<unknown> = Promise.resolve();

/** The command line within this process. */
export function runHere(...given: Arguments): Promise<Run> {
  const run = last.then(() => inThisProcess(...given));
  last = run.catch(() => undefined);
  return run;
}

async function inThisProcess(...[args, stdin = '', env = {}, cwd = process.cwd()]: Arguments): Promise<Run> {
  const before = { cwd: process.cwd(), env: { ...process.env }, exitCode: process.exitCode };
  const stdout = new Captured();
  const stderr = new Captured();
  const streams = { stdin: Readable.from([Buffer.from(stdin)]), stdout, stderr };
  const restore = replaceStreams(streams);
  Object.assign(process.env, env);
  process.exitCode = undefined;
  if (cwd !== before.cwd) process.chdir(cwd);
  try {
    await runCommandLine(args);
    return { exitCode: Number(process.exitCode ?? 0), stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    restore();
    for (const name of Object.keys(process.env)) if (!(name in before.env)) delete process.env[name];
    Object.assign(process.env, before.env);
    process.exitCode = before.exitCode;
    if (cwd !== before.cwd) process.chdir(before.cwd);
  }
}

function replaceStreams(streams: Readonly<Record<'stdin' | 'stdout' | 'stderr', unknown>>): () => void {
  const before = Object.keys(streams).map(
    (name) => [name, Object.getOwnPropertyDescriptor(process, name) as PropertyDescriptor] as const,
  );
  for (const [name, value] of Object.entries(streams))
    Object.defineProperty(process, name, { configurable: true, value });
  return () => {
    for (const [name, descriptor] of before) Object.defineProperty(process, name, descriptor);
  };
}

/** A stream that keeps what is written to it. */
class Captured extends Writable {
  readonly #chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}
