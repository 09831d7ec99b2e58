import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseConditions, testCondition } from '../../../rule/core/iam/condition.ts';
import { CONDITION_OPERATORS } from '../../../rule/core/iam/condition-operators.ts';
import type { ContextValue } from '../../../rule/core/iam/context.ts';
import { every, type Truth } from '../../../rule/core/iam/truth.ts';
import { UnreadableError } from '../../../rule/core/iam/unreadable.ts';

type Request = Readonly<Record<string, ContextValue>>;
type Block = Readonly<Record<string, unknown>>;

/** What a Condition block comes to in a request; a key the request does not name is known to be absent. */
function outcome(block: Block, request: Request, version: '2008-10-17' | '2012-10-17' = '2012-10-17'): Truth {
  const conditions = parseConditions(block, { variables: version === '2012-10-17' });
  return every(conditions, (condition) => testCondition(condition, (key) => request[key] ?? 'absent'));
}

interface OperatorRow {
  readonly operator: string;
  readonly policy: string;
  /** Request values the condition holds for, and values it does not hold for. */
  readonly holds: readonly string[];
  readonly fails: readonly string[];
  /** What an absent key means: true for the negated operators alone. */
  readonly absent: boolean;
}

const LAMBDA = 'arn:aws:lambda:eu-west-1:111122223333:function:orders';
const ANY_LAMBDA = 'arn:aws:lambda:*:111122223333:function:o?ders';

const OPERATORS: readonly OperatorRow[] = [
  { operator: 'StringEquals', policy: 'a*', holds: ['a*'], fails: ['A*', 'ab', ''], absent: false },
  { operator: 'StringNotEquals', policy: 'a*', holds: ['A*', 'ab', ''], fails: ['a*'], absent: true },
  { operator: 'StringEqualsIgnoreCase', policy: 'Red', holds: ['red', 'RED'], fails: ['reds', ''], absent: false },
  { operator: 'StringNotEqualsIgnoreCase', policy: 'Red', holds: ['reds', ''], fails: ['red', 'RED'], absent: true },
  {
    operator: 'StringLike',
    policy: 'a?c*',
    holds: ['abc', 'a?c', 'abcd'],
    fails: ['ac', 'Abc', 'xabc'],
    absent: false,
  },
  { operator: 'StringNotLike', policy: 'a?c*', holds: ['ac', 'Abc'], fails: ['abc', 'abcd'], absent: true },
  { operator: 'NumericEquals', policy: '10', holds: ['10', '10.0'], fails: ['11', 'ten', ''], absent: false },
  { operator: 'NumericNotEquals', policy: '10', holds: ['11', 'ten'], fails: ['10', '1e1'], absent: true },
  { operator: 'NumericLessThan', policy: '10', holds: ['9', '-10'], fails: ['10', '11', 'ten', ''], absent: false },
  { operator: 'NumericLessThanEquals', policy: '10', holds: ['9.5', '10'], fails: ['10.1', 'ten'], absent: false },
  { operator: 'NumericGreaterThan', policy: '10', holds: ['10.5', '100'], fails: ['10', '9', 'ten'], absent: false },
  { operator: 'NumericGreaterThanEquals', policy: '10', holds: ['10', '11'], fails: ['9', 'ten'], absent: false },
  {
    operator: 'DateEquals',
    policy: '2026-03-01T00:00:00Z',
    holds: ['2026-03-01T00:00:00.000Z', '2026-03-01T01:00:00+01:00', '1772323200'],
    fails: ['2026-03-01T00:00:01Z', 'soon'],
    absent: false,
  },
  {
    operator: 'DateNotEquals',
    policy: '2026-03-01T00:00:00Z',
    holds: ['2026-03-01T00:00:01Z', 'soon'],
    fails: ['2026-03-01', '1772323200'],
    absent: true,
  },
  {
    operator: 'DateLessThan',
    policy: '2026-03-01',
    holds: ['2026-02-28T23:59:59.999Z', '1772323199'],
    fails: ['2026-03-01T00:00:00Z', '2026-03-02', 'soon'],
    absent: false,
  },
  {
    operator: 'DateLessThanEquals',
    policy: '2026-03-01',
    holds: ['2026-03-01T00:00:00Z', '2026-02-01'],
    fails: ['2026-03-01T00:00:00.001Z', 'soon'],
    absent: false,
  },
  {
    operator: 'DateGreaterThan',
    policy: '1772323200',
    holds: ['2026-03-01T00:00:00.001Z'],
    fails: ['2026-03-01T00:00:00Z', '2026-02-28', 'soon'],
    absent: false,
  },
  {
    operator: 'DateGreaterThanEquals',
    policy: '2026-03',
    holds: ['2026-03-01T00:00:00Z', '2027-01-01'],
    fails: ['2026-02-28T23:59:59Z', 'soon'],
    absent: false,
  },
  { operator: 'Bool', policy: 'true', holds: ['true', 'True'], fails: ['false', 'yes', ''], absent: false },
  { operator: 'BinaryEquals', policy: 'QUJD', holds: ['QUJD'], fails: ['qujd', 'QUJ'], absent: false },
  {
    operator: 'IpAddress',
    policy: '203.0.113.0/25',
    holds: ['203.0.113.0', '203.0.113.127'],
    fails: ['203.0.113.128', '203.0.112.255', '::ffff:203.0.113.1', 'host', ''],
    absent: false,
  },
  {
    operator: 'NotIpAddress',
    policy: '203.0.113.0/25',
    holds: ['203.0.113.128', '2001:db8::1'],
    fails: ['203.0.113.1'],
    absent: true,
  },
  { operator: 'ArnEquals', policy: ANY_LAMBDA, holds: [LAMBDA], fails: [`${LAMBDA}2`, 'orders'], absent: false },
  { operator: 'ArnLike', policy: ANY_LAMBDA, holds: [LAMBDA], fails: [`${LAMBDA}2`, 'orders'], absent: false },
  { operator: 'ArnNotEquals', policy: ANY_LAMBDA, holds: [`${LAMBDA}2`, 'orders'], fails: [LAMBDA], absent: true },
  { operator: 'ArnNotLike', policy: ANY_LAMBDA, holds: [`${LAMBDA}2`, 'orders'], fails: [LAMBDA], absent: true },
];

describe.each(OPERATORS)('$operator', ({ operator, policy, holds, fails, absent }) => {
  const block = { [operator]: { 'aws:Key': policy } };
  const ifExists = { [`${operator}IfExists`]: { 'aws:Key': policy } };
  const anyValue = { [`ForAnyValue:${operator}`]: { 'aws:Key': policy } };
  const allValues = { [`ForAllValues:${operator}`]: { 'aws:Key': policy } };
  const [good = ''] = holds;
  const [bad = ''] = fails;

  it.each(holds)('"%s": holds', (value) => {
    expect(outcome(block, { 'aws:key': [value] })).toBe(true);
    expect(outcome(ifExists, { 'aws:key': [value] })).toBe(true);
  });

  it.each(fails)('"%s": does not hold', (value) => {
    expect(outcome(block, { 'aws:key': [value] })).toBe(false);
    expect(outcome(ifExists, { 'aws:key': [value] })).toBe(false);
  });

  it(`absent key: ${absent ? 'holds' : 'does not hold'}`, () => {
    expect(outcome(block, {})).toBe(absent);
  });

  it('absent key with IfExists: holds', () => {
    expect(outcome(ifExists, {})).toBe(true);
  });

  it.each([block, ifExists, anyValue, allValues])('unknown key in %o: unknown', (condition) => {
    expect(outcome(condition, { 'aws:key': 'unknown' })).toBe('unknown');
  });

  it('ForAnyValue: holds as soon as one request value does', () => {
    expect(outcome(anyValue, { 'aws:key': [bad, good] })).toBe(true);
    expect(outcome(anyValue, { 'aws:key': [bad, bad] })).toBe(false);
  });

  it('ForAnyValue on an absent or empty key: does not hold', () => {
    expect(outcome(anyValue, {})).toBe(false);
    expect(outcome(anyValue, { 'aws:key': [] })).toBe(false);
  });

  it('ForAnyValue with IfExists on an absent key: holds', () => {
    expect(outcome({ [`ForAnyValue:${operator}IfExists`]: { 'aws:Key': policy } }, {})).toBe(true);
  });

  it('ForAllValues: holds only when every request value does', () => {
    expect(outcome(allValues, { 'aws:key': [good, good] })).toBe(true);
    expect(outcome(allValues, { 'aws:key': [good, bad] })).toBe(false);
  });

  it('ForAllValues on an absent or empty key: holds', () => {
    expect(outcome(allValues, {})).toBe(true);
    expect(outcome(allValues, { 'aws:key': [] })).toBe(true);
  });
});

it('has a row for every operator', () => {
  expect(OPERATORS.map(({ operator }) => operator).sort()).toEqual([...CONDITION_OPERATORS.keys()].sort());
});

interface Row {
  readonly name: string;
  readonly block: Block;
  readonly request: Request;
  readonly expected: Truth;
}

const COMBINATIONS: readonly Row[] = [
  {
    name: 'several policy values, one equal: holds',
    block: { StringEquals: { 'aws:Key': ['a', 'b'] } },
    request: { 'aws:key': ['b'] },
    expected: true,
  },
  {
    name: 'several policy values, none equal: does not hold',
    block: { StringEquals: { 'aws:Key': ['a', 'b'] } },
    request: { 'aws:key': ['c'] },
    expected: false,
  },
  {
    name: 'negated, one of several policy values equal: does not hold',
    block: { StringNotEquals: { 'aws:Key': ['a', 'b'] } },
    request: { 'aws:key': ['b'] },
    expected: false,
  },
  {
    name: 'negated, none of several policy values equal: holds',
    block: { StringNotEquals: { 'aws:Key': ['a', 'b'] } },
    request: { 'aws:key': ['c'] },
    expected: true,
  },
  {
    name: 'negated without quantifier, one of several request values equal: does not hold',
    block: { StringNotEquals: { 'aws:Key': 'a' } },
    request: { 'aws:key': ['a', 'c'] },
    expected: false,
  },
  {
    name: 'without quantifier, one of several request values equal: holds',
    block: { StringEquals: { 'aws:Key': 'a' } },
    request: { 'aws:key': ['a', 'c'] },
    expected: true,
  },
  {
    name: 'ForAnyValue negated, one request value equal and one not: holds',
    block: { 'ForAnyValue:StringNotEquals': { 'aws:Key': ['a', 'b'] } },
    request: { 'aws:key': ['a', 'c'] },
    expected: true,
  },
  {
    name: 'ForAnyValue negated, every request value equal to some policy value: does not hold',
    block: { 'ForAnyValue:StringNotEquals': { 'aws:Key': ['a', 'b'] } },
    request: { 'aws:key': ['a', 'b'] },
    expected: false,
  },
  {
    name: 'ForAllValues negated, one request value equal: does not hold',
    block: { 'ForAllValues:StringNotEquals': { 'aws:Key': ['a', 'b'] } },
    request: { 'aws:key': ['c', 'b'] },
    expected: false,
  },
  {
    name: 'two keys, both hold: holds',
    block: { StringEquals: { 'aws:Key': 'a', 'aws:Other': 'b' } },
    request: { 'aws:key': ['a'], 'aws:other': ['b'] },
    expected: true,
  },
  {
    name: 'two keys, one does not hold, one unknown: does not hold',
    block: { StringEquals: { 'aws:Other': 'b', 'aws:Key': 'a' } },
    request: { 'aws:key': ['x'], 'aws:other': 'unknown' },
    expected: false,
  },
  {
    name: 'two operators, one holds, one unknown: unknown',
    block: { StringEquals: { 'aws:Key': 'a' }, Bool: { 'aws:Other': true } },
    request: { 'aws:key': ['a'], 'aws:other': 'unknown' },
    expected: 'unknown',
  },
  { name: 'no conditions: holds', block: {}, request: {}, expected: true },
  {
    name: 'a number and a boolean as policy values: read as text',
    block: { NumericEquals: { 'aws:Key': 7 }, Bool: { 'aws:Other': false } },
    request: { 'aws:key': ['7'], 'aws:other': ['false'] },
    expected: true,
  },
  {
    name: 'condition keys are not case-sensitive: holds',
    block: { StringEquals: { 'AWS:kEY': 'a' } },
    request: { 'aws:key': ['a'] },
    expected: true,
  },
  ...(['true', 'True', true] as const).flatMap((mustBeAbsent): Row[] => [
    {
      name: `Null ${typeof mustBeAbsent} ${mustBeAbsent}, absent key: holds`,
      block: { Null: { 'aws:Key': mustBeAbsent } },
      request: {},
      expected: true,
    },
    {
      name: `Null ${typeof mustBeAbsent} ${mustBeAbsent}, present key: does not hold`,
      block: { Null: { 'aws:Key': mustBeAbsent } },
      request: { 'aws:key': ['a'] },
      expected: false,
    },
  ]),
  {
    name: 'Null false, absent key: does not hold',
    block: { Null: { 'aws:Key': 'false' } },
    request: {},
    expected: false,
  },
  {
    name: 'Null false, present key: holds',
    block: { Null: { 'aws:Key': 'false' } },
    request: { 'aws:key': ['a'] },
    expected: true,
  },
  {
    name: 'Null, unknown key: unknown',
    block: { Null: { 'aws:Key': 'false' } },
    request: { 'aws:key': 'unknown' },
    expected: 'unknown',
  },
  { name: 'Null true or false: holds', block: { Null: { 'aws:Key': ['true', 'false'] } }, request: {}, expected: true },
];

/** Every row: the policy value, the address, and whether it is inside. */
const ADDRESSES = [
  ['10.0.0.0/8', '10.255.255.255', true],
  ['10.0.0.0/8', '11.0.0.0', false],
  ['0.0.0.0/0', '255.255.255.255', true],
  ['192.0.2.7', '192.0.2.7', true],
  ['192.0.2.7/32', '192.0.2.8', false],
  ['192.0.2.99/24', '192.0.2.1', true],
  ['2001:db8::/33', '2001:db8:7fff:ffff::1', true],
  ['2001:db8::/33', '2001:DB8:8000::', false],
  ['2001:db8:0:0:0:0:0:1', '2001:db8::1', true],
  ['::/0', '::1', true],
  ['::/0', '10.0.0.1', false],
  ['0.0.0.0/0', '::1', false],
  ['1::/16', '1:2:3:4:5:6:7::', true],
  ['1::/16', '1:2:3:4:5:6:7:8::', false],
  ['1::/16', '1::2::3', false],
  ['1::/16', '1:2:3', false],
  ['1::/16', '1::12345', false],
  ['10.0.0.0/8', '10.0.0', false],
  ['10.0.0.0/8', '10.0.0.256', false],
  ['10.0.0.0/8', '10.0.0.0/8', false],
] as const;

describe('conditions', () => {
  // In a zone that is UTC, reading a date in the machine's own zone would go unseen.
  beforeAll(() => vi.stubEnv('TZ', 'Pacific/Auckland'));
  afterAll(() => vi.unstubAllEnvs());

  it('are tested in a zone that is not UTC', () => {
    expect(new Date(0).getTimezoneOffset()).not.toBe(0);
  });

  it.each(COMBINATIONS)('$name', ({ block, request, expected }) => {
    expect(outcome(block, request)).toBe(expected);
  });

  it.each(ADDRESSES)('IpAddress %s, %s: %s', (range, address, inside) => {
    expect(outcome({ IpAddress: { 'aws:SourceIp': range } }, { 'aws:sourceip': [address] })).toBe(inside);
  });

  it.each([
    ['2026-03-01T10:00', '2026-03-01T10:00:00Z'],
    ['2026-03-01T10:00:00', '2026-03-01T10:00:00Z'],
    ['2026-03-01T10:00:00.5', '2026-03-01T10:00:00.500Z'],
    ['2026-03-01', '2026-03-01T00:00:00Z'],
    ['2026', '2026-01-01T00:00:00Z'],
    ['2026-03-01T10:00:00+0100', '2026-03-01T09:00:00Z'],
    ['2026-03-01T10:00:00-05:30', '2026-03-01T15:30:00Z'],
    ['1772358600.25', '2026-03-01T09:50:00.250Z'],
  ])('date %s is %s', (policy, instant) => {
    expect(outcome({ DateEquals: { 'aws:CurrentTime': policy } }, { 'aws:currenttime': [instant] })).toBe(true);
  });

  it.each([
    [
      'a star does not reach over a colon before the resource',
      'arn:aws:iam::*:role/x',
      'arn:aws:iam::1:2:role/x',
      false,
    ],
    ['a star in the resource does', 'arn:aws:lambda:*:*:function:*', `${LAMBDA}:live`, true],
    ['every part is compared', 'arn:aws:lambda:eu-west-1:*:function:*', LAMBDA.replace('eu-', 'us-'), false],
    ['a pattern that is no ARN is not documented', '*', LAMBDA, 'unknown'],
    ['a pattern of five parts is not documented', 'arn:aws:lambda:*:*', LAMBDA, 'unknown'],
  ] as const)('ArnLike, %s: %s on %s is %s', (_why, policy, arn, expected) => {
    expect(outcome({ ArnLike: { 'aws:PrincipalArn': policy } }, { 'aws:principalarn': [arn] })).toBe(expected);
  });
});

interface VariableRow {
  readonly name: string;
  readonly operator?: string;
  readonly value: string | readonly string[];
  readonly request: Request;
  readonly version?: '2008-10-17';
  readonly expected: Truth;
}

const VARIABLES: readonly VariableRow[] = [
  {
    name: 'a variable: its value',
    value: `\${aws:Tag}`,
    request: { 'aws:key': ['red'], 'aws:tag': ['red'] },
    expected: true,
  },
  {
    name: 'a variable with another value: does not hold',
    value: `\${aws:Tag}`,
    request: { 'aws:key': ['red'], 'aws:tag': ['blue'] },
    expected: false,
  },
  {
    name: 'a variable between literal text: substituted in place',
    value: `team-\${AWS:tag}-\${aws:Tag}!`,
    request: { 'aws:key': ['team-red-red!'], 'aws:tag': ['red'] },
    expected: true,
  },
  {
    name: 'a variable under 2008-10-17: literal text',
    value: `\${aws:Tag}`,
    request: { 'aws:key': [`\${aws:Tag}`], 'aws:tag': ['red'] },
    version: '2008-10-17',
    expected: true,
  },
  {
    name: 'a variable under 2008-10-17: not substituted',
    value: `\${aws:Tag}`,
    request: { 'aws:key': ['red'], 'aws:tag': ['red'] },
    version: '2008-10-17',
    expected: false,
  },
  {
    name: 'a default value, absent variable: the default',
    value: `\${aws:Tag, 'none'}`,
    request: { 'aws:key': ['none'] },
    expected: true,
  },
  {
    name: 'a default value, present variable: not the default',
    value: `\${aws:Tag, 'none'}`,
    request: { 'aws:key': ['none'], 'aws:tag': ['red'] },
    expected: false,
  },
  {
    name: 'a default value, unknown variable: unknown',
    value: `\${aws:Tag,'none'}`,
    request: { 'aws:key': ['none'], 'aws:tag': 'unknown' },
    expected: 'unknown',
  },
  { name: 'an absent variable: does not hold', value: `\${aws:Tag}`, request: { 'aws:key': [''] }, expected: false },
  {
    name: 'an absent variable beside a value that is equal: holds',
    value: [`\${aws:Tag}`, 'red'],
    request: { 'aws:key': ['red'] },
    expected: true,
  },
  {
    name: 'an absent variable, negated: unknown',
    operator: 'StringNotEquals',
    value: `\${aws:Tag}`,
    request: { 'aws:key': ['red'] },
    expected: 'unknown',
  },
  {
    name: 'an unknown variable: unknown',
    value: `\${aws:Tag}`,
    request: { 'aws:key': ['red'], 'aws:tag': 'unknown' },
    expected: 'unknown',
  },
  {
    name: 'an unknown variable beside a value that is equal: holds',
    value: [`\${aws:Tag}`, 'red'],
    request: { 'aws:key': ['red'], 'aws:tag': 'unknown' },
    expected: true,
  },
  {
    name: 'a variable with several values: does not hold, not even by its default',
    value: `\${aws:Tag, 'red'}`,
    request: { 'aws:key': ['red'], 'aws:tag': ['red', 'blue'] },
    expected: false,
  },
  {
    name: 'a star out of a variable: stays a star',
    operator: 'StringLike',
    value: `\${aws:Tag}`,
    request: { 'aws:key': ['red'], 'aws:tag': ['*'] },
    expected: false,
  },
  {
    name: 'a star beside a variable: a wildcard',
    operator: 'StringLike',
    value: `\${aws:Tag}-*`,
    request: { 'aws:key': ['red-shift'], 'aws:tag': ['red'] },
    expected: true,
  },
  ...['*', '?', '$'].flatMap((escaped): VariableRow[] => [
    {
      name: `\${${escaped}}: the character itself`,
      operator: 'StringLike',
      value: `a\${${escaped}}`,
      request: { 'aws:key': [`a${escaped}`] },
      expected: true,
    },
    {
      name: `\${${escaped}}: no other character`,
      operator: 'StringLike',
      value: `a\${${escaped}}`,
      request: { 'aws:key': ['ab'] },
      expected: false,
    },
  ]),
  {
    name: 'an open brace that is never closed: literal text',
    value: `\${aws:Tag`,
    request: { 'aws:key': [`\${aws:Tag`], 'aws:tag': ['red'] },
    expected: true,
  },
  {
    name: 'a variable in an ARN: substituted',
    operator: 'ArnLike',
    value: `arn:aws:lambda:*:\${aws:Tag}:function:*`,
    request: { 'aws:key': [LAMBDA], 'aws:tag': ['111122223333'] },
    expected: true,
  },
  {
    name: 'a variable in BinaryEquals: literal text',
    operator: 'BinaryEquals',
    value: `\${aws:Tag}`,
    request: { 'aws:key': ['red'], 'aws:tag': ['red'] },
    expected: false,
  },
];

describe('policy variables', () => {
  it.each(VARIABLES)('$name', ({ operator = 'StringEquals', value, request, version, expected }) => {
    expect(outcome({ [operator]: { 'aws:Key': value } }, request, version)).toBe(expected);
  });
});

const REFUSED: readonly { readonly block: unknown; readonly why: string }[] = [
  { block: 'StringEquals', why: 'Condition is not an object' },
  { block: null, why: 'Condition is not an object' },
  { block: [], why: 'Condition is not an object' },
  { block: { StringEquals: 'a' }, why: 'StringEquals is not an object' },
  { block: { StringEqual: { k: 'a' } }, why: 'unknown condition operator StringEqual' },
  { block: { stringequals: { k: 'a' } }, why: 'unknown condition operator stringequals' },
  { block: { NullIfExists: { k: 'true' } }, why: 'unknown condition operator NullIfExists' },
  { block: { 'ForAnyValue:Null': { k: 'true' } }, why: 'unknown condition operator ForAnyValue:Null' },
  { block: { 'ForSomeValues:Bool': { k: 'true' } }, why: 'unknown condition operator ForSomeValues:Bool' },
  { block: { Null: { k: 'yes' } }, why: 'Null needs true or false' },
  { block: { StringEquals: { k: null } }, why: 'the value of condition key k is not a string' },
  { block: { StringEquals: { k: [['a']] } }, why: 'the value of condition key k is not a string' },
  { block: { Bool: { k: 'yes' } }, why: 'Bool k: "yes" is not true or false' },
  { block: { BoolIfExists: { k: ['true', ''] } }, why: 'BoolIfExists k: "" is not true or false' },
  { block: { NumericLessThan: { k: 'ten' } }, why: 'NumericLessThan k: "ten" is not a number' },
  { block: { NumericEquals: { k: ' ' } }, why: 'NumericEquals k: " " is not a number' },
  { block: { DateLessThan: { k: 'tomorrow' } }, why: 'DateLessThan k: "tomorrow" is not a date' },
  { block: { DateLessThan: { k: '2026-13-01' } }, why: 'DateLessThan k: "2026-13-01" is not a date' },
  { block: { DateLessThan: { k: '03/01/2026' } }, why: 'DateLessThan k: "03/01/2026" is not a date' },
  { block: { IpAddress: { k: '10.0.0.0/33' } }, why: 'IpAddress k: "10.0.0.0/33" is not an IP address or CIDR block' },
  { block: { IpAddress: { k: '::/129' } }, why: 'IpAddress k: "::/129" is not an IP address or CIDR block' },
  { block: { IpAddress: { k: '10.0.0.0/' } }, why: 'IpAddress k: "10.0.0.0/" is not an IP address or CIDR block' },
  { block: { IpAddress: { k: '::/8/8' } }, why: 'IpAddress k: "::/8/8" is not an IP address or CIDR block' },
  { block: { NotIpAddress: { k: '*' } }, why: 'NotIpAddress k: "*" is not an IP address or CIDR block' },
  {
    block: { NumericEquals: { k: `\${aws:EpochTime}` } },
    why: `NumericEquals k: "\${aws:EpochTime}" is not a number`,
  },
];

describe('parseConditions', () => {
  it.each(REFUSED)('refuses %o', ({ block, why }) => {
    expect(() => parseConditions(block, { variables: true })).toThrow(new UnreadableError(why));
  });
});

describe('a moment between two others', () => {
  const FROM = Date.parse('2026-11-20T00:00:00Z');
  const TO = Date.parse('2026-11-20T12:00:00Z');
  const BEFORE = '2026-11-19T23:59:59Z';
  const START = '2026-11-20T00:00:00Z';
  const WITHIN = '2026-11-20T06:00:00Z';
  const END = '2026-11-20T12:00:00Z';
  const AFTER = '2026-11-20T12:00:01Z';

  it.each([
    ['DateLessThan', [false, false, 'unknown', 'unknown', true]],
    ['DateLessThanEquals', [false, 'unknown', 'unknown', true, true]],
    ['DateGreaterThan', [true, 'unknown', 'unknown', false, false]],
    ['DateGreaterThanEquals', [true, true, 'unknown', 'unknown', false]],
    ['DateEquals', [false, 'unknown', 'unknown', 'unknown', false]],
    ['DateNotEquals', [true, 'unknown', 'unknown', 'unknown', true]],
  ] as const)('%s: known where it is the same for the whole time', (operator, expected) => {
    const request: Request = { 'aws:key': [{ kind: 'interval', from: FROM, to: TO }] };
    const seen = [BEFORE, START, WITHIN, END, AFTER].map((value) =>
      outcome({ [operator]: { 'aws:Key': value } }, request),
    );
    expect(seen).toEqual(expected);
  });

  it.each([
    ['StringEquals', '2026-11-20T06:00:00Z'],
    ['StringLike', '2026-*'],
    ['NumericLessThan', '1'],
    ['Bool', 'true'],
  ])('%s: unknown, since how AWS writes it is not documented', (operator, value) => {
    expect(
      outcome({ [operator]: { 'aws:Key': value } }, { 'aws:key': [{ kind: 'interval', from: FROM, to: TO }] }),
    ).toBe('unknown');
  });

  it('Null: it is there', () => {
    expect(outcome({ Null: { 'aws:Key': 'true' } }, { 'aws:key': [{ kind: 'interval', from: FROM, to: TO }] })).toBe(
      false,
    );
  });
});

describe('a value of which only the beginning is known', () => {
  const request: Request = { 'aws:key': [{ kind: 'beginning', text: 'AROA:' }] };

  it.each([
    ['StringEquals', 'AROA:x', 'unknown'],
    ['StringEquals', 'AROA:', 'unknown'],
    ['StringEquals', 'AROA', false],
    ['StringEquals', 'AIDA:x', false],
    ['StringEquals', 'aroa:x', false],
    ['StringNotEquals', 'AIDA:x', true],
    ['StringNotEquals', 'AROA:x', 'unknown'],
    ['StringEqualsIgnoreCase', 'aroa:x', 'unknown'],
    ['StringEqualsIgnoreCase', 'aida:x', false],
    ['StringLike', '*', true],
    ['StringLike', 'AROA:*', true],
    ['StringLike', 'A*A:*', true],
    ['StringLike', 'AROA:?*', 'unknown'],
    ['StringLike', 'AROA:x*', 'unknown'],
    ['StringLike', 'AROA', false],
    ['StringLike', 'AROA?', 'unknown'],
    ['StringLike', 'AIDA*', false],
    ['StringLike', '*:orders', 'unknown'],
    ['StringNotLike', 'AROA:*', false],
    ['ForAllValues:StringLike', 'AIDA:*', false],
    ['ForAnyValue:StringLike', 'AROA:*', true],
    ['ArnLike', 'arn:aws:sts::*:assumed-role/x/*', false],
    ['ArnLike', '*', 'unknown'],
    ['NumericEquals', '1', 'unknown'],
    ['Bool', 'true', false],
    ['IpAddress', '10.0.0.0/8', 'unknown'],
  ] as const)('%s "%s": %s', (operator, value, expected) => {
    expect(outcome({ [operator]: { 'aws:Key': value } }, request)).toBe(expected);
  });
});

describe('a policy variable', () => {
  const team = (value: string) => outcome({ StringEquals: { 'aws:Key': value } }, { 'aws:key': ['red'] });

  it.each([
    ["${aws:none, 'red'}", true],
    ["${aws:none,'red'}", true],
    ["${ aws:none , 'red' }", true],
    ["${aws:none, 'blue'}", false],
    // Without both quotes there is no default, and no key of that name.
    ['${aws:none, red}', false],
    ["${aws:none, 'red}", false],
    ["${aws:none, red'}", false],
    ["${aws:none, 're'd'}", false],
    ["${, 'red'}", true],
    ['${aws:none}', false],
    ['${aws:none', false],
    ['red${}', false],
  ])('"%s" against "red": %s', (value, expected) => {
    expect(team(value)).toBe(expected);
  });

  it('an empty default: the empty text', () => {
    expect(outcome({ StringEquals: { 'aws:Key': "${aws:none, ''}" } }, { 'aws:key': [''] })).toBe(true);
  });

  it('with spaces around its key: the same key', () => {
    expect(
      outcome({ StringEquals: { 'aws:Key': '${ aws:Other }' } }, { 'aws:key': ['red'], 'aws:other': ['red'] }),
    ).toBe(true);
  });

  it.each([{ kind: 'beginning', text: 'AROA:' } as const, { kind: 'interval', from: 0, to: 1 } as const])(
    'of which only $kind is known: unknown',
    (value) => {
      expect(
        outcome({ StringEquals: { 'aws:Key': '${aws:Other}' } }, { 'aws:key': ['red'], 'aws:other': [value] }),
      ).toBe('unknown');
    },
  );
});

describe('an address that is none', () => {
  it.each(['1::2::3', '::1::', ':::', '1:2', '1.2.3', '1.2.3.4.5', '10.0.0.0/33', '::/129', '10.0.0.0/8/8'])(
    '%s: refused',
    (value) => {
      expect(() => outcome({ IpAddress: { 'aws:SourceIp': value } }, {})).toThrow(UnreadableError);
    },
  );
});
