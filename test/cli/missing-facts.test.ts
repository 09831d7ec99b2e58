import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  apiItem,
  DAEMON_POLICY,
  functionItem,
  type Item,
  roleArn,
  roleItem,
  snapshot,
  tracingRole,
} from './items.ts';
import { type Files, type Judged, judgeFiles } from './judge-files.ts';

const ORDERS = functionItem('orders');
const UNTRACED = functionItem('orders', { tracingConfig: { mode: 'PassThrough' } });
const ROLE = tracingRole();
const CUSTOM = `arn:aws:iam::${ACCOUNT}:policy/tracing`;
const LATER = '2026-11-20T00:00:00.000Z';
const CUSTOM_ROLE = roleItem('exec', { attachedManagedPolicies: [{ policyName: 'tracing', policyArn: CUSTOM }] });

function customPolicy(item: Item = {}): Item {
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'xray:*', Resource: '*' }] };
  const versions = [
    { versionId: 'v1', isDefaultVersion: true, document: encodeURIComponent(JSON.stringify(document)) },
  ];
  return {
    ...roleItem('tracing'),
    resourceType: 'AWS::IAM::Policy',
    resourceId: 'ANPATRACING',
    ARN: CUSTOM,
    configuration: { arn: CUSTOM, policyVersionList: versions },
    ...item,
  };
}

/** What a recorder of another Region says of what it does not record: often later than the true capture. */
function statement(item: Item, more: Item = {}): Item {
  const said = { configuration: null, configurationItemStatus: 'ResourceNotRecorded', tags: null };
  return { ...item, ...said, configurationItemCaptureTime: LATER, ...more };
}

const ndjson = (...objects: readonly unknown[]) => objects.map((object) => JSON.stringify(object)).join('\n');

const COMPLIANT = { orders: 'COMPLIANT compliant' };
const ROLE_UNKNOWN = { orders: 'INSUFFICIENT_DATA role-unknown' };
const TRACING_UNKNOWN = { orders: 'INSUFFICIENT_DATA tracing-unknown' };
const NOTHING_KNOWN = { orders: 'INSUFFICIENT_DATA tracing-unknown role-unknown' };
const NOT_ACTIVE = { orders: 'NON_COMPLIANT tracing-not-active' };

type Row = readonly [name: string, files: Files, expected: Judged];

async function judged(_name: string, files: Files, expected: Judged): Promise<void> {
  expect(await judgeFiles(files)).toMatchObject(expected);
}

const STATEMENTS: readonly Row[] = [
  [
    'of a role, later: COMPLIANT',
    { 'a.json': snapshot(ORDERS, ROLE), 'b.json': snapshot(statement(ROLE)) },
    { verdicts: COMPLIANT },
  ],
  [
    'of a role, read first: COMPLIANT',
    { 'a.json': snapshot(statement(ROLE)), 'b.json': snapshot(ORDERS, ROLE) },
    { verdicts: COMPLIANT },
  ],
  [
    'of a role that is deleted where it is not recorded: COMPLIANT',
    { 'a.json': snapshot(ORDERS, ROLE, statement(ROLE, { configurationItemStatus: 'ResourceDeletedNotRecorded' })) },
    { verdicts: COMPLIANT },
  ],
  [
    'of a role, without a time: COMPLIANT',
    { 'a.json': snapshot(ORDERS, ROLE, statement(ROLE, { configurationItemCaptureTime: null })) },
    { verdicts: COMPLIANT },
  ],
  ['of a role alone: role-unknown', { 'a.json': snapshot(ORDERS, statement(ROLE)) }, { verdicts: ROLE_UNKNOWN }],
  [
    'of a role alone, without its ARN: role-unknown',
    { 'a.json': snapshot(ORDERS, statement(ROLE, { ARN: null })) },
    { verdicts: ROLE_UNKNOWN },
  ],
  [
    'of a customer policy, without its ARN: COMPLIANT',
    { 'a.json': snapshot(ORDERS, CUSTOM_ROLE, customPolicy(), statement(customPolicy(), { ARN: null })) },
    { verdicts: COMPLIANT },
  ],
  [
    'of a customer policy alone: role-unknown',
    { 'a.json': snapshot(ORDERS, CUSTOM_ROLE, statement(customPolicy())) },
    { verdicts: ROLE_UNKNOWN },
  ],
  ['of a function, later: COMPLIANT', { 'a.json': snapshot(ORDERS, ROLE, statement(ORDERS)) }, { verdicts: COMPLIANT }],
  [
    'of a function alone: NOT_APPLICABLE',
    { 'a.json': snapshot(ROLE, statement(ORDERS)) },
    { verdicts: { orders: 'NOT_APPLICABLE out-of-scope' } },
  ],
  [
    'a deletion of a role without its ARN, found by its id: role-missing',
    {
      'a.json': snapshot(
        ORDERS,
        {
          ...ROLE,
          ARN: null,
          configuration: null,
          configurationItemStatus: 'ResourceDeleted',
          configurationItemCaptureTime: LATER,
        },
        ROLE,
      ),
    },
    { verdicts: { orders: 'NON_COMPLIANT role-missing' } },
  ],
];

const projected = (fields: readonly string[], ...items: readonly Item[]) =>
  JSON.stringify({
    Results: items.map((item) => JSON.stringify(item)),
    QueryInfo: { SelectFields: fields.map((Name) => ({ Name })) },
  });

/** The members of a query's answer about the function and its role. */
function selected(functionMembers: Item, roleMembers: Item): readonly Item[] {
  const member = { accountId: ACCOUNT, awsRegion: 'eu-west-1' };
  return [
    {
      ...member,
      resourceType: 'AWS::Lambda::Function',
      resourceId: 'orders',
      arn: ORDERS.ARN,
      configuration: functionMembers,
    },
    {
      ...member,
      awsRegion: 'global',
      resourceType: 'AWS::IAM::Role',
      resourceId: 'AROAEXEC',
      arn: ROLE.ARN,
      configuration: roleMembers,
    },
  ];
}

const FUNCTION_MEMBERS = { role: roleArn('exec'), tracingConfig: { mode: 'Active' } };
const ATTACHED = [{ policyName: 'AWSXRayDaemonWriteAccess', policyArn: DAEMON_POLICY }];
const LISTS = { rolePolicyList: [], attachedManagedPolicies: ATTACHED };
const LIST_FIELDS = ['configuration.rolePolicyList', 'configuration.attachedManagedPolicies'];
const EVERY_FIELD = [
  'configuration.role',
  'configuration.tracingConfig',
  ...LIST_FIELDS,
  'configuration.permissionsBoundary',
];
const all = (...left: readonly string[]) => EVERY_FIELD.filter((field) => !left.includes(field));

const PROJECTIONS: readonly Row[] = [
  [
    'whole configuration: COMPLIANT',
    { 'a.json': projected(['configuration', 'tags'], ...selected(FUNCTION_MEMBERS, LISTS)) },
    { verdicts: COMPLIANT, lacksTags: false },
  ],
  [
    'every member that decides: COMPLIANT',
    { 'a.json': projected(EVERY_FIELD, ...selected(FUNCTION_MEMBERS, LISTS)) },
    { verdicts: COMPLIANT, lacksTags: true },
  ],
  [
    'what was selected said before the results: COMPLIANT',
    {
      'a.json': JSON.stringify({
        QueryInfo: { SelectFields: [{ Name: 'configuration' }] },
        Results: selected(FUNCTION_MEMBERS, LISTS),
      }),
    },
    { verdicts: COMPLIANT },
  ],
  [
    'no rolePolicyList: role-unknown',
    {
      'a.json': projected(
        all('configuration.rolePolicyList'),
        ...selected(FUNCTION_MEMBERS, { attachedManagedPolicies: ATTACHED }),
      ),
    },
    { verdicts: ROLE_UNKNOWN },
  ],
  [
    'no attachedManagedPolicies: role-unknown',
    {
      'a.json': projected(
        all('configuration.attachedManagedPolicies'),
        ...selected(FUNCTION_MEMBERS, { rolePolicyList: [] }),
      ),
    },
    { verdicts: ROLE_UNKNOWN },
  ],
  [
    'no permissionsBoundary: role-unknown',
    { 'a.json': projected(all('configuration.permissionsBoundary'), ...selected(FUNCTION_MEMBERS, LISTS)) },
    { verdicts: ROLE_UNKNOWN },
  ],
  [
    'no tracingConfig: tracing-unknown',
    { 'a.json': projected(all('configuration.tracingConfig'), ...selected({ role: roleArn('exec') }, LISTS)) },
    { verdicts: TRACING_UNKNOWN },
  ],
  [
    'no role: role-unknown',
    { 'a.json': projected(all('configuration.role'), ...selected({ tracingConfig: { mode: 'Active' } }, LISTS)) },
    { verdicts: ROLE_UNKNOWN },
  ],
  [
    'two pages of a query, glued together: each by its own fields',
    {
      'a.json':
        projected(all('configuration.tracingConfig'), ...selected({ role: roleArn('exec') }, LISTS).slice(0, 1)) +
        projected(EVERY_FIELD, ...selected({}, LISTS).slice(1)),
    },
    { verdicts: TRACING_UNKNOWN },
  ],
  [
    'trimmed lines without a boundary: role-unknown',
    { 'a.ndjson': ndjson(...selected(FUNCTION_MEMBERS, LISTS)) },
    { verdicts: ROLE_UNKNOWN },
  ],
  [
    'trimmed lines without tracingConfig: tracing-unknown',
    { 'a.ndjson': ndjson(selected({ role: roleArn('exec') }, {})[0], ROLE) },
    { verdicts: TRACING_UNKNOWN },
  ],
  ['whole items, a line each: COMPLIANT', { 'a.ndjson': ndjson(ORDERS, ROLE) }, { verdicts: COMPLIANT }],
  [
    'an explicit Deny beside what was not selected: role-denied',
    {
      'a.json': projected(
        all('configuration.attachedManagedPolicies'),
        ...selected(FUNCTION_MEMBERS, {
          rolePolicyList: [
            {
              policyName: 'no',
              policyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"xray:*","Resource":"*"}}',
            },
          ],
        }),
      ),
    },
    { verdicts: { orders: 'NON_COMPLIANT role-denied' } },
  ],
];

const undated = (item: Item, time: unknown = undefined): Item => ({ ...item, configurationItemCaptureTime: time });

const TIMES: readonly Row[] = [
  [
    'one that agrees: COMPLIANT',
    { 'a.json': snapshot(ORDERS, undated(ORDERS), ROLE, undated(ROLE)) },
    { verdicts: COMPLIANT },
  ],
  [
    'one that agrees in another shape: COMPLIANT',
    { 'a.json': snapshot(ORDERS, ROLE, undated(apiItem(ROLE))) },
    { verdicts: COMPLIANT },
  ],
  ...([undefined, null, '1', 'May', '2026-02-30T00:00:00Z', {}, -5] as const).map(
    (time): Row => [
      `one of the time ${JSON.stringify(time)} that is not Active: tracing-unknown`,
      { 'a.json': snapshot(ORDERS, ROLE, undated(UNTRACED, time)) },
      { verdicts: TRACING_UNKNOWN },
    ],
  ),
  [
    'one that is Active beside one that is not: tracing-unknown',
    { 'a.json': snapshot(UNTRACED, ROLE, undated(ORDERS)) },
    { verdicts: TRACING_UNKNOWN },
  ],
  [
    'one of another role: role-unknown',
    { 'a.json': snapshot(ORDERS, ROLE, undated(functionItem('orders', { role: roleArn('other') }))) },
    { verdicts: ROLE_UNKNOWN },
  ],
  [
    'one of the role with another policy: role-unknown',
    { 'a.json': snapshot(ORDERS, ROLE, undated(CUSTOM_ROLE), customPolicy()) },
    { verdicts: ROLE_UNKNOWN },
  ],
  [
    'one of a deletion of the role: role-unknown',
    {
      'a.json': snapshot(
        ORDERS,
        ROLE,
        undated({ ...ROLE, configuration: null, configurationItemStatus: 'ResourceDeleted' }),
      ),
    },
    { verdicts: ROLE_UNKNOWN },
  ],
  [
    'one of a deletion of the function: nothing known',
    {
      'a.json': snapshot(
        ORDERS,
        ROLE,
        undated({ ...ORDERS, configuration: null, configurationItemStatus: 'ResourceDeleted' }),
      ),
    },
    { verdicts: NOTHING_KNOWN },
  ],
  [
    'one with an exemption the other has not: no exemption',
    {
      'a.json': snapshot(
        UNTRACED,
        ROLE,
        undated({ ...UNTRACED, tags: { 'lambda-active-tracing-exempt': '2030-01-01 ann later' } }),
      ),
    },
    { verdicts: NOT_ACTIVE },
  ],
  [
    'two that differ, and none with a time: tracing-unknown',
    { 'a.json': snapshot(undated(ORDERS), undated(UNTRACED), ROLE) },
    { verdicts: TRACING_UNKNOWN },
  ],
  [
    'a state id that is none: tracing-unknown',
    { 'a.json': snapshot(ORDERS, ROLE, { ...UNTRACED, configurationStateId: {} }) },
    { verdicts: TRACING_UNKNOWN },
  ],
  [
    'a newer capture with a time as it should be: tracing-not-active',
    { 'a.json': snapshot(ORDERS, ROLE, { ...UNTRACED, configurationItemCaptureTime: LATER }) },
    { verdicts: NOT_ACTIVE },
  ],
];

const good = (name: string): Item => functionItem(name);
const bad = (name: string): Item => functionItem(name, { tracingConfig: { mode: 'PassThrough' } });
const OTHERS = { 'good-1': 'COMPLIANT compliant', 'good-2': 'NON_COMPLIANT tracing-not-active' };

/** One odd item among sound ones costs its own function the verdict, and no other. */
const ODD: readonly (readonly [name: string, odd: Item, expected: string])[] = [
  [
    'a function without configuration',
    functionItem('odd', {}, { configuration: null }),
    'INSUFFICIENT_DATA tracing-unknown role-unknown',
  ],
  [
    'a configuration that is cut off',
    functionItem('odd', {}, { configuration: '{"role":' }),
    'INSUFFICIENT_DATA tracing-unknown role-unknown',
  ],
  [
    'a supplementary configuration that is cut off',
    functionItem('odd', {}, { supplementaryConfiguration: '{"Tags' }),
    'INSUFFICIENT_DATA tracing-unknown role-unknown',
  ],
  [
    'a configuration that is a list',
    functionItem('odd', {}, { configuration: [] }),
    'INSUFFICIENT_DATA tracing-unknown role-unknown',
  ],
  [
    'a status that is an object',
    functionItem('odd', {}, { configurationItemStatus: { toString: 1 } }),
    'INSUFFICIENT_DATA tracing-unknown role-unknown',
  ],
  ['a mode that is a number', functionItem('odd', { tracingConfig: { mode: 1 } }), 'INSUFFICIENT_DATA tracing-unknown'],
  ['tracingConfig as a text', functionItem('odd', { tracingConfig: 'Active' }), 'INSUFFICIENT_DATA tracing-unknown'],
  [
    'a role that is an object',
    functionItem('odd', { role: { arn: roleArn('exec') } }),
    'INSUFFICIENT_DATA role-unknown',
  ],
  ['an id that is a number', functionItem('odd', {}, { resourceId: 5 }), 'COMPLIANT compliant'],
  [
    'an exemption that is an object',
    { ...bad('odd'), tags: { 'lambda-active-tracing-exempt': { toString: 1 } } },
    'NON_COMPLIANT tracing-not-active',
  ],
];

const oddRole = (configuration: Item, item: Item = {}): readonly Item[] => [
  functionItem('odd', { role: roleArn('odd') }),
  roleItem(
    'odd',
    {
      ...(tracingRole().configuration as Item),
      roleName: 'odd',
      roleId: 'AROAODD',
      arn: roleArn('odd'),
      ...configuration,
    },
    item,
  ),
];

const ODD_ROLES: readonly (readonly [name: string, items: readonly Item[]])[] = [
  ['a configuration that is cut off', oddRole({}, { configuration: '{"arn' })],
  ['rolePolicyList absent', oddRole({ rolePolicyList: undefined })],
  ['attachedManagedPolicies absent', oddRole({ attachedManagedPolicies: undefined })],
  ['rolePolicyList a text', oddRole({ rolePolicyList: '[]' })],
  ['rolePolicyList with null in it', oddRole({ rolePolicyList: [null] })],
  ['an inline policy without its document', oddRole({ rolePolicyList: [{ policyName: 'p' }] })],
  [
    'an inline policy whose document is a number',
    oddRole({ rolePolicyList: [{ policyName: 'p', policyDocument: 7 }] }),
  ],
  ['attachedManagedPolicies with null in it', oddRole({ attachedManagedPolicies: [null, ...ATTACHED] })],
  ['an attached policy named by a number', oddRole({ attachedManagedPolicies: [{ policyArn: 1 }, ...ATTACHED] })],
  ['a boundary that is a list', oddRole({ permissionsBoundary: [] })],
  ['a boundary that is empty', oddRole({ permissionsBoundary: {} })],
];

const UTF16 = Buffer.from(snapshot(ORDERS, ROLE), 'utf16le');
const marked = (bytes: Buffer) => Buffer.concat([Buffer.from([0xff, 0xfe]), bytes]);
const bigEndian = (bytes: Buffer) => Buffer.from(bytes).swap16();
const MESSAGE = { configurationItem: ORDERS, messageType: 'ConfigurationItemChangeNotification' };
const OTHER_MESSAGE = {
  resourceType: 'AWS::Lambda::Function',
  resourceId: 'orders',
  messageType: 'ComplianceChangeNotification',
};
const sns = (message: unknown) => ({ Type: 'Notification', MessageId: '1', Message: JSON.stringify(message) });
const eventBridge = (detail: unknown) => ({ version: '0', 'detail-type': 'Config Configuration Item Change', detail });
const TWO_OTHERS = '2 messages that tell of no resource';

const SHAPES: readonly Row[] = [
  ['UTF-16 without a mark', { 'a.json': UTF16 }, { verdicts: COMPLIANT }],
  ['UTF-16 with a mark', { 'a.json': marked(UTF16) }, { verdicts: COMPLIANT }],
  ['UTF-16 the other way round', { 'a.json': bigEndian(UTF16) }, { verdicts: COMPLIANT }],
  ['UTF-16 the other way round with a mark', { 'a.json': bigEndian(marked(UTF16)) }, { verdicts: COMPLIANT }],
  ['UTF-16 in gzip', { 'a.json': gzipSync(UTF16) }, { verdicts: COMPLIANT }],
  ['UTF-8 with a mark', { 'a.json': `\uFEFF${snapshot(ORDERS, ROLE)}` }, { verdicts: COMPLIANT }],
  ['gzip in gzip', { 'a.json.gz': gzipSync(gzipSync(snapshot(ORDERS, ROLE))) }, { verdicts: COMPLIANT }],
  [
    'members of gzip one after another',
    { 'a.gz': Buffer.concat([gzipSync(ndjson(ORDERS)), gzipSync('\n'), gzipSync(ndjson(ROLE))]) },
    { verdicts: COMPLIANT },
  ],
  [
    'zeros behind gzip',
    { 'a.gz': Buffer.concat([gzipSync(snapshot(ORDERS, ROLE)), Buffer.alloc(4096)]) },
    { verdicts: COMPLIANT },
  ],
  [
    'a member of gzip behind zeros: refused',
    { 'a.gz': Buffer.concat([gzipSync(snapshot(ORDERS, ROLE)), Buffer.alloc(9), gzipSync(snapshot(UNTRACED))]) },
    { refused: 'a.gz: damaged gzip: something stands behind its end' },
  ],
  ['half of UTF-16: refused', { 'a.json': UTF16.subarray(0, -1) }, { refused: 'a.json: damaged UTF-16' }],
  [
    'BatchGetAggregateResourceConfig',
    {
      'a.json': JSON.stringify({
        BaseConfigurationItems: [ORDERS, ROLE].map(apiItem),
        UnprocessedResourceIdentifiers: [],
      }),
    },
    { verdicts: COMPLIANT },
  ],
  [
    'GetAggregateResourceConfig',
    {
      'a.json': JSON.stringify({ ConfigurationItem: apiItem(ORDERS) }),
      'b.json': JSON.stringify({ ConfigurationItem: apiItem(ROLE) }),
    },
    { verdicts: COMPLIANT },
  ],
  [
    'messages of the topic',
    { 'a.ndjson': ndjson(MESSAGE, OTHER_MESSAGE, { ...MESSAGE, configurationItem: ROLE }, OTHER_MESSAGE) },
    { verdicts: COMPLIANT, skipped: { 'a.ndjson': `${TWO_OTHERS} (ComplianceChangeNotification)` } },
  ],
  [
    'the same in SNS',
    {
      stream: ndjson(...[OTHER_MESSAGE, MESSAGE, { ...MESSAGE, configurationItem: ROLE }].map(sns), {
        Type: 'SubscriptionConfirmation',
        Message: 'You have chosen',
      }),
    },
    {
      verdicts: COMPLIANT,
      skipped: { stream: `${TWO_OTHERS} (ComplianceChangeNotification, SNS SubscriptionConfirmation)` },
    },
  ],
  [
    'the same in EventBridge',
    { stream: ndjson(...[MESSAGE, { ...MESSAGE, configurationItem: ROLE }].map(eventBridge)) },
    { verdicts: COMPLIANT },
  ],
  [
    'EventBridge in SNS',
    { stream: ndjson(...[MESSAGE, { ...MESSAGE, configurationItem: ROLE }].map(eventBridge).map(sns)) },
    { verdicts: COMPLIANT },
  ],
  [
    'an oversized notification, later: what changed is unknown',
    {
      'a.ndjson': ndjson(ORDERS, ROLE, {
        configurationItemSummary: { ...ORDERS, configuration: undefined, configurationItemCaptureTime: LATER },
        messageType: 'OversizedConfigurationItemChangeNotification',
      }),
    },
    { verdicts: NOTHING_KNOWN },
  ],
  [
    'something else among items: refused',
    { 'a.ndjson': ndjson(ORDERS, ROLE, { eventName: 'PutTraceSegments' }) },
    { refused: 'a.ndjson: item 3: neither a configuration item nor a message of AWS Config' },
  ],
];

const CLOUD_TRAIL = JSON.stringify({ Records: [{ eventName: 'PutTraceSegments', resourceType: 'x' }] });

const DIRECTORIES: readonly Row[] = [
  [
    'what is not AWS Config data is skipped and named',
    {
      'AWSLogs/1/Config/a.json.gz': gzipSync(snapshot(ORDERS, ROLE)),
      'AWSLogs/1/Config/ConfigWritabilityCheckFile': '',
      'AWSLogs/1/Config/._a.json.gz': Buffer.from([0, 5, 22, 7, 0, 2, 0, 0]),
      'AWSLogs/1/CloudTrail/t.json.gz': gzipSync(CLOUD_TRAIL),
      'AWSLogs/1/vpcflowlogs/f.log.gz': gzipSync('version account-id interface-id\n2 1 eni'),
      'guardduty.jsonl.gz': gzipSync(ndjson({ schemaVersion: '2.0', id: 'x' }, { schemaVersion: '2.0', id: 'y' })),
      'report.json': JSON.stringify({ rule: 'lambda-active-tracing', evaluations: [] }),
    },
    {
      verdicts: COMPLIANT,
      inputs: ['AWSLogs/1/Config/a.json.gz'],
      skipped: {
        'AWSLogs/1/Config/ConfigWritabilityCheckFile': 'empty input',
        'AWSLogs/1/Config/._a.json.gz': 'not JSON',
        'AWSLogs/1/vpcflowlogs/f.log.gz': 'not JSON',
        'AWSLogs/1/CloudTrail/t.json.gz': expect.stringContaining('not AWS Config data') as string,
        'guardduty.jsonl.gz': expect.stringContaining('not AWS Config data') as string,
        'report.json': expect.stringContaining('not AWS Config data') as string,
      },
    },
  ],
  [
    'a link to a file',
    { 'real/a.json': snapshot(ORDERS, ROLE), 'd/a.json': { link: '../real/a.json' } },
    { verdicts: COMPLIANT },
  ],
  [
    'a link to a folder, and a cycle',
    {
      'd/f.json': snapshot(ORDERS),
      'd/up': { link: '..' },
      'd/iam': { link: '../real' },
      'real/role.json': snapshot(ROLE),
    },
    { verdicts: COMPLIANT },
  ],
  [
    'a link that leads nowhere is named',
    { 'a.json': snapshot(ORDERS, ROLE), 'b.json': { link: 'gone.json' } },
    { verdicts: COMPLIANT, skipped: { 'b.json': 'a link that leads nowhere' } },
  ],
  [
    'a file that two links lead to is read once',
    { 'a.json': snapshot(ORDERS, ROLE), 'b.json': { link: 'a.json' } },
    { verdicts: COMPLIANT, inputs: ['a.json'] },
  ],
  [
    'AWS Config data that ends too early is refused',
    { 'a.json': snapshot(ORDERS, ROLE).slice(0, -9) },
    { refused: 'a.json: the JSON ends too early' },
  ],
  [
    'gzip that ends too early is refused',
    { 'a.json.gz': gzipSync(snapshot(ORDERS, ROLE)).subarray(0, -9) },
    { refused: expect.stringContaining('a.json.gz: damaged or truncated gzip') as string },
  ],
];

describe('a statement of a recorder that does not record the type', () => {
  it.each(STATEMENTS)('%s', judged);
});

describe('what a query did not select, or somebody trimmed away', () => {
  it.each(PROJECTIONS)('%s', judged);
});

describe('a capture without a time', () => {
  it.each(TIMES)('%s', judged);
});

describe('an odd item among sound ones', () => {
  it.each(ODD)('%s: %s', async (_name, odd, expected) => {
    const { verdicts } = await judgeFiles({ 'a.json': snapshot(good('good-1'), bad('good-2'), ROLE, odd) });
    expect(verdicts).toEqual({ ...OTHERS, odd: expected });
  });

  it.each(ODD_ROLES)('a role, %s: role-unknown', async (_name, items) => {
    const { verdicts } = await judgeFiles({ 'a.json': snapshot(good('good-1'), bad('good-2'), ROLE, ...items) });
    expect(verdicts).toEqual({ ...OTHERS, odd: 'INSUFFICIENT_DATA role-unknown' });
  });
});

describe('one JSON has one reading', () => {
  const text = snapshot(ORDERS, ROLE);
  it.each([
    [
      'an escaped key is the key it spells',
      text.replace('"tracingConfig"', '"tracing\\u0043onfig"'),
      { verdicts: COMPLIANT },
    ],
    ...[
      ['a function of two types', 'AWS::Lambda::Function', NOTHING_KNOWN],
      ['a role of two types', 'AWS::IAM::Role', { orders: 'INSUFFICIENT_DATA role-unknown' }],
    ].flatMap(([name, type, verdicts]) => [
      [
        `${name}, the one that counts first`,
        text.replaceAll(`"${type}"`, `"${type}","resourceType":"AWS::EC2::VPC"`),
        { verdicts },
      ] as const,
      [
        `${name}, the one that counts last`,
        text.replaceAll(`"${type}"`, `"AWS::EC2::VPC","resourceType":"${type}"`),
        { verdicts },
      ] as const,
    ]),
    ['a member of the item twice', text.replace('"tags":{}', '"tags":{},"tags":{}'), { verdicts: NOTHING_KNOWN }],
    [
      'a member of the configuration twice',
      text.replace('"layers":[]', '"layers":[],"tracingConfig":{"mode":"Active"}'),
      { verdicts: NOTHING_KNOWN },
    ],
    [
      'the same, one of them escaped',
      text.replace('"layers":[]', '"layers":[],"tracing\\u0043onfig":{"mode":"Active"}'),
      { verdicts: NOTHING_KNOWN },
    ],
    [
      'a member of tracingConfig twice',
      text.replace('{"mode":"Active"}', '{"mode":"PassThrough","mode":"Active"}'),
      { verdicts: NOTHING_KNOWN },
    ],
    [
      'a member that decides nothing twice',
      text.replace('"layers":[]', '"layers":[],"layers":[]'),
      { verdicts: COMPLIANT },
    ],
    [
      'the list of items under an escaped key',
      text.replace('"configurationItems"', '"configuration\\u0049tems"'),
      { verdicts: COMPLIANT },
    ],
    [
      'a control character in a value that decides',
      text.replace('"Active"', '"Act\u0001ive"'),
      { refused: expect.stringContaining('a.json: item 1: ') },
    ],
    [
      'a control character in a key',
      text.replace('"tracingConfig"', '"tracing\u0001Config"'),
      { refused: 'a.json: a control character stands in a key' },
    ],
  ] as const)('%s', async (_name, content, expected) => {
    expect(await judgeFiles({ 'a.json': content })).toMatchObject(expected);
  });
});

describe('files of every make', () => {
  it.each(SHAPES)('%s', judged);
});

describe('a directory', () => {
  it.each(DIRECTORIES)('%s', judged);

  it.each(['._a.json.gz', 'flow.log'])('what is named must be AWS Config data: %s', async (name) => {
    const files = {
      'a.json': snapshot(ORDERS, ROLE),
      '._a.json.gz': Buffer.from([0, 5, 22, 7]),
      'flow.log': '2 1 eni',
    };
    expect(await judgeFiles(files, ['a.json', name])).toEqual({ refused: `${name}: not JSON` });
  });
});
