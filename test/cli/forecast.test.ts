import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { refuseUnasked } from '../../rule/cli/forecast-terms.ts';
import { sampleMetrics } from '../../scripts/make-sample-metrics.ts';
import { type AwsEndpoint, Fault, type Operations, startAwsEndpoint } from '../lambda/aws-endpoint.ts';
import {
  ACCOUNT,
  type AccountState,
  DAEMON_POLICY,
  emulate,
  functionArn,
  NO_TRACING,
  TRACING,
} from '../lambda/emulated-account.ts';
import { emulateTelemetry, type TelemetryState } from '../lambda/emulated-telemetry.ts';
import { localAws, runHere } from './run-cli.ts';

const METRICS = 'test/fixtures/sample-metrics/shop-eu-west-1.json';
const RECORDED = 'test/fixtures/sample-organization';
const SHOP = ['--account', '111122223333', '--region', 'eu-west-1'];
const AT = ['--at', '2026-11-20T12:00:00Z'];

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lambda-active-tracing-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));
let aws: AwsEndpoint | undefined;
afterEach(() => aws?.close());

function forecast(...args: readonly string[]) {
  return runHere(['forecast', ...args], '', aws === undefined ? {} : localAws(aws));
}

async function reported(...args: readonly string[]) {
  const run = await forecast(...args, '--format', 'json');
  return { ...run, report: JSON.parse(run.stdout) };
}

async function metricsFile(name: string, content: string | Buffer): Promise<string> {
  await writeFile(join(directory, name), content);
  return join(directory, name);
}

/** Two points, an hour apart. */
function metric(label: string, id: string, [first, second]: readonly [number, number], day = 20) {
  return {
    Id: id,
    Label: label,
    Timestamps: [`2026-11-${day}T01:00:00+00:00`, `2026-11-${day}T00:00:00+00:00`],
    Values: [second, first],
    StatusCode: 'Complete',
  };
}

const named = (report: { functions: readonly { resourceId: string }[] }) =>
  report.functions.map(({ resourceId }) => resourceId);

describe('the sample metrics', () => {
  it('are exactly what their generator makes', () => expect(readFileSync(METRICS, 'utf8')).toBe(sampleMetrics()));
});

describe('forecast --metrics', () => {
  it('alone prices every function, and says what it does not know', async () => {
    const { report, exitCode } = await reported('--metrics', METRICS);
    expect(exitCode).toBe(0);
    expect(report).toMatchObject({
      rule: 'lambda-active-tracing',
      window: { from: '2026-11-17T00:00:00.000Z', to: '2026-11-20T00:00:00.000Z' },
      periodSeconds: 3600,
      prices: { perMillionTraces: 5, freeTraces: 100_000, source: 'https://aws.amazon.com/xray/pricing/' },
      summary: { functions: 17, tracedInvocations: null },
      accounts: [{ accountId: null, functions: 17 }],
    });
    const cart = report.functions.find(({ resourceId }: { resourceId: string }) => resourceId === 'cart-api');
    const points = JSON.parse(sampleMetrics())
      .MetricDataResults.slice(0, 2)
      .flatMap(({ Values }: { Values: number[] }) => Values);
    expect(cart.invocationsPerMonth).toBe(10 * points.reduce((sum: number, value: number) => sum + value, 0));
    expect(report.notes).toEqual(
      expect.arrayContaining([
        expect.stringContaining('A range, since a point of 3,600 s'),
        expect.stringContaining('probably has it only once'),
        expect.stringContaining('period and window of the metrics were worked out'),
        expect.stringContaining('every function with a metric is priced'),
        expect.stringContaining('all were taken for one'),
      ]),
    );
  });

  it('with recorded items prices the failing functions, beside those that trace today', async () => {
    const { report } = await reported('--metrics', METRICS, ...SHOP, ...AT, RECORDED);
    expect(named(report)).toEqual([
      'checkout-api',
      'checkout-webhook',
      'coupons-validate',
      'image-resize',
      'invoice-render',
      'loyalty-points',
      'newsletter-digest',
      'newsletter-send',
      'orders-refund',
      'shipping-labels',
      'sitemap-build',
      'wishlist-api',
    ]);
    expect(report.unpriced).toMatchObject([
      { resourceId: 'returns-intake', why: expect.stringContaining('no metric') },
    ]);
    expect(report.accounts).toHaveLength(1);
    expect(report.accounts[0]).toMatchObject({ accountId: '111122223333', costPerMonth: report.summary.costPerMonth });
    // The functions that trace today have more traces than are free: all of the bill is to be paid.
    const [least, most] = report.summary.tracesPerMonth;
    expect(report.summary.costPerMonth[0]).toBeCloseTo((least - 100_000) * 5e-6, 4);
    expect(report.summary.costPerMonthBesideTraced[0]).toBeCloseTo(least * 5e-6, 4);
    expect(report.summary.costPerMonthBesideTraced[1]).toBeCloseTo(most * 5e-6, 4);
    expect(report.summary.tracedInvocations).toBeCloseTo(0.277, 3);
    expect(report.mostOfTheBill).toHaveLength(10);
    expect(report.mostOfTheBill[0]).toMatchObject({ resourceId: 'checkout-api' });
    expect(report.regions).toMatchObject([{ region: 'eu-west-1', functions: 12 }]);
    expect(report.roles[0]).toMatchObject({
      role: expect.stringMatching(/^arn:aws:iam:/),
      functions: expect.any(Number),
    });
    expect(report.inputs[0]).toMatchObject({ name: METRICS });
  });

  it('keeps functions of one name in several accounts and Regions apart by the ARNs of their labels', async () => {
    const arns = [
      'arn:aws:lambda:us-east-1:111122223333:function:checkout-api',
      'arn:aws:lambda:eu-west-1:777788889999:function:checkout-api',
      'arn:aws:lambda:eu-west-1:111122223333:function:checkout-api',
    ];
    const results = arns.map((arn, index) => metric(arn, `m${index}`, [10 ** index, 10 ** index]));
    const file = await metricsFile('apart.json', JSON.stringify({ MetricDataResults: results }));
    const { report } = await reported('--metrics', file, '--function', 'checkout-api', ...AT, RECORDED);
    expect(report.functions).toMatchObject([
      { accountId: '111122223333', region: 'eu-west-1', invocationsPerMonth: 200 * 360 },
    ]);
    expect(report.notes).toContainEqual('2 of the metrics are of functions that are not counted here.');
  });

  it('looks at no tag of a later time', async () => {
    const item = (team: string, capturedAt: string, configuration: object) => ({
      version: '1.3',
      accountId: '111122223333',
      awsRegion: 'eu-west-1',
      resourceType: 'AWS::Lambda::Function',
      resourceId: 'orders',
      arn: functionArn('orders'),
      configurationItemStatus: 'OK',
      configurationItemCaptureTime: capturedAt,
      configuration,
      supplementaryConfiguration: {},
      tags: { team },
    });
    const off = { functionName: 'orders', tracingConfig: { mode: 'PassThrough' } };
    const lines = [item('shop', '2026-11-19T00:00:00Z', off), item('later', '2026-11-21T00:00:00Z', off)];
    const recorded = await metricsFile('items.ndjson', lines.map((line) => JSON.stringify(line)).join('\n'));
    const one = { MetricDataResults: [metric('orders', 'm0', [5, 5])] };
    const file = await metricsFile('one.json', JSON.stringify(one));
    const { report } = await reported('--metrics', file, '--group-by', 'tag:team', ...AT, recorded);
    expect(report.tags).toMatchObject([{ tag: 'shop', functions: 1 }]);
  });

  it('sums up by the value of a tag', async () => {
    const { report } = await reported('--metrics', METRICS, ...SHOP, ...AT, '--group-by', 'tag:team', RECORDED);
    const checkout = report.tags.find(({ tag }: { tag: string }) => tag === 'checkout');
    expect(checkout.functions).toBe(2);
    expect(report.tags.reduce((sum: number, { functions }: { functions: number }) => sum + functions, 0)).toBe(12);
  });

  it('counts functions that are called for only', async () => {
    const { report } = await reported('--metrics', METRICS, '--function', 'orders-*', ...SHOP);
    expect(named(report)).toEqual(['orders-create', 'orders-export', 'orders-refund']);
    expect(report.functions[0]).toMatchObject({ accountId: '111122223333', region: 'eu-west-1' });
    const none = await reported('--metrics', METRICS, '--function', 'nobody');
    expect(none.report).toMatchObject({ summary: { functions: 0, costPerMonth: [0, 0] }, functions: [], accounts: [] });
  });

  it('takes the price and the free tier that are given', async () => {
    const { report } = await reported('--metrics', METRICS, '--price', '2.5', '--free-traces', '0');
    expect(report.prices).toEqual({
      perMillionTraces: 2.5,
      freeTraces: 0,
      source: '--price and --free-traces',
      date: null,
    });
    expect(report.summary.costPerMonth[0]).toBeCloseTo(report.summary.tracesPerMonth[0] * 2.5e-6, 4);
  });

  it('adds files of several accounts and of other times, gzip and UTF-16 too', async () => {
    const shop = { MetricDataResults: [metric(functionArn('orders'), 'm0', [100, 300])] };
    const other = {
      MetricDataResults: [metric(functionArn('orders').replace(ACCOUNT, '444455556666'), 'm0', [10, 10])],
    };
    const later = { MetricDataResults: [metric(functionArn('orders'), 'm0', [200, 200], 21)] };
    const { report } = await reported(
      '--metrics',
      await metricsFile('shop.json.gz', gzipSync(JSON.stringify(shop))),
      '--metrics',
      await metricsFile('other.json', Buffer.from(`\ufeff${JSON.stringify(other)}`, 'utf16le')),
      '--metrics',
      await metricsFile('later.json', JSON.stringify(later)),
    );
    // 800 invocations in four hours, and 20 in two, for 720 hours.
    expect(report.accounts.map((a: { invocationsPerMonth: number }) => a.invocationsPerMonth)).toEqual([
      144_000, 7_200,
    ]);
    expect(report.window).toEqual({ from: '2026-11-20T00:00:00.000Z', to: '2026-11-21T02:00:00.000Z' });
  });

  it('without any point is nothing, in whatever time it is of', async () => {
    const empty = { MetricDataResults: [{ ...metric('orders', 'm0', [0, 0]), Timestamps: [], Values: [] }] };
    const { report } = await reported('--metrics', await metricsFile('empty.json', JSON.stringify(empty)));
    expect(report).toMatchObject({ window: { from: null, to: null }, summary: { functions: 1, costPerMonth: [0, 0] } });
    expect(report.notes[0]).toContain('have no point');
  });

  it('shows the dearest in the table, and has rows and a page', async () => {
    const { stdout: table } = await forecast('--metrics', METRICS, ...SHOP, ...AT, RECORDED, '--format', 'table');
    expect(table).toContain('12 functions if they traced: 2,043,575 to 15,743,468 traces, $9.72 to $78.22 a month\n');
    expect(table).toContain('beside those that trace today: $10.22 to $78.72 a month\n');
    expect(table).toContain('returns-intake 111122223333 eu-west-1: there is no metric of it in the input\n');
    const { stdout: csv } = await forecast('--metrics', METRICS, ...SHOP, ...AT, RECORDED, '--format', 'csv');
    expect(csv.trimEnd().split('\r\n')).toHaveLength(14);
    expect(csv).toContain('111122223333,eu-west-1,returns-intake,,,,,,there is no metric of it in the input');
    const { stdout: page } = await forecast('--metrics', METRICS, ...SHOP, ...AT, RECORDED, '--format', 'html');
    expect(page).toContain('$9.72 to $78.22 a month if every failing function traced');
  });

  it.each([
    ['nothing', [], /give --metrics FILE, or --live/],
    [
      'a name that several functions have',
      ['--metrics', METRICS, ...AT, RECORDED],
      /orders-create is a function of .*say with --account/,
    ],
    ['templates', ['--metrics', METRICS, 'test/fixtures/sample-templates'], /templates and plans have no metrics yet/],
    ['a file that is no metrics', ['--metrics', 'package.json'], /^package.json: no output of aws cloudwatch/],
    ['a file that is no JSON', ['--metrics', 'README.md'], /^README.md: /],
    ['a file that is not there', ['--metrics', 'none.json'], /^none.json: no such file/],
    ['two accounts', ['--metrics', METRICS, '--account', '1', '--account', '2'], /give --account and --region once/],
    ['a tag without recorded items', ['--metrics', METRICS, '--group-by', 'tag:team'], /about recorded items/],
    ['a group that is no tag', ['--metrics', METRICS, '--group-by', 'team'], /Must be tag:/],
    ['a price that is none', ['--metrics', METRICS, '--price', '-1'], /Must be a number/],
    ['--yes without --live', ['--metrics', METRICS, '--yes'], /--yes goes with --live/],
    ['metrics beside --live', ['--live', '--metrics', METRICS], /name no files/],
    ['--period beside --live', ['--live', '--period', '60'], /go with --metrics/],
    ['--at beside --live', ['--live', ...AT], /--at needs recorded items/],
    ['a window longer than metrics are kept', ['--live', '--window', '455d'], /at most 454d/],
  ])('of %s is refused', async (_, args, message) => {
    const { stdout, stderr, exitCode } = await forecast(...args);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr.replace('lambda-active-tracing: ', '')).toMatch(message);
  });
});

const account: AccountState = {
  functions: [
    { name: 'good', role: 'tracing' },
    { name: 'denied', role: 'silent' },
    { name: 'off', role: 'tracing', mode: 'PassThrough' },
    { name: 'excused', role: 'silent' },
  ],
  roles: [
    { name: 'tracing', attached: [DAEMON_POLICY] },
    { name: 'silent', inline: { logs: NO_TRACING } },
  ],
  policies: { [DAEMON_POLICY]: TRACING },
  exemptions: { excused: '2999-12-31 team canary' },
};

const telemetry: TelemetryState = {
  invocations: { good: [280_000], denied: [140_000, 140_000], off: [28], excused: [9_999_999] },
};

async function live(args: readonly string[] = [], state = telemetry, faults: Operations = {}, from = account) {
  aws = await startAwsEndpoint({ ...emulate(from), ...emulateTelemetry(state), ...faults });
  return { aws, ...(await reported('--live', ...args)) };
}

describe('forecast --live', () => {
  it('prices the failing functions of the account, and writes nothing', async () => {
    const { report, aws, exitCode, stderr } = await live();
    expect(exitCode).toBe(0);
    expect(named(report)).toEqual(['denied', 'off']);
    expect(report).toMatchObject({
      periodSeconds: 60,
      reading: { metrics: 3, cost: 0.00003 },
      summary: { functions: 2, tracedInvocations: expect.closeTo(0.5, 3) },
      functions: [{ accountId: ACCOUNT, region: 'eu-west-1', invocationsPerMonth: 600_000 }, {}],
    });
    // Two minutes of 140,000 invocations in 14 days: at least one a minute and 5 % of the others.
    expect(report.functions[0].tracesPerMonth[0]).toBeCloseTo(((2 * (1 + 0.05 * 139_999)) / 14) * 30, 3);
    expect(Date.parse(report.window.to) - Date.parse(report.window.from)).toBe(14 * 86_400_000);
    expect(stderr).toMatch(/^organization policies evaluated/);
    expect(aws.calls()).toMatchObject({ 'cloudwatch:GetMetricData': 1, 'xray:GetTraceSegmentDestination': 1 });
    expect(Object.keys(aws.calls()).filter((call) => /:(Put|Update|Create|Delete|Attach)/.test(call))).toEqual([]);
  });

  it('gives no figure where Transaction Search is on, and says so', async () => {
    const { report, aws } = await live([], { ...telemetry, destination: 'CloudWatchLogs', indexed: 1 });
    expect(report.summary).toMatchObject({ costPerMonth: null, costPerMonthBesideTraced: null });
    expect(report.functions[0].costPerMonth).toBeNull();
    expect(report.notes).toContainEqual(
      `Transaction Search is on in ${ACCOUNT} eu-west-1: spans are billed by volume there, and no figure is given.`,
    );
    expect(aws.calls()['xray:GetIndexingRules']).toBeUndefined();
  });

  it('prices all the same where it may not see that, and says so', async () => {
    const refuse = () => {
      throw new Fault(403, 'AccessDeniedException', 'no');
    };
    const { report } = await live([], telemetry, { 'xray:GetTraceSegmentDestination': refuse });
    expect(report.summary.functions).toBe(2);
    expect(report.notes).toContainEqual(expect.stringMatching(/^Whether Transaction Search is on in .* is not known/));
  });

  it('has a function whose metric is refused in no figure', async () => {
    const { report } = await live([], { ...telemetry, statuses: { denied: 'Forbidden' } });
    expect(named(report)).toEqual(['off']);
    expect(report.unpriced).toMatchObject([{ resourceId: 'denied', why: expect.stringContaining('Forbidden') }]);
  });

  it('sums up by a tag', async () => {
    const { report } = await live([
      '--group-by',
      'tag:lambda-active-tracing-exempt',
      '--param',
      'exemptionTagKey=other',
    ]);
    expect(report.tags).toMatchObject([
      { tag: null, functions: 2 },
      { tag: '2999-12-31 team canary', functions: 1 },
    ]);
  });

  it('asks for 1,001 metrics in three calls, says what they cost, and reads an old window in coarser periods', async () => {
    const functions = Array.from({ length: 1001 }, (_, index) => ({ name: `fn-${index}`, role: 'silent' }));
    const { report, aws, stderr } = await live(['--window', '30d'], {}, {}, { ...account, functions });
    expect(report).toMatchObject({ periodSeconds: 300, reading: { metrics: 1001 }, summary: { functions: 1001 } });
    expect(aws.calls()['cloudwatch:GetMetricData']).toBe(3);
    expect(stderr).toContain('CloudWatch bills 1,001 metrics with about $0.01, outside its free tier\n');
  });
});

describe('more than 1,000 metrics', () => {
  const stream = (isTTY: boolean) => {
    const written: string[] = [];
    return { written, stream: { isTTY, write: (text: string) => written.push(text) > 0 } };
  };

  it.each([
    ['1,000 of them: asked for without a word', 1000, true, false, 0],
    ['1,001 on a terminal with --yes: asked for, with a word', 1001, true, true, 1],
    ['1,001 elsewhere: asked for, with a word', 1001, false, false, 1],
  ])('%s', (_, metrics, isTTY, yes, words) => {
    const { written, stream: to } = stream(isTTY);
    refuseUnasked(metrics, { yes, quiet: false, stream: to });
    expect(written).toHaveLength(words);
  });

  it('on a terminal without --yes: refused', () => {
    const { stream: to } = stream(true);
    expect(() => refuseUnasked(250_000, { yes: false, quiet: true, stream: to })).toThrow(
      'CloudWatch bills 250,000 metrics with about $2.50, outside its free tier: give --yes to ask for them',
    );
  });
});
