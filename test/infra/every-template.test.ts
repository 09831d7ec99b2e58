import { describe, expect, it } from 'vitest';
import { synthesized } from './synthesized.ts';

const { member, organization, securityHub } = synthesized();
const PATTERNS = Object.entries({ member, organization, securityHub }).flatMap(([template, { Parameters }]) =>
  Object.entries(Parameters).flatMap(([name, { Type, AllowedPattern, ConstraintDescription = '' }]) =>
    AllowedPattern === undefined ? [] : [{ template, name, Type, AllowedPattern, ConstraintDescription }],
  ),
);

describe('every template', () => {
  it.each(PATTERNS)(
    '$template says for $name what to write, with examples that it takes',
    ({ Type, AllowedPattern, ConstraintDescription }) => {
      const [, examples = ''] = /^such as (\S+(?: or \S+)?)$/.exec(ConstraintDescription) ?? [];
      // CloudFormation holds each entry of a list against the pattern.
      const entries = examples
        .split(' or ')
        .flatMap((each) => (Type === 'CommaDelimitedList' ? each.split(',') : each));
      for (const entry of entries) expect(entry, examples).toMatch(new RegExp(`^(?:${AllowedPattern})$`));
      expect(examples).not.toBe('');
    },
  );

  it.each([
    ['member', member],
    ['Security Hub', securityHub],
  ])('%s says which format it has, without which an emulator does not update it', (_name, template) => {
    expect(template.AWSTemplateFormatVersion).toBe('2010-09-09');
  });
});
