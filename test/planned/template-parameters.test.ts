import { describe, expect, it } from 'vitest';
import { parseTemplateParameters } from '../../rule/planned/cloudformation/template-parameters.ts';

const read = (text: string) => Object.fromEntries(parseTemplateParameters('p.json', text));

describe('template parameters', () => {
  it.each([
    [
      'AWS CLI',
      '[{"ParameterKey": "A", "ParameterValue": "x"}, {"ParameterKey": "B", "UsePreviousValue": true}]',
      { A: 'x' },
    ],
    ['AWS CLI, deploy', '["A=x", "B=y=z", "C="]', { A: 'x', B: 'y=z', C: '' }],
    ['CodePipeline', '{"Parameters": {"A": "x", "B": "1"}, "Tags": {"t": "v"}}', { A: 'x', B: '1' }],
    ['a plain map', '{"A": "x", "N": 1, "T": true, "L": ["a", "b"]}', { A: 'x', N: '1', T: 'true', L: 'a,b' }],
    ['YAML', 'A: x\nB: 2\n', { A: 'x', B: '2' }],
    ['nothing', '{}', {}],
  ])('%s', (_, text, values) => {
    expect(read(text)).toEqual(values);
  });

  it.each([
    ['a text', '"A=x"', 'p.json:1: template parameters are a list or a map'],
    ['no equals sign', '["A=x",\n"B"]', 'p.json:2: "B" is not Key=Value'],
    ['no key', '[{"ParameterValue": "x"}]', 'p.json:1: an entry has no ParameterKey'],
    ['no value', '[{"ParameterKey": "A"}]', 'p.json:1: the ParameterValue of A is not a text'],
    ['a map as value', '{"A": "x",\n"B": {"c": 1}}', 'p.json:2: the value of parameter B is not a text'],
    ['no JSON', '[', 'p.json:1: not JSON: the text ends too early'],
  ])('%s is refused', (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
