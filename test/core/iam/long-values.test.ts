import { describe, expect, it } from 'vitest';
import { assessRole } from '../../../rule/core/iam/assess-role.ts';
import { DEFAULT_PARAMETERS } from '../../../rule/core/parameters.ts';
import { UnknownValue } from '../../../rule/core/unknown-value.ts';
import { ACCOUNT, ALLOW_BOTH, CALLER, knownRole, NOW, policy, ROLE_ARN } from './roles.ts';

/** A star before a long run of letters makes the matcher begin anew at every letter of the text. */
const PATTERN = `${'a'.repeat(200)}b`;

/** How many characters are looked at, which is what matching costs. */
function stepsOf(run: () => void): number {
  const original = String.prototype.charCodeAt;
  let steps = 0;
  String.prototype.charCodeAt = function (this: string, index: number) {
    steps++;
    return original.call(this, index);
  };
  try {
    run();
  } finally {
    String.prototype.charCodeAt = original;
  }
  return steps;
}

function statusUnder(condition: Readonly<Record<string, unknown>>, long: string) {
  const role = {
    ...knownRole({
      identity: [policy('own', { ...ALLOW_BOTH, Condition: condition })],
      tags: new Map([['team', long]]),
    }),
    arn: `${ROLE_ARN}${long}`,
    id: long,
  };
  return assessRole(role, { ...CALLER, arn: `${CALLER.arn}${long}` }, DEFAULT_PARAMETERS, NOW).status;
}

const CONDITIONS: readonly (readonly [name: string, condition: Readonly<Record<string, unknown>>])[] = [
  ['a tag of the role', { StringLike: { 'aws:PrincipalTag/team': `*${PATTERN}` } }],
  ['the ARN of the role', { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:*${PATTERN}` } }],
  ['the ARN of the role as text', { StringLike: { 'aws:PrincipalArn': `*${PATTERN}` } }],
  ['the ARN of the function', { StringLike: { 'lambda:SourceFunctionArn': `*${PATTERN}` } }],
  ['the id of the role', { StringLike: { 'aws:userid': `*${PATTERN}*` } }],
  ['a variable', { StringLike: { 'aws:PrincipalArn': '*${aws:PrincipalTag/team}b' } }],
];

describe('a value longer than AWS has', () => {
  it.each(CONDITIONS)('%s: a hundred times as long takes no more steps', (_name, condition) => {
    const steps = stepsOf(() => statusUnder(condition, 'a'.repeat(2_000)));
    expect(steps).toBeGreaterThan(100);
    expect(stepsOf(() => statusUnder(condition, 'a'.repeat(200_000)))).toBe(steps);
  });

  it('is compared no further than its beginning: a match is not certain, a mismatch is', () => {
    const long = 'a'.repeat(2_000);
    expect(statusUnder({ StringEquals: { 'aws:PrincipalTag/team': long } }, long)).toBe('unknown');
    expect(statusUnder({ StringLike: { 'aws:PrincipalTag/team': 'b*' } }, long)).toBe('denied');
    expect(statusUnder({ StringLike: { 'aws:PrincipalTag/team': 'a*' } }, long)).toBe('fine');
  });

  it('up to the limit it is the value', () => {
    const longest = 'a'.repeat(1_024);
    expect(statusUnder({ StringEquals: { 'aws:PrincipalTag/team': longest } }, longest)).toBe('fine');
    expect(statusUnder({ StringEquals: { 'aws:PrincipalTag/team': `${longest}a` } }, `${longest}a`)).toBe('unknown');
  });

  it('the known beginning of an unknown one is cut as well', () => {
    const beginning = (length: number) => new UnknownValue('parameter Team has no value', 'a'.repeat(length));
    const under = (length: number) => {
      const own = policy('own', {
        ...ALLOW_BOTH,
        Condition: { StringLike: { 'aws:PrincipalTag/team': `*${PATTERN}*` } },
      });
      const role = { ...knownRole({ identity: [own] }), tags: new Map([['team', beginning(length)]]) };
      return stepsOf(() => expect(assessRole(role, CALLER, DEFAULT_PARAMETERS, NOW).status).toBe('unknown'));
    };
    expect(under(200_000)).toBe(under(2_000));
  });
});

describe('a policy with many conditions', () => {
  it('on many tags: twice as many take twice the steps', () => {
    const tagged = (count: number) => {
      const keys = Array.from({ length: count }, (_, i) => `t${i}`);
      const Condition = { StringEquals: Object.fromEntries(keys.map((key) => [`aws:PrincipalTag/${key}`, 'x'])) };
      const tags = new Map(keys.map((key) => [key.toUpperCase(), 'x']));
      const lowerCased = countLowerCased(() => {
        const role = knownRole({ identity: [policy('own', { ...ALLOW_BOTH, Condition })], tags });
        expect(assessRole(role, CALLER, DEFAULT_PARAMETERS, NOW).status).toBe('fine');
      });
      return lowerCased;
    };
    expect(tagged(200)).toBeLessThan(2.2 * tagged(100));
  });
});

function countLowerCased(run: () => void): number {
  const original = String.prototype.toLowerCase;
  let calls = 0;
  String.prototype.toLowerCase = function (this: string) {
    calls++;
    return original.call(this);
  };
  try {
    run();
  } finally {
    String.prototype.toLowerCase = original;
  }
  return calls;
}
