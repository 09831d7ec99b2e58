import { afterEach, describe, expect, it } from 'vitest';
import { type AwsEndpoint, Fault, type Operations, startAwsEndpoint } from '../lambda/aws-endpoint.ts';
import {
  ACCOUNT,
  type AccountState,
  DAEMON_POLICY,
  emulate,
  functionArn,
  NO_TRACING,
  roleArn,
  TRACING,
} from '../lambda/emulated-account.ts';
import { emulateTelemetry, node, type TelemetryState } from '../lambda/emulated-telemetry.ts';
import { localAws, runHere } from './run-cli.ts';

let aws: AwsEndpoint | undefined;
afterEach(() => aws?.close());

const account: AccountState = {
  functions: [
    { name: 'busy', role: 'tracing' },
    { name: 'lost', role: 'tracing' },
    { name: 'rare', role: 'tracing' },
    { name: 'idle', role: 'tracing' },
    { name: 'secret', role: 'tracing' },
    { name: 'denied', role: 'silent' },
    { name: 'off', role: 'tracing', mode: 'PassThrough' },
  ],
  roles: [
    { name: 'tracing', attached: [DAEMON_POLICY] },
    { name: 'silent', inline: { logs: NO_TRACING } },
  ],
  policies: { [DAEMON_POLICY]: TRACING },
};

const telemetry: TelemetryState = {
  invocations: { busy: [500, 500], lost: [500, 500], rare: [3, 4], denied: [9000], off: [9000], secret: [9000] },
  statuses: { secret: 'Forbidden' },
  services: [node('busy', 40, ACCOUNT), node('lost', 40, '444455556666'), node('lost', 40, ACCOUNT, 'AWS::Lambda')],
};

async function delivery(args: readonly string[] = [], state = telemetry, faults: Operations = {}) {
  aws = await startAwsEndpoint({ ...emulate(account), ...emulateTelemetry(state), ...faults });
  const run = await runHere(['delivery', '--live', ...args], '', localAws(aws));
  return { ...run, aws };
}

const refuse = () => {
  throw new Fault(403, 'AccessDeniedException', 'User is not authorized');
};

describe('delivery --live', () => {
  it('compares the invocations of COMPLIANT functions with their traces, and exits with 1 for a silent one', async () => {
    const { stdout, exitCode, aws, stderr } = await delivery(['--format', 'json']);
    const report = JSON.parse(stdout);
    expect(Object.keys(report)).toEqual(['rule', 'version', 'window', 'summary', 'functions']);
    expect(report.summary).toEqual({ functions: 5, delivering: 1, silent: 1, 'not-invoked': 1, 'cannot-tell': 2 });
    expect(report.functions[0]).toEqual({
      accountId: ACCOUNT,
      region: 'eu-west-1',
      resourceId: 'busy',
      arn: functionArn('busy'),
      delivery: 'delivering',
      invocations: 1000,
      // Six hours are two ranges that X-Ray takes, and the graph of each holds it.
      traces: 80,
      expectedTraces: [51.9, 164],
      checks: [],
    });
    const by = (name: string) => report.functions.find(({ resourceId }: { resourceId: string }) => resourceId === name);
    expect(by('lost')).toMatchObject({ delivery: 'silent', invocations: 1000, traces: 0 });
    expect(by('lost').checks).toHaveLength(7);
    expect(by('rare')).toMatchObject({
      delivery: 'cannot-tell',
      invocations: 7,
      checks: [expect.stringMatching(/^too few/)],
    });
    expect(by('idle')).toMatchObject({ delivery: 'not-invoked', invocations: 0, expectedTraces: [0, 0] });
    expect(by('secret')).toMatchObject({ delivery: 'cannot-tell', invocations: null, expectedTraces: null });
    expect(Date.parse(report.window.to) - Date.parse(report.window.from)).toBe(6 * 3_600_000);
    expect(Date.now() - Date.parse(report.window.to)).toBeGreaterThanOrEqual(5 * 60_000);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('asked CloudWatch for 5 metrics for less than $0.01\n');
    expect(aws.calls()).toMatchObject({
      'cloudwatch:GetMetricData': 1,
      'xray:GetServiceGraph': 4,
      'xray:GetTraceSegmentDestination': 1,
    });
    expect(aws.calls()['xray:GetIndexingRules']).toBeUndefined();
    expect(Object.keys(aws.calls()).filter((call) => /:(Put|Update|Create|Delete|Attach)/.test(call))).toEqual([]);
  });

  it('exits with 0 where none is silent', async () => {
    const { exitCode, stdout } = await delivery(['--format', 'json', '--function', 'b*', '--function', 'rare']);
    expect(JSON.parse(stdout).summary).toMatchObject({ functions: 2, silent: 0 });
    expect(exitCode).toBe(0);
  });

  it('says in the table what to look at, the silent ones first', async () => {
    const { stdout } = await delivery(['--format', 'table']);
    expect(stdout).toMatch(/ {2}silent {7}lost: 1,000 invocations, 0 traces, 52 to 164 to expect\n {4}- An upstream/);
    expect(stdout.indexOf('lost')).toBeLessThan(stdout.indexOf('busy'));
    expect(stdout).toContain('5 COMPLIANT functions: 1 silent, 2 cannot-tell, 1 delivering, 1 not-invoked\n');
  });

  it('has a row of CSV for each, and a page', async () => {
    const { stdout: csv } = await delivery(['--format', 'csv']);
    expect(csv.split('\r\n')[0]).toContain('delivery,invocations,traces,expectedTracesLeast,expectedTracesMost,checks');
    expect(csv.split('\r\n').find((line) => line.includes(',secret,'))).toMatch(/,cannot-tell,,0,,,/);
    await aws?.close();
    const { stdout: page } = await delivery(['--format', 'html']);
    expect(page).toContain('1 function is silent');
    expect(page).toContain('<span class="mark non">Silent</span>');
  });

  it('counts with the share that Transaction Search indexes', async () => {
    const searched = { ...telemetry, destination: 'CloudWatchLogs', indexed: 1 };
    const { stdout, exitCode } = await delivery(['--format', 'json', '--function', 'lost'], searched);
    expect(JSON.parse(stdout).functions[0]).toMatchObject({
      delivery: 'cannot-tell',
      expectedTraces: [0.519, 1.64],
      checks: [expect.stringContaining('X-Ray indexes 1 % here')],
    });
    expect(exitCode).toBe(0);
  });

  it('says nothing of silence where it may not ask where the traces go', async () => {
    const { stdout } = await delivery(['--format', 'json', '--function', '*s*'], telemetry, {
      'xray:GetTraceSegmentDestination': refuse,
    });
    expect(JSON.parse(stdout).summary).toMatchObject({ delivering: 1, silent: 0 });
  });

  it.each([
    ['xray:GetServiceGraph', /^xray:GetServiceGraph \(needed to see of which functions there are traces\) failed: Acc/],
    ['cloudwatch:GetMetricData', /^cloudwatch:GetMetricData \(needed to count the invocations\) failed: AccessDenied/],
    ['lambda:ListFunctions', /^lambda:ListFunctions \(needed to list the functions\) failed: AccessDenied/],
  ])('that may not call %s is no report but an error that names it', async (call, message) => {
    const { stdout, stderr, exitCode } = await delivery([], telemetry, { [call]: refuse });
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr.replace('lambda-active-tracing: ', '')).toMatch(message);
  });

  it.each([
    ['an hour ago, too rarely invoked since: cannot-tell', 3_600_000, [12], 'cannot-tell', 2],
    ['an hour ago, and often invoked since: silent', 3_600_000, [500], 'silent', 2],
    ['a minute ago, behind the window: cannot-tell', 60_000, [500], 'cannot-tell', 1],
    ['a week ago: silent', 7 * 86_400_000, [500], 'silent', 1],
  ])('a function without traces that was changed %s', async (_, ago, since, verdict, reads) => {
    const changed = new Date(Date.now() - ago).toISOString().replace('Z', '+0000');
    const arn = functionArn('lost');
    const lost = {
      FunctionName: 'lost',
      FunctionArn: arn,
      Role: roleArn('tracing'),
      TracingConfig: { Mode: 'Active' },
    };
    const whole = emulateTelemetry({ invocations: { lost: [500, 500] } })['cloudwatch:GetMetricData'];
    const part = emulateTelemetry({ invocations: { lost: since } })['cloudwatch:GetMetricData'];
    const { stdout, aws, stderr } = await delivery(['--format', 'json'], telemetry, {
      'lambda:ListFunctions': () => ({ Functions: [{ ...lost, LastModified: changed }] }),
      'cloudwatch:GetMetricData': (input) => {
        const isWhole = Number(input.EndTime) - Number(input.StartTime) === 6 * 3600;
        return (isWhole ? whole : part)?.(input) ?? {};
      },
    });
    expect(JSON.parse(stdout).functions[0]).toMatchObject({ delivery: verdict, invocations: 1000, traces: 0 });
    expect(aws.calls()['cloudwatch:GetMetricData']).toBe(reads);
    expect(stderr).toMatch(/asked CloudWatch for [12] metrics? for less/);
  });

  it('asks every Region for itself', async () => {
    let listed = 0;
    const inTurn = () => {
      const region = listed++ === 0 ? 'eu-west-1' : 'us-east-1';
      const arn = functionArn('busy').replace('eu-west-1', region);
      return {
        Functions: [
          { FunctionName: 'busy', FunctionArn: arn, Role: roleArn('tracing'), TracingConfig: { Mode: 'Active' } },
        ],
      };
    };
    const args = ['--region', 'eu-west-1', '--region', 'us-east-1', '--format', 'json', '--window', '5h'];
    const { stdout, aws } = await delivery(args, telemetry, { 'lambda:ListFunctions': inTurn });
    expect(JSON.parse(stdout).functions.map(({ region }: { region: string }) => region)).toEqual([
      'eu-west-1',
      'us-east-1',
    ]);
    expect(aws.calls()).toMatchObject({
      'cloudwatch:GetMetricData': 2,
      'xray:GetServiceGraph': 4,
      'xray:GetTraceSegmentDestination': 2,
    });
  });

  it('of an account without functions that may deliver is a sentence, and asks nothing of CloudWatch and X-Ray', async () => {
    const { stdout, exitCode, aws } = await delivery(['--function', 'denied', '--format', 'table']);
    expect(stdout).toContain('No function is COMPLIANT: there is nothing to compare.');
    expect(exitCode).toBe(0);
    expect(Object.keys(aws.calls()).filter((call) => /^(xray|cloudwatch):/.test(call))).toEqual([]);
  });
});

describe('delivery', () => {
  it.each([
    ['without --live', [], /give --live/],
    ['for longer than X-Ray keeps traces', ['--live', '--window', '30d'], /at most 29d/],
    ['for a length that is none', ['--live', '--window', '6'], /Must be minutes, hours or days/],
  ])('%s is refused', async (_, args, message) => {
    const { stdout, stderr, exitCode } = await runHere(['delivery', ...args]);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toMatch(message);
  });
});
