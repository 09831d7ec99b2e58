import { describe, expect, it } from 'vitest';
import { decideAction } from '../../../rule/core/iam/evaluate.ts';
import { inlinePolicies, parsePolicyDocument } from '../../../rule/core/iam/policy-document.ts';
import { UnknownValue } from '../../../rule/core/unknown-value.ts';
import { ALLOW_BOTH, knownRole, TRACE, traceRequest } from './roles.ts';

const OBJECT = { Version: '2012-10-17', Statement: [{ Sid: 'Größe+1%', ...ALLOW_BOTH }] };
const TEXT = JSON.stringify(OBJECT);

const ENCODINGS: readonly { readonly name: string; readonly source: unknown }[] = [
  { name: 'JSON text', source: TEXT },
  { name: 'JSON text with space and a byte order mark around it', source: `\uFEFF\n ${TEXT}\r\n` },
  { name: 'JSON text inside a JSON string', source: JSON.stringify(TEXT) },
  { name: 'percent-encoded JSON', source: encodeURIComponent(TEXT) },
  {
    name: 'percent-encoded JSON in lower-case hex',
    source: encodeURIComponent(TEXT).replace(/%../g, (code) => code.toLowerCase()),
  },
  { name: 'percent-encoded JSON string around JSON', source: encodeURIComponent(JSON.stringify(TEXT)) },
  { name: 'a JSON string around percent-encoded JSON', source: JSON.stringify(encodeURIComponent(TEXT)) },
  { name: 'JSON percent-encoded twice', source: encodeURIComponent(encodeURIComponent(TEXT)) },
];

/** JSON text as it is, percent-encoded, and inside a JSON string. */
const ENCODE: readonly ((text: string) => string)[] = [(text) => text, encodeURIComponent, JSON.stringify];

function whyUnreadable(source: unknown): string | undefined {
  const parsed = parsePolicyDocument(source);
  return parsed.kind === 'unreadable' ? parsed.why : undefined;
}

/** A document with one statement: an Allow of both actions with some elements changed; `undefined` takes one away. */
function withStatement(changed: Readonly<Record<string, unknown>>) {
  const elements = Object.entries({ ...ALLOW_BOTH, ...changed }).filter(([, value]) => value !== undefined);
  return { Version: '2012-10-17', Statement: [Object.fromEntries(elements)] };
}

const UNREADABLE: readonly { readonly name: string; readonly source: unknown; readonly why: string }[] = [
  { name: 'nothing', source: undefined, why: 'the document is not an object' },
  { name: 'null', source: null, why: 'the document is not an object' },
  { name: 'a number', source: 7, why: 'the document is not an object' },
  { name: 'a list', source: [OBJECT], why: 'the document is not an object' },
  { name: 'JSON null inside percent-encoding', source: '%5Bnull%5D', why: 'the document is not an object' },
  { name: 'an empty string', source: '', why: 'not JSON' },
  { name: 'plain text', source: 'AllowAll', why: 'not JSON' },
  { name: 'truncated JSON', source: TEXT.slice(0, -3), why: 'not JSON' },
  { name: 'truncated percent-encoding', source: encodeURIComponent(TEXT).slice(0, -1), why: 'bad percent-encoding' },
  {
    name: 'a JSON string in four layers',
    source: [1, 2, 3].reduce((text) => JSON.stringify(text), TEXT),
    why: 'not JSON',
  },
  { name: 'no Statement', source: { Version: '2012-10-17' }, why: 'Statement is missing' },
  { name: 'Statement null', source: { Statement: null }, why: 'Statement is missing' },
  { name: 'Statement as text', source: { Statement: 'Allow' }, why: 'statement 1 is not an object' },
  { name: 'a bad second statement', source: { Statement: [ALLOW_BOTH, null] }, why: 'statement 2 is not an object' },
  { name: 'Version of another day', source: { ...OBJECT, Version: '2012-10-18' }, why: 'unknown policy Version' },
  { name: 'Version null', source: { ...OBJECT, Version: null }, why: 'unknown policy Version' },
  {
    name: 'an unknown element',
    source: { ...OBJECT, Comment: 'x' },
    why: 'the document: unexpected element Comment',
  },
  {
    name: 'element names in another case',
    source: { Version: '2012-10-17', statement: [] },
    why: 'the document: unexpected element statement',
  },
  {
    name: 'a statement element in another case',
    source: withStatement({ effect: 'Deny' }),
    why: 'statement 1: unexpected element effect',
  },
  { name: 'Principal', source: withStatement({ Principal: '*' }), why: 'statement 1: unexpected element Principal' },
  {
    name: 'NotPrincipal',
    source: withStatement({ NotPrincipal: '*' }),
    why: 'statement 1: unexpected element NotPrincipal',
  },
  { name: 'no Effect', source: withStatement({ Effect: undefined }), why: 'statement 1: Effect is not Allow or Deny' },
  { name: 'Effect "deny"', source: withStatement({ Effect: 'deny' }), why: 'statement 1: Effect is not Allow or Deny' },
  { name: 'Sid as a number', source: withStatement({ Sid: 1 }), why: 'statement 1: Sid is not a string' },
  {
    name: 'no Action',
    source: withStatement({ Action: undefined }),
    why: 'statement 1: needs either Action or NotAction',
  },
  {
    name: 'Action and NotAction',
    source: withStatement({ NotAction: 's3:*' }),
    why: 'statement 1: needs either Action or NotAction',
  },
  { name: 'Action null', source: withStatement({ Action: null }), why: 'Action is missing' },
  {
    name: 'Action as a number',
    source: withStatement({ Action: [TRACE, 1] }),
    why: 'statement 1: Action is not a string',
  },
  {
    name: 'Action without a service',
    source: withStatement({ Action: 'PutTraceSegments' }),
    why: '"PutTraceSegments" is not an action',
  },
  { name: 'an empty Action', source: withStatement({ Action: '' }), why: '"" is not an action' },
  { name: 'a wildcard in the service', source: withStatement({ Action: '*:Put*' }), why: '"*:Put*" is not an action' },
  {
    name: 'no Resource',
    source: withStatement({ Resource: undefined }),
    why: 'statement 1: needs either Resource or NotResource',
  },
  {
    name: 'Resource and NotResource',
    source: withStatement({ NotResource: 'arn:aws:s3:::logs' }),
    why: 'statement 1: needs either Resource or NotResource',
  },
  {
    name: 'NotResource null',
    source: withStatement({ Resource: undefined, NotResource: null }),
    why: 'NotResource is missing',
  },
  { name: 'an empty list of actions', source: withStatement({ Action: [] }), why: 'statement 1: Action is empty' },
  {
    name: 'an empty NotAction',
    source: withStatement({ Action: undefined, NotAction: [] }),
    why: 'statement 1: NotAction is empty',
  },
  { name: 'an empty Resource', source: withStatement({ Resource: [] }), why: 'statement 1: Resource is empty' },
  {
    name: 'an empty NotResource',
    source: withStatement({ Resource: undefined, NotResource: [] }),
    why: 'statement 1: NotResource is empty',
  },
  {
    name: 'a condition key without values',
    source: withStatement({ Condition: { StringEquals: { 'aws:SourceVpc': [] } } }),
    why: 'condition key aws:SourceVpc has no values',
  },
  {
    name: 'a condition operator without values',
    source: withStatement({ Condition: { Null: { 'aws:SourceVpc': [] } } }),
    why: 'condition key aws:SourceVpc has no values',
  },
  ...['+', '?', '*?', 'bucket/*', 's3:bucket', 'ar', 'arns:aws:s3:::logs', ''].map((resource) => ({
    name: `Resource "${resource}"`,
    source: withStatement({ Effect: 'Deny', Resource: ['*', resource] }),
    why: `"${resource}" is neither * nor an ARN`,
  })),
  {
    name: 'NotResource "+"',
    source: withStatement({ Resource: undefined, NotResource: '+' }),
    why: '"+" is neither * nor an ARN',
  },
  ...['\u0000', '\u001F', '\u007F', '\t'].flatMap((character) => [
    {
      name: `${JSON.stringify(character)} in an action`,
      source: withStatement({ Action: `xray:${character}` }),
      why: 'statement 1: Action holds a control character',
    },
    {
      name: `${JSON.stringify(character)} in a resource`,
      source: withStatement({ Resource: `arn:${character}` }),
      why: 'statement 1: Resource holds a control character',
    },
    {
      name: `${JSON.stringify(character)} in a Sid`,
      source: withStatement({ Sid: `Trace${character}` }),
      why: 'statement 1: Sid holds a control character',
    },
    {
      name: `${JSON.stringify(character)} in a condition key`,
      source: withStatement({ Condition: { StringEquals: { [`aws:${character}`]: 'x' } } }),
      why: 'a condition key holds a control character',
    },
    {
      name: `${JSON.stringify(character)} in a condition value`,
      source: withStatement({ Condition: { StringLike: { 'aws:SourceVpc': `${character}` } } }),
      why: 'the value of condition key aws:SourceVpc holds a control character',
    },
  ]),
  ...['xray:', 'xray', ':PutTraceSegments', 'x_ray:Put*', 'xray:Pütrace', 'xray :PutTraceSegments'].map((action) => ({
    name: `Action "${action}"`,
    source: withStatement({ Action: [TRACE, action] }),
    why: `"${action}" is not an action`,
  })),
  { name: 'a raw control character', source: TEXT.replace('Version', 'Ver\u0001sion'), why: 'not JSON' },
  ...[
    ['Effect', '"Effect":"Allow"', '"Effect":"Deny","Effect":"Allow"'],
    ['Effect, once with an escape', '"Effect":"Allow"', '"\\u0045ffect":"Deny","Effect":"Allow"'],
    ['Action', '"Resource"', '"Action" : "s3:*" , "Resource"'],
    ['Statement, with white space', '"Version"', '"Statement"\t\r\n : [], "Version"'],
    ['Version', '"Version"', '"Version":"2008-10-17","Version"'],
    ['a key of no importance', '"Version"', '"Id":"a\\\\","Id":"\\"b","Version"'],
  ].flatMap(([name = '', from = '', to = '']) =>
    ENCODE.map((encode) => ({
      name: `${name} twice`,
      source: encode(TEXT.replace(from, to)),
      why: 'a key stands twice',
    })),
  ),
  {
    name: 'a condition operator twice',
    source: TEXT.replace(
      '"Resource"',
      '"Condition":{"Bool":{"aws:SecureTransport":"true"},"Bool":{"aws:SecureTransport":"false"}},"Resource"',
    ),
    why: 'a key stands twice',
  },
  {
    name: 'a condition key twice',
    source: TEXT.replace(
      '"Resource"',
      '"Condition":{"Bool":{"aws:SecureTransport":"true","aws:SecureTransport":"false"}},"Resource"',
    ),
    why: 'a key stands twice',
  },
  { name: 'a bad condition', source: withStatement({ Condition: { Bool: 1 } }), why: 'Bool is not an object' },
];

const READABLE: readonly {
  readonly name: string;
  readonly source: unknown;
  readonly ids: readonly (string | number)[];
}[] = [
  { name: 'no Sid: the index', source: { Statement: [ALLOW_BOTH, ALLOW_BOTH] }, ids: [0, 1] },
  { name: 'an empty Sid: the index', source: withStatement({ Sid: '' }), ids: [0] },
  { name: 'a Sid: the Sid', source: withStatement({ Sid: 'Tracing' }), ids: ['Tracing'] },
  { name: 'one statement without a list: its index', source: { Statement: ALLOW_BOTH }, ids: [0] },
  { name: 'an empty list of statements: nothing', source: { Statement: [] }, ids: [] },
  { name: 'an Id beside the statements: no element of a statement', source: { Id: 'x', Statement: [] }, ids: [] },
  ...[
    '*',
    '**',
    'arn:*',
    'arn:*:s3:::*',
    'arn:aws:s3:::a?c/*',
    `arn:aws:s3:::\${aws:PrincipalTag/team}/*`,
    'a*:aws:s3:::logs',
    '*:aws:s3:::logs',
    '?rn:aws:s3:::logs',
    `\${aws:PrincipalTag/arn}`,
  ].map((resource) => ({
    name: `Resource "${resource}"`,
    source: withStatement({ Sid: 'Tracing', Resource: resource }),
    ids: ['Tracing'],
  })),
  {
    name: 'the same key in two objects, and as a value: nothing twice',
    source: JSON.stringify({ Id: 'Effect', Statement: [{ Sid: 'Sid', ...ALLOW_BOTH }, ALLOW_BOTH] }, undefined, 2),
    ids: ['Sid', 1],
  },
  {
    name: 'quotes, backslashes and colons in values: no keys',
    source: JSON.stringify({ Id: '":"\\', Statement: { ...ALLOW_BOTH, Sid: 'a":\\\\"' } }),
    ids: ['a":\\\\"'],
  },
  {
    name: 'a value that begins with a colon: no key',
    source: JSON.stringify({ Id: ':x', Statement: { ...ALLOW_BOTH, Sid: ': "y": ' } }),
    ids: [': "y": '],
  },
  { name: 'an empty Condition: the index', source: withStatement({ Condition: {} }), ids: [0] },
];

describe('parsePolicyDocument', () => {
  it.each(ENCODINGS)('$name: the same document as the object', ({ source }) => {
    expect(parsePolicyDocument(source)).toEqual(parsePolicyDocument(OBJECT));
    expect(parsePolicyDocument(source)).toMatchObject({ kind: 'document', statements: [{ id: 'Größe+1%' }] });
  });

  it.each(UNREADABLE)('$name: unreadable', ({ source, why }) => {
    expect(whyUnreadable(source)).toBe(why);
  });

  it.each(READABLE)('$name', ({ source, ids }) => {
    const parsed = parsePolicyDocument(source);
    expect(parsed.kind === 'document' && parsed.statements.map(({ id }) => id)).toEqual(ids);
  });

  it('lists every condition key and variable, in lower case', () => {
    const parsed = parsePolicyDocument(
      withStatement({
        Condition: {
          StringEquals: { 'aws:PrincipalTag/Team': [`\${aws:RequestTag/Team, 'x'}`, `\${*}`] },
          Null: { 'AWS:SourceVpc': 'true' },
        },
      }),
    );

    expect(parsed.kind === 'document' && [...parsed.conditionKeys]).toEqual([
      'aws:principaltag/team',
      'aws:requesttag/team',
      'aws:sourcevpc',
    ]);
  });
});

/** A document of so many characters, white space not counted, in a way that does not depend on how it is written. */
function documentOf(characters: number): { Statement: unknown } {
  const empty = JSON.stringify({ Statement: { ...ALLOW_BOTH, Sid: '' } }).length;
  return { Statement: { ...ALLOW_BOTH, Sid: 'x'.repeat(characters - empty) } };
}

const LIMITS = [
  ['inline', 10_240],
  ['managed', 6_144],
  ['organization', 10_240],
  ['aws-managed', 1_000_000],
] as const;

describe('the size of a document', () => {
  const forms: readonly (readonly [string, (document: unknown) => unknown])[] = [
    ['an object', (document) => document],
    ['text', JSON.stringify],
    ['text with white space', (document) => JSON.stringify(document, undefined, 4)],
    ['percent-encoded text', (document) => encodeURIComponent(JSON.stringify(document, undefined, '\t'))],
    ['text inside a JSON string', (document) => JSON.stringify(JSON.stringify(document))],
  ];

  it.each(LIMITS.flatMap(([kind, limit]) => forms.map(([form, write]) => ({ kind, limit, form, write }))))(
    '$kind, $form: $limit characters and no more',
    ({ kind, limit, write }) => {
      expect(parsePolicyDocument(write(documentOf(limit)), kind).kind).toBe('document');
      expect(parsePolicyDocument(write(documentOf(limit + 1)), kind)).toMatchObject({
        kind: 'unreadable',
        why: `larger than the ${limit.toLocaleString('en-US')} characters AWS stores`,
      });
    },
  );

  it('white space inside a value: not counted', () => {
    const document = documentOf(10_200);
    expect(parsePolicyDocument({ ...document, Id: ' '.repeat(1_000) }).kind).toBe('document');
  });

  it('the beginning of an unknown value: counted', () => {
    const { Statement } = documentOf(10_239);
    const unknown = new UnknownValue('not known', 'arn:');
    expect(parsePolicyDocument({ Statement: [Statement, { ...ALLOW_BOTH, Resource: unknown }] }).kind).toBe(
      'unreadable',
    );
  });

  it('more white space than IAM takes: unreadable', () => {
    expect(parsePolicyDocument(`${' '.repeat(9)}{"Statement":${' '.repeat(141_312)}[]}`).kind).toBe('unreadable');
  });

  it('the inline policies of one role: limited together', () => {
    const large = (characters: number) => ({ name: `p${characters}`, document: documentOf(characters) });
    const kinds = (...sizes: readonly number[]) =>
      inlinePolicies(sizes.map(large)).map(({ document }) => document.kind);

    expect(kinds(5_120, 5_120)).toEqual(['document', 'document']);
    expect(kinds(5_120, 5_121)).toEqual(['unreadable', 'unreadable']);
    expect(kinds(10_240)).toEqual(['document']);
    const garbage = { name: 'garbage', document: 'x'.repeat(5_121) };
    expect(inlinePolicies([large(5_120), garbage]).map(({ document }) => document.kind)).toEqual([
      'unreadable',
      'unreadable',
    ]);
    expect(inlinePolicies([large(5_120), { name: 'nothing', document: null }])[0]?.document.kind).toBe('document');
    expect(inlinePolicies([large(10_240), { name: 'text', document: 'no JSON' }]).map(({ name }) => name)).toEqual([
      'p10240',
      'text',
    ]);
  });
});

describe('hostile documents', () => {
  const HOSTILE: readonly { readonly name: string; readonly source: unknown }[] = [
    { name: 'brackets', source: `${'['.repeat(120_000)}${']'.repeat(120_000)}` },
    { name: 'objects in objects', source: `${'{"a":'.repeat(1_500)}1${'}'.repeat(1_500)}` },
    { name: 'backslashes', source: `{"Id":"${'\\\\'.repeat(60_000)}"}` },
    { name: 'escaped quotes', source: `{"Id":"${'\\"'.repeat(60_000)}"}` },
    { name: 'quotes', source: `[${'"",'.repeat(40_000)}""]` },
    { name: 'percent signs', source: '%25'.repeat(100_000) },
    {
      name: 'variables that never end',
      source: withStatement({ Condition: { StringLike: { 'aws:PrincipalTag/a': '${a'.repeat(100_000) } } }),
    },
    {
      name: 'variables of white space',
      source: withStatement({ Condition: { StringLike: { 'aws:PrincipalTag/a': `\${a${' '.repeat(9_000)}}` } } }),
    },
    { name: 'stars', source: withStatement({ Action: Array.from({ length: 400 }, () => `xray:${'*a'.repeat(8)}`) }) },
    { name: 'many actions', source: withStatement({ Action: Array.from({ length: 100_000 }, () => TRACE) }) },
  ];

  it.each(HOSTILE)('$name: read or refused at once', ({ source }) => {
    const start = process.cpuUsage();
    const document = parsePolicyDocument(source);
    if (document.kind === 'document') {
      const role = knownRole({ identity: [{ name: 'hostile', document }], tags: new Map([['a', '${a'.repeat(80)]]) });
      decideAction(TRACE, role, traceRequest(role));
    }
    const { user, system } = process.cpuUsage(start);
    // Thirty times what it takes; what is quadratic takes seconds.
    expect((user + system) / 1000).toBeLessThan(600);
  });

  it('a deep object: refused without a stack', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 200_000; level++) deep = [deep];
    expect(parsePolicyDocument({ Statement: deep }).kind).toBe('unreadable');
  });
});
