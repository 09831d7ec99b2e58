import { spawn } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { buildCli } from '../../scripts/build-cli.ts';

export interface Run {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A directory of its own for a test file, with the command line built into it. */
export function useCli() {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lambda-active-tracing-'));
    await buildCli(join(directory, 'dist'));
    await writeFile(join(directory, 'dist/package.json'), '{"type":"module"}');
    await symlink(join(process.cwd(), 'node_modules'), join(directory, 'node_modules'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));
  return {
    path: (name: string) => join(directory, name),
    async write(name: string, content: string | Buffer): Promise<string> {
      await writeFile(join(directory, name), content);
      return join(directory, name);
    },
    run: (args: readonly string[], stdin: string | Buffer = '', env: NodeJS.ProcessEnv = {}, cwd = process.cwd()) =>
      new Promise<Run>((resolve, reject) => {
        const child = spawn(process.execPath, [join(directory, 'dist/cli.js'), ...args], {
          env: { ...process.env, ...env },
          cwd,
        });
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
      }),
  };
}
