import { describe, expect, it } from 'vitest';
import { judgedTemplate, outcomes } from './judged.ts';
import { ROLES } from './templates.ts';

const loop = (collection: string, mode: string, head = '') => `Transform: AWS::LanguageExtensions
${head}
Mappings: { M: { Orders: { Mode: Active }, Bills: { Mode: PassThrough } } }
Resources:${ROLES}
  Fn::ForEach::Functions:
    - Name
    - ${collection}
    - Handle\${Name}:
        Type: AWS::Lambda::Function
        Properties:
          FunctionName: !Sub '\${Name}-fn'
          Role: !GetAtt Good.Arn
          TracingConfig: { Mode: ${mode} }
`;

describe('Fn::ForEach', () => {
  it('A19 a mode by the loop variable: C, N', () => {
    const judged = judgedTemplate(loop('[Orders, Bills]', '!FindInMap [M, !Ref Name, Mode]'));
    expect(outcomes(judged)).toEqual({ HandleOrders: 'C', HandleBills: 'N(tracing-not-active)' });
    expect(judged.HandleBills?.resourceId).toBe('Bills-fn');
  });

  it('a collection that a parameter gives: one verdict each', () => {
    const text = loop(
      '!Ref Names',
      'Active',
      'Parameters: { Names: { Type: CommaDelimitedList, Default: "Orders,Bills" } }',
    );
    expect(outcomes(judgedTemplate(text))).toEqual({ HandleOrders: 'C', HandleBills: 'C' });
    expect(outcomes(judgedTemplate(text, { parameters: { Names: 'One' } }))).toEqual({ HandleOne: 'C' });
  });

  it('a collection that is unknown: one verdict for the block', () => {
    const head = 'Parameters: { Names: { Type: CommaDelimitedList } }';
    expect(outcomes(judgedTemplate(loop('!Ref Names', 'Active', head)))).toEqual({ 'Handle[*]': 'C' });
    const byName = judgedTemplate(loop('!Ref Names', '!Ref Name', head));
    expect(byName['Handle[*]']).toMatchObject({ outcome: 'I(tracing-unknown)', resourceId: 'Handle[*]' });
  });

  it('a loop in a loop, and letters and digits only', () => {
    const text = `Resources:${ROLES}
  Fn::ForEach::A:
    - A
    - [x.1, y]
    - Fn::ForEach::B:
        - B
        - [p, q]
        - F&{A}\${B}:
            Type: AWS::Lambda::Function
            Properties: { Role: !GetAtt Good.Arn, TracingConfig: { Mode: Active } }
`;
    expect(Object.keys(judgedTemplate(text))).toEqual(['Fx1p', 'Fx1q', 'Fyp', 'Fyq']);
  });

  it('a loop in the properties: C', () => {
    const text = `Resources:${ROLES}
  F:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Good.Arn
      TracingConfig:
        Fn::ForEach::P: [K, [Mode], { '\${K}': Active }]
`;
    expect(outcomes(judgedTemplate(text))).toEqual({ F: 'C' });
  });

  it.each([
    ['without a collection', 'Fn::ForEach::F: [Name]'],
    ['that makes a resource twice', "Fn::ForEach::F: [N, [a, b], { Same: { Type: 'A::B' } }]"],
    [
      'that goes round for ever',
      `Fn::ForEach::A: [A, [${'1,'.repeat(200)}1], { 'Fn::ForEach::B': [B, [${'1,'.repeat(200)}1], {}] }]`,
    ],
  ])('a loop %s is refused', (_, entry) => {
    expect(() => judgedTemplate(`Resources:\n  ${entry}\n`)).toThrow(/^template\.yaml:2: /);
  });
});
