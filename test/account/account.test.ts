import { afterEach, describe, expect, it } from 'vitest';
import { readAccount } from '../../rule/account/all-roles.ts';
import { callCounter } from '../../rule/account/api-calls.ts';
import { connect } from '../../rule/account/clients.ts';
import { readRegion } from '../../rule/account/region-functions.ts';
import type { RecordedFunction } from '../../rule/core/model.ts';
import { DEFAULT_PARAMETERS } from '../../rule/core/parameters.ts';
import { type AwsEndpoint, Fault, type Operations, startAwsEndpoint } from '../lambda/aws-endpoint.ts';
import { emulate, functionArn, REGION, roleArn, TRACING } from '../lambda/emulated-account.ts';

let aws: AwsEndpoint | undefined;
afterEach(() => aws?.close());

async function connectTo(operations: Operations) {
  aws = await startAwsEndpoint(operations);
  process.env.AWS_ENDPOINT_URL = aws.url;
  process.env.AWS_ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'not-a-secret';
  const counter = callCounter();
  return { counter, clients: connect(counter, { region: REGION }) };
}

const state = {
  functions: [
    { name: 'orders', role: 'good' },
    { name: 'stream', role: 'good', mode: 'PassThrough' },
  ],
  roles: [{ name: 'good', inline: { tracing: TRACING } }],
  exemptions: { orders: '2999-12-31 shop legacy' },
  mappings: [{ function: 'stream', source: 'arn:aws:kafka:eu-west-1:111122223333:cluster/c/1', state: 'Enabled' }],
};

describe('the inventory without a sweep', () => {
  it('gives the facts of every function of the Region', async () => {
    const { clients, counter } = await connectTo(emulate(state));
    const functions: RecordedFunction[] = [];
    await readRegion(clients, { parameters: DEFAULT_PARAMETERS, onFunctions: (page) => void functions.push(...page) });
    const identity = { kind: 'recorded', accountId: '111122223333', region: REGION, role: roleArn('good') };
    expect(functions).toEqual([
      {
        ...identity,
        resourceId: 'orders',
        arn: functionArn('orders'),
        tracingMode: 'Active',
        exemptionTag: '2999-12-31 shop legacy',
        untraceableEventSources: [],
      },
      {
        ...identity,
        resourceId: 'stream',
        arn: functionArn('stream'),
        tracingMode: 'PassThrough',
        exemptionTag: undefined,
        untraceableEventSources: ['Amazon MSK'],
      },
    ]);
    expect(counter.take()).toEqual({
      'lambda:ListEventSourceMappings': 1,
      'lambda:ListFunctions': 1,
      'tag:GetResources': 1,
    });
  });

  it('leaves the event sources alone when the parameter says EVALUATE', async () => {
    const { clients, counter } = await connectTo(emulate(state));
    const parameters = { ...DEFAULT_PARAMETERS, untraceableEventSources: 'EVALUATE' } as const;
    await readRegion(clients, { parameters, onFunctions: () => undefined });
    expect(counter.take()['lambda:ListEventSourceMappings']).toBeUndefined();
  });

  it('tells how many roles it has read so far', async () => {
    const { clients } = await connectTo(
      emulate({ ...state, authorizationPage: 1, roles: [...state.roles, { name: 'b' }] }),
    );
    const progress: number[] = [];
    await readAccount(clients.iam, { onProgress: ({ size }) => void progress.push(size) });
    expect(progress).toEqual([1, 2]);
  });

  it('gives every caller the same facts of a role, so that it is judged once', async () => {
    const { clients } = await connectTo(emulate(state));
    const read = await readAccount(clients.iam);
    const [one, other] = await Promise.all([read(roleArn('good')), read(roleArn('good'))]);
    expect(one).toMatchObject({ kind: 'known', arn: roleArn('good') });
    expect(one).toBe(other);
  });

  it('stops when it is told to', async () => {
    const { clients } = await connectTo(emulate(state));
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(readAccount(clients.iam, { signal })).rejects.toThrow('stopped');
    const region = readRegion(clients, { parameters: DEFAULT_PARAMETERS, onFunctions: () => undefined, signal });
    await expect(region).rejects.toThrow('stopped');
  });

  it('names a refused call and what it was for', async () => {
    const refuse = () => {
      throw new Fault(403, 'AccessDeniedException', 'not authorized');
    };
    const { clients } = await connectTo({ ...emulate(state), 'lambda:ListEventSourceMappings': refuse });
    const region = readRegion(clients, { parameters: DEFAULT_PARAMETERS, onFunctions: () => undefined });
    await expect(region).rejects.toThrow(
      'lambda:ListEventSourceMappings (needed to find event sources X-Ray cannot trace) failed: AccessDeniedException: not authorized',
    );
  });
});
