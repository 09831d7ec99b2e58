import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, buildBundle, type Outcome } from '../lambda/bundle.ts';
import { DAEMON_POLICY, NO_TRACING, REGION, statement, TRACING } from '../lambda/emulated-account.ts';
import { configEvent } from '../lambda/event-fixtures.ts';

let moto: ChildProcess;
let url: string;
let bundle: Bundle;

/** A port nobody listens on: moto_server takes a number, not "any". */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function untilAnswering(address: string): Promise<void> {
  for (let attempt = 0; attempt < 240; attempt++) {
    const isUp = await fetch(`${address}/moto-api/`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await sleep(250);
  }
  throw new Error(`moto_server does not answer at ${address}`);
}

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  moto = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
    env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true', AWS_DEFAULT_REGION: REGION },
    stdio: 'ignore',
  });
  await untilAnswering(url);
  bundle = await buildBundle();
  await fillAccount();
});

afterAll(async () => {
  if (moto?.exitCode === null && moto.kill()) await once(moto, 'exit');
  await bundle?.remove();
});

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** moto keeps the account 123456789012. */
const roleArn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;

async function fillAccount(): Promise<void> {
  const settings = {
    endpoint: url,
    region: REGION,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'not-a-secret' },
  };
  const iam = new IAMClient(settings);
  const lambda = new LambdaClient(settings);
  const createPolicy = async (name: string, document: object) =>
    (await iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument: JSON.stringify(document) }))).Policy
      ?.Arn;
  const createRole = (name: string, more: { Path?: string; PermissionsBoundary?: string | undefined } = {}) =>
    iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust, ...more }));

  const boundary = await createPolicy('DevBoundary', NO_TRACING);
  const own = await createPolicy('OwnTracing', TRACING);
  await createRole('aws-managed');
  await createRole('customer-managed', { Path: '/team/shop/' });
  await createRole('bounded', { PermissionsBoundary: boundary });
  await createRole('inline-deny');
  await createRole('bare');
  for (const RoleName of ['aws-managed', 'bounded', 'inline-deny']) {
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: DAEMON_POLICY }));
  }
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'customer-managed', PolicyArn: own }));
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'inline-deny',
      PolicyName: 'NoTracing',
      PolicyDocument: JSON.stringify(statement('Deny', ['xray:Put*'])),
    }),
  );

  const create = (name: string, role: string, mode: 'Active' | 'PassThrough') =>
    lambda.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Role: roleArn(role),
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Code: { ZipFile: Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64') },
        TracingConfig: { Mode: mode },
        ...(name === 'exempt' && { Tags: { 'lambda-active-tracing-exempt': '2999-12-31 shop legacy' } }),
      }),
    );
  await create('aws-managed', 'aws-managed', 'Active');
  await create('customer-managed', 'team/shop/customer-managed', 'Active');
  await create('bounded', 'bounded', 'Active');
  await create('inline-deny', 'inline-deny', 'Active');
  await create('bare', 'bare', 'Active');
  await create('off', 'aws-managed', 'PassThrough');
  await create('exempt', 'bare', 'PassThrough');
}

/** moto has no policy simulator, and a simulator that fails leaves no verdict. */
const WITHOUT_ORGANIZATION = { organizationPolicies: 'IGNORE' };

async function invoke(
  event: Readonly<Record<string, unknown>>,
  parameters: object = WITHOUT_ORGANIZATION,
): Promise<Outcome> {
  const ruleParameters = JSON.stringify(parameters);
  const [outcome] = await bundle.invoke(url, [{ ...event, ruleParameters, resultToken: 'TESTMODE' }]);
  if (outcome === undefined) throw new Error('the bundle did not answer');
  return outcome;
}

const changed = (name: string, role: string, mode: string) =>
  configEvent('changed', ({ invokingEvent: { configurationItem: item } }) => {
    const arn = `arn:aws:lambda:${REGION}:123456789012:function:${name}`;
    Object.assign(item, { resourceId: name, resourceName: name, awsAccountId: '123456789012', ARN: arn });
    Object.assign(item.configuration, { role: roleArn(role), tracingConfig: { mode } });
  });

describe('against moto_server', () => {
  it('a sweep reads the account and AWS Config takes its evaluations in test mode', async () => {
    const { error, lines } = await invoke(configEvent('scheduled'));
    expect(error).toBeUndefined();
    expect(lines[0]).toMatchObject({
      verdicts: { COMPLIANT: 2, NON_COMPLIANT: 4, NOT_APPLICABLE: 1, INSUFFICIENT_DATA: 0 },
      reported: 7,
    });
  });

  it.each([
    ['aws-managed', 'aws-managed', 'Active', 'COMPLIANT'],
    ['customer-managed', 'team/shop/customer-managed', 'Active', 'COMPLIANT'],
    ['bounded', 'bounded', 'Active', 'NON_COMPLIANT'],
    ['inline-deny', 'inline-deny', 'Active', 'NON_COMPLIANT'],
    ['bare', 'bare', 'Active', 'NON_COMPLIANT'],
    ['off', 'aws-managed', 'PassThrough', 'NON_COMPLIANT'],
    ['orphan', 'never-created', 'Active', 'NON_COMPLIANT'],
  ])('a change of %s (role %s, tracing %s) is %s', async (name, role, mode, verdict) => {
    const { error, lines } = await invoke(changed(name, role, mode));
    expect(error).toBeUndefined();
    expect(lines[0]).toMatchObject({ verdicts: { [verdict]: 1 }, reported: 1 });
  });

  it('moto has no policy simulator: asked all the same, the invocation fails naming the call, and reports nothing', async () => {
    const { error, lines } = await invoke(changed('aws-managed', 'aws-managed', 'Active'), {});
    expect(error?.message).toMatch(/^iam:SimulatePrincipalPolicy \(needed to /);
    expect(lines[0]).toMatchObject({ level: 'ERROR', reported: 0 });
  });
});
