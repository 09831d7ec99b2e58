import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { startAwsEndpoint } from '../lambda/aws-endpoint.ts';
import { functionItem, snapshot, tracingRole } from './items.ts';
import { localAws, useCli } from './run-cli.ts';

/** What only the built file in a process of its own proves; everything else runs within the test. */
const cli = useCli();

const failing = snapshot(functionItem('orders', { tracingConfig: { mode: 'PassThrough' } }), tracingRole());

describe('the command line that ships', () => {
  it('reads standard input, and tells by its exit code what it found', async () => {
    const run = await cli.spawn(['evaluate', '-', '--format', 'csv'], failing);
    expect(run).toMatchObject({ exitCode: 1, stderr: '', stdout: expect.stringContaining('tracing-not-active') });
    expect(await cli.spawn(['evaluate', '-'], snapshot(functionItem('orders'), tracingRole()))).toMatchObject({
      exitCode: 0,
    });
  });

  it('has the parser of .tf files beside it', async () => {
    await mkdir(cli.path('infra'));
    await cli.write(
      'infra/main.tf',
      'resource "aws_lambda_function" "f" {\n  function_name = "f"\n  role          = "arn:aws:iam::111122223333:role/f"\n}\n',
    );
    const run = await cli.spawn(['evaluate', 'infra', '--format', 'json'], '', {}, cli.path('.'));
    expect(run.stderr).toBe('');
    expect(JSON.parse(run.stdout).evaluations[0]).toMatchObject({
      resourceId: 'f',
      reasons: ['tracing-not-active'],
    });
  });

  it('loads what --live needs: a refused call is one line and exit code 2', async () => {
    const aws = await startAwsEndpoint({});
    const run = await cli
      .spawn(['evaluate', '--live', '--region', 'eu-west-1'], '', localAws(aws))
      .finally(() => aws.close());
    const stderr = expect.stringMatching(/^lambda-active-tracing: [^\n]* failed: UnknownOperation[^\n]*\n$/);
    expect(run).toMatchObject({ exitCode: 2, stdout: '', stderr });
  });

  it('a reader that stops reading, such as head, is no error', async () => {
    await cli.spawn(['--version']);
    const many = snapshot(...Array.from({ length: 3000 }, (_, index) => functionItem(`f-${index}`)), tracingRole());
    const child = spawn(process.execPath, [cli.path('dist/cli.js'), 'evaluate', '-', '--format', 'json']);
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    child.stdin.end(many);
    const exitCode = await new Promise((resolve) => child.on('close', resolve));
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('bad usage is one line and exit code 2', async () => {
    const run = await cli.spawn(['evaluate', '-', '--no-such-option']);
    expect(run).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(/^lambda-active-tracing: [^\n]*no-such-option[^\n]*\n$/),
    });
  });
});
