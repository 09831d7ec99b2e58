import { describe, expect, it } from 'vitest';
import { parsePolicyDocument } from '../../../rule/core/iam/policy-document.ts';
import { ALLOW_BOTH, TRACE } from './roles.ts';

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
  { name: 'Statement as text', source: { Statement: 'Allow' }, why: 'statement 0 is not an object' },
  { name: 'a bad second statement', source: { Statement: [ALLOW_BOTH, null] }, why: 'statement 1 is not an object' },
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
    why: 'statement 0: unexpected element effect',
  },
  { name: 'Principal', source: withStatement({ Principal: '*' }), why: 'statement 0: unexpected element Principal' },
  {
    name: 'NotPrincipal',
    source: withStatement({ NotPrincipal: '*' }),
    why: 'statement 0: unexpected element NotPrincipal',
  },
  { name: 'no Effect', source: withStatement({ Effect: undefined }), why: 'statement 0: Effect is not Allow or Deny' },
  { name: 'Effect "deny"', source: withStatement({ Effect: 'deny' }), why: 'statement 0: Effect is not Allow or Deny' },
  { name: 'Sid as a number', source: withStatement({ Sid: 1 }), why: 'statement 0: Sid is not a string' },
  {
    name: 'no Action',
    source: withStatement({ Action: undefined }),
    why: 'statement 0: needs either Action or NotAction',
  },
  {
    name: 'Action and NotAction',
    source: withStatement({ NotAction: 's3:*' }),
    why: 'statement 0: needs either Action or NotAction',
  },
  { name: 'Action null', source: withStatement({ Action: null }), why: 'Action is missing' },
  {
    name: 'Action as a number',
    source: withStatement({ Action: [TRACE, 1] }),
    why: 'statement 0: Action is not a string',
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
    why: 'statement 0: needs either Resource or NotResource',
  },
  {
    name: 'Resource and NotResource',
    source: withStatement({ NotResource: 'arn:aws:s3:::logs' }),
    why: 'statement 0: needs either Resource or NotResource',
  },
  {
    name: 'NotResource null',
    source: withStatement({ Resource: undefined, NotResource: null }),
    why: 'NotResource is missing',
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
