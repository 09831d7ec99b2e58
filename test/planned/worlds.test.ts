import { describe, expect, it } from 'vitest';
import { concatenated, PartlyKnownText, UnresolvedValue } from '../../rule/planned/unresolved-value.ts';
import {
  EveryWorldMemo,
  ImpossibleWorld,
  inEveryWorld,
  inTheOnlyWorld,
  type World,
} from '../../rule/planned/worlds.ts';
import { judgedTemplate, outcomes } from './judged.ts';

const open = (expression: string, certain = {}) =>
  new UnresolvedValue(expression, 'it is open', { file: 't', line: 1 }, '', certain);
const values = <Value>(evaluate: (world: World) => Value) => inEveryWorld(evaluate)?.map(({ value }) => value);
const [STAGE, SIZE] = [open('Ref Stage'), open('Ref Size')];

describe('worlds', () => {
  it('are one where nothing is asked', () => {
    expect(inEveryWorld(() => 1)).toEqual([{ value: 1, assumptions: [] }]);
  });

  it('are two for one question, each with what it takes for granted', () => {
    expect(inEveryWorld((world) => world.equals(STAGE, 'prod'))).toEqual([
      { value: true, assumptions: [{ subject: STAGE, text: 'prod', holds: true }] },
      { value: false, assumptions: [{ subject: STAGE, text: 'prod', holds: false }] },
    ]);
  });

  it('answer the same question the same way', () => {
    expect(values((world) => [world.equals(STAGE, 'prod'), world.equals(STAGE, 'prod')])).toEqual([
      [true, true],
      [false, false],
    ]);
  });

  it('never have one value be two texts', () => {
    expect(values((world) => [world.equals(STAGE, 'prod'), world.equals(STAGE, 'dev')])).toEqual([
      [true, false],
      [false, true],
      [false, false],
    ]);
  });

  it('ask only what the answers before lead to', () => {
    expect(values((world) => world.equals(STAGE, 'prod') && world.equals(SIZE, 'big'))).toEqual([true, false, false]);
  });

  it('know that the last of the allowed values is left', () => {
    const stage = open('Ref Stage', { allowed: ['prod', 'dev'] });
    expect(
      values((world) => [world.equals(stage, 'prod'), world.equals(stage, 'dev'), world.equals(stage, 'test')]),
    ).toEqual([
      [true, false, false],
      [false, true, false],
    ]);
    expect(values((world) => world.equals(open('x', { allowed: ['only'] }), 'only'))).toEqual([true]);
  });

  it('do not ask what the known beginning or end rules out', () => {
    const text = concatenated(['a-', STAGE, '-z'], () => STAGE);
    expect(text).toBeInstanceOf(PartlyKnownText);
    expect(values((world) => world.equals(text as UnresolvedValue, 'b-x-z'))).toEqual([false]);
    expect(values((world) => world.equals(text as UnresolvedValue, 'a-x'))).toEqual([false]);
    expect(values((world) => world.equals(text as UnresolvedValue, 'a-x-z'))).toEqual([true, false]);
  });

  it('leave out what is impossible', () => {
    const evaluate = (world: World) => {
      if (world.equals(STAGE, 'prod')) throw new ImpossibleWorld('refused');
      return 'dev';
    };
    expect(values(evaluate)).toEqual(['dev']);
    expect(
      values(() => {
        throw new ImpossibleWorld('always');
      }),
    ).toEqual([]);
    expect(() =>
      values(() => {
        throw new TypeError('a defect');
      }),
    ).toThrow('a defect');
  });

  it('are tried up to 64', () => {
    const asking = (questions: number) => (world: World) =>
      Array.from({ length: questions }, (_, n) => world.equals(open(`Ref P${n}`), 'x')).filter(Boolean).length;
    expect(values(asking(6))).toHaveLength(64);
    expect(values(asking(7))).toBeUndefined();
  });

  it('are the only one where no question is open', () => {
    expect(inTheOnlyWorld(() => 1)).toBe(1);
    expect(inTheOnlyWorld((world) => world.equals(STAGE, 'prod'))).toBeUndefined();
    expect(
      inTheOnlyWorld(() => {
        throw new ImpossibleWorld('always');
      }),
    ).toBeUndefined();
  });
});

describe('what is the same in every world', () => {
  it('is worked out once, and anything else each time', () => {
    const memo = new EveryWorldMemo<object, boolean>();
    const [certain, asked] = [{}, {}];
    let times = 0;
    values((world) => {
      memo.get(certain, world, () => ++times > 0);
      return memo.get(asked, world, () => world.equals(STAGE, 'prod'));
    });
    expect(times).toBe(1);
    expect(values((world) => memo.get(asked, world, () => world.equals(STAGE, 'prod')))).toEqual([true, false]);
  });
});

describe('a condition that was asked for before', () => {
  const TEMPLATE = `
Parameters: { Stage: { Type: String } }
Conditions: { Prod: !Equals [!Ref Stage, prod] }
Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }]
      ManagedPolicyArns: !If [Prod, ['arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess'], []]
  InProd:
    Type: AWS::Lambda::Function
    Condition: Prod
    Properties: { Role: !GetAtt R.Arn, TracingConfig: { Mode: Active } }
  Anywhere:
    Type: AWS::Lambda::Function
    Properties: { Role: !GetAtt R.Arn, TracingConfig: { Mode: Active } }
`;

  it('does not make what hangs on it the same in every world', () => {
    expect(outcomes(judgedTemplate(TEMPLATE))).toEqual({ InProd: 'C', Anywhere: 'I(role-unknown)' });
  });
});
