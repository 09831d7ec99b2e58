import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWritable, shellOption, shellWord } from '../../../rule/cli/fix/shell-word.ts';

/** What a shell makes of words. */
function readByShell(words: readonly string[]): readonly string[] {
  const script = `printf '%s\\0' ${words.map(shellWord).join(' ')}`;
  const { stdout, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\0').slice(0, -1);
}

describe('shellWord', () => {
  it.each([
    ['orders-exec', 'orders-exec'],
    ['arn:aws:iam::1:role/a+b=c,d.e@f_g', 'arn:aws:iam::1:role/a+b=c,d.e@f_g'],
    ['a b', "'a b'"],
    ["it's", "'it'\\''s'"],
    ['$(touch x)', "'$(touch x)'"],
    ['~', "'~'"],
  ])('%s: %s', (value, word) => {
    expect(shellWord(value)).toBe(word);
  });

  it('is read by a shell as what it was, whatever that is', () => {
    const special = fc.constantFrom("'", '"', '$', '`', '\\', '!', '*', ';', '&', '\n', '~', '#', '{', '-', 'a', ' ');
    const text = fc.oneof(
      fc.array(special, { minLength: 1 }).map((all) => all.join('')),
      fc.string({ minLength: 1 }),
    );
    fc.assert(
      fc.property(
        fc.array(
          text.filter((each) => !each.includes('\0')),
          { minLength: 1, maxLength: 40 },
        ),
        (words) => {
          expect(readByShell(words)).toEqual(words);
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('shellOption', () => {
  it.each([
    ['orders', '--function-name orders'],
    ['-orders', '--function-name=-orders'],
    ["-o'", "--function-name='-o'\\'''"],
  ])('%s: %s', (value, words) => {
    expect(shellOption('--function-name', value)).toBe(words);
  });
});

describe('isWritable', () => {
  it.each([
    ['orders', true],
    ["it's $(fine) `quoted`", true],
    ['-orders', true],
    ['', false],
    ['a\nb', false],
    ['a\u001b[2J', false],
    ['a\u202eb', false],
    ['file:///etc/passwd', false],
    ['FILEB://x', false],
    ['https://example.com', false],
  ])('%j: %s', (value, expected) => {
    expect(isWritable(value)).toBe(expected);
  });
});
