import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateAll } from '../../../rule/core/evaluation.ts';
import type { FunctionHistory } from '../../../rule/core/history/model.ts';
import { DEFAULT_PARAMETERS } from '../../../rule/core/parameters.ts';
import { type ConfigurationItem, parseConfigurationItem } from '../../../rule/recorded/configuration-item.ts';
import { RecordedHistory } from '../../../rule/recorded/history/recorded-history.ts';
import { RecordedState } from '../../../rule/recorded/recorded-state.ts';
import { functionItem, roleItem } from '../../cli/items.ts';
import {
  CUSTOM_ROLE,
  DELETED,
  DELETED_ROLE,
  exempt,
  madeAnew,
  ORDERS,
  POOR_ROLE,
  policyItem,
  roleWithInline,
  TRACING_ROLE,
  UNTRACED,
} from './replayed.ts';

const HOUR = 3_600_000;
const PERIOD = { from: Date.parse('2026-11-01T00:00:00Z'), to: Date.parse('2026-11-05T00:00:00Z') };
const XRAY = { Effect: 'Allow', Action: 'xray:*', Resource: '*' };

/** Few states of few resources, so that they meet, repeat and tie often. */
const STATES = [
  ORDERS,
  UNTRACED,
  DELETED,
  exempt('2026-11-02 ann migration'),
  { ...ORDERS, configurationItemStatus: 'ResourceNotRecorded' },
  functionItem('billing'),
  functionItem('billing', { tracingConfig: { mode: 'Active' } }, { tags: { 'lambda-active-tracing-exempt': 'soon' } }),
  TRACING_ROLE,
  POOR_ROLE,
  CUSTOM_ROLE,
  DELETED_ROLE,
  { ...TRACING_ROLE, configuration: null, configurationItemStatus: 'ResourceNotRecorded' },
  madeAnew(TRACING_ROLE),
  madeAnew(POOR_ROLE),
  madeAnew(DELETED_ROLE),
  roleWithInline({ ...XRAY, Condition: { DateLessThanEquals: { 'aws:CurrentTime': '2026-11-02T06:00:00Z' } } }),
  roleWithInline({ ...XRAY, Condition: { DateEquals: { 'aws:EpochTime': '2026-11-03T06:00:00Z' } } }),
  roleWithInline({ ...XRAY, Condition: { StringLike: { 'aws:CurrentTime': '2026-11-0?T*' } } }),
  policyItem('allows'),
  policyItem('silent'),
  { ...policyItem('silent'), configuration: null, configurationItemStatus: 'ResourceDeleted' },
  { ...madeAnew(POOR_ROLE), configuration: null, configurationItemStatus: 'ResourceNotRecorded' },
];

const capture = fc
  .record({
    state: fc.constantFrom(...STATES),
    // From a day before the period to half a day after it, six hours apart.
    hour: fc.integer({ min: -4, max: 18 }),
    stateId: fc.constantFrom(1, 1, 2),
  })
  .map(({ state, hour, stateId }) => ({
    ...state,
    configurationItemCaptureTime: new Date(PERIOD.from + hour * 6 * HOUR).toISOString(),
    configurationStateId: stateId,
  }));

/** A moment of the period, at or beside one where something happens. */
const moment = fc
  .tuple(fc.integer({ min: 0, max: 16 }), fc.constantFrom(-1, 0, 1, 999, 1000))
  .map(([hour, offset]) => Math.min(Math.max(PERIOD.from + hour * 6 * HOUR + offset, PERIOD.from), PERIOD.to - 1));

/** Something delivered after the period, so that all of it is told about. */
const DELIVERED_LATER = parseConfigurationItem({
  ...roleItem('unrelated'),
  configurationItemCaptureTime: new Date(PERIOD.to).toISOString(),
});

type Verdicts = Readonly<Record<string, string>>;

/** What `evaluate --at` says. */
function evaluated(items: readonly ConfigurationItem[], at: number): Verdicts {
  const state = new RecordedState(DEFAULT_PARAMETERS, at);
  for (const item of items) state.configurationItem(item);
  const source = { functions: () => state.functions(), roleFacts: state.roleFacts.bind(state) };
  return Object.fromEntries(
    [...evaluateAll(source, DEFAULT_PARAMETERS, new Date(at))].map(({ fn, verdict }) => [
      fn.resourceId,
      `${verdict.compliance} ${verdict.reasons.join('+')} ${verdict.annotation}`,
    ]),
  );
}

function replayed(histories: readonly FunctionHistory[], at: number): Verdicts {
  return Object.fromEntries(
    histories.flatMap(({ resourceId, intervals }) => {
      const interval = intervals.findLast(({ from }) => from <= at);
      if (interval === undefined || interval.reasons[0] === 'not-recorded-yet') return [];
      return [[resourceId, `${interval.compliance} ${interval.reasons.join('+')} ${interval.annotation}`]];
    }),
  );
}

describe('the replay', () => {
  it('says at every moment what an evaluation as of that moment says', () => {
    fc.assert(
      fc.property(
        fc.array(capture, { minLength: 1, maxLength: 30 }),
        // Copies, as snapshots bring them: enough that captures are dropped.
        fc.integer({ min: 1, max: 4 }),
        fc.array(moment, { minLength: 1, maxLength: 6 }),
        (captures, copies, moments) => {
          const items = Array.from({ length: copies }, () => captures)
            .flat()
            .map((source) => parseConfigurationItem(source));
          const history = new RecordedHistory(DEFAULT_PARAMETERS, PERIOD);
          for (const item of [...items, DELIVERED_LATER]) history.configurationItem(item);
          const histories = history.replay();
          for (const at of moments) expect(replayed(histories, at)).toEqual(evaluated(items, at));
        },
      ),
      { numRuns: 700 },
    );
  });

  it('never has two intervals in a row that say the same, and leaves no gap', () => {
    fc.assert(
      fc.property(fc.array(capture, { maxLength: 40 }), (captures) => {
        const history = new RecordedHistory(DEFAULT_PARAMETERS, PERIOD);
        for (const item of captures) history.configurationItem(parseConfigurationItem(item));
        history.configurationItem(DELIVERED_LATER);
        for (const { intervals } of history.replay()) {
          expect(intervals[0].from).toBe(PERIOD.from);
          expect(intervals.at(-1)?.to).toBe(PERIOD.to);
          for (const [index, interval] of intervals.slice(1).entries()) {
            const before = intervals[index];
            expect(interval.from).toBe(before?.to);
            expect(interval.from).toBeGreaterThan(before?.from ?? 0);
            expect([interval.compliance, interval.annotation]).not.toEqual([before?.compliance, before?.annotation]);
          }
        }
      }),
    );
  });
});
