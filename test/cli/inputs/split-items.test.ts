import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ItemSplitter, SplitterMemory } from '../../../rule/cli/inputs/split-items.ts';
import { REPEATED } from '../../../rule/recorded/json-members.ts';

/** The members the reader keeps; of a configuration it keeps these only. */
const ITEM_MEMBERS = ['ARN', 'awsAccountId', 'awsRegion', 'configurationStateId', 'resourceId', 'resourceType', 'tags'];
const CONFIGURATION_MEMBERS = ['role', 'tracingConfig', 'rolePolicyList', 'arn'];
const SKIPPED_MEMBERS = ['relationships', 'relatedEvents', 'vpcConfig', 'descriptio', 'Role', 'tag', ''];

/** Of one input after the other, as in a delivery bucket. */
const memory = new SplitterMemory();

/** Splits bytes handed over in pieces of these sizes, again and again. */
function split(bytes: Buffer, ...sizes: readonly number[]) {
  const splitter = new ItemSplitter(memory);
  const found = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? bytes.length;
    found.push(...splitter.push(bytes.subarray(at, at + size)));
    at += size;
  }
  return [...found, ...splitter.end()];
}

const items = (text: string) =>
  split(Buffer.from(text)).flatMap((found) => (found.kind === 'item' ? [found.item] : []));

function pick(object: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)));
}

const RELEVANT_TYPES: readonly unknown[] = ['AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::IAM::Policy'];

/** What the reader must find in an item, by way of JSON.parse: of other types nothing but the type. */
function decisive(item: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { resourceType } = item;
  if (typeof resourceType === 'string' && resourceType !== '' && !RELEVANT_TYPES.includes(resourceType))
    return { resourceType };
  const kept = pick(item, ITEM_MEMBERS);
  const { configuration } = item;
  if (configuration === undefined) return kept;
  const isObject = typeof configuration === 'object' && configuration !== null && !Array.isArray(configuration);
  return { ...kept, configuration: isObject ? pick({ ...configuration }, CONFIGURATION_MEMBERS) : configuration };
}

/** Values with everything that could mislead a reader of bytes: brackets, quotes, backslashes and commas in strings. */
const trickyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.stringMatching(/^[\\"{}[\],: \n]{0,8}$/),
  fc.constantFrom('configurationItems', '\u0000', 'é\u{1F9EA}', '"configurationItems":[{', '\\'),
);
const value = fc.jsonValue({ maxDepth: 3, stringUnit: 'grapheme' });
const anyValue = fc.oneof(trickyText, value, fc.dictionary(trickyText, value));
const members = (names: readonly string[], of: fc.Arbitrary<unknown>) =>
  fc.dictionary(fc.constantFrom(...names), of, { maxKeys: names.length });
const configuration = fc.oneof(
  members([...CONFIGURATION_MEMBERS, ...SKIPPED_MEMBERS], anyValue),
  trickyText,
  fc.constant(null),
);
const item = fc
  .tuple(
    members([...ITEM_MEMBERS, ...SKIPPED_MEMBERS], anyValue),
    fc.option(configuration, { nil: undefined }),
    fc.option(fc.constantFrom(...RELEVANT_TYPES, 'AWS::EC2::Instance')),
  )
  .map(([plain, nested, resourceType]) => ({
    ...plain,
    ...(resourceType !== null && { resourceType }),
    ...(nested !== undefined && { configuration: nested }),
  }));

describe('whatever the items hold', () => {
  it('the reader finds the members that decide, as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 5 }), fc.constantFrom(0, 1, '\t'), (list, indent) => {
        const text = JSON.stringify({ fileVersion: '1.0', configurationItems: list, after: list }, null, indent);
        expect(items(text)).toEqual(JSON.parse(JSON.stringify(list)).map(decisive));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [
      'a function whose type stands behind everything else',
      '{"resourceId":"f","resourceType":"AWS::Lambda::Function"}',
      'f',
    ],
    [
      'a function whose type is spelt with an escape',
      '{"resourceType":"AWS::Lambda::\\u0046unction","resourceId":"f"}',
      'f',
    ],
    [
      'an item whose type is given twice',
      '{"resourceType":"AWS::EC2::VPC","resourceId":"f","resourceType":"AWS::IAM::Role"}',
      'f',
    ],
    ['an item without a type', '{"resourceId":"f"}', 'f'],
    ['an item whose type is empty', '{"resourceType":"","resourceId":"f"}', 'f'],
    ['an item whose type is no text', '{"resourceType":["AWS::EC2::VPC"],"resourceId":"f"}', 'f'],
    ['an item whose type is ambiguous', '{"resourceType":{"a":1,"a":2},"resourceId":"f"}', 'f'],
    ['an item of another type', '{"resourceId":"f","resourceType":"AWS::EC2::VPC"}', undefined],
  ])('%s is read, unless nothing hangs on it', (_, item, resourceId) => {
    // Behind an item of another type, and behind one that counts.
    const others = ['{"resourceType":"AWS::EC2::VPC"}', '{"resourceType":"AWS::IAM::Role"}'];
    for (const other of others) {
      const [, read] = items(`{"configurationItems":[${other},${item}]}`) as readonly { resourceId?: string }[];
      expect(read?.resourceId).toBe(resourceId);
    }
  });

  it.each(['configurationItems', 'none'])(
    'of two types the one that counts is kept, whichever comes first (%s)',
    (list) => {
      for (const types of [
        ['AWS::IAM::Role', 'AWS::EC2::VPC'],
        ['AWS::EC2::VPC', 'AWS::IAM::Role'],
      ]) {
        const item = `{"resourceType":"${types[0]}","resourceType":"${types[1]}"}`;
        const [read] = items(list === 'none' ? item : `{"${list}":[${item}]}`);
        expect(read).toMatchObject({ resourceType: 'AWS::IAM::Role', [REPEATED]: 'resourceType' });
      }
    },
  );

  it('an item with more members than are found at once is read like any other', () => {
    const many = Array.from({ length: 12_000 }, (_, i) => `"m${i}":[${i}]`).join(',');
    const [role] = items(`{"configurationItems":[{${many},"resourceType":"AWS::IAM::Role","resourceId":"r"}]}`);
    expect(role).toMatchObject({ resourceType: 'AWS::IAM::Role', resourceId: 'r' });
    expect(() => items(`{"configurationItems":[{${many} "resourceId":"r"}]}`)).toThrow(
      'a comma or a closing brace is missing',
    );
  });

  it('an object by itself is read whatever type it says it has: it may be an envelope', () => {
    const [message] = items('{"resourceType":"AWS::EC2::VPC","configurationItem":{"resourceId":"f"}}');
    expect(message).toMatchObject({ configurationItem: { resourceId: 'f' } });
  });

  it('a key is found behind any number of others', () => {
    const many = (item: number) => Array.from({ length: 3000 }, (_, i) => `"k${item}-${i}":1`).join(',');
    const text = Array.from(
      { length: 5 },
      (_, i) => `{${many(i)},"resourceType":"AWS::IAM::Role","ARN":"arn:${i}"}`,
    ).join(',');
    expect(items(`{"configurationItems":[${text}]}`).map((item) => (item as { ARN: string }).ARN)).toEqual([
      'arn:0',
      'arn:1',
      'arn:2',
      'arn:3',
      'arn:4',
    ]);
  });

  it('it does not matter where the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(item, { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (list, sizes) => {
          const bytes = Buffer.from(JSON.stringify({ a: { b: ['x'] }, configurationItems: list, z: 1 }, null, 1));
          expect(split(bytes, ...sizes)).toEqual(split(bytes, bytes.length));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('a file that ends too early is refused, wherever it ends', () => {
    const bytes = Buffer.from(
      JSON.stringify({ configurationItems: [{ resourceId: 'a"\\', tags: { k: 'v' } }, { n: 1 }], x: [1, { y: 2 }] }),
    );
    for (let length = 1; length < bytes.length; length++) {
      expect(() => split(bytes.subarray(0, length), 7), `cut after ${length} bytes`).toThrow();
    }
    expect(split(bytes, 7).filter(({ kind }) => kind === 'item')).toHaveLength(2);
  });
});

describe('the shapes of inputs', () => {
  const a = { resourceId: 'a' };
  const b = { resourceId: 'b' };

  it.each([
    ['a list in an object', `{"configurationItems":[${JSON.stringify(a)},${JSON.stringify(b)}]}`],
    [
      'a list behind and before other members',
      `{"x":[[{}]],"configurationItems":[{"resourceId":"a"},{"resourceId":"b"}],"y":{"z":1}}`,
    ],
    [
      'two lists in one object',
      '{"configurationItems":[{"resourceId":"a"}],"baseConfigurationItems":[{"resourceId":"b"}]}',
    ],
    [
      'an empty list and a full one',
      '{"configurationItems":[],"Results":["{\\"resourceId\\":\\"a\\"}","{\\"resourceId\\":\\"b\\"}"]}',
    ],
    ['objects one after the other', '{"resourceId":"a"}\n{"resourceId":"b"}\n'],
    ['objects without a line break between them', '{"resourceId":"a"}{"resourceId":"b"}'],
    ['a bare list', '[{"resourceId":"a"} , {"resourceId":"b"}]'],
    ['files glued together', '{"configurationItems":[{"resourceId":"a"}]}{"configurationItems":[{"resourceId":"b"}]}'],
  ])('%s', (_name, text) => {
    expect(items(text)).toEqual([a, b]);
  });

  it.each([
    ['a word', 'hello'],
    ['garbage behind the end', '{"configurationItems":[]} x'],
    ['a comma missing between items', '{"configurationItems":[{} {}]}'],
    ['a comma missing between members', '{"configurationItems":[{"resourceId":"a" "tags":{}}]}'],
    ['a comma behind the last item', '{"configurationItems":[{"resourceId":"a"},]}'],
    ['a comma before the first item', '{"configurationItems":[,{"resourceId":"a"}]}'],
    ['a comma missing before the list', '{"fileVersion":"1.0" "configurationItems":[{}]}'],
    ['a comma before the first member', '{,"configurationItems":[{}]}'],
    ['a comma behind the last member', '{"configurationItems":[{}],}'],
    ['a comma behind the last member of an item', '{"configurationItems":[{"resourceId":"a",}]}'],
    ['a comma behind the last member of an object without items', '{"fileVersion":"1.0",}'],
    ['a colon missing', '{"configurationItems":[{"resourceId" "a"}]}'],
    ['a key that is no string', '{"configurationItems":[{1:2}]}'],
    ['a number as an item', '{"configurationItems":[1]}'],
    ['a bracket never closed', '{"configurationItems":[{"tags":{"a":[}]}'],
    ['a value that is no JSON, where it decides', '{"configurationItems":[{"tags":{"a":tru}}]}'],
    ['an item that is no JSON text', '{"Results":["{"]}'],
  ])('%s is refused', (_name, text) => {
    expect(() => items(text)).toThrow();
  });

  it('more different values than are remembered are each read as they are, and again when they come again', () => {
    const list = Array.from({ length: 3000 }, (_, i) => ({
      resourceId: `f${i}`,
      tags: { team: `t${(i * 7) % 1000}` },
    }));
    expect(items(JSON.stringify(list))).toEqual(list);
  });

  it('values that repeat are read anew when they change', () => {
    const list = ['x', 'x', 'y', 'x'].map((awsRegion, i) => ({ awsRegion, tags: { i: i >> 1 } }));
    expect(items(JSON.stringify(list))).toEqual(list);
  });
});

describe('the memory of a splitter', () => {
  it('is clean for the next one, wherever the one before broke off', () => {
    const memory = new SplitterMemory();
    const item = (name: string) => `{"resourceType":"AWS::Lambda::Function","resourceId":"${name}"}`;
    const found = (text: string) => {
      const splitter = new ItemSplitter(memory);
      return [...splitter.push(Buffer.from(text)), ...splitter.end()];
    };
    const whole = `{"configurationItems":[${item('orders')},${item('billing')}]}`;
    const expected = found(whole);
    expect(expected).toHaveLength(3);
    expect(() => found(whole.slice(0, -20))).toThrow('ends too early');
    expect(found(whole)).toEqual(expected);
    // An item larger than the room makes a larger one.
    found(`[${item('x'.repeat(2_000_000))}]`);
    expect(memory.room.size).toBeGreaterThan(2_000_000);
    expect(found(whole)).toEqual(expected);
  });
});
