import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SharedFragments, shareFragments } from '../../../infra/template-size/shared-fragments.ts';

/** What CloudFormation makes of Fn::Sub. */
function resolved({ text, variables }: SharedFragments): string {
  return text.replaceAll(/\$\{(!?)(\w+)\}/g, (_, literal, name) => (literal ? `\${${name}}` : String(variables[name])));
}

const REPEATED = '{Service: lambda,Api: GetFunctionConfiguration,FunctionName: orders}';

describe('sharing fragments', () => {
  it('writes what repeats once', () => {
    const { text, variables } = shareFragments(`[${REPEATED},first,${REPEATED},second,${REPEATED}]`);
    expect(Object.keys(variables)).toEqual(['a']);
    expect(text.length).toBeLessThan(60);
  });

  it('leaves alone what would gain little', () => {
    expect(shareFragments('[a,b,a,b]')).toEqual({ text: '[a,b,a,b]', variables: {} });
  });

  it('never puts a variable into a variable, which Fn::Sub would not resolve', () => {
    const { variables } = shareFragments(`${`\${!Own} ${REPEATED},`.repeat(5)}${`${REPEATED}[${REPEATED}]`.repeat(5)}`);
    expect(Object.keys(variables).length).toBeGreaterThan(0);
    for (const fragment of Object.values(variables)) expect(fragment).not.toMatch(/\$\{|[\ue000-\uf8ff]/);
  });

  it('comes back whole, whatever repeats', () => {
    const token = fc.constantFrom(
      'aws:executeAwsApi,',
      'isCritical: true,',
      '{',
      '}',
      'x',
      '$' + '{!Own}',
      'FunctionName: orders ',
      '$.State,',
    );
    const texts = fc.array(fc.tuple(fc.array(token, { maxLength: 12 }), fc.nat({ max: 4 })), { maxLength: 8 });
    fc.assert(
      fc.property(texts, (parts) => {
        const whole = parts.map(([tokens, times]) => tokens.join('').repeat(times)).join('');
        const shared = shareFragments(whole);
        expect(resolved(shared)).toBe(whole.replaceAll('${!', '${'));
        expect(shared.text.length).toBeLessThanOrEqual(whole.length);
      }),
    );
  });
});
