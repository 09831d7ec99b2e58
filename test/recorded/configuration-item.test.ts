import { describe, expect, it } from 'vitest';
import {
  ConfigurationItemError,
  parseConfigurationItem,
  type Selection,
  wasAsked,
  wereTagsAsked,
} from '../../rule/recorded/configuration-item.ts';
import { type JsonObject, REPEATED } from '../../rule/recorded/json-members.ts';
import { parseTags, tagValue } from '../../rule/recorded/resource-tags.ts';

const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:orders';
const CONFIGURATION = { functionName: 'orders', tracingConfig: { mode: 'Active' } };
const CAPTURED_AT = Date.UTC(2026, 10, 20, 8, 30, 0, 123);

/** As in change events, snapshot and history files. */
const EVENT_SHAPE: JsonObject = {
  relatedEvents: [],
  relationships: [],
  configuration: CONFIGURATION,
  supplementaryConfiguration: { Policy: '{}' },
  tags: { team: 'orders' },
  configurationItemVersion: '1.3',
  configurationItemCaptureTime: '2026-11-20T08:30:00.123Z',
  configurationStateId: 1763627400123,
  awsAccountId: '111122223333',
  configurationItemStatus: 'OK',
  resourceType: 'AWS::Lambda::Function',
  resourceId: 'orders',
  resourceName: 'orders',
  ARN,
  awsRegion: 'eu-west-1',
  availabilityZone: 'Not Applicable',
  configurationStateMd5Hash: '',
  resourceCreationTime: '2026-01-01T00:00:00.000Z',
};

/** As in the answers of GetResourceConfigHistory and BatchGetResourceConfig. */
const API_SHAPE: JsonObject = {
  version: '1.3',
  accountId: '111122223333',
  configurationItemCaptureTime: CAPTURED_AT / 1000,
  configurationItemStatus: 'OK',
  configurationStateId: '1763627400123',
  arn: ARN,
  resourceType: 'AWS::Lambda::Function',
  resourceId: 'orders',
  awsRegion: 'eu-west-1',
  configuration: JSON.stringify(CONFIGURATION),
  supplementaryConfiguration: JSON.stringify({ Policy: '{}' }),
  tags: [{ key: 'team', value: 'orders' }],
};

const ITEM = {
  accountId: '111122223333',
  region: 'eu-west-1',
  resourceType: 'AWS::Lambda::Function',
  resourceId: 'orders',
  arn: ARN,
  status: 'recorded',
  isRecorderStatement: false,
  capturedAt: CAPTURED_AT,
  stateId: 1763627400123,
  createdAt: Date.UTC(2026, 0, 1),
  configuration: CONFIGURATION,
  supplementaryConfiguration: { Policy: '{}' },
  tags: { team: 'orders' },
  selection: 'whole',
  unreadable: undefined,
};

function without(...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(EVENT_SHAPE).filter(([name]) => !names.includes(name)));
}

const READ: readonly { readonly name: string; readonly source: JsonObject; readonly changes: object }[] = [
  { name: 'event shape: as it is', source: EVENT_SHAPE, changes: {} },
  {
    name: 'API shape: the same, tags as they come',
    source: API_SHAPE,
    changes: { tags: API_SHAPE.tags, createdAt: undefined },
  },
  {
    name: 'configuration encoded twice: decoded',
    source: { ...EVENT_SHAPE, configuration: JSON.stringify(JSON.stringify(CONFIGURATION)) },
    changes: {},
  },
  {
    name: 'configuration null: none',
    source: { ...EVENT_SHAPE, configuration: null },
    changes: { configuration: undefined },
  },
  {
    name: 'configuration "": none',
    source: { ...EVENT_SHAPE, configuration: '' },
    changes: { configuration: undefined },
  },
  {
    name: 'configuration "null": none',
    source: { ...EVENT_SHAPE, configuration: 'null' },
    changes: { configuration: undefined },
  },
  {
    name: 'supplementary configuration null: empty',
    source: { ...EVENT_SHAPE, supplementaryConfiguration: null },
    changes: { supplementaryConfiguration: {} },
  },
  {
    name: 'no capture time: not known',
    source: without('configurationItemCaptureTime'),
    changes: { capturedAt: undefined },
  },
  {
    name: 'capture time with a zone: in UTC',
    source: { ...EVENT_SHAPE, configurationItemCaptureTime: '2026-11-20T09:30:00.123+01:00' },
    changes: {},
  },
  { name: 'no state id: 0', source: without('configurationStateId'), changes: { stateId: 0 } },
  {
    name: 'a state id that is no number: its place in time is not known',
    source: { ...EVENT_SHAPE, configurationStateId: 'x' },
    changes: { stateId: 0, capturedAt: undefined },
  },
  { name: 'no account id: from the ARN', source: without('awsAccountId'), changes: {} },
  {
    name: 'an account id beside the ARN of another account: as the item says',
    source: { ...without('awsAccountId'), accountId: '444455556666' },
    changes: { accountId: '444455556666' },
  },
  { name: 'no Region: from the ARN', source: without('awsRegion'), changes: {} },
  { name: 'no ARN: empty', source: without('ARN'), changes: { arn: '' } },
  { name: 'no status: recorded', source: without('configurationItemStatus'), changes: {} },
  { name: 'status null: recorded', source: { ...EVENT_SHAPE, configurationItemStatus: null }, changes: {} },
  { name: 'no type: from the ARN', source: without('resourceType'), changes: {} },
  { name: 'no id of a function: from the ARN', source: without('resourceId'), changes: {} },
  { name: 'an id that is a number: from the ARN', source: { ...EVENT_SHAPE, resourceId: 7 }, changes: {} },
  ...['yesterday', '1', '2026-02-30T00:00:00Z', '2026-11-20', '2026-11-20T25:00:00Z', {}, true, -1, 1e15].map(
    (time) => ({
      name: `capture time ${JSON.stringify(time)}: not known`,
      source: { ...EVENT_SHAPE, configurationItemCaptureTime: time },
      changes: { capturedAt: undefined },
    }),
  ),
];

const UNREADABLE: readonly { readonly name: string; readonly source: object; readonly why: string }[] = [
  ...['Archived', 7, {}, ['OK'], true].map((status) => ({
    name: `status ${JSON.stringify(status)}`,
    source: { configurationItemStatus: status },
    why: 'its configurationItemStatus is none that is known',
  })),
  { name: 'truncated configuration', source: { configuration: '{"a":' }, why: 'its configuration is not JSON' },
  { name: 'a list as configuration', source: { configuration: [] }, why: 'its configuration is not an object' },
  {
    name: 'a number as supplementary configuration',
    source: { supplementaryConfiguration: 1 },
    why: 'its supplementaryConfiguration is not an object',
  },
  {
    name: 'configuration text with a member twice',
    source: { configuration: '{"role":"a","tracingConfig":{"mode":"PassThrough","mode":"Active"}}' },
    why: 'its configuration is ambiguous: "mode" is given twice in one object',
  },
  {
    name: 'the same with an escape in one of them',
    source: { configuration: String.raw`{"rolePolicyList":[],"role\u0050olicyList":[]}` },
    why: 'its configuration is ambiguous: "rolePolicyList" is given twice in one object',
  },
  { name: 'a member of the item twice', source: { [REPEATED]: 'tags' }, why: 'its tags is given twice' },
  {
    name: 'a member of the configuration twice',
    source: { configuration: { ...CONFIGURATION, [REPEATED]: 'role' } },
    why: 'its role is given twice',
  },
];

const ASKED: readonly { readonly selection: Selection; readonly configuration: object; readonly expected: boolean }[] =
  [
    { selection: 'whole', configuration: {}, expected: true },
    { selection: 'not said', configuration: {}, expected: false },
    { selection: 'not said', configuration: { functionName: 'orders' }, expected: true },
    { selection: 'not said', configuration: { roleName: 'exec' }, expected: true },
    { selection: new Set(['configuration']), configuration: {}, expected: true },
    { selection: new Set(['*']), configuration: {}, expected: true },
    { selection: new Set(['configuration.tracingconfig']), configuration: {}, expected: true },
    { selection: new Set(['configuration.tracingconfig.mode']), configuration: {}, expected: true },
    { selection: new Set(['configuration.tracingconfigs']), configuration: {}, expected: false },
    { selection: new Set(['tracingconfig', 'configuration.role']), configuration: CONFIGURATION, expected: false },
  ];

const STATUSES = [
  ['OK', 'recorded'],
  ['ResourceDiscovered', 'recorded'],
  ['ResourceNotRecorded', 'not recorded'],
  ['ResourceDeleted', 'deleted'],
  ['ResourceDeletedNotRecorded', 'deleted'],
] as const;

const REFUSED: readonly { readonly name: string; readonly source: JsonObject; readonly message: string }[] = [
  { name: 'no resource type', source: without('resourceType', 'ARN'), message: 'item without resourceType' },
  {
    name: 'no resource id',
    source: without('resourceId', 'ARN'),
    message: 'AWS::Lambda::Function without resourceId',
  },
  {
    name: 'no account id anywhere',
    source: without('awsAccountId', 'ARN'),
    message: 'AWS::Lambda::Function orders: no account id',
  },
  {
    name: 'no Region anywhere',
    source: without('awsRegion', 'ARN'),
    message: 'AWS::Lambda::Function orders: no Region',
  },
];

const TAGS: readonly { readonly name: string; readonly source: unknown; readonly expected: string[][] | undefined }[] =
  [
    { name: 'a map', source: { team: 'orders' }, expected: [['team', 'orders']] },
    { name: 'key/value pairs', source: [{ key: 'team', value: 'orders' }], expected: [['team', 'orders']] },
    { name: 'Key/Value pairs', source: [{ Key: 'team', Value: 'orders' }], expected: [['team', 'orders']] },
    { name: 'a pair with an empty value', source: [{ key: 'team', value: '' }], expected: [['team', '']] },
    { name: 'a list with null in it', source: [null, { key: 'team', value: 'a' }], expected: undefined },
    { name: 'a number in the map', source: { team: 1 }, expected: undefined },
    {
      name: 'a key twice',
      source: [
        { key: 'team', value: 'a' },
        { key: 'team', value: 'b' },
      ],
      expected: undefined,
    },
    { name: 'a value beyond the limit', source: { team: 'x'.repeat(257) }, expected: undefined },
    { name: 'a text', source: 'team=orders', expected: undefined },
    { name: 'nothing', source: undefined, expected: undefined },
    { name: 'null', source: null, expected: undefined },
  ];

describe('parseConfigurationItem', () => {
  it.each(READ)('$name', ({ source, changes }) => {
    expect(parseConfigurationItem(source)).toEqual({ ...ITEM, ...changes });
  });

  it.each(STATUSES)('status %s: %s', (configurationItemStatus, status) => {
    expect(parseConfigurationItem({ ...EVENT_SHAPE, configurationItemStatus }).status).toBe(status);
  });

  it.each(UNREADABLE)('$name: unreadable, and known what it is about', ({ source, why }) => {
    expect(parseConfigurationItem({ ...EVENT_SHAPE, ...source })).toMatchObject({
      resourceId: 'orders',
      unreadable: why,
    });
  });

  it.each(['ResourceNotRecorded', 'ResourceDeletedNotRecorded'])('%s: says only what the recorder does', (status) => {
    const item = parseConfigurationItem({ ...EVENT_SHAPE, configurationItemStatus: status });
    expect(item.isRecorderStatement).toBe(true);
  });

  it.each(ASKED)('is tracingConfig asked for by $selection with $configuration: $expected', (row) => {
    const { selection, configuration, expected } = row;
    expect(wasAsked(parseConfigurationItem({ ...EVENT_SHAPE, configuration }, selection), 'tracingConfig')).toBe(
      expected,
    );
  });

  it.each([
    ['whole', true],
    ['not said', true],
    [new Set(['tags']), true],
    [new Set(['*']), true],
    [new Set(['tags.key']), true],
    [new Set(['configuration']), false],
  ] as const)('are the tags asked for by %s: %s', (selection, expected) => {
    expect(wereTagsAsked(parseConfigurationItem(EVENT_SHAPE, selection))).toBe(expected);
  });

  it.each(REFUSED)('refuses $name', ({ source, message }) => {
    expect(() => parseConfigurationItem(source)).toThrow(new ConfigurationItemError(message));
  });
});

describe('tags', () => {
  it.each(TAGS)('$name', ({ source, expected }) => {
    const tags = parseTags(source);
    expect(tags === undefined ? undefined : [...tags]).toEqual(expected);
  });
});

describe('the value of one tag of an item', () => {
  const valueIn = (tags: unknown, supplementaryConfiguration: object = {}) =>
    tagValue(parseConfigurationItem({ ...EVENT_SHAPE, tags, supplementaryConfiguration }), 'team');

  it.each<{ readonly name: string; readonly tags: unknown; readonly expected: string | undefined }>([
    { name: 'a map: its value', tags: { team: 'orders' }, expected: 'orders' },
    { name: 'key/value pairs: its value', tags: [{ key: 'team', value: 'orders' }], expected: 'orders' },
    { name: 'Key/Value pairs: its value', tags: [{ Key: 'team', Value: 'orders' }], expected: 'orders' },
    { name: 'beside a tag that is none: its value', tags: [null, { key: 'team', value: 'a' }], expected: 'a' },
    { name: 'another tag: none', tags: { constructor: 'x' }, expected: undefined },
    { name: 'no tags: none', tags: undefined, expected: undefined },
    { name: 'null: none', tags: null, expected: undefined },
    { name: 'a text: none', tags: 'team', expected: undefined },
    { name: 'an object as value: an empty one', tags: { team: { toString: 1 } }, expected: '' },
    { name: 'null as value: an empty one', tags: { team: null }, expected: '' },
    { name: 'a value beyond the limit: an empty one', tags: { team: 'x'.repeat(257) }, expected: '' },
    {
      name: 'the key twice: an empty one',
      tags: [
        { key: 'team', value: 'a' },
        { key: 'team', value: 'a' },
      ],
      expected: '',
    },
  ])('$name', ({ tags, expected }) => {
    expect(valueIn(tags)).toBe(expected);
  });

  it('in JSON text of the supplementary configuration: its value', () => {
    expect(valueIn(undefined, { Tags: '{"team":"orders"}' })).toBe('orders');
    expect(valueIn({}, { Tags: '{"team":"orders"}' })).toBe('orders');
  });

  it.each(['{"team":', '[]', '1', '{"team":"a","team":"b"}'])('in the text %s: none', (Tags) => {
    expect(valueIn(undefined, { Tags })).toBeUndefined();
  });
});
