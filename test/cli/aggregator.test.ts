import { afterEach, describe, expect, it } from 'vitest';
import { type AwsEndpoint, Fault, type Operations, startAwsEndpoint } from '../lambda/aws-endpoint.ts';
import { DAEMON_POLICY, emulate, TRACING } from '../lambda/emulated-account.ts';
import {
  type EmulatedOrganization,
  emulateAggregator,
  emulateOrganization,
  MANAGEMENT,
  ORGANIZATION,
} from './emulated-organization.ts';
import { functionItem, type Item, roleArn, roleItem, tracingRole } from './items.ts';
import { localAws, useCli } from './run-cli.ts';

const cli = useCli();

let aws: AwsEndpoint | undefined;
afterEach(() => aws?.close());

const ONE = '111122223333';
const TWO = '222233334444';
const THREE = '333344445555';

const account = (id: string, ...names: readonly string[]): readonly Item[] => [
  ...names.map((name) => functionItem(name, {}, { awsAccountId: id })),
  tracingRole({ awsAccountId: id }),
];

const ITEMS: readonly Item[] = [
  ...account(ONE, 'orders'),
  ...account(TWO, 'billing'),
  ...account(MANAGEMENT, 'audit'),
  functionItem('off', { tracingConfig: { mode: 'PassThrough' } }, { awsAccountId: TWO, awsRegion: 'us-east-1' }),
];

const DENY = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'NoTraces', Effect: 'Deny', Action: 'xray:Put*', Resource: '*' }],
};

const ORGANIZATION_OF_TWO: EmulatedOrganization = {
  root: {
    id: 'r-ab12',
    name: 'Root',
    accounts: [MANAGEMENT],
    units: [
      {
        id: 'ou-ab12-workload',
        name: 'Workloads',
        accounts: [ONE],
        units: [{ id: 'ou-ab12-prod', name: 'Prod', accounts: [TWO] }],
      },
    ],
  },
  policies: { DenyTelemetry: DENY },
  attached: { 'ou-ab12-prod': ['DenyTelemetry'] },
};

/** Runs `evaluate --live --aggregator org` against a local AWS. */
async function aggregated(operations: Operations, ...args: readonly string[]) {
  aws = await startAwsEndpoint(operations);
  const run = await cli.run(
    ['evaluate', '--live', '--aggregator', 'org', '--format', 'json', ...args],
    '',
    localAws(aws),
  );
  return { ...run, aws, ...told(run.stdout) };
}

function told(stdout: string) {
  const report = stdout === '' ? undefined : JSON.parse(stdout);
  const reasons: Record<string, string> = {};
  const annotations: Record<string, string> = {};
  for (const { resourceId, reasons: each, annotation } of report?.evaluations ?? []) {
    reasons[resourceId] = each.join(' ');
    annotations[resourceId] = annotation;
  }
  return { report, reasons, annotations };
}

const refuse = () => {
  throw new Fault(400, 'AccessDeniedException', "You don't have permissions to access this resource.");
};

describe('evaluate --live --aggregator', () => {
  it('judges every function of every account and Region, in one call for 100 resources, and writes nothing', async () => {
    const run = await aggregated(emulateAggregator(ITEMS));
    expect(run.reasons).toEqual({
      audit: 'compliant',
      billing: 'compliant',
      off: 'tracing-not-active',
      orders: 'compliant',
    });
    expect(run.exitCode).toBe(1);
    expect(run.report.unseen).toEqual([]);
    expect(run.aws.calls()).toEqual({
      'config:DescribeConfigurationAggregatorSourcesStatus': 1,
      'config:SelectAggregateResourceConfig': 3,
    });
    expect(run.stderr).toBe(
      '4 functions, 3 roles of 3 accounts; the oldest item is of 2026-11-01T10:00:00.000Z, the newest of 2026-11-01T10:00:00.000Z\n',
    );
  });

  it('follows every page, of 100 each', async () => {
    const items = [tracingRole(), ...Array.from({ length: 250 }, (_, index) => functionItem(`f-${index}`))];
    const run = await aggregated(emulateAggregator(items));
    expect(run.report.summary).toMatchObject({ functions: 250, COMPLIANT: 250 });
    expect(
      run.aws.inputs('config:SelectAggregateResourceConfig').map(({ Limit, NextToken }) => [Limit, NextToken]),
    ).toEqual([
      [100, undefined],
      [100, '100'],
      [100, '200'],
    ]);
  });

  it('a page may be empty and still name the next one', async () => {
    const whole = emulateAggregator(ITEMS);
    const select = whole['config:SelectAggregateResourceConfig'];
    const run = await aggregated({
      ...whole,
      'config:SelectAggregateResourceConfig': (input) =>
        input.NextToken === undefined ? { Results: [], NextToken: '0' } : (select?.(input) ?? {}),
    });
    expect(run.report.summary.functions).toBe(4);
  });

  it('reads many accounts in groups, none twice and none left out', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => String(100_000_000_000 + index));
    const run = await aggregated(emulateAggregator(ids.flatMap((id) => account(id, `f-${id}`))));
    expect(run.report.summary).toMatchObject({ functions: 100, COMPLIANT: 100 });
    const asked = run.aws.inputs('config:SelectAggregateResourceConfig').map(({ Expression }) => String(Expression));
    expect(asked.length).toBeLessThanOrEqual(48);
    expect(asked.flatMap((each) => each.match(/\d{12}/g) ?? []).sort()).toEqual(ids);
    for (const expression of asked) expect(expression.length).toBeLessThanOrEqual(4096);
  });

  it('--account reads only that account; one the aggregator does not list is said', async () => {
    const run = await aggregated(emulateAggregator(ITEMS), '--account', ONE, '--account', THREE);
    expect(Object.keys(run.reasons)).toEqual(['orders']);
    expect(run.aws.calls()['config:SelectAggregateResourceConfig']).toBe(1);
    expect(run.report.unseen).toEqual([{ accountId: THREE, region: null, why: 'the aggregator does not list it' }]);
  });

  it('an aggregator that names no accounts is read in one go', async () => {
    const sources = [{ SourceId: 'Organization', AwsRegion: 'eu-west-1', LastUpdateStatus: 'SUCCEEDED' }];
    const run = await aggregated(emulateAggregator(ITEMS, sources));
    expect(run.report.summary.functions).toBe(4);
    expect(run.aws.calls()['config:SelectAggregateResourceConfig']).toBe(1);
  });

  it('names failed and outdated sources, and accounts whose roles are recorded nowhere', async () => {
    const sources = [
      { SourceId: ONE, AwsRegion: 'eu-west-1', LastUpdateStatus: 'SUCCEEDED' },
      { SourceId: TWO, AwsRegion: 'us-east-1', LastUpdateStatus: 'FAILED', LastErrorMessage: 'no authorization' },
      { SourceId: THREE, AwsRegion: 'eu-west-1', LastUpdateStatus: 'OUTDATED', LastUpdateTime: 1_795_000_000 },
    ];
    const run = await aggregated(
      emulateAggregator([...account(ONE, 'orders'), functionItem('lost', {}, { awsAccountId: THREE })], sources),
    );
    expect(run.report.unseen).toEqual([
      { accountId: TWO, region: 'us-east-1', why: 'FAILED: it was never updated (no authorization)' },
      { accountId: THREE, region: 'eu-west-1', why: 'OUTDATED: last updated 2026-11-18T11:06:40.000Z' },
      {
        accountId: THREE,
        region: 'global',
        why: 'AWS Config records no IAM role of it in any Region the aggregator sees',
      },
    ]);
    expect(run.reasons).toEqual({ lost: 'role-unknown', orders: 'compliant' });
    expect(run.stderr).toContain(`not seen, or not as it is now: 3 of the organization:\n  ${TWO} us-east-1: FAILED`);
  });

  it('of one global role that several Regions record, the newest capture counts', async () => {
    const stale = roleItem('exec', {}, { configurationItemCaptureTime: '2026-10-01T00:00:00.000Z' });
    const run = await aggregated(emulateAggregator([stale, ...account(ONE, 'orders'), stale]));
    expect(run.reasons).toEqual({ orders: 'compliant' });
  });

  it('gives the same bytes of verdicts as the same answer out of a file', async () => {
    const operations = emulateAggregator(ITEMS);
    const live = await aggregated(operations);
    const { stdout: query } = await cli.run(['evaluate', '--print-query']);
    const answer = operations['config:SelectAggregateResourceConfig']?.({ Expression: query.trim(), Limit: 100 });
    const file = await cli.write('answer.json', JSON.stringify(answer));
    const offline = await cli.run(['evaluate', file, '--format', 'json']);
    const verdicts = (stdout: string) => stdout.slice(stdout.indexOf('"evaluations"'));
    expect(verdicts(offline.stdout)).toBe(verdicts(live.stdout));
  });

  it('a template beside it: a role of the account it goes to answers for its ARN', async () => {
    const resource = { Role: roleArn('exec', TWO), TracingConfig: { Mode: 'Active' } };
    const template = JSON.stringify({
      Resources: { Planned: { Type: 'AWS::Lambda::Function', Properties: resource } },
    });
    const file = await cli.write('planned.json', template);
    const run = await aggregated(emulateAggregator(ITEMS), file);
    expect(run.reasons).toMatchObject({ Planned: 'compliant', orders: 'compliant' });
  });

  it('--tag and --group-by go by the tags of the items', async () => {
    const tagged = functionItem('tagged', {}, { tags: { team: 'shop' } });
    const run = await aggregated(emulateAggregator([...ITEMS, tagged]), '--tag', 'team=shop', '--group-by', 'tag:team');
    expect(run.reasons).toEqual({ tagged: 'compliant' });
    expect(JSON.stringify(run.report.groups)).toContain('shop');
  });

  it('throttled calls are tried again', async () => {
    const operations = emulateAggregator(ITEMS);
    let refused = 0;
    const run = await aggregated({
      ...operations,
      'config:SelectAggregateResourceConfig': (input) => {
        if (refused++ < 2) throw new Fault(400, 'ThrottlingException', 'Rate exceeded');
        return operations['config:SelectAggregateResourceConfig']?.(input) ?? {};
      },
    });
    expect(run.report.summary.functions).toBe(4);
  });

  it('a call that is refused is named with what it was for: exit code 2, one line', async () => {
    const run = await aggregated({ ...emulateAggregator(ITEMS), 'config:SelectAggregateResourceConfig': refuse });
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toMatch(
      /^lambda-active-tracing: config:SelectAggregateResourceConfig \(needed to read the functions, roles and policies[^\n]*AccessDenied[^\n]*\n$/,
    );
  });

  it('an answer without Results is no empty one: exit code 2, one line', async () => {
    const run = await aggregated({ ...emulateAggregator(ITEMS), 'config:SelectAggregateResourceConfig': () => ({}) });
    expect(run).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(/^[^\n]*an answer without Results\n$/),
    });
  });

  it('an answer that does not say what was selected is read by what it holds', async () => {
    const operations = emulateAggregator(ITEMS);
    const run = await aggregated({
      ...operations,
      'config:SelectAggregateResourceConfig': (input) => {
        const answer = operations['config:SelectAggregateResourceConfig']?.(input) ?? {};
        const { QueryInfo: _left, ...rest } = answer as { QueryInfo?: object };
        return rest;
      },
    });
    expect(run.reasons).toMatchObject({ orders: 'compliant', off: 'tracing-not-active' });
  });

  it('the first failure ends the reading: of 48 chains hardly more are asked than run side by side', async () => {
    const ids = Array.from({ length: 48 }, (_, index) => String(100_000_000_000 + index));
    const operations = emulateAggregator(ids.flatMap((id) => account(id, `f-${id}`)));
    const run = await aggregated({ ...operations, 'config:SelectAggregateResourceConfig': refuse });
    expect(run.exitCode).toBe(2);
    expect(run.aws.calls()['config:SelectAggregateResourceConfig']).toBeLessThan(12);
  });

  it('a row that is no item is one line and exit code 2', async () => {
    const operations = {
      ...emulateAggregator(ITEMS),
      'config:SelectAggregateResourceConfig': () => ({ Results: ['{"a":1}'] }),
    };
    const run = await aggregated(operations);
    expect(run).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^[^\n]*the answer of the aggregator: item 1: [^\n]*\n$/),
    });
  });

  it.each([
    ['two Regions', ['--region', 'eu-west-1', '--region', 'us-east-1'], /one --region/],
    ['--at', ['--at', '2026-11-20'], /--at needs recorded items/],
    ['--save-organization alone', ['--save-organization', 'x.json'], /goes with --organization/],
  ])('%s: exit code 2', async (_name, args, message) => {
    const run = await aggregated({}, ...args);
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(message) });
  });

  it('--aggregator without --live is refused', async () => {
    const run = await cli.run(['evaluate', '-', '--aggregator', 'org']);
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--aggregator goes with --live') });
  });
});

describe('evaluate --live --aggregator --organization', () => {
  const both = (organization: EmulatedOrganization) => ({
    ...emulateAggregator(ITEMS),
    ...emulateOrganization(organization),
  });

  it('names the policy and the level that deny; the management account is exempt', async () => {
    const run = await aggregated(both(ORGANIZATION_OF_TWO), '--organization');
    expect(run.reasons).toEqual({
      audit: 'compliant',
      billing: 'role-denied',
      off: 'tracing-not-active role-denied',
      orders: 'compliant',
    });
    expect(run.annotations.billing).toContain('denied (SCP DenyTelemetry on ou Prod, statement NoTraces)');
    expect(run.report.organizationPolicies).toMatchObject({ organizationId: ORGANIZATION });
    expect(run.stderr).toContain(`organization ${ORGANIZATION} as of `);
    const billing = run.report.evaluations.find(({ resourceId }: { resourceId: string }) => resourceId === 'billing');
    expect(billing.actions[0].by).toEqual({
      layer: 'scp',
      policy: 'DenyTelemetry',
      statement: 'NoTraces',
      on: 'ou Prod',
    });
  });

  it('a level that allows nothing denies, and is named', async () => {
    const organization = {
      ...ORGANIZATION_OF_TWO,
      policies: { OnlyS3: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] } },
      attached: { 'ou-ab12-workload': ['OnlyS3'] },
    };
    const operations = both(organization);
    const run = await aggregated(
      {
        ...operations,
        'organizations:ListPoliciesForTarget': (input) =>
          String(input.TargetId).startsWith('ou-')
            ? { Policies: [{ Id: 'p-OnlyS3', Name: 'OnlyS3' }] }
            : (operations['organizations:ListPoliciesForTarget']?.(input) ?? {}),
      },
      '--organization',
    );
    expect(run.reasons).toMatchObject({ orders: 'role-denied', billing: 'role-denied', audit: 'compliant' });
    expect(run.annotations.orders).toContain('no SCP on ou Workloads allows it');
    expect(run.annotations.billing).toContain(
      'no SCP on ou Workloads allows it, and the SCPs on ou Prod do not allow it',
    );
  });

  it('resource control policies count where they are switched on', async () => {
    const deny = { Effect: 'Deny', Principal: '*', Action: 'xray:*', Resource: '*' };
    const resourcePolicies = {
      policies: { Perimeter: { Version: '2012-10-17', Statement: [deny] } },
      attached: { [ONE]: ['Perimeter'] },
    };
    const run = await aggregated(both({ ...ORGANIZATION_OF_TWO, attached: {}, resourcePolicies }), '--organization');
    expect(run.reasons).toMatchObject({ orders: 'role-denied', billing: 'compliant' });
    expect(run.annotations.orders).toContain(`denied (RCP Perimeter on account ${ONE}, statement 1)`);
  });

  it('no control policies switched on: nothing is denied, and nothing asked about', async () => {
    const run = await aggregated(both({ ...ORGANIZATION_OF_TWO, isSwitchedOff: true }), '--organization');
    expect(run.reasons.billing).toBe('compliant');
    expect(run.aws.calls()['organizations:ListPoliciesForTarget']).toBeUndefined();
  });

  it('service control policies that are being switched off still deny', async () => {
    const run = await aggregated(both({ ...ORGANIZATION_OF_TWO, status: 'PENDING_DISABLE' }), '--organization');
    expect(run.reasons.billing).toBe('role-denied');
  });

  it.each<[what: string, operations: Operations, says: RegExp]>([
    [
      'a root that does not say which types are on',
      {
        'organizations:ListRoots': () => ({
          Roots: [{ Id: 'r-ab12', Arn: `arn:aws:organizations::${MANAGEMENT}:root/o-exampleorg/r-ab12` }],
        }),
      },
      /does not say which types of policies are switched on/,
    ],
    [
      'a root whose ARN names no organization',
      { 'organizations:ListRoots': () => ({ Roots: [{ Id: 'r-ab12', Arn: 'arn:aws:x', PolicyTypes: [] }] }) },
      /the ARN of the root names no organization/,
    ],
    ['no root', { 'organizations:ListRoots': () => ({ Roots: [] }) }, /has no root/],
    [
      'a policy without an id, which may deny',
      { 'organizations:ListPoliciesForTarget': () => ({ Policies: [{ Name: 'Deny' }] }) },
      /a policy of \S+ has no id/,
    ],
  ])('%s: exit code 2, one line', async (_what, operations, says) => {
    const run = await aggregated({ ...both(ORGANIZATION_OF_TWO), ...operations }, '--organization');
    expect(run).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringMatching(/^[^\n]*\n$/) });
    expect(run.stderr).toMatch(says);
  });

  it('a document that does not come is not taken for one that allows', async () => {
    const operations = { ...both(ORGANIZATION_OF_TWO), 'organizations:DescribePolicy': () => ({}) };
    const run = await aggregated(operations, '--organization');
    expect(run.reasons).toMatchObject({ orders: 'role-unknown', billing: 'role-unknown', audit: 'compliant' });
  });

  it('an account that moves while the tree is read is placed by another reading', async () => {
    const moving = {
      ...ORGANIZATION_OF_TWO,
      root: { ...ORGANIZATION_OF_TWO.root, accounts: [MANAGEMENT, TWO] },
      later: [ORGANIZATION_OF_TWO.root],
    };
    const run = await aggregated(both(moving), '--organization');
    expect(run.reasons.billing).toBe('role-denied');
    expect(run.aws.inputs('organizations:ListAccountsForParent').length).toBeGreaterThan(4);
  });

  it('an account that cannot be placed is not decided', async () => {
    const torn = { ...ORGANIZATION_OF_TWO, root: { ...ORGANIZATION_OF_TWO.root, accounts: [MANAGEMENT, TWO] } };
    const run = await aggregated(both(torn), '--organization');
    expect(run.reasons.billing).toBe('role-unknown');
    expect(run.reasons.orders).toBe('compliant');
    expect(run.report.unseen).toContainEqual({
      accountId: TWO,
      region: null,
      why: 'it is not in the organization as it was read',
    });
  });

  it('AWS Organizations refused: the call and what it was for, exit code 2', async () => {
    const run = await aggregated({ ...both(ORGANIZATION_OF_TWO), 'organizations:ListRoots': refuse }, '--organization');
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toMatch(
      /^[^\n]*organizations:ListRoots \(needed to find the root of the organization\) failed: AccessDenied[^\n]*\n$/,
    );
  });

  it('saved, it says the same offline: evaluate, history and evidence, and the evidence can be made again', async () => {
    const saved = cli.path('organization.json');
    const live = await aggregated(both(ORGANIZATION_OF_TWO), '--organization', '--save-organization', saved);
    const items = await cli.write('items.json', JSON.stringify({ configurationItems: ITEMS }));
    const offline = await cli.run([
      'evaluate',
      items,
      '--organization-policies',
      saved,
      '--format',
      'json',
      '--at',
      '2026-11-20',
    ]);
    expect(told(offline.stdout).reasons).toEqual(live.reasons);
    expect(told(offline.stdout).report.organizationPolicies).toEqual(live.report.organizationPolicies);

    const period = ['--from', '2026-11-01', '--to', '2026-11-15'];
    const history = await cli.run(['history', items, ...period, '--organization-policies', saved, '--format', 'json']);
    const parsed = JSON.parse(history.stdout);
    const billing = parsed.functions.find(({ resourceId }: { resourceId: string }) => resourceId === 'billing');
    expect(billing.intervals.at(-2).reasons).toEqual(['role-denied']);
    expect(parsed.organizationPolicies).toEqual(live.report.organizationPolicies);

    const evidence = cli.path('evidence');
    const written = await cli.run([
      'evidence',
      items,
      ...period,
      '--organization-policies',
      saved,
      '--output',
      evidence,
    ]);
    expect(written.exitCode).toBe(1);
    const verified = await cli.run(['evidence', 'verify', evidence, '--replay', '--strict']);
    expect(verified).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Made again out of the inputs') });
  });
});

describe('evaluate --organization-policies', () => {
  const organization = (change: object) =>
    JSON.stringify({
      rule: 'lambda-active-tracing',
      readAt: '2026-11-20T00:00:00.000Z',
      organizationId: ORGANIZATION,
      managementAccountId: MANAGEMENT,
      policyTypes: ['SERVICE_CONTROL_POLICY'],
      targets: [
        { kind: 'root', id: 'r-1', name: 'Root', parent: null, policies: ['p-1'] },
        { kind: 'account', id: ONE, name: 'One', parent: 'r-1', policies: ['p-1'] },
      ],
      policies: [
        {
          id: 'p-1',
          name: 'Full',
          type: 'SERVICE_CONTROL_POLICY',
          content: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
        },
      ],
      ...change,
    });

  async function evaluated(change: object, ...args: readonly string[]) {
    const file = await cli.write('policies.json', organization(change));
    const items = JSON.stringify({ configurationItems: account(ONE, 'orders') });
    const run = await cli.run(['evaluate', '-', '--organization-policies', file, '--format', 'json', ...args], items);
    return { ...run, ...told(run.stdout) };
  }

  it.each<[what: string, change: object, reason: string]>([
    ['every level allows', {}, 'compliant'],
    [
      'a policy that cannot be read',
      { policies: [{ id: 'p-1', name: 'Full', type: 'SERVICE_CONTROL_POLICY', content: '{' }] },
      'role-unknown',
    ],
    [
      'an account that is not in it',
      { targets: [{ kind: 'root', id: 'r-1', name: 'Root', parent: null, policies: ['p-1'] }] },
      'role-unknown',
    ],
    [
      'a level without any policy',
      {
        targets: [
          { kind: 'root', id: 'r-1', name: 'Root', parent: null, policies: [] },
          { kind: 'account', id: ONE, name: 'One', parent: 'r-1', policies: ['p-1'] },
        ],
      },
      'role-denied',
    ],
    [
      'a key of the organization itself',
      {
        policies: [
          {
            id: 'p-1',
            name: 'Own',
            type: 'SERVICE_CONTROL_POLICY',
            content: JSON.stringify({
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: '*',
                  Resource: '*',
                  Condition: { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } },
                },
              ],
            }),
          },
        ],
      },
      'compliant',
    ],
  ])('$0: $2', async (_what, change, reason) => {
    expect((await evaluated(change)).reasons).toEqual({ orders: reason });
  });

  it.each<[what: string, change: object, says: RegExp]>([
    ['no time', { readAt: 'yesterday' }, /readAt is no time/],
    [
      'two roots',
      {
        targets: [
          { kind: 'root', id: 'r-1', name: 'Root', parent: null, policies: [] },
          { kind: 'root', id: 'r-2', name: 'Root', parent: null, policies: [] },
        ],
      },
      /one root/,
    ],
    ['a policy that is missing', { policies: [] }, /policy p-1 is attached to r-1 and missing/],
    [
      'a parent that is missing',
      {
        targets: [
          { kind: 'root', id: 'r-1', name: 'Root', parent: null, policies: [] },
          { kind: 'account', id: ONE, name: 'One', parent: 'ou-1', policies: [] },
        ],
      },
      /the parent of 111122223333 is missing/,
    ],
    [
      'a unit in itself',
      {
        targets: [
          { kind: 'root', id: 'r-1', name: 'Root', parent: null, policies: [] },
          { kind: 'ou', id: 'ou-1', name: 'One', parent: 'ou-1', policies: [] },
        ],
      },
      /ou-1 is in itself/,
    ],
    [
      'an account twice',
      {
        targets: [
          { kind: 'root', id: 'r-1', name: 'Root', parent: null, policies: [] },
          { kind: 'account', id: ONE, name: 'One', parent: 'r-1', policies: [] },
          { kind: 'account', id: ONE, name: 'One', parent: 'r-1', policies: [] },
        ],
      },
      /a target stands there twice/,
    ],
    ['a policy of a type that is off', { policyTypes: [] }, /policy p-1 is of a type that is not among policyTypes/],
    ['another type of policy', { policyTypes: ['TAG_POLICY'] }, /policyTypes must be among/],
  ])('%s: exit code 2, one line that says so', async (_what, change, says) => {
    const run = await evaluated(change);
    expect(run).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(/^[^\n]*policies\.json[^\n]*\n$/),
    });
    expect(run.stderr).toMatch(says);
  });

  it.each([
    ['goes to the account the policy is for', ['--account', ONE], 'role-denied'],
    ['does not say where it goes: nobody can tell which policies there will be', [], 'role-unknown'],
  ])('a template that %s', async (_what, args, reason) => {
    const deny = { id: 'p-2', name: 'Deny', type: 'SERVICE_CONTROL_POLICY', content: JSON.stringify(DENY) };
    const full = {
      id: 'p-1',
      name: 'Full',
      type: deny.type,
      content: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }),
    };
    const targets = [
      { kind: 'root', id: 'r-1', name: 'Root', parent: null, policies: ['p-1'] },
      { kind: 'account', id: ONE, name: 'One', parent: 'r-1', policies: ['p-1', 'p-2'] },
    ];
    const trust = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    };
    const managed = ['arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess'];
    const template = {
      Resources: {
        Planned: {
          Type: 'AWS::Lambda::Function',
          Properties: { Role: { 'Fn::GetAtt': ['Exec', 'Arn'] }, TracingConfig: { Mode: 'Active' } },
        },
        Exec: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust, ManagedPolicyArns: managed } },
      },
    };
    const file = await cli.write('policies.json', organization({ targets, policies: [full, deny] }));
    const options = ['--organization-policies', file, '--format', 'json', '--region', 'eu-west-1', ...args];
    const run = await cli.run(['evaluate', '-', ...options], JSON.stringify(template));
    expect(told(run.stdout).reasons).toEqual({ Planned: reason });
  });

  it('another organization than the parameter names is refused', async () => {
    const run = await evaluated({}, '--param', 'organizationId=o-another0000');
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('o-another0000') });
  });

  it('organizationPolicies=IGNORE leaves them out, and the report does not claim them', async () => {
    const run = await evaluated(
      { policies: [{ id: 'p-1', name: 'No', type: 'SERVICE_CONTROL_POLICY', content: JSON.stringify(DENY) }] },
      '--param',
      'organizationPolicies=IGNORE',
    );
    expect(run.reasons).toEqual({ orders: 'compliant' });
    expect(run.report.organizationPolicies).toBeUndefined();
  });

  it('a file of something else is refused', async () => {
    const items = await cli.write('items.json', JSON.stringify({ configurationItems: account(ONE, 'orders') }));
    const run = await cli.run(['evaluate', items, '--organization-policies', items]);
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('not the policies of an organization') });
  });
});

describe('the simulator of IAM and the documents of the organization agree', () => {
  const allowed = { Effect: 'Allow', Action: '*', Resource: '*' };
  const onlyOthers = { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/tracing' } };
  it.each<[what: string, statements: readonly object[], simulated: 'explicitDeny' | 'implicitDeny' | undefined]>([
    ['everything is allowed', [allowed], undefined],
    ['both actions are denied', [allowed, { Effect: 'Deny', Action: 'xray:*', Resource: '*' }], 'explicitDeny'],
    ['nothing allows them', [{ ...allowed, Action: 's3:*' }], 'implicitDeny'],
    [
      'a Deny that spares the role',
      [allowed, { Effect: 'Deny', Action: 'xray:*', Resource: '*', Condition: onlyOthers }],
      undefined,
    ],
    [
      'a Deny on some resources',
      [allowed, { Effect: 'Deny', Action: 'xray:*', Resource: 'arn:aws:xray:*:*:group/*' }],
      undefined,
    ],
  ])('%s', async (_what, statements, simulated) => {
    const state = {
      functions: [{ name: 'orders', role: 'tracing' }],
      roles: [{ name: 'tracing', attached: [DAEMON_POLICY] }],
      policies: { [DAEMON_POLICY]: TRACING },
      ...(simulated && { deniedByOrganization: { tracing: simulated } }),
    };
    const policy = { Version: '2012-10-17', Statement: statements };
    const tree = { id: 'r-1', name: 'Root', accounts: [ONE] };
    aws = await startAwsEndpoint({
      ...emulate(state),
      ...emulateOrganization({ root: tree, policies: { FullAWSAccess: policy }, attached: {} }),
    });
    const env = localAws(aws);
    const bySimulator = await cli.run(['evaluate', '--live', '--format', 'json'], '', env);
    const byDocuments = await cli.run(['evaluate', '--live', '--organization', '--format', 'json'], '', env);
    const expected = { orders: simulated === undefined ? 'compliant' : 'role-denied' };
    expect(told(bySimulator.stdout).reasons).toEqual(expected);
    expect(told(byDocuments.stdout).reasons).toEqual(expected);
    expect(aws.calls()['iam:SimulatePrincipalPolicy']).toBe(1);
  });
});
