import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deliveryOf } from '../../../rule/core/delivery/delivery.ts';
import { type DeliveryFacts, judgeDelivery } from '../../../rule/core/delivery/judge-delivery.ts';
import type { Invocations } from '../../../rule/core/invocations.ts';
import type { RecordedFunction } from '../../../rule/core/model.ts';
import { expectedTraces } from '../../../rule/core/sampling.ts';
import { UnknownValue } from '../../../rule/core/unknown-value.ts';

function invoked(invocations: number): Invocations {
  return { kind: 'counted', invocations, expectedTraces: expectedTraces(invocations, 60) };
}

const FACTS: DeliveryFacts = {
  invocations: invoked(1000),
  traces: 0,
  destination: { kind: 'x-ray' },
  isGraphDrawn: true,
};

const searched = (indexedShare: number | undefined) => ({ kind: 'transaction-search', indexedShare }) as const;

const ROWS: readonly (readonly [name: string, facts: Partial<DeliveryFacts>, why?: RegExp])[] = [
  ['traces of it: delivering', { traces: 1 }],
  ['traces and no invocation counted yet: delivering', { invocations: invoked(0), traces: 3 }],
  ['neither invocations nor traces: not-invoked', { invocations: invoked(0) }],
  [
    'no invocation, and traces of one of its name: not-invoked',
    { invocations: invoked(0), traces: new UnknownValue('x') },
  ],
  ['180 invocations without a trace: silent', { invocations: invoked(180) }],
  ['179 invocations without a trace: cannot-tell', { invocations: invoked(179) }, /^too few.*it takes 180/],
  ['a metric that is refused: cannot-tell', { invocations: { kind: 'unknown', why: 'Forbidden' } }, /^Forbidden$/],
  ['a refused metric beside traces: cannot-tell', { invocations: { kind: 'unknown', why: 'no' }, traces: 9 }, /^no$/],
  ['traces of nobody knows whose: cannot-tell', { traces: new UnknownValue('whose') }, /^whose$/],
  ['nobody knows where traces go: cannot-tell', { destination: { kind: 'unknown', why: 'refused' } }, /go: refused$/],
  ['1 % indexed of 1,000 invocations: cannot-tell', { destination: searched(0.01) }, /indexes 1 % here.*18,417/],
  ['1 % indexed of 20,000 invocations: silent', { destination: searched(0.01), invocations: invoked(20_000) }],
  [
    '0.01 % indexed, likely and yet few: cannot-tell',
    { destination: searched(0.0001), invocations: invoked(900_000) },
    /^too few/,
  ],
  ['none indexed: cannot-tell', { destination: searched(0) }, /indexes none/],
  ['an unknown share indexed: cannot-tell', { destination: searched(undefined) }, /not known how many/],
  [
    'spans elsewhere, and a graph without any function: cannot-tell',
    { destination: searched(1), isGraphDrawn: false },
    /holds no function at all/,
  ],
  ['spans elsewhere, all indexed, others in the graph: silent', { destination: searched(1) }],
  ['changed in the window, 180 invocations since: silent', { sinceChange: invoked(180) }],
  [
    'changed in the window, 179 invocations since: cannot-tell',
    { sinceChange: invoked(179) },
    /^too few invocations since the function was changed \(179\)/,
  ],
  ['changed in the window, traces of before or after: delivering', { sinceChange: invoked(0), traces: 1 }],
  [
    'changed in the window, and nobody knows what came since: cannot-tell',
    { sinceChange: { kind: 'unknown', why: 'no' } },
    /^no$/,
  ],
  ['the first function of a Region without traces: silent', { isGraphDrawn: false }],
];

describe('the delivery of a function that may deliver', () => {
  it.each(ROWS.map(([name, facts, why]) => [name, facts, why] as const))('%s', (name, facts, why) => {
    const verdict = judgeDelivery({ ...FACTS, ...facts });
    expect(verdict.delivery).toBe(name.split(': ').at(-1));
    if (why === undefined) expect(verdict.why).toBeUndefined();
    else expect(verdict.why).toMatch(why);
  });

  it('is never silent where fewer than five traces are to be expected, whatever share is indexed', () => {
    fc.assert(
      fc.property(fc.nat(2_000_000), fc.double({ min: 0, max: 1, noNaN: true }), (requests, share) => {
        const verdict = judgeDelivery({ ...FACTS, invocations: invoked(requests), destination: searched(share) });
        const fewest = verdict.expectedTraces?.[0] ?? 0;
        expect(verdict.delivery === 'silent' && fewest < 5).toBe(false);
        expect(verdict.delivery === 'silent').toBe(requests > 0 && (1 - 0.05 * share) ** requests < 1e-4);
      }),
    );
  });

  it('expects no more traces than are indexed, and none for certain where that is not known', () => {
    const all = judgeDelivery(FACTS).expectedTraces;
    expect(all?.[0]).toBeCloseTo(50.95, 9);
    expect(all?.[1]).toBeCloseTo(107, 9);
    const some = judgeDelivery({ ...FACTS, destination: searched(0.5) }).expectedTraces;
    expect(some?.[0]).toBeCloseTo(25.475, 9);
    expect(judgeDelivery({ ...FACTS, destination: searched(undefined) }).expectedTraces?.[0]).toBe(0);
    expect(judgeDelivery({ ...FACTS, invocations: { kind: 'unknown', why: '' } }).expectedTraces).toBeUndefined();
  });
});

describe('what to look at', () => {
  const fn: RecordedFunction = {
    kind: 'recorded',
    tracingMode: 'Active',
    role: 'arn:aws:iam::111122223333:role/shop/orders-exec',
    exemptionTag: undefined,
    untraceableEventSources: [],
    accountId: '111122223333',
    region: 'eu-west-1',
    resourceId: 'orders',
    arn: 'arn:aws:lambda:eu-west-1:111122223333:function:orders',
  };

  it('for a silent function are seven causes, an upstream first and the way out of a VPC last, each with its command', () => {
    const { checks } = deliveryOf(fn, FACTS);
    expect(checks.map((check) => /aws ([a-z0-9]+) [a-z-]+/.exec(check)?.[1])).toEqual([
      'lambda',
      'xray',
      'logs',
      'xray',
      'ec2',
      'cloudtrail',
      'lambda',
    ]);
    expect(checks[0]).toMatch(/^An upstream may have decided not to sample.*--function-name orders --region eu-west-1/);
    expect(checks[1]).toContain('Transaction Search was off');
    expect(checks[5]).toContain('AttributeValue=orders-exec ');
    expect(checks[6]).toContain('disputed');
    expect(deliveryOf(fn, { ...FACTS, destination: searched(1) }).checks[1]).toContain('Transaction Search was on');
  });

  it('for one that cannot be told is why', () => {
    expect(deliveryOf(fn, { ...FACTS, invocations: invoked(3) }).checks).toEqual([
      "too few invocations: Lambda's sampling may have left out all of them (it takes 180)",
    ]);
  });

  it('for the others is nothing', () => {
    expect(deliveryOf(fn, { ...FACTS, traces: 4 })).toMatchObject({ checks: [], invocations: 1000, traces: 4 });
  });
});
