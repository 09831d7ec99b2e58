import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  ALLOW_XRAY_DOCUMENT,
  apiItem,
  BASIC_POLICY,
  DAEMON_POLICY,
  deleted,
  encoded,
  functionItem,
  type Item,
  roleArn,
  roleItem,
  snapshot,
  tracingRole,
} from './items.ts';
import { useCli } from './run-cli.ts';

const cli = useCli();

async function evaluate(input: string | Buffer, ...options: readonly string[]) {
  const { stdout, stderr, exitCode } = await cli.run(['evaluate', '-', '--format', 'json', ...options], input);
  expect(stderr).toBe('');
  return { exitCode, ...JSON.parse(stdout) };
}

async function reasonsOf(input: string | Buffer, ...options: readonly string[]): Promise<Record<string, string[]>> {
  const { evaluations } = await evaluate(input, ...options);
  return Object.fromEntries(evaluations.map((e: Item) => [e.resourceId, [e.compliance, ...(e.reasons as string[])]]));
}

describe('the document of --format json', () => {
  it('has exactly the members of the contract, in order', async () => {
    const { exitCode, ...report } = await evaluate(snapshot(tracingRole(), functionItem('orders')));
    expect(exitCode).toBe(0);
    expect(Object.keys(report)).toEqual([
      'rule',
      'version',
      'evaluatedAt',
      'managedPolicyData',
      'inputs',
      'skipped',
      'parameters',
      'summary',
      'evaluations',
    ]);
    expect(report).toMatchObject({
      rule: 'lambda-active-tracing',
      managedPolicyData: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      inputs: [{ name: '-', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    });
    expect(report.summary).toEqual({
      functions: 1,
      COMPLIANT: 1,
      NON_COMPLIANT: 0,
      NOT_APPLICABLE: 0,
      INSUFFICIENT_DATA: 0,
      coverage: 1,
      reasons: {},
      roles: [],
    });
    expect(report.evaluations).toEqual([
      {
        accountId: ACCOUNT,
        region: 'eu-west-1',
        resourceType: 'AWS::Lambda::Function',
        resourceId: 'orders',
        arn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:orders`,
        compliance: 'COMPLIANT',
        reasons: ['compliant'],
        annotation: 'Tracing is Active and role exec can deliver traces.',
        tracingMode: 'Active',
        role: roleArn('exec'),
        actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'].map((action) => ({
          action,
          decision: 'allowed',
          by: { layer: 'identity', policy: 'AWSXRayDaemonWriteAccess', statement: 'AWSXRayDaemonWriteAccess' },
        })),
        capturedAt: '2026-11-01T10:00:00.000Z',
      },
    ]);
  });

  it('gives coverage to four places, and null when nothing is in scope', async () => {
    const passThrough = { tracingConfig: { mode: 'PassThrough' } };
    const one = await evaluate(
      snapshot(tracingRole(), functionItem('a'), functionItem('b', passThrough), functionItem('c', passThrough)),
    );
    expect(one.summary).toMatchObject({ functions: 3, COMPLIANT: 1, NON_COMPLIANT: 2, coverage: 0.3333 });
    const none = await evaluate(snapshot(deleted(functionItem('gone'), '2026-11-02T00:00:00.000Z')));
    expect(none.summary).toMatchObject({ functions: 1, NOT_APPLICABLE: 1, coverage: null });
    expect(none.exitCode).toBe(0);
  });

  it('is the same bytes for the same input but for evaluatedAt, whatever the order of the items', async () => {
    const items = [
      tracingRole(),
      functionItem('b'),
      functionItem('a'),
      functionItem('a', {}, { awsRegion: 'us-east-1' }),
    ];
    const at = ['--at', '2026-11-20T12:00:00Z'];
    const [one, other] = await Promise.all(
      [items, items.toReversed()].map(async (order) => (await evaluate(snapshot(...order), ...at)).evaluations),
    );
    expect(one).toEqual(other);
    expect(one.map((e: Item) => `${e.region}/${e.resourceId}`)).toEqual(['eu-west-1/a', 'eu-west-1/b', 'us-east-1/a']);
  });
});

describe('exemptions', () => {
  const tagged = (name: string, value: string) =>
    functionItem(name, {}, { tags: { 'lambda-active-tracing-exempt': value } });
  const input = snapshot(
    tracingRole(),
    tagged('short', '2026-11-21 team-a replaced this week'),
    tagged('over', '2026-11-19 team-b once'),
    tagged('long', '2031-12-31 team-c nobody waits for it'),
  );

  it('that hold are listed with owner, last day and days left, those that last longest first', async () => {
    const { exemptions } = await evaluate(input, '--at', '2026-11-20T12:00:00Z');
    const place = { accountId: ACCOUNT, region: 'eu-west-1' };
    expect(exemptions).toEqual([
      {
        ...place,
        resourceId: 'long',
        owner: 'team-c',
        lastDay: '2031-12-31',
        daysLeft: 1867,
        reason: 'nobody waits for it',
      },
      {
        ...place,
        resourceId: 'short',
        owner: 'team-a',
        lastDay: '2026-11-21',
        daysLeft: 1,
        reason: 'replaced this week',
      },
    ]);
  });

  it.each(['table', 'html'])('are in the %s', async (format) => {
    const { stdout } = await cli.run(['evaluate', '-', '--format', format, '--at', '2026-11-21T12:00:00Z'], input);
    expect(stdout).toMatch(/2026-11-21.{0,3}ends today/);
    expect(stdout).toMatch(/team-a: replaced\s+this week/);
    expect(stdout).not.toMatch(/team-b: once/);
  });
});

describe('every input AWS Config and its API write gives the same verdict', () => {
  const items = [tracingRole(), functionItem('orders')];
  const shapes: Record<string, string | Buffer> = {
    snapshot: snapshot(...items),
    'history file': JSON.stringify({ fileVersion: '1.0', configurationItems: items }),
    'gzip, with any name': gzipSync(snapshot(...items)),
    'indented JSON': JSON.stringify(JSON.parse(snapshot(...items)), null, 2),
    'BatchGetResourceConfig output': JSON.stringify({
      baseConfigurationItems: items.map(apiItem),
      unprocessedResourceKeys: [],
    }),
    'GetResourceConfigHistory output': JSON.stringify({ configurationItems: items.map(apiItem), nextToken: 'x' }),
    'AWS CLI version 1 output with epoch seconds': JSON.stringify({
      configurationItems: items.map((item) => ({ ...apiItem(item), configurationItemCaptureTime: 1793527200 })),
    }),
    'SelectResourceConfig output': JSON.stringify({
      Results: items.map((item) => JSON.stringify({ ...apiItem(item), configuration: item.configuration })),
      QueryInfo: { SelectFields: [{ Name: 'configuration' }, { Name: 'tags' }] },
    }),
    'newline-delimited items': items.map((item) => JSON.stringify(item)).join('\n'),
    'newline-delimited change notifications': items
      .map((configurationItem) => JSON.stringify({ configurationItem, messageType: 'X' }))
      .join('\n'),
    'a bare array of items': JSON.stringify(items),
    'doubly encoded configuration': snapshot(
      ...items.map((item) => ({ ...item, configuration: JSON.stringify(JSON.stringify(item.configuration)) })),
    ),
    'byte order mark and blank lines': `\uFEFF\n\n${snapshot(...items)}\n\n`,
  };

  it.each(Object.keys(shapes))('%s: COMPLIANT', async (name) => {
    expect(await reasonsOf(shapes[name] ?? '')).toEqual({ orders: ['COMPLIANT', 'compliant'] });
  });

  it('items of one organization may be spread over files and come in any order', async () => {
    const functions = await cli.write('functions.json', snapshot(functionItem('orders')));
    const roles = await cli.write('roles.json.gz', gzipSync(snapshot(tracingRole())));
    const { stdout } = await cli.run(['evaluate', functions, roles, '--format', 'json']);
    const report = JSON.parse(stdout);
    expect(report.summary).toMatchObject({ functions: 1, COMPLIANT: 1 });
    expect(report.inputs.map(({ name }: Item) => name)).toEqual([functions, roles]);
  });
});

const untraced = { tracingConfig: { mode: 'PassThrough' } };
const without = { attachedManagedPolicies: [{ policyName: 'B', policyArn: BASIC_POLICY }] };

const verdicts: [string, Item[], string[]][] = [
  ['no role in the input: role-unknown', [functionItem('f')], ['INSUFFICIENT_DATA', 'role-unknown']],
  [
    'a role that was deleted: role-missing',
    [functionItem('f'), deleted(roleItem('exec'), '2026-11-02T00:00:00.000Z')],
    ['NON_COMPLIANT', 'role-missing'],
  ],
  [
    'a role that was deleted and created anew: judged by the new one',
    [
      functionItem('f'),
      tracingRole({ resourceId: 'AROANEW', configurationItemCaptureTime: '2026-11-03T00:00:00.000Z' }),
      // IAM items lag: the deletion may be captured after the new role.
      deleted(roleItem('exec'), '2026-11-04T00:00:00.000Z'),
    ],
    ['COMPLIANT', 'compliant'],
  ],
  [
    'a role made anew and deleted, of which the first was never recorded to end: role-missing',
    [
      functionItem('f'),
      tracingRole(),
      tracingRole({ resourceId: 'AROANEW', configurationItemCaptureTime: '2026-11-03T00:00:00.000Z' }),
      deleted(roleItem('exec', {}, { resourceId: 'AROANEW' }), '2026-11-04T00:00:00.000Z'),
    ],
    ['NON_COMPLIANT', 'role-missing'],
  ],
  [
    'a role of another account: role-unknown',
    [functionItem('f', { role: roleArn('exec', '444455556666') }), tracingRole({ awsAccountId: '444455556666' })],
    ['INSUFFICIENT_DATA', 'role-unknown'],
  ],
  [
    'tracing off and an unknown role: only what is known',
    [functionItem('f', untraced)],
    ['NON_COMPLIANT', 'tracing-not-active'],
  ],
  [
    'tracing off and a role without the permission: both',
    [functionItem('f', untraced), roleItem('exec', without)],
    ['NON_COMPLIANT', 'tracing-not-active', 'role-denied'],
  ],
  [
    'an unreadable inline policy next to a sound Allow: role-unknown',
    [
      functionItem('f'),
      roleItem('exec', {
        rolePolicyList: [
          { policyName: 'good', policyDocument: ALLOW_XRAY_DOCUMENT },
          { policyName: 'bad', policyDocument: '%zz' },
        ],
      }),
    ],
    ['INSUFFICIENT_DATA', 'role-unknown'],
  ],
  [
    'an AWS-managed policy newer than the table: role-unknown',
    [
      functionItem('f'),
      roleItem('exec', {
        attachedManagedPolicies: [
          { policyName: 'X', policyArn: DAEMON_POLICY },
          { policyName: 'New', policyArn: 'arn:aws:iam::aws:policy/AWSPolicyOfTheFuture' },
        ],
      }),
    ],
    ['INSUFFICIENT_DATA', 'role-unknown'],
  ],
  [
    'the same AWS-managed policy in another partition: compliant',
    [
      functionItem('f'),
      roleItem('exec', {
        attachedManagedPolicies: [{ policyArn: 'arn:aws-cn:iam::aws:policy/AWSXRayDaemonWriteAccess' }],
      }),
    ],
    ['COMPLIANT', 'compliant'],
  ],
  [
    'a customer-managed policy with the name of an AWS-managed one, not in the input: role-unknown',
    [
      functionItem('f'),
      roleItem('exec', {
        attachedManagedPolicies: [{ policyArn: `arn:aws:iam::${ACCOUNT}:policy/AWSXRayDaemonWriteAccess` }],
      }),
    ],
    ['INSUFFICIENT_DATA', 'role-unknown'],
  ],
  [
    'an AWS-managed permissions boundary that allows no traces: role-denied',
    [
      functionItem('f'),
      roleItem('exec', {
        rolePolicyList: [{ policyName: 'good', policyDocument: ALLOW_XRAY_DOCUMENT }],
        permissionsBoundary: {
          permissionsBoundaryArn: 'arn:aws:iam::aws:policy/AWSLambda_ReadOnlyAccess',
          permissionsBoundaryType: 'Policy',
        },
      }),
    ],
    ['NON_COMPLIANT', 'role-denied'],
  ],
  [
    'null lists in a role: role-denied, nothing allows',
    [
      functionItem('f'),
      roleItem('exec', { rolePolicyList: null, attachedManagedPolicies: null, instanceProfileList: null, tags: null }),
    ],
    ['NON_COMPLIANT', 'role-denied'],
  ],
  [
    'the newest capture wins, wherever it stands',
    [
      functionItem('f', untraced, { configurationItemCaptureTime: '2026-11-05T00:00:00.000Z' }),
      functionItem('f', {}, { configurationItemCaptureTime: '2026-11-06T00:00:00.000Z' }),
      functionItem('f', untraced, { configurationItemCaptureTime: '2026-11-04T00:00:00.000Z' }),
      tracingRole(),
    ],
    ['COMPLIANT', 'compliant'],
  ],
  [
    'a deleted function: out-of-scope',
    [functionItem('f'), deleted(functionItem('f'), '2026-11-09T00:00:00.000Z'), tracingRole()],
    ['NOT_APPLICABLE', 'out-of-scope'],
  ],
  [
    'items of other types say nothing, even broken ones',
    [{ resourceType: 'AWS::EC2::Instance', configuration: 7 }, functionItem('f'), tracingRole()],
    ['COMPLIANT', 'compliant'],
  ],
];

describe('verdicts on recorded items', () => {
  it.each(verdicts)('%s', async (_name, items, expected) => {
    expect(await reasonsOf(snapshot(...items))).toEqual({ f: expected });
  });

  it('a bad document of one role hides no other function', async () => {
    const items = [
      functionItem('good'),
      tracingRole(),
      functionItem('bad', { role: roleArn('broken') }),
      roleItem('broken', { rolePolicyList: [{ policyName: 'p', policyDocument: '{"Version":' }] }),
    ];
    expect(await reasonsOf(snapshot(...items))).toEqual({
      bad: ['INSUFFICIENT_DATA', 'role-unknown'],
      good: ['COMPLIANT', 'compliant'],
    });
  });

  it('two accounts with the same function name are two functions with their own roles', async () => {
    const other = { awsAccountId: '444455556666' };
    const { evaluations } = await evaluate(
      snapshot(functionItem('f'), tracingRole(), functionItem('f', {}, other), roleItem('exec', without, other)),
    );
    expect(evaluations.map((e: Item) => [e.accountId, e.compliance])).toEqual([
      [ACCOUNT, 'COMPLIANT'],
      ['444455556666', 'NON_COMPLIANT'],
    ]);
  });

  it('a policy that names the calling function is judged for each function by its own ARN', async () => {
    const forOrders = {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Action: 'xray:PutTraceSegments',
        Resource: '*',
        Condition: { ArnLike: { 'lambda:SourceFunctionArn': `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:orders*` } },
      },
    };
    const role = roleItem('exec', { rolePolicyList: [{ policyName: 'orders', policyDocument: encoded(forOrders) }] });
    const items = snapshot(role, functionItem('orders'), functionItem('orders-refund'), functionItem('search'));
    expect(await reasonsOf(items, '--param', 'requiredActions=xray:PutTraceSegments')).toEqual({
      orders: ['COMPLIANT', 'compliant'],
      'orders-refund': ['COMPLIANT', 'compliant'],
      search: ['NON_COMPLIANT', 'role-denied'],
    });
  });

  it('a function in another partition, or without an ARN, is reported with its ARN', async () => {
    const china = { awsRegion: 'cn-north-1', ARN: `arn:aws-cn:lambda:cn-north-1:${ACCOUNT}:function:f` };
    const odd = { ARN: `arn:aws-iso:lambda:eu-west-1:${ACCOUNT}:function:odd` };
    const { evaluations } = await evaluate(
      snapshot(functionItem('f', {}, china), functionItem('none', {}, { ARN: null }), functionItem('odd', {}, odd)),
    );
    expect(evaluations.map(({ arn }: Item) => arn)).toEqual([
      china.ARN,
      `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:none`,
      odd.ARN,
    ]);
  });

  it('a customer-managed policy is judged by its default version', async () => {
    const policyArn = `arn:aws:iam::${ACCOUNT}:policy/team/Traces`;
    const policy = (grantsIn: string) => ({
      ...roleItem('x'),
      resourceType: 'AWS::IAM::Policy',
      resourceId: 'ANPAX',
      ARN: policyArn,
      configuration: {
        policyName: 'Traces',
        arn: policyArn,
        defaultVersionId: 'v2',
        policyVersionList: ['v1', 'v2', 'v3'].map((versionId) => ({
          versionId,
          isDefaultVersion: versionId === 'v2',
          document: versionId === grantsIn ? ALLOW_XRAY_DOCUMENT : encoded({ Version: '2012-10-17', Statement: [] }),
        })),
      },
    });
    const role = roleItem('exec', { attachedManagedPolicies: [{ policyName: 'Traces', policyArn }] });
    expect(await reasonsOf(snapshot(functionItem('f'), role, policy('v2')))).toEqual({ f: ['COMPLIANT', 'compliant'] });
    expect(await reasonsOf(snapshot(functionItem('f'), role, policy('v3')))).toEqual({
      f: ['NON_COMPLIANT', 'role-denied'],
    });
  });

  it('an enabled Kafka mapping makes an untraced function NOT_APPLICABLE, a disabled one does not', async () => {
    const mapping = (name: string, mode: string, extra: Item) => ({
      UUID: name,
      FunctionArn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:${name}`,
      State: mode,
      ...extra,
    });
    const kafka = { EventSourceArn: `arn:aws:kafka:eu-west-1:${ACCOUNT}:cluster/c/1` };
    const mappings = await cli.write(
      'mappings.json',
      JSON.stringify({
        EventSourceMappings: [
          mapping('msk', 'Enabled', kafka),
          mapping('disabled', 'Disabled', kafka),
          mapping('self-managed', 'Enabled', { SelfManagedEventSource: { Endpoints: {} } }),
          mapping('queue', 'Enabled', { EventSourceArn: `arn:aws:sqs:eu-west-1:${ACCOUNT}:q` }),
        ],
      }),
    );
    const names = ['msk', 'disabled', 'self-managed', 'queue'];
    const items = snapshot(tracingRole(), ...names.map((name) => functionItem(name, untraced)));
    const run = async (...options: string[]) => {
      const { stdout } = await cli.run(['evaluate', '-', mappings, '--format', 'json', ...options], items);
      return JSON.parse(stdout).evaluations.map((e: Item) => `${e.resourceId} ${e.reasons}`);
    };
    expect(await run()).toEqual([
      'disabled tracing-not-active',
      'msk untraceable-event-source',
      'queue tracing-not-active',
      'self-managed untraceable-event-source',
    ]);
    expect(await run('--param', 'untraceableEventSources=EVALUATE')).not.toContain('msk untraceable-event-source');
  });
});

describe('options', () => {
  const items = snapshot(
    tracingRole(),
    functionItem('good'),
    functionItem('bad', untraced),
    functionItem('odd', { role: roleArn('nowhere') }),
  );

  it('--only shows some, but counts and exit code stay those of all', async () => {
    const report = await evaluate(items, '--only', 'COMPLIANT,INSUFFICIENT_DATA');
    expect(report.evaluations.map((e: Item) => e.resourceId)).toEqual(['good', 'odd']);
    expect(report.summary).toMatchObject({ functions: 3, NON_COMPLIANT: 1 });
    expect(report.exitCode).toBe(1);
  });

  it('exit code 1 when a function could not be decided', async () => {
    expect((await evaluate(snapshot(functionItem('f')))).exitCode).toBe(1);
  });

  it('--at looks at what was recorded by then, and judges exemptions on that day', async () => {
    const tags = { 'lambda-active-tracing-exempt': '2026-11-10 payments canary only' };
    const history = snapshot(
      tracingRole(),
      functionItem('f', untraced, { configurationItemCaptureTime: '2026-11-01T00:00:00.000Z', tags }),
      functionItem('f', {}, { configurationItemCaptureTime: '2026-11-15T00:00:00.000Z' }),
    );
    const at = async (time: string) => (await reasonsOf(history, '--at', time)).f?.[1];
    expect(await at('2026-11-10T23:59:59Z')).toBe('exempt');
    expect(await at('2026-11-11T00:00:00Z')).toBe('tracing-not-active');
    expect(await at('2026-11-15T00:00:00Z')).toBe('compliant');
    const before = await cli.run(['evaluate', '-', '--at', '2026-10-31'], history);
    expect(before).toMatchObject({ exitCode: 2, stdout: '' });
    expect(before.stderr).toContain('there is no function in the input');
  });

  it('--param sets rule parameters, and the report says which were used', async () => {
    const report = await evaluate(
      items,
      '--param',
      'requiredActions=xray:PutTraceSegments',
      '--param',
      'exemptionTagKey=no-traces',
    );
    expect(report.parameters).toMatchObject({
      requiredActions: 'xray:PutTraceSegments',
      exemptionTagKey: 'no-traces',
      conditionalAccess: 'NON_COMPLIANT',
    });
    expect(report.evaluations[0].actions).toHaveLength(1);
  });

  it('a required action the offline data does not cover leaves AWS-managed policies unknown', async () => {
    expect(await reasonsOf(items, '--param', 'requiredActions=logs:PutLogEvents')).toMatchObject({
      good: ['INSUFFICIENT_DATA', 'role-unknown'],
    });
  });

  it('--output writes the file and nothing to standard output', async () => {
    const file = cli.path('report.csv');
    const run = await cli.run(['evaluate', '-', '--format', 'csv', '--output', file], items);
    expect(run).toEqual({ exitCode: 1, stdout: '', stderr: '' });
    expect((await readFile(file, 'utf8')).split('\r\n')).toHaveLength(5);
  });

  it('--format csv escapes what a spreadsheet would run', async () => {
    const tags = { 'lambda-active-tracing-exempt': '2026-12-31 me x' };
    const { stdout } = await cli.run(
      ['evaluate', '-', '--format', 'csv'],
      snapshot(functionItem('=cmd()', untraced, { tags, resourceId: '=cmd()' })),
    );
    expect(stdout).toContain(`,'=cmd(),`);
    expect(stdout).toMatch(
      /^accountId,region,resourceType,resourceId,arn,compliance,reasons,annotation,tracingMode,role,/,
    );
  });

  it('the table groups by account and Region, worst first, coverage last, within 80 columns and without colour', async () => {
    const { stdout } = await cli.run(['evaluate', '-'], items);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.slice(0, 5)).toEqual([
      '2 of 3 functions in scope fail',
      '       1  role-unknown',
      '       1  tracing-not-active',
      '',
      'Behind the failures of roles',
    ]);
    const place = lines.indexOf(`${ACCOUNT}  eu-west-1`);
    expect(place).toBe(7);
    expect(lines.map((line) => /^ {2}([A-Z_]+)/.exec(line)?.[1]).filter(Boolean)).toEqual([
      'NON_COMPLIANT',
      'INSUFFICIENT_DATA',
      'COMPLIANT',
    ]);
    expect(lines.at(-1)).toBe('3 functions: 1 NON_COMPLIANT, 1 INSUFFICIENT_DATA, 1 COMPLIANT; coverage 33.3 %');
    expect(lines[place + 1]).toBe('  NON_COMPLIANT      bad');
    expect(lines[place + 2]).toBe('      Tracing mode is PassThrough, must be Active.');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).not.toContain('\u001b');
  });
});

const exemption: Item = { resourceType: 'AWS::Lambda::Function', configurationItemStatus: 'OK', configuration: {} };

const unusable: [string, string | Buffer, RegExp][] = [
  ['empty input', '', /-: empty input/],
  ['only white space', ' \n\n', /-: empty input/],
  ['text that is not JSON', 'hello', /-: not JSON/],
  ['truncated JSON', snapshot(functionItem('f')).slice(0, -20), /-: the JSON ends too early/],
  ['truncated gzip', gzipSync(snapshot(functionItem('f'))).subarray(0, 200), /-: damaged or truncated gzip/],
  ['damaged gzip', Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.alloc(64, 7)]), /-: damaged or truncated gzip/],
  ['JSON of another kind', '{"Records":[{"eventName":"PutTraceSegments"}]}', /-: not AWS Config data/],
  ['an empty object', '{}', /-: not AWS Config data/],
  ['a missing comma between items', '{"configurationItems":[{} {}]}', /-: a comma is missing/],
  ['an item without id', snapshot(exemption), /-: item 1: AWS::Lambda::Function without resourceId/],
  ['an item without type', snapshot({ resourceId: 'x' }), /-: item 1: item without resourceType/],
  [
    'an item without account',
    snapshot({ ...exemption, resourceId: 'x', awsRegion: 'eu-west-1' }),
    /-: item 1: AWS::Lambda::Function x: no account id/,
  ],
  [
    'a second item that is no JSON',
    `{"configurationItems":[${JSON.stringify(functionItem('f'))},{"configurationStateId":1x}]}`,
    /-: item 2: /,
  ],
  [
    'an item larger than AWS Config makes any',
    gzipSync(`{"configurationItems":[{"resourceId":"${'x'.repeat(17 * 1024 * 1024)}"}]}`),
    /-: item 1 is larger than 16 MiB/,
  ],
  [
    'a control character in what is read',
    snapshot(functionItem('f')).replace('"awsRegion"', '"aws\u0001Region"'),
    /-: a control character/,
  ],
  ['no function', snapshot(tracingRole()), /: there is no function in the input/],
];

describe('unusable input: exit code 2, one line on standard error, nothing written', () => {
  it.each(unusable)('%s', async (_name, input, message) => {
    const output = cli.path('never.json');
    const run = await cli.run(['evaluate', '-', '--format', 'json', '--output', output], input);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(message);
    expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(run.exitCode).toBe(2);
    expect((await readdir(dirname(output))).filter((name) => name.startsWith('never'))).toEqual([]);
  });

  const usage: [string, string[], RegExp][] = [
    ['no input', ['evaluate'], /nothing to evaluate/],
    ['an unknown command', ['evalute'], /unknown command/],
    ['an unknown option', ['evaluate', '-', '--nope'], /unknown option '--nope'/],
    ['an unknown format', ['evaluate', '-', '--format', 'xml'], /--format/],
    [
      'an unknown parameter',
      ['evaluate', '-', '--param', 'requiredAction=x'],
      /unknown rule parameter "requiredAction"/,
    ],
    ['a bad parameter value', ['evaluate', '-', '--param', 'sweepReport=SOME'], /rule parameter sweepReport/],
    ['a parameter without value', ['evaluate', '-', '--param', 'sweepReport'], /--param sweepReport/],
    ['a time without zone', ['evaluate', '-', '--at', '2026-11-20T12:00:00'], /--at/],
    ['a compliance that does not exist', ['evaluate', '-', '--only', 'FAILED'], /--only/],
    ['a file that does not exist', ['evaluate', 'nowhere.json'], /nowhere\.json: no such file or directory/],
    ['an output that cannot be written', ['evaluate', '-', '--output', '/nowhere/x'], /\/nowhere\/x: no such file/],
  ];

  it('without a command it shows the help, with exit code 2', async () => {
    const run = await cli.run([]);
    expect(run.stderr).toContain('Usage: lambda-active-tracing [options] [command]');
    expect(run.exitCode).toBe(2);
  });

  it.each(usage)('%s', async (_name, args, message) => {
    const run = await cli.run(args, snapshot(functionItem('f')));
    expect(run.stderr).toMatch(message);
    expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  });
});
