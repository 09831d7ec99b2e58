/**
 * Measures `evaluate --live --aggregator` on an emulated organization whose calls take 50 ms, next to reading the same
 * organization account by account, and the memory for one of 100,000 functions and as many roles.
 */
import { resolve } from 'node:path';
import { functionItem, roleItem } from '../test/cli/items.ts';
import { startAwsEndpoint } from '../test/lambda/aws-endpoint.ts';
import { DAEMON_POLICY, emulate, NO_TRACING, REGION, TRACING } from '../test/lambda/emulated-account.ts';
import { atMost, type Budget, report } from './budget.ts';
import { runNode } from './run-node.ts';

const LATENCY_MS = 50;
const ACCOUNTS = 1_000;
const REGIONS = ['eu-west-1', 'us-east-1', 'ap-southeast-2'];
const FUNCTIONS_PER_REGION = 20;

interface Size {
  readonly accounts: number;
  readonly functionsPerRegion: number;
  readonly rolesPerAccount: number;
}

const accountId = (index: number) => String(100_000_000_000 + index);

/** One account's rows, made when they are asked for: an organization of them does not fit into this process. */
function rowsOf(account: number, { functionsPerRegion, rolesPerAccount }: Size): readonly string[] {
  const awsAccountId = accountId(account);
  const row = ({
    awsAccountId: id,
    ARN,
    configuration,
    resourceType,
    resourceId,
    awsRegion,
    configurationItemCaptureTime,
    tags,
  }: Record<string, unknown>) =>
    JSON.stringify({
      accountId: id,
      awsRegion,
      resourceId,
      resourceType,
      arn: ARN,
      configurationItemCaptureTime,
      tags,
      configuration,
    });
  const roles = Array.from({ length: rolesPerAccount }, (_, index) =>
    row(
      roleItem(
        `exec-${index}`,
        { attachedManagedPolicies: index % 10 === 7 ? [] : [{ policyName: 'X', policyArn: DAEMON_POLICY }] },
        { awsAccountId },
      ),
    ),
  );
  const functions = REGIONS.flatMap((awsRegion) =>
    Array.from({ length: functionsPerRegion }, (_, index) =>
      row(
        functionItem(
          `function-${index}`,
          { role: `arn:aws:iam::${awsAccountId}:role/service-role/exec-${index % rolesPerAccount}` },
          { awsAccountId, awsRegion },
        ),
      ),
    ),
  );
  return [...functions, ...roles];
}

function aggregator(size: Size) {
  const perAccount = REGIONS.length * size.functionsPerRegion + size.rolesPerAccount;
  const statuses = Array.from({ length: size.accounts }, (_, index) => ({
    SourceId: accountId(index),
    AwsRegion: REGION,
    LastUpdateStatus: 'SUCCEEDED',
  }));
  return {
    'config:DescribeConfigurationAggregatorSourcesStatus': ({ NextToken }: Readonly<Record<string, unknown>>) => {
      const start = Number(NextToken ?? 0);
      const end = start + 100;
      return {
        AggregatedSourceStatusList: statuses.slice(start, end),
        ...(end < statuses.length && { NextToken: String(end) }),
      };
    },
    'config:SelectAggregateResourceConfig': ({ Expression, NextToken }: Readonly<Record<string, unknown>>) => {
      const asked = (String(Expression).match(/\d{12}/g) ?? []).map((id) => Number(id) - 100_000_000_000);
      const start = Number(NextToken ?? 0);
      const end = Math.min(start + 100, asked.length * perAccount);
      const rows: string[] = [];
      for (let at = start; at < end; ) {
        const index = Math.floor(at / perAccount);
        const own = rowsOf(asked[index] ?? 0, size).slice(at % perAccount, (at % perAccount) + end - at);
        rows.push(...own);
        at += own.length;
      }
      return { Results: rows, ...(end < asked.length * perAccount && { NextToken: String(end) }) };
    },
  };
}

/** Runs the built command line against a local AWS, and counts the calls. */
async function evaluated(
  operations: Parameters<typeof startAwsEndpoint>[0],
  latency: number,
  ...args: readonly string[]
) {
  const aws = await startAwsEndpoint(operations, latency);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'not-a-secret',
  });
  try {
    const run = await runNode(['dist/cli.js', 'evaluate', '--live', '--format', 'json', '--quiet', ...args]);
    return { ...run, calls: aws.requests.length };
  } finally {
    await aws.close();
  }
}

export async function benchAggregator(): Promise<readonly Budget[]> {
  const size = { accounts: ACCOUNTS, functionsPerRegion: FUNCTIONS_PER_REGION, rolesPerAccount: 60 };
  const resources = ACCOUNTS * (REGIONS.length * FUNCTIONS_PER_REGION + size.rolesPerAccount);
  const whole = await evaluated(aggregator(size), LATENCY_MS, '--aggregator', 'organization');

  const numbered = <Item>(count: number, make: (index: number) => Item) =>
    Array.from({ length: count }, (_, i) => make(i));
  const account = {
    functions: numbered(FUNCTIONS_PER_REGION, (i) => ({ name: `function-${i}`, role: `role-${i}` })),
    roles: numbered(60, (i) => ({
      name: `role-${i}`,
      inline: { own: NO_TRACING },
      attached: i % 10 === 7 ? [] : [DAEMON_POLICY],
    })),
    policies: { [DAEMON_POLICY]: TRACING },
  };
  const regions = REGIONS.flatMap((region) => ['--region', region]);
  const one = await evaluated(emulate(account), LATENCY_MS, ...regions);

  const large = { accounts: ACCOUNTS, functionsPerRegion: 34, rolesPerAccount: 100 };
  const memory = await evaluated(aggregator(large), 0, '--aggregator', 'organization');

  console.log(
    `An organization of ${ACCOUNTS} accounts, ${REGIONS.length} Regions, ${resources} resources, ${LATENCY_MS} ms per call`,
  );
  console.table({
    'by its aggregator': {
      time: `${whole.seconds.toFixed(1)} s`,
      'API calls': whole.calls,
      'peak memory': `${whole.peakMegabytes.toFixed(0)} MB`,
    },
    'account by account, one after the other': {
      time: `${(one.seconds * ACCOUNTS).toFixed(0)} s`,
      'API calls': one.calls * ACCOUNTS,
      'peak memory': `${one.peakMegabytes.toFixed(0)} MB`,
    },
  });
  const callsPer100 = (whole.calls / resources) * 100;
  return [
    atMost(1.1, 'calls', 'aggregator: for 100 resources', callsPer100),
    atMost(1_074, 'MB', 'aggregator: memory for 102,000 functions, 100,000 roles', memory.peakMegabytes),
  ];
}

process.chdir(resolve(import.meta.dirname, '..'));

if (process.argv[1] === import.meta.filename) report(await benchAggregator());
