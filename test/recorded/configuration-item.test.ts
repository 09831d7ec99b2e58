import { describe, expect, it } from 'vitest';
import {
  ConfigurationItemError,
  type JsonObject,
  objectsIn,
  parseConfigurationItem,
  parseTags,
  tagValue,
} from '../../rule/recorded/configuration-item.ts';

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
  capturedAt: CAPTURED_AT,
  stateId: 1763627400123,
  configuration: CONFIGURATION,
  supplementaryConfiguration: { Policy: '{}' },
  tags: { team: 'orders' },
};

function without(...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(EVENT_SHAPE).filter(([name]) => !names.includes(name)));
}

const READ: readonly { readonly name: string; readonly source: JsonObject; readonly changes: object }[] = [
  { name: 'event shape: as it is', source: EVENT_SHAPE, changes: {} },
  { name: 'API shape: the same, tags as they come', source: API_SHAPE, changes: { tags: API_SHAPE.tags } },
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
    name: 'a state id that is no number: 0',
    source: { ...EVENT_SHAPE, configurationStateId: 'x' },
    changes: { stateId: 0 },
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
];

const STATUSES = [
  ['OK', 'recorded'],
  ['ResourceDiscovered', 'recorded'],
  ['ResourceNotRecorded', 'not recorded'],
  ['ResourceDeleted', 'deleted'],
  ['ResourceDeletedNotRecorded', 'deleted'],
] as const;

const REFUSED: readonly { readonly name: string; readonly source: JsonObject; readonly message: string }[] = [
  { name: 'no resource type', source: without('resourceType'), message: 'item without resourceType' },
  { name: 'no resource id', source: without('resourceId'), message: 'AWS::Lambda::Function without resourceId' },
  {
    name: 'an empty resource id',
    source: { ...EVENT_SHAPE, resourceId: '' },
    message: 'AWS::Lambda::Function without resourceId',
  },
  {
    name: 'a resource id that is a number',
    source: { ...EVENT_SHAPE, resourceId: 7 },
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
  {
    name: 'a status of another day',
    source: { ...EVENT_SHAPE, configurationItemStatus: 'Archived' },
    message: 'AWS::Lambda::Function orders: unknown configurationItemStatus Archived',
  },
  {
    name: 'truncated configuration',
    source: { ...API_SHAPE, configuration: '{"a":' },
    message: 'AWS::Lambda::Function orders: configuration is not JSON',
  },
  {
    name: 'a list as configuration',
    source: { ...EVENT_SHAPE, configuration: [] },
    message: 'AWS::Lambda::Function orders: configuration is not an object',
  },
  {
    name: 'a number as supplementary configuration',
    source: { ...EVENT_SHAPE, supplementaryConfiguration: 1 },
    message: 'AWS::Lambda::Function orders: supplementaryConfiguration is not an object',
  },
  {
    name: 'a capture time that is no time',
    source: { ...EVENT_SHAPE, configurationItemCaptureTime: 'yesterday' },
    message: 'AWS::Lambda::Function orders: configurationItemCaptureTime is not a time',
  },
];

const TAGS: readonly { readonly name: string; readonly source: unknown; readonly expected: string[][] | undefined }[] =
  [
    { name: 'a map', source: { team: 'orders' }, expected: [['team', 'orders']] },
    { name: 'key/value pairs', source: [{ key: 'team', value: 'orders' }], expected: [['team', 'orders']] },
    { name: 'Key/Value pairs', source: [{ Key: 'team', Value: 'orders' }], expected: [['team', 'orders']] },
    { name: 'a pair with an empty value', source: [{ key: 'team', value: '' }], expected: [['team', '']] },
    { name: 'a list with null in it', source: [null, { key: 'team', value: 'a' }], expected: [['team', 'a']] },
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

  it.each(REFUSED)('refuses $name', ({ source, message }) => {
    expect(() => parseConfigurationItem(source)).toThrow(new ConfigurationItemError(message));
  });
});

describe('tags', () => {
  it.each(TAGS)('$name', ({ source, expected }) => {
    const tags = parseTags(source);
    expect(tags === undefined ? undefined : [...tags]).toEqual(expected);
  });

  it.each(TAGS)('the value of one tag in $name', ({ source, expected }) => {
    expect(tagValue(source, 'team')).toBe(expected?.[0]?.[1]);
    expect(tagValue(source, 'constructor')).toBeUndefined();
  });

  it('the value of one tag in JSON text, as supplementary configurations have it', () => {
    expect(tagValue('{"team":"orders"}', 'team')).toBe('orders');
    expect(parseTags('{"team":"orders"}')).toBeUndefined();
  });
});

it.each([
  ['null', null, []],
  ['undefined', undefined, []],
  ['a list with null in it', [null, { a: 1 }, 'text'], [{ a: 1 }]],
])('objectsIn %s', (_name, list, expected) => {
  expect(objectsIn(list)).toEqual(expected);
});
