import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlannedInputError } from '../../rule/planned/planned-input-error.ts';
import { judgedTemplate, outcomes } from './judged.ts';
import { template } from './templates.ts';

const FUNCTION =
  'F: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt R.Arn, TracingConfig: { Mode: Active } } }';

/** Nine levels of nine aliases each stand for 387 million values. */
function aliasBomb(): string {
  const levels = 'abcdefghi'.split('').map((name, level) => {
    const inside = level === 0 ? "'x'" : `*${'abcdefghi'[level - 1]}`;
    return `  ${name}: &${name} [${Array(9).fill(inside).join(', ')}]`;
  });
  return `Metadata:\n${levels.join('\n')}\nResources:\n  ${FUNCTION}\n`;
}

const REFUSED: Readonly<Record<string, readonly [text: string, message: string | RegExp]>> = {
  'an alias bomb (E1)': [aliasBomb(), /^template\.yaml:\d+: aliases stand for more than 100000 values$/],
  'an alias of itself': ['Resources: &a { F: *a }', 'template.yaml:1: alias *a has no anchor before it'],
  'an alias of nothing': ['Resources: *b', 'template.yaml:1: alias *b has no anchor before it'],
  'brackets without end': ['['.repeat(100_000), 'template.yaml:1: nested more than 200 levels deep'],
  'dashes without end': ['- '.repeat(20_000), 'template.yaml:1: nested more than 200 levels deep'],
  'maps without end': ['{"a":'.repeat(100_000), 'template.yaml:1: nested more than 200 levels deep'],
  'intrinsic functions without end': [
    `Resources: { F: { Type: AWS::Lambda::Function, Properties: { Role: ${'!Sub ["x", { a: '.repeat(150)}1${' }]'.repeat(150)} } } }`,
    'template.yaml:1: nested more than 200 levels deep',
  ],
  'conditions in a circle': [
    `Conditions:\n  A: !Not [!Condition B]\n  B: !And [!Condition C, !Condition A]\n  C: !Equals [a, a]\nResources: {}`,
    'template.yaml:2: condition A refers to itself in a circle',
  ],
  'a condition of itself': [
    'Conditions: { A: !Not [Condition: A] }\nResources: {}',
    'template.yaml:1: condition A refers to itself in a circle',
  ],
  'a text': ['hello', 'template.yaml:1: a template is a map with Resources'],
  'a list': ['[]', 'template.yaml:1: a template is a map with Resources'],
  nothing: ['', 'template.yaml:1: a template is a map with Resources'],
  'no Resources': ['AWSTemplateFormatVersion: 2010-09-09', 'template.yaml:1: a template needs Resources'],
  'Resources that is a list': [
    'AWSTemplateFormatVersion: 2010-09-09\nResources: []',
    'template.yaml:2: Resources is not a map',
  ],
  'Parameters that is a text': ['Parameters: none\nResources: {}', 'template.yaml:1: Parameters is not a map'],
  'a parameter that is a text': [
    `Parameters: { M: text }\nResources:\n  F: { Type: AWS::Lambda::Function, Properties: { Role: !Ref M } }`,
    'template.yaml:1: parameter M is not a map',
  ],
  'a resource that is a list': ['Resources:\n  F: []', 'template.yaml:2: resource F is not a map'],
  'a resource without a type': ['Resources:\n  F: {}', 'template.yaml:2: resource F has no Type'],
  'a type that is a number': ['Resources:\n  F: { Type: 1 }', 'template.yaml:2: resource F has no Type'],
  'Properties that is a text': [
    'Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: none',
    'template.yaml:2: Properties of F is not a map',
  ],
  'a condition that is a list': [
    'Resources:\n  F: { Type: AWS::Lambda::Function, Condition: [a] }',
    'template.yaml:2: Condition of a resource is not a name',
  ],
  'a key that stands twice': [
    'Resources:\n  F: { Type: a }\n  F: { Type: b }',
    'template.yaml:3: key F stands twice in one map',
  ],
  'a key that stands twice in JSON': [
    '{"Resources": {},\n"Resources": {}}',
    'template.yaml:2: key "Resources" stands twice in one object',
  ],
  'a key that is a map': ['Resources: { ? { a: b } : c }', 'template.yaml:1: a key is not a text'],
  'a merge of a text': ['Resources:\n  <<: text', 'template.yaml:2: a merge key (<<) needs a map'],
  'JSON that breaks off': ['{"Resources": {', 'template.yaml:1: not JSON: the text ends too early'],
  'bad YAML': ['Resources:\n  F: "a', /^template\.yaml:2: not YAML: /],
  'two documents': ['Resources: {}\n---\nResources: {}\n', 'template.yaml:2: more than one YAML document'],
  'an output without a value': ['Resources: {}\nOutputs: { O: {} }', 'template.yaml:2: output O has no Value'],
  'more than 10 MB': [
    `{"Resources": {}, "Metadata": {"x": "${'x'.repeat(10 << 20)}"}}`,
    'template.yaml: longer than 10 MB, of which CloudFormation takes 1 MB at most',
  ],
  'more than 1 MB of YAML': [
    `Resources: {}\nDescription: ${'x'.repeat(1 << 20)}`,
    'template.yaml: longer than the 1 MB that CloudFormation takes as a template',
  ],
};

describe('what is no template', () => {
  it.each(Object.entries(REFUSED))('%s is refused in one line, with its place', (_, [text, message]) => {
    const start = performance.now();
    expect(() => judgedTemplate(text)).toThrow(PlannedInputError);
    expect(() => judgedTemplate(text)).toThrow(message);
    expect(performance.now() - start).toBeLessThan(4000);
  });
});

describe('what grows without end', () => {
  const doubled = (open: string, close: string, levels: number, leaf: string) =>
    open.repeat(levels) + leaf + close.repeat(levels);

  const withRole = (value: string) =>
    `Resources: { F: { Type: AWS::Lambda::Function, Properties: { TracingConfig: { Mode: Active }, Role: ${value} } } }`;

  it('texts that double themselves are unknown: I(role-unknown)', () => {
    const text = withRole(doubled("!Sub ['${a}${a}', { a: ", ' }]', 60, 'abc'));
    expect(outcomes(judgedTemplate(text))).toEqual({ F: 'I(role-unknown)' });
  });

  it('texts of unknown parts that double themselves are unknown as well', () => {
    const text = `Parameters: { P: { Type: String } }\n${withRole(doubled("!Sub ['${a}-${a}', { a: ", ' }]', 60, '!Ref P'))}`;
    expect(outcomes(judgedTemplate(text))).toEqual({ F: 'I(role-unknown)' });
  });

  it('JSON in JSON in JSON is unknown', () => {
    const text = withRole(doubled('{ Fn::ToJsonString: { a: ', ' } }', 60, "'\"'"));
    expect(outcomes(judgedTemplate(text))).toEqual({ F: 'I(role-unknown)' });
  });

  it('a chain of conditions that is longer than any real one is refused, and no overflow', () => {
    const chain = Array.from({ length: 5000 }, (_, n) => `  C${n}: !Not [!Condition C${n + 1}]`).join('\n');
    const text = `Conditions:\n${chain}\n  C5000: !Equals [a, a]\nResources:\n  F: { Type: AWS::Lambda::Function, Condition: C0 }\n`;
    expect(() => judgedTemplate(text)).toThrow('expressions are nested too deeply');
  });

  it('conditions that ask each other twice are each asked once', () => {
    const chain = Array.from(
      { length: 60 },
      (_, n) => `  C${n}: !And [!Condition C${n + 1}, !Condition C${n + 1}]`,
    ).join('\n');
    const text = `Conditions:\n${chain}\n  C60: !Equals [a, a]\nResources:\n  F: { Type: AWS::Lambda::Function, Condition: C0 }\n`;
    expect(outcomes(judgedTemplate(text))).toEqual({ F: 'N(tracing-not-active)' });
  });

  it('more open conditions than can be tried leave the function undecided', () => {
    const names = Array.from({ length: 10 }, (_, n) => `P${n}`);
    const head = `Parameters: { ${names.map((name) => `${name}: { Type: String }`).join(', ')} }
Conditions: { ${names.map((name) => `Is${name}: !Equals [!Ref ${name}, yes]`).join(', ')} }`;
    const nest = (index: number): string =>
      index === names.length ? '[Active]' : `!If [IsP${index}, ${nest(index + 1)}, [Other, ${nest(index + 1)}]]`;
    expect(outcomes(judgedTemplate(template({ head, mode: nest(0) })))).toEqual({
      F: 'I(tracing-unknown, role-unknown)',
    });
  });
});

describe('keys and values of any kind', () => {
  it('a key like a property of every object is a key like any other', () => {
    const text =
      '{"Resources": {"__proto__": {"Type": "AWS::Lambda::Function"}, "constructor": {"Type": "AWS::Lambda::Function"}}}';
    expect(Object.entries(outcomes(judgedTemplate(text)))).toEqual([
      ['__proto__', 'N(tracing-not-active)'],
      ['constructor', 'N(tracing-not-active)'],
    ]);
  });

  const VALID = {
    Parameters: { Stage: { Type: 'String', AllowedValues: ['prod', 'dev'] } },
    Mappings: { M: { prod: { Mode: 'Active' }, dev: { Mode: 'Active' } } },
    Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
    Resources: {
      R: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
          },
          Policies: [
            {
              PolicyName: 'p',
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: [{ Effect: 'Allow', Action: 'xray:*', Resource: '*' }],
              },
            },
          ],
          ManagedPolicyArns: [
            { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/ReadOnlyAccess']] },
          ],
          PermissionsBoundary: { 'Fn::If': ['IsProd', { Ref: 'B' }, { Ref: 'AWS::NoValue' }] },
          Tags: [{ Key: 'team', Value: 'a' }],
        },
      },
      B: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: {
          PolicyDocument: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
        },
      },
      P: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyName: 'p',
          Roles: [{ Ref: 'R' }],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: { 'Fn::Sub': '${Q.Arn}/*' } }],
          },
        },
      },
      Q: { Type: 'AWS::SQS::Queue' },
      E: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Condition: 'IsProd',
        Properties: { FunctionName: { 'Fn::GetAtt': ['F', 'Arn'] }, Enabled: true, Queues: ['q'] },
      },
      'Fn::ForEach::L': [
        'N',
        ['A', 'B'],
        {
          'F${N}': {
            Type: 'AWS::Serverless::Function',
            Properties: {
              Tracing: 'Active',
              Policies: ['ReadOnlyAccess'],
              Events: { K: { Type: 'MQ', Properties: { Broker: 'b' } } },
            },
          },
        },
      ],
      F: {
        Type: 'AWS::Lambda::Function',
        Condition: 'IsProd',
        Metadata: { 'lambda-active-tracing': {} },
        Properties: {
          FunctionName: { 'Fn::Select': [0, { 'Fn::Split': ['-', 'orders-x'] }] },
          Role: { 'Fn::GetAtt': 'R.Arn' },
          Tags: [{ Key: 'k', Value: 'v' }],
          TracingConfig: { Mode: { 'Fn::FindInMap': ['M', { Ref: 'Stage' }, 'Mode'] } },
        },
      },
    },
    Outputs: { O: { Value: { Ref: 'F' } } },
  };

  it('the template that the next row breaks is in order: C', () => {
    expect(new Set(Object.values(outcomes(judgedTemplate(JSON.stringify(VALID)))))).toEqual(new Set(['C']));
  });

  const places = placesIn(VALID);
  const odd = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      true,
      0,
      '',
      'x',
      [],
      {},
      [[]],
      { Ref: 'F' },
      { Ref: [] },
      { Ref: null },
      { 'Fn::If': [] },
      { 'Fn::GetAtt': 1 },
    ),
    fc.constantFrom<unknown>(
      { 'Fn::Sub': [] },
      { 'Fn::Join': ['', { Ref: 'Stage' }] },
      { 'Fn::Select': [null, null] },
      { 'Fn::Transform': 1 },
      { 'Fn::FindInMap': [] },
    ),
    fc.jsonValue({ maxDepth: 2 }),
  );

  it('a wrong value at any place is refused or judged, and throws nothing else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), odd, (place, value) => {
        const broken = structuredClone(VALID);
        replace(broken, place, value);
        try {
          outcomes(judgedTemplate(JSON.stringify(broken)));
        } catch (error) {
          if (!(error instanceof PlannedInputError)) throw error;
          expect(error.message).toMatch(/^template\.yaml(:\d+)?: \S/);
        }
      }),
      { numRuns: 500 },
    );
  });
});

type Place = readonly string[];

function placesIn(value: unknown, place: Place = []): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [place];
  return [place, ...Object.entries(value).flatMap(([key, member]) => placesIn(member, [...place, key]))].filter(
    ({ length }) => length > 0,
  );
}

function replace(root: object, place: Place, value: unknown): void {
  let parent: Record<string, unknown> = Object(root);
  for (const key of place.slice(0, -1)) parent = Object(parent[key]);
  parent[place.at(-1) ?? ''] = value;
}
