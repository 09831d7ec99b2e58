import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { functionItem, snapshot, tracingRole } from './items.ts';
import { useCli } from './run-cli.ts';

const cli = useCli();
const fine = snapshot(functionItem('orders'), tracingRole());

describe('what was meant', () => {
  it.each([
    ['a command', ['evalute'], /unknown command 'evalute' \(Did you mean evaluate\?\)/],
    ['an option', ['evaluate', '-', '--outpt', 'x'], /unknown option '--outpt' \(Did you mean --output\?\)/],
    ['a format', ['evaluate', '-', '-f', 'jsn'], /Allowed choices are table, json/],
  ])('is told for %s: one line, exit code 2', async (_what, args, message) => {
    const run = await cli.run(args);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toMatch(message);
    expect(run.stderr.trimEnd()).not.toContain('\n');
  });

  it('is told for an action X-Ray does not have, once', async () => {
    const { stderr } = await cli.run(['evaluate', '-', '--param', 'requiredActions=xray:PutTraceSegment'], fine);
    expect(stderr).toBe(
      'requiredActions: X-Ray has no action xray:PutTraceSegment; did you mean xray:PutTraceSegments?\n',
    );
    const right = await cli.run(['evaluate', '-', '--param', 'requiredActions=xray:PutTraceSegments,s3:Get'], fine);
    expect(right.stderr).toBe('');
  });
});

describe('short options', () => {
  it('-f -o -q are --format --output --quiet', async () => {
    const file = cli.path('report.txt');
    expect(await cli.run(['evaluate', '-', '-q', '-f', 'csv', '-o', file], fine)).toMatchObject({
      exitCode: 0,
      stdout: '',
    });
    const { stdout } = await cli.run(['evaluate', '-', '--quiet', '--format', 'csv'], fine);
    expect(stdout).toContain('orders');
  });

  it('-v and -h are --version and --help', async () => {
    expect((await cli.run(['-v'])).stdout).toBe((await cli.run(['--version'])).stdout);
    const { stdout, exitCode } = await cli.run(['evaluate', '-h']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Examples:');
    for (const name of ['requiredActions', 'exemptionMaxDays', 'organizationId']) expect(stdout).toContain(name);
  });
});

describe('--at', () => {
  const at = async (time: string) => {
    const run = await cli.run(['evaluate', '-', '-f', 'json', '--at', time], fine);
    return run.exitCode === 0 ? Date.parse(JSON.parse(run.stdout).evaluatedAt) : run.stderr;
  };

  it('a day is its first moment, UTC', async () => {
    expect(await at('2026-11-20')).toBe(Date.UTC(2026, 10, 20));
  });

  it.each([
    ['now', 0],
    ['-7d', 7 * 86_400_000],
    ['-12h', 12 * 3_600_000],
    ['-30m', 30 * 60_000],
  ])('%s is so long before now', async (time, before) => {
    const items = snapshot(
      functionItem('orders', {}, { configurationItemCaptureTime: '2020-01-01T00:00:00.000Z' }),
      tracingRole({ configurationItemCaptureTime: '2020-01-01T00:00:00.000Z' }),
    );
    const { stdout } = await cli.run(['evaluate', '-', '-f', 'json', '--at', time], items);
    const distance = Date.now() - before - Date.parse(JSON.parse(stdout).evaluatedAt);
    expect(Math.abs(distance)).toBeLessThan(60_000);
  });

  it.each(['7d', '-7', '-7y', 'yesterday', '2026-11-31'])('%s is no moment', async (time) => {
    expect(await at(time)).toMatch(/Must be a day or a time with a zone/);
  });
});

describe('colors', () => {
  const failing = snapshot(functionItem('orders', { tracingConfig: { mode: 'PassThrough' } }), tracingRole());
  const hasColors = async (env: NodeJS.ProcessEnv) =>
    (await cli.run(['evaluate', '-'], failing, env)).stdout.includes('\u001b[');

  it.each<[what: string, env: NodeJS.ProcessEnv, expected: boolean]>([
    ['a pipe', {}, false],
    ['FORCE_COLOR=1', { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, false],
    ['NO_COLOR=1', { NO_COLOR: '1' }, false],
  ])('%s: %s', async (_what, env, expected) => {
    const { FORCE_COLOR: _forced, NO_COLOR: _none, ...others } = process.env;
    expect(await hasColors({ ...others, FORCE_COLOR: '', NO_COLOR: '', ...env })).toBe(expected);
  });
});

describe('--profile', () => {
  it('one that is not there is named', async () => {
    const { exitCode, stderr } = await cli.run(['evaluate', '--live', '--profile', 'audit'], '', {
      AWS_CONFIG_FILE: '/nowhere',
      AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
      AWS_REGION: 'eu-west-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
    });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^lambda-active-tracing: profile audit: [^\n]*CredentialsProviderError[^\n]*\n$/);
  });
});

describe('completion', () => {
  const complete = async (...words: readonly string[]) => {
    const { stdout } = await cli.run(['completion', 'bash']);
    const line = words.map((word) => `'${word}'`).join(' ');
    const script = `${stdout}\nCOMP_WORDS=(lambda-active-tracing ${line}); COMP_CWORD=${words.length}; _lambda_active_tracing; echo "\${COMPREPLY[@]}"`;
    return spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stdout.trim();
  };

  it.each<[words: readonly string[], completed: string]>([
    [['evid'], 'evidence'],
    [['evaluate', '--fo'], '--format'],
    [['evaluate', '--format', 'sa'], 'sarif'],
    [['evaluate', '-f', 'mark'], 'markdown'],
    [['evidence', 'verify', '--st'], '--strict'],
    [['evidence', 'ver'], 'verify'],
  ])('in bash, %j becomes %s', async (words, completed) => {
    expect(await complete(...words)).toBe(completed);
  });

  it.each(['zsh', 'fish'])('has every command and long option for %s', async (shell) => {
    const { stdout } = await cli.run(['completion', shell]);
    for (const word of ['evaluate', 'evidence', 'verify', 'forecast', 'fail-on', 'template-parameters', 'sarif'])
      expect(stdout).toContain(word);
  });

  it('another shell is exit code 2', async () => {
    expect(await cli.run(['completion', 'tcsh'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('bash, zsh, fish'),
    });
  });
});
