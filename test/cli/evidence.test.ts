import { createHash } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { functionItem, type Item, snapshot, tracingRole } from './items.ts';
import { useCli } from './run-cli.ts';

const cli = useCli();
const PERIOD = ['--from', '2026-11-01', '--to', '2026-11-11'] as const;
const FILES = ['evaluations.csv', 'evaluations.json', 'history.csv', 'history.json', 'manifest.json', 'report.html'];

let input = '';
beforeAll(async () => {
  input = await cli.write(
    'input.json',
    snapshot(tracingRole(), functionItem('orders'), functionItem('billing', { tracingConfig: null })),
  );
});

async function bytesOf(directory: string): Promise<Record<string, string>> {
  const names = (await readdir(directory)).sort();
  const texts = names.map(async (name) => [name, await readFile(join(directory, name), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Evidence of its own for a test. */
async function written(name: string): Promise<{ readonly directory: string; readonly digest: string }> {
  const directory = cli.path(name);
  const run = await cli.run(['evidence', ...PERIOD, '--output', directory, input]);
  expect(run).toMatchObject({ exitCode: 1, stderr: '' });
  return { directory, digest: /Digest of the manifest: ([0-9a-f]{64})\n/.exec(run.stdout)?.[1] ?? '' };
}

describe('evidence', () => {
  it('is the report, the evaluations at the end, the history and a manifest of them', async () => {
    const { directory, digest } = await written('first');
    const files = await bytesOf(directory);
    expect(Object.keys(files)).toEqual(FILES);
    expect(JSON.parse(files['manifest.json'] ?? '')).toEqual({
      rule: 'lambda-active-tracing',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      managedPolicyData: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      period: { from: '2026-11-01T00:00:00.000Z', to: '2026-11-11T00:00:00.000Z' },
      parameters: expect.objectContaining({ conditionalAccess: 'NON_COMPLIANT' }),
      skipped: [],
      inputs: [{ name: input, sha256: sha256(await readFile(input, 'utf8')) }],
      outputs: ['report.html', 'evaluations.json', 'evaluations.csv', 'history.json', 'history.csv'].map((name) => ({
        name,
        sha256: sha256(files[name] ?? ''),
      })),
      digest,
    });
  });

  it('holds what evaluate and history say of the same inputs', async () => {
    const { directory } = await written('same-as-commands');
    const files = await bytesOf(directory);
    const stdout = async (...args: readonly string[]) => (await cli.run(args)).stdout;
    // The end belongs to the next period.
    const at = ['--at', '2026-11-10T23:59:59.999Z'];
    expect(files['evaluations.json']).toBe(await stdout('evaluate', input, ...at, '--format', 'json'));
    expect(files['evaluations.csv']).toBe(await stdout('evaluate', input, ...at, '--format', 'csv'));
    expect(files['history.json']).toBe(await stdout('history', input, ...PERIOD, '--format', 'json'));
    expect(files['history.csv']).toBe(await stdout('history', input, ...PERIOD, '--format', 'csv'));
    expect(files['report.html']).toBe(await stdout('history', input, ...PERIOD, '--format', 'html'));
  });

  it('is the same bytes for the same inputs', async () => {
    const [one, other] = [await written('once'), await written('again')];
    expect(await bytesOf(one.directory)).toEqual(await bytesOf(other.directory));
    expect(one.digest).toBe(other.digest);
  });

  it('may be written to an empty directory, and makes the directories above', async () => {
    await mkdir(cli.path('empty'));
    expect(Object.keys(await bytesOf((await written('empty')).directory))).toEqual(FILES);
    expect(Object.keys(await bytesOf((await written('audits/2026/autumn')).directory))).toEqual(FILES);
  });

  it('exit code 0 when nothing is failing at the end', async () => {
    const sound = snapshot(tracingRole(), functionItem('orders'));
    const run = await cli.run(['evidence', ...PERIOD, '--output', cli.path('sound'), '-'], sound);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('refuses a directory in which something is, and leaves it alone', async () => {
    await mkdir(cli.path('full'));
    await cli.write('full/notes.txt', 'mine');
    const run = await cli.run(['evidence', ...PERIOD, '--output', cli.path('full'), input]);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toMatch(/full: not empty/);
    expect(await bytesOf(cli.path('full'))).toEqual({ 'notes.txt': 'mine' });
  });

  it('leaves nothing behind when an input is unusable', async () => {
    await mkdir(cli.path('nothing'));
    const run = await cli.run(['evidence', ...PERIOD, '--output', cli.path('nothing/left'), '-'], '{"broken');
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await readdir(cli.path('nothing'))).toEqual([]);
  });

  const unusable: readonly (readonly [name: string, args: readonly string[], message: string])[] = [
    ['no period', ['--output', 'x', '-'], '--from and --to'],
    ['no end', ['--from', '2026-11-01', '--output', 'x', '-'], '--from and --to'],
    ['no directory', [...PERIOD, '-'], '--output'],
    ['a directory without a name', [...PERIOD, '--output', '', '-'], '--output'],
    ['no inputs', [...PERIOD, '--output', 'x'], 'nothing to replay'],
    ['a name that is too long', [...PERIOD, '--allow-empty', '--output', 'x'.repeat(250), '-'], 'ENAMETOOLONG'],
    [
      'a directory whose name begins with dots inside an input',
      [...PERIOD, '--output', 'test/..x', 'test'],
      'inside the input',
    ],
    [
      'a directory inside an input',
      [...PERIOD, '--output', 'test/evidence', 'test'],
      'test/evidence: inside the input test',
    ],
    [
      'a file in the place of the directory',
      [...PERIOD, '--output', 'package.json', '-'],
      'package.json: not a directory',
    ],
  ];
  it.each(unusable)('%s: exit code 2, one line on standard error', async (_name, args, message) => {
    const run = await cli.run(['evidence', ...args], snapshot());
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain(message);
    expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('evidence verify', () => {
  const verify = (directory: string, ...options: readonly string[]) =>
    cli.run(['evidence', 'verify', directory, ...options]);

  it('untouched: exit code 0', async () => {
    const { directory, digest } = await written('untouched');
    expect(await verify(directory)).toEqual({
      exitCode: 0,
      stdout: `Nothing was altered: 5 outputs unaltered; the one input unaltered.\nDigest of the manifest: ${digest}\n`,
      stderr: '',
    });
    expect(await verify(directory, '--digest', digest.toUpperCase())).toMatchObject({ exitCode: 0 });
  });

  it('moved elsewhere: exit code 0', async () => {
    const { directory } = await written('to-be-moved');
    await rename(directory, cli.path('moved'));
    expect(await verify(cli.path('moved'))).toMatchObject({ exitCode: 0 });
  });

  const alterations: readonly (readonly [name: string, alter: (directory: string) => Promise<void>, says: string])[] = [
    ...FILES.filter((name) => name !== 'manifest.json').map(
      (name) =>
        [
          `a byte more in ${name}`,
          (directory: string) => appendFile(join(directory, name), ' '),
          `Altered: ${name}`,
        ] as const,
    ),
    ['a file taken away', (directory) => rm(join(directory, 'history.csv')), 'Missing: history.csv'],
    ['a file put in', (directory) => writeFile(join(directory, 'more.txt'), ''), 'Added: more.txt'],
    [
      'a parameter changed in the manifest',
      (directory) => edit(directory, { parameters: {} }),
      'Altered: manifest.json',
    ],
    ['an input left out of the manifest', (directory) => edit(directory, { inputs: [] }), 'Altered: manifest.json'],
    [
      'a member given twice in the manifest, of which only the last counts',
      (directory) =>
        rewrite(directory, (text) => text.replace('"rule":', '"parameters": { "all": "good" },\n  "rule":')),
      'Altered: manifest.json',
    ],
    [
      'the digest moved to the front of the manifest',
      (directory) =>
        rewrite(directory, (text) => {
          const { digest, ...content } = JSON.parse(text);
          return `${JSON.stringify({ digest, ...content }, null, 2)}\n`;
        }),
      'Altered: manifest.json',
    ],
    [
      'a link in the place of the manifest',
      async (directory) => {
        await rename(join(directory, 'manifest.json'), `${directory}.json`);
        await symlink(`${directory}.json`, join(directory, 'manifest.json'));
      },
      'Altered: manifest.json',
    ],
    ['the manifest laid out anew', (directory) => rewrite(directory, (text) => `${text}\n`), 'Altered: manifest.json'],
    [
      'a directory in the place of an output',
      async (directory) => {
        await rm(join(directory, 'history.csv'));
        await mkdir(join(directory, 'history.csv'));
      },
      'Altered: history.csv',
    ],
    [
      'a link in the place of an output',
      async (directory) => {
        await rename(join(directory, 'history.csv'), `${directory}.csv`);
        await symlink(`${directory}.csv`, join(directory, 'history.csv'));
      },
      'Altered: history.csv',
    ],
    [
      'an output swapped for a file elsewhere',
      (directory) => edit(directory, { outputs: [{ name: '../input.json', sha256: '' }] }),
      'Missing: ../input.json',
    ],
  ];
  it.each(alterations)('%s: exit code 1', async (name, alter, says) => {
    const { directory } = await written(`altered-${name.replace(/\W+/g, '-')}`);
    await alter(directory);
    const run = await verify(directory);
    expect(run).toMatchObject({ exitCode: 1, stderr: '' });
    expect(run.stdout.split('\n')).toContain(says);
    expect(run.stdout).not.toContain('Nothing was altered');
  });

  it('a manifest written anew is found out by the digest that was noted: exit code 1', async () => {
    const [{ digest }, other] = [await written('noted'), cli.path('other')];
    await cli.run(['evidence', ...PERIOD, '--allow-empty', '--output', other, '-'], snapshot());
    const run = await verify(other, '--digest', digest);
    expect(run).toMatchObject({ exitCode: 1, stderr: '' });
    expect(run.stdout).toContain('Altered: manifest.json, which is not the one with that digest');
  });

  it('an input changed since: exit code 1; an input that is gone is only said not to be checked', async () => {
    const copy = await cli.write('copy.json', await readFile(input));
    const directory = cli.path('of-copy');
    await cli.run(['evidence', ...PERIOD, '--output', directory, copy]);
    await appendFile(copy, '\n');
    const changed = await verify(directory);
    expect(changed.exitCode).toBe(1);
    expect(changed.stdout).toContain(`Altered: ${copy}\n`);
    await rm(copy);
    const gone = await verify(directory);
    expect(gone.exitCode).toBe(0);
    expect(gone.stdout).toContain(`5 outputs unaltered; 1 of 1 input not checked (${copy}).`);
    expect((await verify(directory, '--strict')).exitCode).toBe(1);
    const elsewhere = await cli.write('copy-elsewhere.json', await readFile(input));
    await mkdir(cli.path('kept'));
    await rename(elsewhere, cli.path('kept/copy.json'));
    const kept = await verify(directory, '--strict', '--inputs', cli.path('kept'));
    expect(kept).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('the one input unaltered') });
  });

  it('follows a link that was an input: exit code 1 when what it leads to changed', async () => {
    const [real, link, directory] = [cli.path('real.json'), cli.path('link.json'), cli.path('of-link')];
    await cli.write('real.json', await readFile(input));
    await symlink(real, link);
    await cli.run(['evidence', ...PERIOD, '--output', directory, link]);
    expect((await verify(directory)).stdout).not.toContain('not checked');
    await appendFile(real, '\n');
    const run = await verify(directory);
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain(`Altered: ${link}\n`);
  });

  it('says what became of the outputs when an input cannot even be looked for', async () => {
    const folder = cli.path('folder');
    await mkdir(folder);
    await cli.write('folder/input.json', await readFile(input));
    const directory = cli.path('of-folder');
    await cli.run(['evidence', ...PERIOD, '--output', directory, folder]);
    await rm(folder, { recursive: true });
    await cli.write('folder', 'now a file');
    await appendFile(join(directory, 'report.html'), ' ');
    const run = await verify(directory);
    expect(run).toMatchObject({ exitCode: 1, stderr: '' });
    expect(run.stdout).toContain('Altered: report.html\n');
    expect(run.stdout).toContain('1 of 1 input not checked');
  });

  const nothing: readonly (readonly [name: string, manifest: string | undefined, message: string])[] = [
    ['no manifest', undefined, 'manifest.json: no such file or directory'],
    ['a manifest of something else', '{"name":"app"}', 'manifest.json: not a manifest of evidence'],
  ];
  it.each(nothing)('%s: exit code 2, one line on standard error', async (name, manifest, message) => {
    const directory = cli.path(name);
    await mkdir(directory);
    if (manifest !== undefined) await writeFile(join(directory, 'manifest.json'), manifest);
    const run = await verify(directory);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain(message);
    expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('evidence verify of what is no manifest any more', () => {
  const verify = (directory: string, ...options: readonly string[]) =>
    cli.run(['evidence', 'verify', directory, ...options]);
  const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

  it.each([
    ['broken JSON', () => '{'],
    ['no digest', () => '{"rule":"lambda-active-tracing"}'],
    ['no outputs', () => '{"rule":"lambda-active-tracing","inputs":[],"digest":""}'],
    [
      'an input without a name',
      () => '{"rule":"lambda-active-tracing","inputs":[{"sha256":""}],"outputs":[],"digest":""}',
    ],
    ['brackets without end', (text: string) => text.replace(/"parameters": \{[^}]*\}/, `"parameters": ${nested}`)],
    ['a member twice', (text: string) => text.replace('"version"', '"rule": "lambda-active-tracing", "version"')],
  ])('%s: altered, exit code 1', async (name, change) => {
    const { directory } = await written(`broken-${name.replace(/\W+/g, '-')}`);
    await rewrite(directory, change);
    const run = await verify(directory);
    expect(run).toMatchObject({ exitCode: 1, stderr: '' });
    expect(run.stdout).toContain('Altered: manifest.json\n');
  });

  it('the outputs dropped from a manifest that is made anew: missing, exit code 1', async () => {
    const { directory } = await written('dropped');
    for (const name of FILES.filter((file) => file !== 'manifest.json')) await rm(join(directory, name));
    await rewrite(directory, (text) => {
      const { digest: _digest, ...content } = { ...JSON.parse(text), inputs: [], outputs: [] };
      const digest = createHash('sha256').update(JSON.stringify(content)).digest('hex');
      return `${JSON.stringify({ ...content, digest }, null, 2)}\n`;
    });
    const run = await verify(directory);
    expect(run.exitCode).toBe(1);
    expect(run.stdout.match(/^Missing: /gm)).toHaveLength(5);
  });

  it('a directory in the place of the manifest: exit code 2', async () => {
    await mkdir(cli.path('no-manifest/manifest.json'), { recursive: true });
    expect(await verify(cli.path('no-manifest'))).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('names out of a manifest do not reach a terminal raw', async () => {
    const { directory } = await written('escapes');
    await edit(directory, { outputs: [{ name: '\u001b[2J\u202e', sha256: '' }] });
    const run = await verify(directory);
    expect(run.stdout).toContain('Missing: \\u001b[2J\\u202e');
  });
});

describe('evidence verify --replay', () => {
  const replay = (directory: string, ...options: readonly string[]) =>
    cli.run(['evidence', 'verify', directory, '--replay', ...options]);

  it('makes the same outputs again: exit code 0', async () => {
    const { directory } = await written('replayed');
    const run = await replay(directory);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toContain('Made again out of the inputs, the outputs are the same.\n');
  });

  it('outputs altered together with their manifest come out otherwise: exit code 1', async () => {
    const { directory } = await written('forged');
    const forged = (await readFile(join(directory, 'history.csv'), 'utf8')).replaceAll('NON_COMPLIANT', 'COMPLIANT');
    await writeFile(join(directory, 'history.csv'), forged);
    await rewrite(directory, (text) => {
      const { digest: _digest, ...content } = JSON.parse(text);
      const sha256 = createHash('sha256').update(forged).digest('hex');
      content.outputs = content.outputs.map((one: Item) => (one.name === 'history.csv' ? { ...one, sha256 } : one));
      const digest = createHash('sha256').update(JSON.stringify(content)).digest('hex');
      return `${JSON.stringify({ ...content, digest }, null, 2)}\n`;
    });
    const run = await replay(directory);
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain('Not what the inputs come to: history.csv\n');
  });

  it('inputs that are not at hand: exit code 2', async () => {
    const directory = cli.path('of-stdin');
    await cli.run(['evidence', ...PERIOD, '--output', directory, '-'], await readFile(input));
    const run = await replay(directory);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain('--replay: - cannot be read here');
  });
});

async function rewrite(directory: string, change: (text: string) => string): Promise<void> {
  const path = join(directory, 'manifest.json');
  await writeFile(path, change(await readFile(path, 'utf8')));
}

/** Changes members of a manifest by hand. */
async function edit(directory: string, members: Item): Promise<void> {
  await rewrite(directory, (text) => `${JSON.stringify({ ...JSON.parse(text), ...members }, null, 2)}\n`);
}
