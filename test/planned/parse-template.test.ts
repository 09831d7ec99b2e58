import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { parseJsonTemplate } from '../../rule/planned/cloudformation/json-template.ts';
import { parseTemplate } from '../../rule/planned/cloudformation/parse-template.ts';
import { ListNode, MapNode, type TemplateNode } from '../../rule/planned/cloudformation/template-node.ts';
import { SourceText } from '../../rule/planned/source-text.ts';

function plain(node: TemplateNode): unknown {
  if (node instanceof ListNode) return node.items.map(({ value }) => plain(value));
  if (!(node instanceof MapNode)) return node;
  return Object.fromEntries([...node.members].map(([key, { value }]) => [key, plain(value)]));
}

const parsed = (text: string) => plain(parseTemplate(new SourceText('t', text)));

describe('JSON with places', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 5, stringUnit: 'binary' }),
        fc.constantFrom(undefined, 1, '\t'),
        (text, indent) => {
          const value = JSON.parse(text);
          expect(plain(parseJsonTemplate(new SourceText('t', JSON.stringify(value, null, indent))))).toEqual(value);
        },
      ),
    );
  });

  it('refuses what JSON.parse refuses, and nothing else but a key that stands twice', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b"',
      '1',
      '-',
      '0',
      '1.5e3',
      'true',
      'null',
      ' ',
      '"\\u0041"',
      '"\\x"',
      '"\n"',
      '"',
      '\\',
      "'",
    );
    const isAccepted = (read: () => unknown) => {
      try {
        read();
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 9 }), (tokens) => {
        const text = tokens.join('');
        const twice =
          isAccepted(() => JSON.parse(text)) &&
          (text.match(/"a" *:/g)?.length ?? 0) + (text.match(/"b" *:/g)?.length ?? 0) > 1;
        fc.pre(!twice);
        expect(isAccepted(() => parseJsonTemplate(new SourceText('t', text)))).toBe(isAccepted(() => JSON.parse(text)));
      }),
      { numRuns: 1500 },
    );
  });

  it('knows the line of every key and item', () => {
    const root = parseJsonTemplate(new SourceText('t', '{\n"a": [\n1,\n{"b":\n2}]}'));
    const source = new SourceText('t', '{\n"a": [\n1,\n{"b":\n2}]}');
    const list = root instanceof MapNode ? root.members.get('a') : undefined;
    expect(source.lineOf(list?.at ?? -1)).toBe(2);
    expect(list?.value instanceof ListNode ? list.value.items.map(({ at }) => source.lineOf(at)) : []).toEqual([3, 4]);
  });
});

describe('YAML', () => {
  it('reads what JSON holds', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (json) => {
        const value = JSON.parse(JSON.stringify(JSON.parse(json)));
        fc.pre(typeof value === 'object' && value !== null);
        expect(parsed(stringify(value, { version: '1.1' }))).toEqual(value);
      }),
    );
  });

  it.each<readonly [string, unknown]>([
    ['a: yes', true],
    ['a: No', false],
    ['a: ON', true],
    ['a: y', 'y'],
    ['a: "yes"', 'yes'],
    ['a: !!str yes', 'yes'],
    ['a: ~', null],
    ['a:', null],
    ['a: 2012-10-17', '2012-10-17'],
    ['a: 012', '012'],
    ['a: 111122223333', 111122223333],
    ['a: 1.50', '1.50'],
    ['a: -3', -3],
    ['a: 12:30', '12:30'],
    ['a: !Ref X', { Ref: 'X' }],
    ['a: !Condition X', { Condition: 'X' }],
    ['a: !GetAtt X.Arn', { 'Fn::GetAtt': 'X.Arn' }],
    ['a: !If [C, !Ref A, { b: !Sub "${X}" }]', { 'Fn::If': ['C', { Ref: 'A' }, { b: { 'Fn::Sub': '${X}' } }] }],
    ['a: !Frobnicate { x: 1 }', { 'Fn::Frobnicate': { x: 1 } }],
    ['b: &x { y: 1, z: 2 }\na: { <<: *x, z: 3 }', { y: 1, z: 3 }],
    ['b: &x { y: 1 }\nc: &z { y: 2, w: 3 }\na: { <<: [*x, *z] }', { y: 1, w: 3 }],
    ['b: &x 1\nc: &x 2\na: *x', 2],
    ['a: |\n  one\n  two\n', 'one\ntwo\n'],
    ['\uFEFFa: 1', 1],
    ['a: 1\r\nb: 2\r\n', 1],
  ])('%j', (text, value) => {
    expect(parsed(text)).toHaveProperty('a', value);
  });

  it('a map in braces that is not JSON is YAML', () => {
    expect(parsed('{ a: 1, b: !Ref X }')).toEqual({ a: 1, b: { Ref: 'X' } });
  });
});
