import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { useCli } from '../cli/run-cli.ts';
import { DAEMON_POLICY, REGION, statement } from '../lambda/emulated-account.ts';
import { type MotoServer, startMotoServer } from './moto-server.ts';

const cli = useCli();
const run = promisify(execFile);

/** moto keeps the account 123456789012. */
const ACCOUNT = '123456789012';
const ROLE = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

let moto: MotoServer;
let aws: Recorder;

beforeAll(async () => {
  vi.stubEnv('MOTO_IAM_LOAD_MANAGED_POLICIES', 'true');
  moto = await startMotoServer();
  aws = await recorderBefore(moto.endpoint);
  const environment = {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'not-a-secret',
    AWS_MAX_ATTEMPTS: '1',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  await fillAccount();
});

afterAll(async () => {
  vi.unstubAllEnvs();
  aws?.server.close();
  await moto?.stop();
});

interface Recorder {
  readonly endpoint: string;
  readonly server: Server;
  /** `method path` and the body of every request that changes a function. */
  readonly updates: { readonly path: string; readonly body: unknown }[];
}

/** Passes every request on, and writes down those that moto does not keep: the tracing mode of an update. */
async function recorderBefore(endpoint: string): Promise<Recorder> {
  const updates: Recorder['updates'] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const body = await buffer(request);
    const { method = 'GET', url = '/' } = request;
    if (method === 'PUT' && url.endsWith('/configuration')) {
      updates.push({ path: decodeURIComponent(url), body: JSON.parse(body.toString()) });
    }
    const { host, connection, 'content-length': length, ...headers } = request.headers;
    const answer = await fetch(endpoint + url, {
      method,
      headers: Object.entries(headers).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value]] : [],
      ) as [string, string][],
      ...(body.length > 0 && { body }),
    });
    const type = answer.headers.get('content-type');
    response.writeHead(answer.status, type === null ? {} : { 'content-type': type });
    response.end(await answer.text());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, updates };
}

async function fillAccount(): Promise<void> {
  const iam = new IAMClient({});
  const lambda = new LambdaClient({});
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  });
  for (const RoleName of ['fine', 'silent', 'bare', 'guarded']) {
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  }
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'fine', PolicyArn: DAEMON_POLICY }));
  const PolicyDocument = JSON.stringify(statement('Deny', ['xray:Put*']));
  await iam.send(new PutRolePolicyCommand({ RoleName: 'guarded', PolicyName: 'guard', PolicyDocument }));
  const create = (FunctionName: string, role: string, Mode: 'Active' | 'PassThrough') =>
    lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Role: ROLE(role),
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Code: { ZipFile: Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64') },
        TracingConfig: { Mode },
      }),
    );
  await create('good', 'fine', 'Active');
  await create('off', 'fine', 'PassThrough');
  await create('denied', 'silent', 'Active');
  await create('both', 'bare', 'PassThrough');
  await create('stopped', 'guarded', 'Active');
}

// moto has no policy simulator.
const LIVE = ['--live', '--quiet', '--param', 'organizationPolicies=IGNORE'];

async function reasons(): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await cli.run(['evaluate', ...LIVE, '--format', 'json']);
  const { evaluations } = JSON.parse(stdout);
  return Object.fromEntries(
    evaluations.map((each: { resourceId: string; reasons: string[] }) => [each.resourceId, each.reasons.join(' ')]),
  );
}

describe('the commands fix prints', () => {
  it('mend the roles, and ask for what is right of each function', async () => {
    await expect(run('aws', ['--version'])).resolves.toBeDefined();
    expect(await reasons()).toEqual({
      good: 'compliant',
      off: 'tracing-not-active',
      denied: 'role-denied',
      both: 'tracing-not-active role-denied',
      stopped: 'role-denied',
    });

    const fix = await cli.run(['fix', ...LIVE]);
    expect({ exitCode: fix.exitCode, stderr: fix.stderr }).toEqual({ exitCode: 1, stderr: '' });
    const shell = spawn('sh', ['-e'], { stdio: ['pipe', 'ignore', 'pipe'] });
    shell.stdin.end(fix.stdout);
    const [stderr, [code]] = await Promise.all([text(shell.stderr), once(shell, 'exit')]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });

    // moto takes the mode when a function is made, and keeps it whatever an update says: the request itself is looked at.
    const active = (name: string) => ({
      path: `/2015-03-31/functions/arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}/configuration`,
      body: { TracingConfig: { Mode: 'Active' } },
    });
    expect(aws.updates).toEqual([active('both'), active('off')]);
    expect(await reasons()).toEqual({
      good: 'compliant',
      off: 'tracing-not-active',
      denied: 'compliant',
      both: 'tracing-not-active',
      stopped: 'role-denied',
    });
  });
});
