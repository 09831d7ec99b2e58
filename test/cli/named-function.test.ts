import { describe, expect, it } from 'vitest';
import { InputError } from '../../rule/cli/input-error.ts';
import type { JudgedFunction } from '../../rule/cli/judged-functions.ts';
import { namedFunction } from '../../rule/cli/named-function.ts';
import type { Evaluation } from '../../rule/core/evaluation.ts';
import type { FunctionFacts } from '../../rule/core/model.ts';

function judged(name: string, accountId = '111122223333', source?: Evaluation['source']): JudgedFunction {
  const arn = source === undefined ? arnOf(name, accountId) : '';
  const fn: FunctionFacts = {
    kind: 'out-of-scope',
    accountId,
    region: 'eu-west-1',
    resourceId: name,
    arn,
    because: 'deleted',
  };
  const verdict = { compliance: 'NOT_APPLICABLE', reasons: ['out-of-scope'], annotation: '.', actions: [] } as const;
  const evaluation = { fn, verdict, capturedAt: undefined, ...(source && { source }) };
  return { evaluation, caller: fn, worlds: [] };
}

function arnOf(name: string, accountId = '111122223333'): string {
  return `arn:aws:lambda:eu-west-1:${accountId}:function:${name}`;
}

const PLANNED = { file: 'template.yaml', line: 7, address: 'Stack/Orders' };
const FUNCTIONS = [
  judged('orders'),
  judged('payments'),
  judged('search'),
  judged('search', '444455556666'),
  judged('orders-api', '', PLANNED),
];

const named = (given: string) => namedFunction(given, FUNCTIONS);

describe('namedFunction', () => {
  it.each([
    ['a name', 'orders', 'orders'],
    ['an ARN', arnOf('payments'), 'payments'],
    ['the ARN of a version', `${arnOf('payments')}:7`, 'payments'],
    ['the address in a template', 'Stack/Orders', 'orders-api'],
    ['the name in a template', 'orders-api', 'orders-api'],
    ['an ARN where the name is that of several', arnOf('search', '444455556666'), 'search'],
  ])('%s: %s', (_, given, name) => {
    expect(named(given).evaluation.fn.resourceId).toBe(name);
  });

  it.each([
    [
      'search',
      `search may be ${arnOf('search')} or ${arnOf('search', '444455556666')}: name one by its ARN, or by --account and --region`,
    ],
    ['order', 'there is no function order in the input; did you mean orders?'],
    ['PAYMENT', 'there is no function PAYMENT in the input; did you mean payments?'],
    [arnOf('searhc'), `there is no function ${arnOf('searhc')} in the input; did you mean ${arnOf('search')}?`],
    ['Stack/Ordres', 'there is no function Stack/Ordres in the input; did you mean Stack/Orders?'],
    ['billing', 'there is no function billing in the input'],
    ['', 'a function is needed: its name, its ARN, or its address in a template or plan'],
  ])('%s: refused', (given, message) => {
    expect(() => named(given)).toThrow(new InputError(message));
  });

  it('names at most five candidates, and counts the others', () => {
    const many = Array.from({ length: 8 }, (_, index) => judged('same', `${index}`.repeat(12)));
    expect(() => namedFunction('same', many)).toThrow(/4{12}:function:same or one of 3 more: name one/);
  });
});
