import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundleLambda } from '../../../scripts/build-lambda.ts';
import { type AwsEndpoint, Fault, type Operations, startAwsEndpoint } from '../aws-endpoint.ts';
import { emulate, TRACING } from '../emulated-account.ts';
import { configEvent } from '../event-fixtures.ts';

type Handler = (event: unknown, context: object) => Promise<void>;

const REGIONS = 17;
/** What IAM grants at once, and each second after that, to all Regions of an account together. */
const BURST = 8;
const PER_SECOND = 40;
const ACCOUNT = emulate({
  functions: [{ name: 'orders', role: 'exec' }],
  roles: [{ name: 'exec', inline: { tracing: TRACING } }],
});

let code = '';
let endpoint: AwsEndpoint;
let log: { readonly mock: { readonly calls: readonly (readonly unknown[])[] } };

beforeAll(async () => {
  code = await bundleLambda();
  log = vi.spyOn(console, 'log').mockReturnValue(undefined);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'not-a-secret');
});
afterEach(() => endpoint.close());
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** A container of its own: the clients of one know nothing of those of another. */
function container(): Handler {
  const exported: { handler?: Handler } = {};
  compileFunction(code, ['exports', 'require'])(exported, createRequire(import.meta.url));
  if (exported.handler === undefined) throw new Error('the bundle exports no handler');
  return exported.handler;
}

/** An IAM that gives every call of the account a token of one bucket, and says when it was asked and refused. */
function throttledIam() {
  let tokens = BURST;
  // It begins to fill at the first refusal: however slow the machine, there is one.
  let last = Number.POSITIVE_INFINITY;
  const refusedAt: number[] = [];
  const grantedAt: number[] = [];
  const take = () => {
    const now = Date.now();
    tokens = Math.min(BURST, tokens + (Math.max(0, now - last) * PER_SECOND) / 1_000);
    if (last !== Number.POSITIVE_INFINITY || tokens < 1) last = now;
    if (tokens < 1) {
      refusedAt.push(now);
      throw new Fault(400, 'Throttling', 'Rate exceeded');
    }
    tokens -= 1;
    grantedAt.push(now);
  };
  const operations = Object.entries(ACCOUNT).map(([action, answer]): [string, Operations[string]] => [
    action,
    action.startsWith('iam:')
      ? (input) => {
          take();
          return answer(input);
        }
      : answer,
  ]);
  return { operations: Object.fromEntries(operations), refusedAt, grantedAt };
}

/** All Regions sweep at once, as StackSets have set them up. */
async function sweepAll(operations: Operations): Promise<void> {
  endpoint = await startAwsEndpoint(operations);
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint.url);
  const context = { getRemainingTimeInMillis: () => 300_000 };
  const containers = Array.from({ length: REGIONS }, container);
  await Promise.all(containers.map((handler) => handler(configEvent('scheduled'), context)));
}

const EACH = {
  'lambda:ListFunctions': REGIONS,
  'config:GetComplianceDetailsByConfigRule': REGIONS,
  'tag:GetResources': REGIONS,
  'config:PutEvaluations': REGIONS,
};

describe('17 Regions of one account that sweep at the same moment', () => {
  it('wait for nothing where IAM keeps up: two calls of it each', async () => {
    await sweepAll(ACCOUNT);
    expect(endpoint.calls()).toEqual({
      ...EACH,
      'iam:GetAccountAuthorizationDetails': REGIONS,
      'iam:SimulatePrincipalPolicy': REGIONS,
    });
  });

  it('all succeed where IAM throttles them as one, spread by adaptive retry with jitter, and by nothing else', async () => {
    const iam = throttledIam();
    await sweepAll(iam.operations);
    // Everything is judged and reported, once.
    const lines = log.mock.calls.slice(-REGIONS).map(([line]) => JSON.parse(String(line)));
    for (const line of lines) expect(line).toMatchObject({ level: 'INFO', reported: 1, verdicts: { COMPLIANT: 1 } });
    // No call is made twice that was answered: what comes on top is what was refused, and every attempt is counted.
    const { 'iam:GetAccountAuthorizationDetails': listed = 0, 'iam:SimulatePrincipalPolicy': asked = 0 } =
      endpoint.calls();
    expect(endpoint.calls()).toMatchObject(EACH);
    expect(iam.grantedAt).toHaveLength(2 * REGIONS);
    expect(iam.refusedAt.length).toBeGreaterThan(0);
    expect(listed + asked).toBe(iam.grantedAt.length + iam.refusedAt.length);
    expect(lines.reduce((sum, { calls }) => sum + calls['iam:GetAccountAuthorizationDetails'], 0)).toBe(listed);
    // Retries that came together again would be refused together again: two or three attempts are far from the ten there are.
    expect(iam.refusedAt.length).toBeLessThan(4 * REGIONS);
    const moments = new Set(iam.grantedAt.map((moment) => Math.floor(moment / 50)));
    expect(moments.size).toBeGreaterThan(4);
  }, 20_000);

  it('no file of the rule waits: the only timer is the deadline of the invocation', () => {
    const files = ['rule/lambda', 'rule/account'].flatMap((room) =>
      readdirSync(room, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => join(room, name)),
    );
    const waiting = files.filter((file) =>
      /\bsetTimeout\b|\bsetInterval\b|node:timers|Atomics\.wait/.test(readFileSync(file, 'utf8')),
    );
    expect(waiting).toEqual(['rule/lambda/deadline.ts']);
    expect(files.length).toBeGreaterThan(20);
  });
});
