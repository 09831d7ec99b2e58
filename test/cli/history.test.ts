import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  ALLOW_XRAY_DOCUMENT,
  apiItem,
  BASIC_POLICY,
  functionItem,
  type Item,
  roleArn,
  roleItem,
  snapshot,
  tracingRole,
} from './items.ts';
import { useCli } from './run-cli.ts';

const cli = useCli();
const PERIOD = ['--from', '2026-11-01', '--to', '2026-11-11'] as const;
const ROLE_CHANGED = '2026-11-03T12:00:00.000Z';
const ROLE_MENDED = '2026-11-04T12:00:00.000Z';

function captured(at: string, item: Item): Item {
  return { ...item, configurationItemCaptureTime: at, configurationStateId: Date.parse(at) };
}

const BEFORE = '2026-10-20T09:00:00.000Z';
/** Something delivered after the period, so that all of it is told about. */
const LATER = '2026-11-12T06:00:00.000Z';
const DELIVERED_LATER = captured(LATER, roleItem('unrelated'));
const BASIC_ROLE = roleItem('exec', { attachedManagedPolicies: [{ policyName: 'B', policyArn: BASIC_POLICY }] });
/** One function whose role loses the permission for a day, and one that never traced. */
const DAY_WITHOUT = [
  captured(BEFORE, functionItem('orders')),
  captured(BEFORE, functionItem('billing', { tracingConfig: { mode: 'PassThrough' }, role: roleArn('batch') })),
  captured(BEFORE, tracingRole()),
  captured(ROLE_CHANGED, BASIC_ROLE),
  captured(ROLE_MENDED, tracingRole()),
  DELIVERED_LATER,
];

async function history(input: string, ...options: readonly string[]) {
  const { stdout, stderr, exitCode } = await cli.run(
    ['history', '-', ...PERIOD, '--format', 'json', ...options],
    input,
  );
  expect(stderr).toBe('');
  return { exitCode, ...JSON.parse(stdout) };
}

describe('the document of history --format json', () => {
  it('has these members, in order', async () => {
    const { exitCode, ...report } = await history(snapshot(...DAY_WITHOUT));
    expect(exitCode).toBe(1);
    expect(Object.keys(report)).toEqual([
      'rule',
      'version',
      'managedPolicyData',
      'inputs',
      'skipped',
      'parameters',
      'period',
      'recorded',
      'summary',
      'functions',
    ]);
    expect(report.period).toEqual({ from: '2026-11-01T00:00:00.000Z', to: '2026-11-11T00:00:00.000Z' });
    expect(report.recorded).toEqual({ captures: 6, first: BEFORE, last: LATER });
    expect(report.functions[1]).toEqual({
      accountId: ACCOUNT,
      region: 'eu-west-1',
      resourceType: 'AWS::Lambda::Function',
      resourceId: 'orders',
      arn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:orders`,
      complianceAtEnd: 'COMPLIANT',
      failingAtEnd: false,
      intervals: [
        {
          from: '2026-11-01T00:00:00.000Z',
          to: ROLE_CHANGED,
          durationSeconds: 2.5 * 86_400,
          compliance: 'COMPLIANT',
          reasons: ['compliant'],
          annotation: 'Tracing is Active and role exec can deliver traces.',
          cause: null,
          changed: null,
        },
        {
          from: ROLE_CHANGED,
          to: ROLE_MENDED,
          durationSeconds: 86_400,
          compliance: 'NON_COMPLIANT',
          reasons: ['role-denied'],
          annotation: expect.stringContaining('Role exec: xray:PutTraceSegments'),
          cause: 'role',
          changed: `arn:aws:iam::${ACCOUNT}:role/service-role/exec`,
        },
        expect.objectContaining({ from: ROLE_MENDED, to: '2026-11-11T00:00:00.000Z', compliance: 'COMPLIANT' }),
      ],
    });
  });

  it('sums the period up, for all and for each account and Region', async () => {
    const { summary } = await history(snapshot(...DAY_WITHOUT));
    const totals = {
      coverage: { start: 0.5, end: 0.5 },
      functionHours: {
        COMPLIANT: 9 * 24,
        NON_COMPLIANT: 11 * 24,
        INSUFFICIENT_DATA: 0,
        NOT_APPLICABLE: 0,
        notRecordedYet: 0,
      },
      compliantShare: 0.45,
      longestOpenFailure: {
        accountId: ACCOUNT,
        region: 'eu-west-1',
        resourceId: 'billing',
        since: '2026-11-01T00:00:00.000Z',
        startKnown: false,
        durationSeconds: 10 * 86_400,
      },
      remediated: 1,
      meanSecondsToRemediate: 86_400,
    };
    expect(summary).toMatchObject({ functions: 2, failingAtEnd: 1, ...totals });
    expect(summary.places).toMatchObject([{ accountId: ACCOUNT, region: 'eu-west-1', ...totals }]);
  });

  it('is the same bytes for the same captures in any order', async () => {
    const bytes = async (items: readonly Item[]) => {
      const { stdout } = await cli.run(['history', '-', ...PERIOD, '--format', 'json'], snapshot(...items));
      return stdout.replace(/"sha256": "\w+"/, '');
    };
    expect(await bytes(DAY_WITHOUT.toReversed())).toBe(await bytes(DAY_WITHOUT));
  });

  it('reads what the API answers and compressed history as well', async () => {
    const [orders, , ...roles] = DAY_WITHOUT as [Item, Item, ...Item[]];
    const answer = await cli.write('answer.json', JSON.stringify({ configurationItems: roles.map(apiItem) }));
    const packed = await cli.write('history.json.gz', gzipSync(snapshot(orders)));
    const { stdout } = await cli.run(['history', packed, answer, ...PERIOD, '--format', 'json']);
    const { functions } = JSON.parse(stdout);
    expect(functions[0].intervals.map(({ compliance }: Item) => compliance)).toEqual([
      'COMPLIANT',
      'NON_COMPLIANT',
      'COMPLIANT',
    ]);
  });
});

describe('what lies after the last delivery', () => {
  const EARLY = DAY_WITHOUT.filter((item) => item !== DELIVERED_LATER);

  it('is told apart, and in no figure', async () => {
    const { functions, summary } = await history(snapshot(...EARLY));
    expect(functions[1]).toMatchObject({ resourceId: 'orders', complianceAtEnd: 'COMPLIANT', failingAtEnd: false });
    expect(functions[1].intervals.at(-1)).toMatchObject({
      to: '2026-11-11T00:00:00.000Z',
      compliance: 'INSUFFICIENT_DATA',
      reasons: ['after-the-record'],
    });
    expect(summary).toMatchObject({
      functionHours: { COMPLIANT: 60, NON_COMPLIANT: 108, INSUFFICIENT_DATA: 0 },
      longestOpenFailure: { resourceId: 'billing', durationSeconds: 3.5 * 86_400 },
    });
  });

  it('is named by the table', async () => {
    const { stdout } = await cli.run(['history', '-', ...PERIOD], snapshot(...EARLY), { FORCE_COLOR: '0' });
    expect(stdout).toContain('nothing was delivered after 2026-11-04 12:00');
  });
});

describe('recorded input without any function', () => {
  it('exit code 2, one line', async () => {
    const run = await cli.run(['history', '-', ...PERIOD], snapshot());
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toBe('lambda-active-tracing: there is no function in the input; --allow-empty accepts that\n');
  });

  it('is accepted with --allow-empty', async () => {
    const run = await cli.run(['history', '-', ...PERIOD, '--allow-empty'], snapshot());
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

describe('exit codes of history', () => {
  const rows: readonly (readonly [name: string, items: readonly Item[], expected: number])[] = [
    ['a failure that ended in the period: 0', DAY_WITHOUT.filter(({ resourceId }) => resourceId !== 'billing'), 0],
    ['failing at the end: 1', DAY_WITHOUT, 1],
    ['undecided at the end: 1', [captured(BEFORE, functionItem('orders'))], 1],
    [
      'undecided after the record, and fine before: 0',
      [captured(BEFORE, functionItem('orders')), captured(BEFORE, tracingRole())],
      0,
    ],
  ];
  it.each(rows)('%s', async (_name, items, expected) => {
    expect((await cli.run(['history', '-', ...PERIOD], snapshot(...items))).exitCode).toBe(expected);
  });
});

describe('options of history', () => {
  it('--only shows functions that ever had the verdict; totals and exit code stay those of all', async () => {
    const { exitCode, functions, summary } = await history(snapshot(...DAY_WITHOUT), '--only', 'COMPLIANT');
    expect(functions.map(({ resourceId }: Item) => resourceId)).toEqual(['orders']);
    expect(summary.functions).toBe(2);
    expect(exitCode).toBe(1);
  });

  it('--param sets rule parameters', async () => {
    const items = [
      captured(BEFORE, functionItem('orders', {}, { tags: { skip: '2026-11-05 ann migration' } })),
      captured(BEFORE, BASIC_ROLE),
      DELIVERED_LATER,
    ];
    const { functions } = await history(snapshot(...items), '--param', 'exemptionTagKey=skip');
    expect(functions[0].intervals).toMatchObject([
      { reasons: ['exempt'], to: '2026-11-06T00:00:00.000Z' },
      { reasons: ['role-denied'], cause: 'exemption-expired' },
    ]);
  });

  it('--format csv has a row for each interval', async () => {
    const { stdout } = await cli.run(['history', '-', ...PERIOD, '--format', 'csv'], snapshot(...DAY_WITHOUT));
    const rows = stdout.trimEnd().split('\r\n');
    expect(rows[0]).toBe(
      'accountId,region,resourceType,resourceId,arn,from,to,durationSeconds,compliance,reasons,annotation,cause,changed,failingAtEnd',
    );
    expect(rows.slice(1).map((row) => row.split(',').slice(5, 10))).toEqual([
      ['2026-11-01T00:00:00.000Z', '2026-11-11T00:00:00.000Z', '864000', 'NON_COMPLIANT', 'tracing-not-active'],
      ['2026-11-01T00:00:00.000Z', ROLE_CHANGED, '216000', 'COMPLIANT', 'compliant'],
      [ROLE_CHANGED, ROLE_MENDED, '86400', 'NON_COMPLIANT', 'role-denied'],
      [ROLE_MENDED, '2026-11-11T00:00:00.000Z', '561600', 'COMPLIANT', 'compliant'],
    ]);
  });

  it('the table tells each function its course, within 80 columns and without colour', async () => {
    const { stdout } = await cli.run(['history', '-', ...PERIOD], snapshot(...DAY_WITHOUT), { FORCE_COLOR: '0' });
    expect(stdout.split('\n').map((line) => line.trimEnd())).toEqual([
      `${ACCOUNT}  eu-west-1`,
      '  NON_COMPLIANT      billing',
      '      2026-11-01 00:00            10 d  NON_COMPLIANT',
      '          Tracing mode is PassThrough, must be Active.',
      '  COMPLIANT          orders',
      '      2026-11-01 00:00        2 d 12 h  COMPLIANT',
      '          Tracing is Active and role exec can deliver traces.',
      '      2026-11-03 12:00             1 d  NON_COMPLIANT: role exec was changed',
      '          Role exec: xray:PutTraceSegments, xray:PutTelemetryRecords not allowed',
      '          (no policy allows it). Attach AWSXRayDaemonWriteAccess.',
      '      2026-11-04 12:00        6 d 12 h  COMPLIANT: role exec was changed',
      '          Tracing is Active and role exec can deliver traces.',
      '',
      '2026-11-01 00:00 to 2026-11-11 00:00 UTC',
      '6 captures of functions, roles and policies, from 2026-10-20 09:00 to 2026-11-12 06:00',
      '2 functions, 1 failing at the end; coverage 50.0 % at the start, 50.0 % at the end',
      '45.0 % of the function-hours in scope compliant',
      'longest open failure: billing (111122223333 eu-west-1), ≥ 10 d',
      'mean time to remediate: 1 d, over 1 failure',
      '',
    ]);
  });

  it('the table says what the period came to in each of several places', async () => {
    const elsewhere = functionItem('far', { role: roleArn('exec') }, { awsRegion: 'us-east-1' });
    const items = [...DAY_WITHOUT, captured(BEFORE, elsewhere)];
    const { stdout } = await cli.run(['history', '-', ...PERIOD], snapshot(...items));
    const text = stdout.replaceAll(/\s+/g, ' ');
    expect(text).toContain(
      `${ACCOUNT} eu-west-1 coverage 50.0 % at the start, 50.0 % at the end; 45.0 % of the function-hours compliant; longest open failure ≥ 10 d; mean time to remediate 1 d NON_COMPLIANT billing`,
    );
    expect(text).toContain(
      `${ACCOUNT} us-east-1 coverage 100.0 % at the start, 100.0 % at the end; 90.0 % of the function-hours compliant; mean time to remediate 1 d COMPLIANT far`,
    );
  });

  it('--output writes the file and nothing to standard output', async () => {
    const file = cli.path('history.csv');
    const run = await cli.run(
      ['history', '-', ...PERIOD, '--format', 'csv', '--output', file],
      snapshot(...DAY_WITHOUT),
    );
    expect(run).toMatchObject({ exitCode: 1, stdout: '', stderr: '' });
    expect((await readFile(file, 'utf8')).split('\r\n')).toHaveLength(6);
  });

  it('a time with an offset means that moment', async () => {
    const { stdout } = await cli.run(
      ['history', '-', '--from', '2026-11-01T02:00:00+02:00', '--to', '2026-11-02', '--format', 'json'],
      snapshot(...DAY_WITHOUT),
    );
    expect(JSON.parse(stdout).period.from).toBe('2026-11-01T00:00:00.000Z');
  });
});

describe('unusable calls of history: exit code 2, one line on standard error', () => {
  const rows: readonly (readonly [name: string, args: readonly string[], message: string])[] = [
    ['no period', ['history', '-'], 'a period is needed: --from and --to'],
    ['no end', ['history', '-', '--from', '2026-11-01'], 'a period is needed: --from and --to'],
    ['no inputs', ['history', ...PERIOD], 'nothing to replay'],
    [
      'a period that ends before it begins',
      ['history', '-', '--from', '2026-11-02', '--to', '2026-11-01'],
      '--from must be before --to',
    ],
    ['an empty period', ['history', '-', '--from', '2026-11-01', '--to', '2026-11-01'], '--from must be before --to'],
    ['a day that is in no calendar', ['history', '-', '--from', '2026-11-01', '--to', '2026-11-31'], 'ISO 8601'],
    ['a time without a zone', ['history', '-', '--from', '2026-11-01T00:00', '--to', '2026-11-02'], 'ISO 8601'],
    ['an unknown format', ['history', '-', ...PERIOD, '--format', 'pdf'], 'Allowed choices are table, json, csv, html'],
    ['a bad parameter', ['history', '-', ...PERIOD, '--param', 'nope=1'], 'nope'],
  ];
  it.each(rows)('%s', async (_name, args, message) => {
    const run = await cli.run(args, snapshot());
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain(message);
    expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('a policy that is only renamed', () => {
  const role = (at: string, policyName: string) =>
    captured(
      at,
      roleItem('exec', {
        rolePolicyList: [
          { policyName: 'traces', policyDocument: ALLOW_XRAY_DOCUMENT },
          { policyName, policyDocument: DENY_DOCUMENT },
        ],
      }),
    );
  const DENY_DOCUMENT = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: 'xray:*', Resource: '*' }],
  });

  it('begins a new interval, whose sentence names it as it is called then', async () => {
    const items = [
      captured(BEFORE, functionItem('orders')),
      role(BEFORE, 'old'),
      role(ROLE_CHANGED, 'new'),
      DELIVERED_LATER,
    ];
    const { functions } = await history(snapshot(...items));
    const told = functions[0].intervals.map(({ from, annotation }: Item) => [
      from,
      /policy (\w+)/.exec(String(annotation))?.[1],
    ]);
    expect(told).toEqual([
      ['2026-11-01T00:00:00.000Z', 'old'],
      [ROLE_CHANGED, 'new'],
    ]);
  });

  it('no capture outside the period begins one', async () => {
    const items = [
      captured(BEFORE, functionItem('orders')),
      role(BEFORE, 'old'),
      role('2026-10-31T23:59:59.999Z', 'last'),
      role('2026-11-11T00:00:00.000Z', 'after'),
      DELIVERED_LATER,
    ];
    const { functions } = await history(snapshot(...items));
    expect(functions[0].intervals).toHaveLength(1);
    expect(functions[0].intervals[0].annotation).toMatch(/policy last/);
  });
});

describe('one role that changes often under many functions', () => {
  const names = Array.from({ length: 40 }, (_, i) => `f-${i}`);
  const flips = Array.from({ length: 48 }, (_, i) =>
    captured(
      new Date(Date.parse('2026-11-02') + i * 3_600_000).toISOString(),
      i % 2 === 0 ? BASIC_ROLE : tracingRole(),
    ),
  );
  const of = (...functions: readonly string[]) =>
    snapshot(
      captured(BEFORE, tracingRole()),
      ...flips,
      ...functions.map((name) => captured(BEFORE, functionItem(name))),
      DELIVERED_LATER,
    );
  const text = async (format: string) =>
    (await cli.run(['history', '-', ...PERIOD, '--format', format, '--quiet'], of(...names))).stdout;

  it('JSON: the intervals once, and references that spell out what each function alone has', async () => {
    const { functions, courses } = await history(of(...names));
    const alone = await history(of('f-7'));
    expect(courses).toHaveLength(1);
    expect(functions[39].intervals).toHaveLength(2);
    const [own] = functions.filter(({ resourceId }: Item) => resourceId === 'f-7');
    const spelledOut = own.intervals.flatMap((entry: { course?: number; first: number; count: number }) =>
      entry.course === undefined
        ? [entry]
        : courses[entry.course].intervals.slice(entry.first, entry.first + entry.count),
    );
    expect(spelledOut).toEqual(alone.functions[0].intervals);
    expect(own.intervals[1]).toEqual({
      course: 0,
      first: 0,
      count: 48,
      from: '2026-11-02T00:00:00.000Z',
      to: '2026-11-11T00:00:00.000Z',
      durationSeconds: 9 * 86_400,
    });
    expect(alone).not.toHaveProperty('courses');
  });

  it('CSV: a row for each interval of the course, and one without a verdict for each function', async () => {
    const rows = (await text('csv')).trimEnd().split('\r\n');
    expect(rows).toHaveLength(1 + 48 + 2 * 40);
    expect(rows.filter((row) => row.startsWith(',,course,0,,'))).toHaveLength(48);
    expect(
      rows.filter((row) => row.includes(',,,"course 0, intervals 0 to 47, 24 of them failing",course,0,')),
    ).toHaveLength(40);
  });

  it('the table: likewise', async () => {
    const table = await text('table');
    expect(table.match(/role exec was changed/g)).toHaveLength(48);
    expect(table.match(/course 0, intervals 0 to 47, 24 of them failing/g)).toHaveLength(40);
  });
});
