import { describe, expect, it } from 'vitest';
import { functionItem, type Item, snapshot, tracingRole } from './items.ts';
import { useCli } from './run-cli.ts';

const cli = useCli();

const PASS_THROUGH = { tracingConfig: { mode: 'PassThrough' } };
const ITEMS: readonly Item[] = [
  tracingRole(),
  functionItem('red-off', PASS_THROUGH, { tags: { team: 'red', tier: '1' } }),
  functionItem('red', {}, { tags: { team: 'red' } }),
  functionItem('blue', {}, { tags: { team: 'blue', tier: '1' } }),
  functionItem('empty', PASS_THROUGH, { tags: { team: '' } }),
  functionItem('plain', PASS_THROUGH),
];
/** An answer to a query that did not select tags. */
const WITHOUT_TAGS = JSON.stringify({
  Results: [
    JSON.stringify({
      accountId: '111122223333',
      awsRegion: 'eu-west-1',
      resourceType: 'AWS::Lambda::Function',
      resourceId: 'untold',
      configuration: {
        role: 'arn:aws:iam::111122223333:role/service-role/exec',
        tracingConfig: { mode: 'PassThrough' },
      },
    }),
  ],
  QueryInfo: {
    SelectFields: [
      'accountId',
      'awsRegion',
      'resourceType',
      'resourceId',
      'configuration.role',
      'configuration.tracingConfig.mode',
    ].map((Name) => ({ Name })),
  },
});

async function evaluated(items: readonly Item[], ...args: readonly string[]) {
  const file = await cli.write('snapshot.json', snapshot(...items));
  const untold = await cli.write('untold.json', WITHOUT_TAGS);
  const run = await cli.run(['evaluate', file, untold, '--format', 'json', '--quiet', '--at', '2026-11-20', ...args]);
  return { ...run, report: run.stdout === '' ? undefined : JSON.parse(run.stdout) };
}

const names = (report: { evaluations: readonly { resourceId: string }[] }) =>
  report.evaluations.map(({ resourceId }) => resourceId);

describe('--tag', () => {
  // A function whose tags nothing tells may be meant: it counts.
  it.each([
    [['team'], 'blue empty red red-off untold'],
    [['team=red'], 'red red-off untold'],
    [['team='], 'empty untold'],
    [['team=red', 'team=blue'], 'blue red red-off untold'],
    [['team=red', 'tier'], 'red-off untold'],
    [['team=Red'], 'untold'],
  ])('%j: %s', async (tags, expected) => {
    const { report } = await evaluated(ITEMS, ...tags.flatMap((tag) => ['--tag', tag]));
    expect(names(report).join(' ')).toBe(expected);
    expect(report.summary.functions).toBe(names(report).length);
  });

  it('leaves the report as it is where it is not given', async () => {
    const { report } = await evaluated(ITEMS);
    expect(names(report)).toHaveLength(6);
    expect(Object.keys(report)).not.toContain('groups');
  });

  it('narrows a fix too', async () => {
    const file = await cli.write('snapshot.json', snapshot(...ITEMS));
    const { stdout } = await cli.run(['fix', file, '--tag', 'team=red']);
    expect(stdout.match(/function:\S+/g)).toEqual(['function:red-off']);
  });

  it('captures that cannot be ordered and disagree: the tags are not known, and the function counts', async () => {
    const items = [
      functionItem('moved', {}, { tags: { team: 'red' } }),
      functionItem('moved', {}, { tags: { team: 'blue' }, configurationItemCaptureTime: undefined }),
    ];
    const { report } = await evaluated([tracingRole(), ...items], '--tag', 'team=green');
    expect(names(report)).toEqual(['moved', 'untold']);
  });

  it.each([
    [['--tag', '=x'], /Must be the key of a tag, or key=value/],
    [['--group-by', 'team'], /Must be tag: and the key of a tag/],
  ])('%j: exit code 2', async (args, message) => {
    const { exitCode, stderr } = await evaluated(ITEMS, ...args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });

  it.each([
    [['--live', '--tag', 'team'], /--tag and --group-by need recorded items/],
    [['test/fixtures/sample-templates', '--group-by', 'tag:team'], /name no templates or plans with them/],
  ])('%j: says that it cannot, instead of leaving it out', async (args, message) => {
    const { exitCode, stdout, stderr } = await cli.run(['evaluate', ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('--group-by tag:KEY', () => {
  it('counts verdicts by value, most failures first; without the tag is one group, not known another', async () => {
    const { report } = await evaluated(ITEMS, '--group-by', 'tag:team');
    expect(report.groups.by).toBe('tag:team');
    expect(report.groups.values).toMatchObject([
      { value: '', functions: 1, NON_COMPLIANT: 1 },
      { value: 'red', functions: 2, NON_COMPLIANT: 1, COMPLIANT: 1, coverage: 0.5 },
      { value: null, functions: 1, NON_COMPLIANT: 1, coverage: 0 },
      { value: null, unknown: true, functions: 1 },
      { value: 'blue', functions: 1, COMPLIANT: 1, coverage: 1 },
    ]);
  });

  it('in the table', async () => {
    const file = await cli.write('snapshot.json', snapshot(...ITEMS.slice(0, 4)));
    const run = await cli.run(['evaluate', file, '--group-by', 'tag:team', '--quiet']);
    expect(run.stdout).toContain(
      'By tag team\n  red: 1 of 2 in scope failing, coverage 50.0 %\n  blue: 0 of 1 in scope failing, coverage 100.0 %\n',
    );
  });
});
