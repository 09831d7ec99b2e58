import { describe, expect, it } from 'vitest';
import { ABSENT_KEYS, ABSENT_WITHOUT_RESOURCE, isAbsent } from '../../../rule/core/iam/absent-keys.ts';
import { parseConditions, testCondition } from '../../../rule/core/iam/condition.ts';
import { CONDITION_OPERATORS } from '../../../rule/core/iam/condition-operators.ts';
import { requestContext } from '../../../rule/core/iam/context.ts';
import { knownRole, TELEMETRY, TRACE, traceRequest } from './roles.ts';

const LISTED = [...ABSENT_KEYS, ...ABSENT_WITHOUT_RESOURCE].flatMap(({ keys }) => keys);
const OF_OTHERS = [
  's3:prefix',
  'ec2:SourceInstanceARN',
  'iam:PassedToService',
  'lambda:VpcIds',
  'saml:sub',
  'accounts.google.com:aud',
  'token.actions.githubusercontent.com:sub',
  'ssm:resourceTag/a:b',
];
const KEYS = [...LISTED.map((key) => key.replace('*', 'Team')), ...OF_OTHERS];

/** A policy value each operator takes. */
function valueFor(operator: string): string {
  if (operator.startsWith('Numeric')) return '3600';
  if (operator.startsWith('Date')) return '2026-01-01T00:00:00Z';
  if (operator === 'Bool') return 'true';
  if (operator.includes('Ip')) return '10.0.0.0/8';
  return operator.startsWith('Arn') ? 'arn:aws:iam::*:role/*' : 'x';
}

const BLOCKS = ['', 'ForAllValues:', 'ForAnyValue:'].flatMap((quantifier) =>
  ['', 'IfExists'].flatMap((ifExists) =>
    [...CONDITION_OPERATORS.keys()].map((operator) => ({
      operator: `${quantifier}${operator}${ifExists}`,
      value: valueFor(operator),
    })),
  ),
);

describe('a key that is certainly absent', () => {
  it.each(KEYS)('%s: behaves as one that is not there, for every operator', (key) => {
    const context = requestContext(TRACE, traceRequest(knownRole()), new Set());
    for (const { operator, value } of [
      ...BLOCKS,
      { operator: 'Null', value: 'true' },
      { operator: 'Null', value: 'false' },
    ]) {
      const [condition] = parseConditions({ [operator]: { [key]: value } }, { variables: true });
      if (condition === undefined) throw new Error('no condition');
      const outcome = testCondition(condition, context);
      expect(outcome, operator).toBeTypeOf('boolean');
      expect(outcome, operator).toBe(testCondition(condition, () => 'absent'));
    }
  });

  it.each([...ABSENT_KEYS, ...ABSENT_WITHOUT_RESOURCE])(
    '$keys: has a reason and a source, and is in lower case',
    (row) => {
      expect(row.only).not.toBe('');
      expect(row.source).not.toBe('');
      for (const key of row.keys) expect(key).toMatch(/^aws:[a-z0-9]+(\/\*)?$/);
    },
  );

  it.each([TRACE, TELEMETRY, TRACE.toUpperCase()])('%s: takes no tags and has no resource', (action) => {
    expect(isAbsent('aws:resourcetag/team', action)).toBe(true);
    expect(isAbsent('aws:requesttag/team', action)).toBe(true);
    expect(isAbsent('aws:tagkeys', action)).toBe(true);
  });

  it.each([
    ['aws:resourcetag/team', 'xray:CreateGroup'],
    ['aws:requesttag/team', 's3:PutObject'],
    ['aws:tagkeys', 'xray:TagResource'],
    ['s3:prefix', 's3:ListBucket'],
    ['S3:prefix'.toLowerCase(), 'S3:ListBucket'],
    ['xray:something', TRACE],
    ['lambda:vpcids', 'lambda:InvokeFunction'],
    ['aws:sourcevpc', TRACE],
    ['aws:sourceip', TRACE],
    ['aws:principalorgpaths', TRACE],
    ['aws:username2', TRACE],
    ['aws:resourcetag', TRACE],
    ['', TRACE],
    ['no-colon', TRACE],
    [':nothing', TRACE],
  ])('%s is not certainly absent for %s', (key, action) => {
    expect(isAbsent(key, action)).toBe(false);
  });

  it.each([
    ['aws:username', 's3:PutObject'],
    ['s3:prefix', 'logs:PutLogEvents'],
  ])('%s is absent for %s', (key, action) => {
    expect(isAbsent(key, action)).toBe(true);
  });
});
