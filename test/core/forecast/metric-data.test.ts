import { describe, expect, it } from 'vitest';
import { joinMetrics } from '../../../rule/core/forecast/join-metrics.ts';
import { parseMetricData, type SaidOfMetrics } from '../../../rule/core/forecast/metric-data.ts';
import { isMetricPeriod, longestPeriod } from '../../../rule/core/forecast/metric-period.ts';

const NOTHING_SAID: SaidOfMetrics = { periodSeconds: undefined, windowSeconds: undefined, accountId: '', region: '' };

/** One result as AWS CLI 2 prints it: minutes after 10:00 and how often the function was invoked then. */
function result(label: string, points: Readonly<Record<number, unknown>>, more: object = {}) {
  const minutes = Object.keys(points).reverse();
  return {
    Id: 'm0',
    Label: label,
    Timestamps: minutes.map((minute) => `2026-11-20T10:${minute.padStart(2, '0')}:00+00:00`),
    Values: minutes.map((minute) => points[Number(minute)]),
    StatusCode: 'Complete',
    ...more,
  };
}

function parse(results: readonly object[], said: Partial<SaidOfMetrics> = {}) {
  return parseMetricData({ MetricDataResults: results, Messages: [] }, { ...NOTHING_SAID, ...said });
}

describe('metric data', () => {
  it('tells period and window by its points', () => {
    const { span, metrics } = parse([
      result('orders', { 0: 3, 10: 2 }),
      result('refunds', { 15: 1, 25: 7 }, { Id: 'm1' }),
    ]);
    expect(span).toEqual({
      from: Date.parse('2026-11-20T10:00:00Z'),
      to: Date.parse('2026-11-20T10:30:00Z'),
      periodSeconds: 300,
    });
    expect(metrics.map(({ resourceId, seconds }) => [resourceId, seconds])).toEqual([
      ['orders', 1800],
      ['refunds', 1800],
    ]);
    expect(metrics[0]?.invocations).toEqual({
      kind: 'counted',
      invocations: 5,
      expectedTraces: [expect.closeTo(2.15, 9), 5],
    });
  });

  it('of AWS CLI 1 has times in seconds', () => {
    const numbers = { Timestamps: [1795168800, 1795168860], Values: [1, 2] };
    const { span } = parse([result('orders', {}, numbers)]);
    expect(span).toMatchObject({ from: 1795168800_000, to: 1795168920_000, periodSeconds: 60 });
  });

  it('joins the pages of one Id, whose first says that it is a part', () => {
    const { metrics } = parse([
      result('orders', { 0: 3, 1: 1 }, { StatusCode: 'PartialData' }),
      result('orders', { 1: 1, 2: 4 }),
    ]);
    expect(metrics).toHaveLength(1);
    expect(metrics[0]?.invocations).toMatchObject({ invocations: 8 });
  });

  it.each([
    ['a part whose rest is missing', [{ StatusCode: 'PartialData' }], 'PartialData'],
    ['a refusal', [{ StatusCode: 'Forbidden' }], 'Forbidden'],
    [
      'a failure on the first of two pages',
      [{ StatusCode: 'InternalError' }, { StatusCode: 'Complete' }],
      'InternalError',
    ],
  ])('of %s is unknown, and not zero', (_, pages, why) => {
    const { metrics } = parse([
      ...pages.map((page) => result('orders', {}, page)),
      result('refunds', { 0: 1, 1: 1 }, { Id: 'm1' }),
    ]);
    expect(metrics[0]?.invocations).toEqual({ kind: 'unknown', why: `CloudWatch answered ${why}` });
  });

  it('without any point tells nothing but zero', () => {
    expect(parse([result('orders', {})])).toMatchObject({
      span: undefined,
      metrics: [{ resourceId: 'orders', seconds: 0, invocations: { invocations: 0 } }],
    });
  });

  it('takes period and window as they are said', () => {
    const { span, metrics } = parse([result('orders', { 7: 5 })], { periodSeconds: 60, windowSeconds: 86_400 });
    expect(span?.periodSeconds).toBe(60);
    expect(metrics[0]).toMatchObject({ seconds: 86_400, invocations: { expectedTraces: [1.2, 5] } });
  });

  it('may have points that lie several of its periods apart', () => {
    expect(parse([result('orders', { 0: 3, 10: 2 })], { periodSeconds: 60 }).span).toMatchObject({ periodSeconds: 60 });
  });

  it('is of the account and Region its label says, or of those that are said', () => {
    const arn = 'arn:aws:lambda:us-east-1:444455556666:function:orders';
    const { metrics } = parse([result(arn, { 0: 1, 1: 1 }), result('orders', { 0: 1 }, { Id: 'm1' })], {
      accountId: '111122223333',
      region: 'eu-west-1',
    });
    expect(metrics.map(({ accountId, region, resourceId }) => [accountId, region, resourceId])).toEqual([
      ['444455556666', 'us-east-1', 'orders'],
      ['111122223333', 'eu-west-1', 'orders'],
    ]);
  });

  it.each<[string, unknown, Partial<SaidOfMetrics>, RegExp]>([
    ['something else', { Datapoints: [] }, {}, /no list MetricDataResults/],
    ['a list', [], {}, /no list MetricDataResults/],
    ['what was cut off', { MetricDataResults: [], NextToken: 'x' }, {}, /cut off: it has a NextToken/],
    [
      'a label that CloudWatch made up',
      [result('Invocations (sum)', { 0: 1, 1: 2 })],
      {},
      /neither the name nor the ARN/,
    ],
    ['an average', [result('orders', { 0: 1.5, 1: 2 })], {}, /1.5 is no number of invocations/],
    ['a value that is a text', [result('orders', { 0: '1' })], {}, /"1" is no number/],
    ['no time', [result('orders', {}, { Timestamps: ['noon'], Values: [1] })], {}, /"noon" is no time/],
    ['lists of two lengths', [result('orders', {}, { Values: [1] })], {}, /lists of the same length/],
    ['a result without Id', [result('orders', {}, { Id: null })], {}, /must be texts/],
    ['one moment only', [result('orders', { 3: 1 })], {}, /say it with --period/],
    ['a period that is none', [result('orders', { 0: 1, 2: 1 })], { periodSeconds: 90 }, /--period 90: metrics have/],
    [
      'another period',
      [result('orders', { 0: 1, 1: 1 })],
      { periodSeconds: 300 },
      /are 60 s apart, which is no multiple/,
    ],
    [
      'a window that is too short',
      [result('orders', { 0: 1, 9: 1 })],
      { windowSeconds: 60 },
      /more than --window says/,
    ],
    ['two values of one moment', [result('orders', { 0: 1 }), result('orders', { 0: 2 })], {}, /two values for/],
    [
      'two metrics of one name',
      [result('a', { 0: 1 }), result('a', {}, { Id: 'm1' })],
      {},
      /two metrics are labelled a/,
    ],
  ])('%s is refused', (_, source, said, message) => {
    const document = Array.isArray(source) && source.length > 0 ? { MetricDataResults: source } : source;
    expect(() => parseMetricData(document, { ...NOTHING_SAID, ...said })).toThrow(message);
  });
});

describe('the longest period of points', () => {
  it.each([
    ['a minute and its multiples', [0, 60, 300], 60],
    ['ten minutes, which are multiples of no more', [600, 1200, 3000], 600],
    ['a day', [0, 86_400], 86_400],
    ['half a minute', [0, 30, 60], 30],
    ['distances that only ten seconds divide', [0, 50, 90], 10],
    ['a minute and a half, which is no period', [0, 90, 180], 30],
    ['seconds', [0, 7], 1],
    ['one moment', [60, 60], undefined],
    ['no moment', [], undefined],
  ])('%s', (_, seconds, period) => expect(longestPeriod(seconds.map((second) => second * 1000))).toBe(period));

  it.each([
    [1, true],
    [30, true],
    [60, true],
    [86_400, true],
    [0, false],
    [15, false],
    [90, false],
    [-60, false],
  ])('%i s: %s', (seconds, is) => expect(isMetricPeriod(seconds)).toBe(is));
});

describe('several inputs of metric data', () => {
  const first = { name: 'a.json', ...parse([result('orders', { 0: 3, 1: 3 })]) };
  const second = { name: 'b.json', ...parse([result('orders', { 20: 5, 25: 1 })]) };

  it('add up what is of other times', () => {
    const { span, metrics } = joinMetrics([first, second]);
    expect(span).toMatchObject({ periodSeconds: 300, to: Date.parse('2026-11-20T10:30:00Z') });
    expect(metrics).toMatchObject([{ seconds: 120 + 600, invocations: { invocations: 12 } }]);
  });

  it('refuse a function that two of them have at the same time', () => {
    expect(() => joinMetrics([first, { ...first, name: 'copy.json' }])).toThrow(/^copy.json: orders is in a.json too/);
  });

  it('know nothing of a function where one of them does not', () => {
    const refused = { name: 'c.json', ...parse([result('orders', {}, { StatusCode: 'Forbidden' })]) };
    expect(joinMetrics([first, refused]).metrics[0]?.invocations.kind).toBe('unknown');
    expect(joinMetrics([refused, first]).metrics[0]?.invocations.kind).toBe('unknown');
  });
});
