import { afterEach, describe, expect, it } from 'vitest';
import { connectTelemetry } from '../../../rule/account/telemetry/clients.ts';
import { readInvocations } from '../../../rule/account/telemetry/invocation-metrics.ts';
import { readServiceGraph } from '../../../rule/account/telemetry/service-graph.ts';
import { readIndexedDestination, readTraceDestination } from '../../../rule/account/telemetry/trace-destination.ts';
import { type AwsEndpoint, Fault, type Operations, startAwsEndpoint } from '../../lambda/aws-endpoint.ts';
import { ACCOUNT, REGION } from '../../lambda/emulated-account.ts';
import { emulateTelemetry, node, type TelemetryState } from '../../lambda/emulated-telemetry.ts';

let aws: AwsEndpoint | undefined;
afterEach(() => aws?.close());

const HOUR = 3_600_000;
const TO = Date.parse('2026-11-27T12:00:00Z');
const WINDOW = { from: TO - 6 * HOUR, to: TO, periodSeconds: 60 };

async function connected(state: TelemetryState, faults: Operations = {}) {
  aws = await startAwsEndpoint({ ...emulateTelemetry(state), ...faults });
  process.env.AWS_ENDPOINT_URL = aws.url;
  process.env.AWS_ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'not-a-secret';
  return { aws, ...connectTelemetry({ region: REGION }) };
}

const refuse = () => {
  throw new Fault(403, 'AccessDeniedException', 'User is not authorized');
};

describe('invocations', () => {
  it('of 1,001 functions take three calls, whatever the functions are called', async () => {
    const names = Array.from({ length: 1001 }, (_, index) => `9-Fn_${index}`);
    const invocations = Object.fromEntries(names.map((name, index) => [name, [index]]));
    const { cloudwatch, aws } = await connected({ invocations });
    const of = await readInvocations(cloudwatch, names, WINDOW);
    expect(names.map((name) => of(name))).toEqual(
      names.map((_, index) => expect.objectContaining({ kind: 'counted', invocations: index })),
    );
    expect(aws.calls()).toEqual({ 'cloudwatch:GetMetricData': 3 });
    expect(aws.inputs('cloudwatch:GetMetricData')[0]).toMatchObject({
      StartTime: WINDOW.from / 1000,
      EndTime: WINDOW.to / 1000,
    });
  });

  it('are added up over pages that cut a metric in two', async () => {
    const { cloudwatch, aws } = await connected({ invocations: { a: [1, 2, 3, 4], b: [5, 6], c: [] }, page: 3 });
    const of = await readInvocations(cloudwatch, ['a', 'b', 'c'], WINDOW);
    expect([of('a'), of('b'), of('c')]).toMatchObject([{ invocations: 10 }, { invocations: 11 }, { invocations: 0 }]);
    expect(aws.calls()).toEqual({ 'cloudwatch:GetMetricData': 2 });
  });

  it.each(['Forbidden', 'InternalError', 'PartialData'])('that CloudWatch answers %s are unknown', async (status) => {
    const { cloudwatch } = await connected({ invocations: { a: [1], b: [7] }, statuses: { a: status } });
    const of = await readInvocations(cloudwatch, ['a', 'b'], WINDOW);
    expect(of('a')).toMatchObject({ kind: 'unknown', why: expect.stringContaining('CloudWatch did not say') });
    expect(of('b')).toMatchObject({ kind: 'counted', invocations: 7 });
  });

  it('that are no counts, or in no answer, are unknown', async () => {
    const { cloudwatch } = await connected({ invocations: { a: [0.5] } });
    expect((await readInvocations(cloudwatch, ['a'], WINDOW))('a').kind).toBe('unknown');
    const none = await connected({}, { 'cloudwatch:GetMetricData': () => ({ MetricDataResults: [] }) });
    expect((await readInvocations(none.cloudwatch, ['a'], WINDOW))('a').kind).toBe('unknown');
  });

  it('that are refused as a whole name the call and what it is for', async () => {
    const { cloudwatch } = await connected({}, { 'cloudwatch:GetMetricData': refuse });
    await expect(readInvocations(cloudwatch, ['a'], WINDOW)).rejects.toThrow(
      /^cloudwatch:GetMetricData \(needed to count the invocations\) failed: AccessDenied/,
    );
  });
});

describe('the service graph', () => {
  it('of a long window is read in equal parts of less than six hours, page by page', async () => {
    const { xray, aws } = await connected({ services: [node('a', 2, ACCOUNT), node('b', 3, ACCOUNT)] });
    const graph = await readServiceGraph(xray, ACCOUNT, { from: TO - 48 * HOUR, to: TO });
    expect(aws.calls()).toEqual({ 'xray:GetServiceGraph': 18 });
    expect([graph.tracesOf('a'), graph.tracesOf('b'), graph.tracesOf('c')]).toEqual([18, 27, 0]);
    const starts = aws.inputs('xray:GetServiceGraph').map(({ StartTime }) => Number(StartTime));
    expect(Math.min(...starts) * 1000).toBe(TO - 48 * HOUR);
    expect(Math.max(...aws.inputs('xray:GetServiceGraph').map(({ EndTime }) => Number(EndTime))) * 1000).toBe(TO);
  });

  it('counts the nodes of functions only, and none of another account', async () => {
    const services = [
      node('a', 2, '444455556666'),
      node('b', 4, ACCOUNT, 'AWS::Lambda'),
      node('b', 4, ACCOUNT, 'client'),
      node('c', 8, '444455556666'),
      node('c', 16, ACCOUNT),
    ];
    const { xray } = await connected({ services });
    const graph = await readServiceGraph(xray, ACCOUNT, { from: TO - HOUR, to: TO });
    expect([graph.tracesOf('a'), graph.tracesOf('b'), graph.tracesOf('c'), graph.isDrawn]).toEqual([0, 0, 16, true]);
  });

  it('takes a node without an account for its own, unless the graph holds other accounts', async () => {
    const own = await connected({ services: [node('a', 2)] });
    const graph = await readServiceGraph(own.xray, ACCOUNT, { from: TO - HOUR, to: TO });
    expect([graph.tracesOf('a'), graph.isDrawn]).toEqual([2, true]);
    await aws?.close();
    const mixed = await connected({ services: [node('a', 2), node('b', 1, '444455556666')] });
    const other = await readServiceGraph(mixed.xray, ACCOUNT, { from: TO - HOUR, to: TO });
    expect(other.tracesOf('a')).toMatchObject({ why: expect.stringContaining('of which account') });
    expect([other.tracesOf('b'), other.isDrawn]).toEqual([0, false]);
  });

  it('that holds nothing is not drawn', async () => {
    const { xray } = await connected({ services: [] });
    const graph = await readServiceGraph(xray, ACCOUNT, { from: TO - HOUR, to: TO });
    expect([graph.tracesOf('a'), graph.isDrawn]).toEqual([0, false]);
  });
});

describe('where the traces go', () => {
  it.each<[string, TelemetryState, Operations, object]>([
    ['to X-Ray', {}, {}, { kind: 'x-ray' }],
    [
      'to CloudWatch Logs, and 1 % is indexed',
      { destination: 'CloudWatchLogs', indexed: 1 },
      {},
      { kind: 'transaction-search', indexedShare: 0.01 },
    ],
    [
      'to CloudWatch Logs, and nobody says how much is indexed',
      { destination: 'CloudWatchLogs' },
      { 'xray:GetIndexingRules': refuse },
      { kind: 'transaction-search', indexedShare: undefined },
    ],
    [
      'nobody knows: refused',
      {},
      { 'xray:GetTraceSegmentDestination': refuse },
      { kind: 'unknown', why: expect.stringContaining('needed to see whether Transaction Search is on') },
    ],
    [
      'nobody knows: being changed',
      {},
      { 'xray:GetTraceSegmentDestination': () => ({ Destination: 'XRay', Status: 'PENDING' }) },
      { kind: 'unknown', why: 'it is being changed (PENDING)' },
    ],
    ['nobody knows: something else', { destination: 'Moon' }, {}, { kind: 'unknown', why: 'X-Ray answered Moon' }],
    [
      'nobody knows: not offered in the Region',
      {},
      {
        'xray:GetTraceSegmentDestination': () => {
          throw new Fault(404, 'UnknownOperationException');
        },
      },
      { kind: 'unknown', why: expect.stringContaining('UnknownOperationException') },
    ],
  ])('%s', async (_, state, faults, destination) => {
    const { xray } = await connected(state, faults);
    expect(await readIndexedDestination(xray)).toEqual(destination);
  });

  it('is asked without the share where nobody needs it', async () => {
    const { xray, aws } = await connected({ destination: 'CloudWatchLogs', indexed: 1 });
    expect(await readTraceDestination(xray)).toEqual({ kind: 'transaction-search', indexedShare: undefined });
    expect(aws.calls()).toEqual({ 'xray:GetTraceSegmentDestination': 1 });
  });

  it('a failure is no answer', async () => {
    const fail = () => {
      throw new Fault(400, 'InvalidRequestException', 'no');
    };
    const { xray } = await connected({}, { 'xray:GetTraceSegmentDestination': fail });
    await expect(readTraceDestination(xray)).rejects.toThrow(/^xray:GetTraceSegmentDestination .* failed: Invalid/);
  });
});

describe('a service that throttles', () => {
  /** Refuses the first call of an operation, then answers. */
  const throttledOnce = (code: string, status: number, operation: string, operations: Operations): Operations => {
    let calls = 0;
    return {
      [operation]: (input) => {
        if (calls++ === 0) throw new Fault(status, code, 'Rate exceeded');
        return operations[operation]?.(input) ?? {};
      },
    };
  };

  it('is asked again, and the answer counts', async () => {
    const state = { invocations: { a: [4] }, services: [node('a', 2, ACCOUNT)] };
    const answers = emulateTelemetry(state);
    const { cloudwatch, xray, aws } = await connected(state, {
      ...throttledOnce('ThrottlingException', 400, 'cloudwatch:GetMetricData', answers),
      ...throttledOnce('ThrottledException', 429, 'xray:GetServiceGraph', answers),
    });
    const [of, graph] = await Promise.all([
      readInvocations(cloudwatch, ['a'], WINDOW),
      readServiceGraph(xray, ACCOUNT, { from: TO - HOUR, to: TO }),
    ]);
    expect([of('a'), graph.tracesOf('a')]).toMatchObject([{ invocations: 4 }, 2]);
    expect(aws.calls()).toEqual({ 'cloudwatch:GetMetricData': 2, 'xray:GetServiceGraph': 3 });
  });
});
