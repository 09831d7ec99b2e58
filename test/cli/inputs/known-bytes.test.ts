import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIRST_MEMBER, JsonRoom, MEMBER_WORDS, NOT_KNOWN, SCOPE_BITS } from '../../../rule/cli/inputs/json-room.ts';
import { KnownBytes } from '../../../rule/cli/inputs/known-bytes.ts';
import { ItemSplitter, SplitterMemory } from '../../../rule/cli/inputs/split-items.ts';

const KEYS = 1;
const VALUES = 2;

/** What a room reports of an object: each member with what its key and its value mean. */
function membersOf(room: JsonRoom, object: string, scope = KEYS) {
  room.empty();
  room.hold(0, Buffer.from(object));
  expect(room.members(0, scope)).toBe(Buffer.byteLength(object));
  const [count = 0] = room.found;
  return Array.from({ length: count }, (_, i) => {
    const at = FIRST_MEMBER + i * MEMBER_WORDS;
    const [key = 0, keyAt = 0, valueAt = 0, end = 0, value = 0] = room.found.subarray(at, at + MEMBER_WORDS);
    return { key, value, text: room.bytes.toString('utf8', keyAt, end), valueAt, end };
  });
}

/** What a text means as a value, where the key is known to name the scope. */
function meaningOf(room: JsonRoom, text: string): number | undefined {
  if (membersOf(room, '{"value":1}')[0]?.key === NOT_KNOWN) remember(room, KEYS, '"value"', (VALUES << SCOPE_BITS) | 1);
  return membersOf(room, `{"value":${text}}`)[0]?.value;
}

function remember(room: JsonRoom, scope: number, text: string, meaning: number): boolean {
  room.empty();
  room.hold(0, Buffer.from(text));
  return room.remember(scope, 0, room.bytes.length, meaning);
}

/** Short texts of few letters: many are alike up to the last one, or longer by one. */
const alike = fc.stringMatching(/^[ab]{0,24}$/).map((text) => JSON.stringify(text));

describe('what bytes mean', () => {
  it('is what was said of the very same bytes in the very same scope', () => {
    const room = new JsonRoom();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(KEYS, VALUES, 300), alike), { maxLength: 40 }),
        alike,
        (said, asked) => {
          room.forget();
          const meanings = new Map<string, number>();
          for (const [index, [scope, text]] of said.entries()) {
            const key = `${scope} ${text}`;
            // Nothing is said twice, as nobody asks to have said what is known.
            if (meanings.has(key)) continue;
            expect(remember(room, scope, text, index + 1)).toBe(true);
            meanings.set(key, index + 1);
          }
          for (const scope of [KEYS, VALUES, 300]) {
            for (const text of [...said.map(([, each]) => each), asked]) {
              const [member] = membersOf(room, `{${text}:1}`, scope);
              expect(member?.key).toBe(meanings.get(`${scope} ${text}`) ?? NOT_KNOWN);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    ['in their first bytes', '"k000107vmm"', '"k000f9lm9y"'],
    ['in their last bytes', '"abcdefg65w2wp"', '"abcdefgco4ioo"'],
  ])('is told by all bytes, where two texts with the same hash differ %s', (_, one, other) => {
    const room = new JsonRoom();
    expect(remember(room, KEYS, one, 7)).toBe(true);
    expect(membersOf(room, `{${one}:1,${other}:2}`).map(({ key }) => key)).toEqual([7, NOT_KNOWN]);
    expect(remember(room, KEYS, other, 8)).toBe(true);
    expect(membersOf(room, `{${other}:1,${one}:2}`).map(({ key }) => key)).toEqual([8, 7]);
  });

  it('is another in each scope, where the hash is the same in both', () => {
    const room = new JsonRoom();
    expect(remember(room, 2_002_166_839, '"a longer key"', 7)).toBe(true);
    expect(membersOf(room, '{"a longer key":1}', 350_003_685).map(({ key }) => key)).toEqual([NOT_KNOWN]);
    expect(membersOf(room, '{"a longer key":1}', 2_002_166_839).map(({ key }) => key)).toEqual([7]);
  });

  it('a member whose key means nothing is not reported; the value of another means something in the scope its key names', () => {
    const room = new JsonRoom();
    remember(room, KEYS, '"nothing"', 0);
    remember(room, KEYS, '"plain"', 3);
    remember(room, KEYS, '"scoped"', (VALUES << SCOPE_BITS) | 255);
    remember(room, VALUES, '{"a":[1, 2]}', 40_000);
    const object =
      '{"nothing":1, "scoped" : {"a":[1, 2]} ,"plain":{"a":[1, 2]},"new":{"a":[1, 2]},"scoped":{"a":[1,2]}}';
    expect(membersOf(room, object).map(({ key, value, text }) => [key, value, text])).toEqual([
      [255, 40_000, '"scoped" : {"a":[1, 2]}'],
      [3, NOT_KNOWN, '"plain":{"a":[1, 2]}'],
      [NOT_KNOWN, NOT_KNOWN, '"new":{"a":[1, 2]}'],
      [255, NOT_KNOWN, '"scoped":{"a":[1,2]}'],
    ]);
  });

  it('is remembered until there is no space; then all of it is forgotten at once, and there is space again', () => {
    const room = new JsonRoom();
    const text = (i: number) => JSON.stringify(`${i} ${'x'.repeat(4000)}`);
    let count = 0;
    meaningOf(room, '""');
    while (remember(room, VALUES, text(count), count)) count++;
    expect(count).toBeGreaterThan(900);
    const known = () => [0, 1, count - 1, count].map((i) => meaningOf(room, text(i)));
    expect(known()).toEqual([0, 1, count - 1, NOT_KNOWN]);
    room.forget();
    expect(known()).toEqual(Array(4).fill(NOT_KNOWN));
    expect(remember(room, VALUES, text(count), 9)).toBe(true);
    expect(known()).toEqual([NOT_KNOWN, NOT_KNOWN, NOT_KNOWN, 9]);
  });

  it('of very many bytes may be forgotten, and is never that of others', () => {
    const room = new JsonRoom();
    const text = (i: number) => `"${i.toString(36)}"`;
    const count = 70_000;
    meaningOf(room, '""');
    for (let i = 0; i < count; i++) remember(room, VALUES, text(i), i);
    const found = Array.from({ length: count / 7 }, (_, i) => [i * 7, meaningOf(room, text(i * 7))] as const);
    const kept = found.filter(([, meaning]) => meaning !== NOT_KNOWN);
    expect(kept.filter(([i, meaning]) => i !== meaning)).toEqual([]);
    expect(kept.length).toBeGreaterThan(found.length / 2);
  });

  it('keeps its values until it makes space, and then has none of them', () => {
    const room = new JsonRoom();
    const known = new KnownBytes(room);
    const scope = known.newScope();
    expect(known.newScope()).not.toBe(scope);
    const value = { mode: 'Active' };
    room.hold(0, Buffer.from('{"mode":"Active"}'));
    known.rememberValue(scope, 0, room.bytes.length, value);
    known.makeSpace();
    expect(known.value(0)).toBe(value);
    // Nothing so long is worth the space, so that nothing has to be forgotten for it.
    room.hold(0, Buffer.alloc(10_000, ' '));
    for (let i = 0; i < 1000; i++) known.rememberValue(scope, 0, 10_000, i);
    known.makeSpace();
    expect(known.value(0)).toBe(value);
    for (let i = 0; i < 2000; i++) known.rememberValue(scope, i, i + 4000, i);
    expect(known.value(0)).toBe(value);
    known.makeSpace();
    expect(known.value(0)).toBeUndefined();
  });
});

/** The items of several inputs, read one after the other with the same memory. */
function readAll(texts: readonly string[]): unknown {
  const memory = new SplitterMemory();
  return texts.map((text) => {
    const splitter = new ItemSplitter(memory);
    return [...splitter.push(Buffer.from(text)), ...splitter.end()].flatMap((found) =>
      found.kind === 'item' ? [found.item] : [],
    );
  });
}

const few = (...values: readonly unknown[]) => fc.constantFrom(...values);
const recurring = fc.record(
  {
    resourceType: few('AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::EC2::VPC'),
    awsAccountId: few('111122223333', '444455556666', 111122223333),
    awsRegion: few('eu-west-1', 'eu-west-2', '\u{1F9EA}', null),
    tags: few({}, { team: 'a' }, { team: 'b' }, 'tags', ['{"tags"}']),
    resourceId: fc.string({ maxLength: 3 }),
    unread: fc.jsonValue({ maxDepth: 1 }),
    configuration: fc.record(
      {
        role: few('arn:aws:iam::111122223333:role/a', 'arn:aws:iam::111122223333:role/b', ''),
        tracingConfig: few({ mode: 'Active' }, { mode: 'PassThrough' }, null, 'Active'),
        tags: few({}, { team: 'a' }, [], 'tags'),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['resourceType'] },
);

describe('items in which the same values come again', () => {
  it('are read with what was known before as they are read without it', () => {
    const inputs = fc.array(fc.array(recurring, { maxLength: 6 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(inputs, fc.constantFrom(0, 1), (lists, indent) => {
        const texts = lists.map((list) => JSON.stringify({ configurationItems: list }, null, indent));
        expect(readAll(texts)).toEqual(texts.flatMap((text) => readAll([text])));
      }),
      { numRuns: 100 },
    );
  });

  it('are read when there are more of them than can be known', () => {
    const item = (i: number) => ({
      resourceType: 'AWS::Lambda::Function',
      resourceId: `f${i}`,
      tags: { n: i % 1700, pad: 'x'.repeat(3500) },
      configuration: { role: `arn:aws:iam::111122223333:role/r${i % 1700}`, tracingConfig: { mode: `m${i % 3}` } },
    });
    const list = Array.from({ length: 5000 }, (_, i) => item(i));
    const [read] = readAll([JSON.stringify({ configurationItems: list })]) as readonly [readonly object[]];
    expect(read).toHaveLength(list.length);
    const wrong = read.filter((each, i) => JSON.stringify({ ...each }) !== JSON.stringify({ ...each, ...item(i) }));
    expect(wrong).toEqual([]);
  });

  it('are read when one has more members than can be found at once', () => {
    const many = (from: number) => Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`m${from + i}`, i]));
    const item = (from: number) => ({
      ...many(from),
      resourceType: 'AWS::IAM::Role',
      resourceId: 'r',
      ...many(from + 9000),
    });
    // Its keys are new the first time, known the second time, and the third time others are.
    const [read] = readAll([JSON.stringify({ configurationItems: [item(0), item(0), item(40_000)] })]) as readonly [
      readonly { resourceId?: unknown; resourceType?: unknown }[],
    ];
    expect(read.map(({ resourceId, resourceType }) => [resourceId, resourceType])).toEqual(
      Array(3).fill(['r', 'AWS::IAM::Role']),
    );
  });
});
