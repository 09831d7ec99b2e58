import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectTelemetry } from '../../rule/account/telemetry/clients.ts';
import { readInvocations } from '../../rule/account/telemetry/invocation-metrics.ts';
import { type MotoServer, startMotoServer } from './moto-server.ts';

const HOUR = 3_600_000;
const TO = Math.floor(Date.now() / HOUR) * HOUR;
const WINDOW = { from: TO - 6 * HOUR, to: TO, periodSeconds: 60 };

let moto: MotoServer;
beforeAll(async () => {
  moto = await startMotoServer();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: moto.endpoint,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'not-a-secret',
  });
});
afterAll(() => moto?.stop());

/** Counts of one function in minutes after the start of the window. */
async function put(name: string, counts: Readonly<Record<number, number>>): Promise<void> {
  const client = new CloudWatchClient({ region: 'eu-west-1' });
  await client.send(
    new PutMetricDataCommand({
      Namespace: 'AWS/Lambda',
      MetricData: Object.entries(counts).map(([minute, value]) => ({
        MetricName: 'Invocations',
        Dimensions: [{ Name: 'FunctionName', Value: name }],
        Timestamp: new Date(WINDOW.from + Number(minute) * 60_000),
        Value: value,
        Unit: 'Count',
      })),
    }),
  );
}

describe('on an emulator of CloudWatch', () => {
  it('counts the invocations of each function by minutes, and finds none where there are none', async () => {
    await put('orders', { 0: 100, 7: 21, 359: 4 });
    await put('refunds', { 3: 1 });
    const { cloudwatch } = connectTelemetry({ region: 'eu-west-1' });
    const of = await readInvocations(cloudwatch, ['orders', 'refunds', 'idle'], WINDOW);
    expect(of('orders')).toEqual({
      kind: 'counted',
      invocations: 125,
      expectedTraces: [expect.closeTo(9.1, 9), expect.closeTo(87, 9)],
    });
    expect(of('refunds')).toMatchObject({ kind: 'counted', invocations: 1 });
    expect(of('idle')).toMatchObject({ kind: 'counted', invocations: 0 });
  });
});
