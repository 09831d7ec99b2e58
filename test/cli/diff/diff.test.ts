import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { functionItem, type Item, roleArn, roleItem, snapshot, tracingRole } from '../items.ts';
import { useCli } from '../run-cli.ts';

const cli = useCli();

const PASS_THROUGH = { tracingConfig: { mode: 'PassThrough' } };
const ROLES = [tracingRole(), roleItem('silent')];
const BEFORE: readonly Item[] = [
  ...ROLES,
  functionItem('kept'),
  functionItem('worse'),
  functionItem('better', PASS_THROUGH),
  functionItem('odd', PASS_THROUGH),
  functionItem('old'),
  functionItem('same', PASS_THROUGH),
];
const AFTER: readonly Item[] = [
  ...ROLES,
  functionItem('kept'),
  functionItem('worse', PASS_THROUGH),
  functionItem('better'),
  functionItem('odd', { role: roleArn('silent') }),
  functionItem('same', PASS_THROUGH),
  functionItem('fresh'),
  functionItem('fresh-off', PASS_THROUGH),
];

const reports = new Map<string, Promise<string>>();

/** The report on items, made once. */
function reportOf(name: string, items: readonly Item[], ...args: readonly string[]): Promise<string> {
  const made = reports.get(name) ?? madeReport(name, items, args);
  reports.set(name, made);
  return made;
}

async function madeReport(name: string, items: readonly Item[], args: readonly string[]): Promise<string> {
  const input = await cli.write(`${name}.items.json`, snapshot(...items));
  const { stdout } = await cli.run(['evaluate', input, '--format', 'json', '--quiet', '--at', '2026-11-20', ...args]);
  return cli.write(`${name}.json`, stdout);
}

const names = (list: readonly { resourceId: string }[]) => list.map(({ resourceId }) => resourceId);

describe('diff', () => {
  it('says what became of each function; exit code 1 for what is newly failing', async () => {
    const [old, now] = [await reportOf('old', BEFORE), await reportOf('new', AFTER)];
    const json = await cli.run(['diff', old, now, '--format', 'json']);
    const report = JSON.parse(json.stdout);
    expect(json.exitCode).toBe(1);
    expect(report.summary).toEqual({
      newlyFailing: 2,
      mended: 1,
      changed: 1,
      gone: 1,
      new: 1,
      unchanged: 2,
      stillFailing: 2,
    });
    expect(names(report.newlyFailing)).toEqual(['fresh-off', 'worse']);
    expect(names(report.mended)).toEqual(['better']);
    expect(names(report.changed)).toEqual(['odd']);
    expect(names(report.gone)).toEqual(['old']);
    expect(names(report.new)).toEqual(['fresh']);
    expect(report.newlyFailing).toMatchObject([
      { before: null, after: { compliance: 'NON_COMPLIANT' } },
      { before: { compliance: 'COMPLIANT', reasons: ['compliant'] }, after: { reasons: ['tracing-not-active'] } },
    ]);
    expect(report).toMatchObject({ reports: { old: { name: old, functions: 6 }, new: { functions: 7 } }, differs: [] });

    const table = await cli.run(['diff', old, now]);
    expect(table.exitCode).toBe(1);
    expect(table.stdout).toContain(
      'Newly failing\n  111122223333 eu-west-1 fresh-off: (not there) → NON_COMPLIANT\n    tracing-not-active\n' +
        '      Tracing mode is PassThrough, must be Active.\n',
    );
    expect(table.stdout).toContain(
      'Mended\n  111122223333 eu-west-1 better: NON_COMPLIANT tracing-not-active → COMPLIANT\n',
    );
    expect(table.stdout).toMatch(
      /2 newly failing, 1 mended, 1 changed, 1 gone, 1 new; 2 unchanged, 2 fail as\s+before\n$/,
    );
  });

  it('exit code 0 where nothing is newly failing, and says what else differs', async () => {
    const old = await reportOf('old', BEFORE);
    const other = await reportOf('other', BEFORE, '--param', 'conditionalAccess=COMPLIANT');
    const { exitCode, stdout } = await cli.run(['diff', old, other]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^The reports differ in parameter conditionalAccess: /);
    expect(stdout).toMatch(/\n0 newly failing, .* 6 unchanged/);
  });

  it('reads reports that were packed or redirected by Windows PowerShell', async () => {
    const old = await reportOf('old', BEFORE);
    const { stdout } = await cli.run([
      'evaluate',
      `${old.replace('.json', '')}.items.json`,
      '--format',
      'json',
      '--at',
      '2026-11-20',
    ]);
    const packed = await cli.write('packed.json.gz', gzipSync(stdout));
    const wide = await cli.write('wide.json', Buffer.from(`\ufeff${stdout}`, 'utf16le'));
    expect((await cli.run(['diff', packed, wide])).exitCode).toBe(0);
  });

  it.each([
    ['a file that is not there', ['missing.json'], /missing\.json: no such file or directory/],
    ['input that is no report', ['old.items.json'], /old\.items\.json: not a report of evaluate --format json/],
    [
      'a report that shows some functions only',
      ['part.json'],
      /part\.json: shows 3 of its 6 functions: make it without --only/,
    ],
    ['a directory', ['.'], /must be one report/],
  ])('%s: exit code 2 and one line', async (_, [name = ''], message) => {
    await reportOf('part', BEFORE, '--only', 'NON_COMPLIANT');
    const old = await reportOf('old', BEFORE);
    const { exitCode, stdout, stderr } = await cli.run(['diff', old, cli.path(name)]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('evaluate --baseline', () => {
  async function since(items: readonly Item[], ...args: readonly string[]) {
    const old = await reportOf('old', BEFORE);
    const input = await cli.write('after.items.json', snapshot(...items));
    return cli.run(['evaluate', input, '--quiet', '--at', '2026-11-20', '--baseline', old, ...args]);
  }

  it('exit code 0 for what failed before', async () => {
    const { exitCode, stdout } = await since(BEFORE);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/0 newly failing, 3 still failing; 3 failed in\s+\S+\s+of 2026-11-20 00:00 UTC\n$/);
  });

  it('exit code 1 for what did not, which the report names', async () => {
    const { exitCode, stdout } = await since(AFTER);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('2 newly failing, 2 still failing; 3 failed in');
    expect(stdout).toMatch(/\n {2}111122223333 eu-west-1 fresh-off\n {2}111122223333 eu-west-1 worse\n$/);
  });

  it('in the JSON, and only when it is asked for', async () => {
    const { stdout } = await since(AFTER, '--format', 'json');
    expect(JSON.parse(stdout).baseline).toMatchObject({
      evaluatedAt: '2026-11-20T00:00:00.000Z',
      failingBefore: 3,
      stillFailing: 2,
      newlyFailing: [
        { accountId: '111122223333', region: 'eu-west-1', resourceId: 'fresh-off' },
        { resourceId: 'worse' },
      ],
    });
  });

  it('with --fail-on, asks both sides for those reasons', async () => {
    expect((await since(AFTER, '--fail-on', 'role-denied')).exitCode).toBe(1);
    expect((await since(BEFORE, '--fail-on', 'role-denied')).exitCode).toBe(0);
    const { exitCode, stdout } = await since(AFTER, '--fail-on', 'role-missing');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('0 newly failing, 0 still failing; 0 failed in');
  });

  it.each(['markdown', 'html'])('is said in %s', async (format) => {
    const { stdout } = await since(AFTER, '--format', format);
    expect(stdout).toContain('2 newly failing, 2 still failing');
  });
});
