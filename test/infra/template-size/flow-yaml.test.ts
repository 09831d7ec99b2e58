import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { toFlowYaml } from '../../../infra/template-size/flow-yaml.ts';

describe('flow YAML', () => {
  it.each([
    ['a plain word', { Type: 'String' }, '{Type: String}'],
    ['a type name', ['AWS::SNS::Topic'], "['AWS::SNS::Topic']"],
    ['a quote', ["it's"], "['it''s']"],
    ['many quotes', ["'a' 'b' 'c'"], "[\"'a' 'b' 'c'\"]"],
    ['a date, which YAML 1.1 would parse', ['2012-10-17'], "['2012-10-17']"],
    ['a word that YAML 1.1 takes for a boolean', ['No', 'on', 'y'], "['No','on','y']"],
    ['a line break', ['a\nb'], '["a\\nb"]'],
    ['numbers and booleans', [1, true], '[1,true]'],
    ['what is undefined', { a: undefined, b: 'c' }, '{b: c}'],
  ])('prints %s', (_, value, expected) => {
    expect(toFlowYaml(value)).toBe(expected);
  });

  it.each(['1.1', '1.2'] as const)('reads back as the same value in YAML %s', (version) => {
    const anything = fc.json({ stringUnit: 'binary' }).filter((text) => !text.includes('__proto__'));
    fc.assert(
      fc.property(anything, (text) => {
        // A template comes from JSON text; what JSON cannot tell apart (0 and -0) need not be told apart here.
        const value = JSON.parse(JSON.stringify(JSON.parse(text)));
        expect(parse(toFlowYaml(value), { version })).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });
});
