import { describe, expect, it } from 'vitest';
import { coverageOverTime } from '../../../rule/core/history/coverage.ts';
import { summarizeHistory } from '../../../rule/core/history/summary.ts';
import { DEFAULT_PARAMETERS } from '../../../rule/core/parameters.ts';
import { parseConfigurationItem } from '../../../rule/recorded/configuration-item.ts';
import { RecordedHistory } from '../../../rule/recorded/history/recorded-history.ts';
import { functionItem, type Item, roleItem } from '../../cli/items.ts';
import {
  at,
  CUSTOM_ROLE,
  DELETED,
  DELETED_ROLE,
  exempt,
  lines,
  madeAnew,
  ORDERS,
  POOR_ROLE,
  policyItem,
  replay,
  roleWithInline,
  TRACING_ROLE,
  UNTRACED,
} from './replayed.ts';

type Row = readonly [name: string, items: readonly Item[], expected: readonly string[]];

const BEFORE = '2026-10-20T09:00:00Z';
const XRAY = { Effect: 'Allow', Action: 'xray:*', Resource: '*' };

const ROWS: readonly Row[] = [
  ['nothing changes', [at(BEFORE, ORDERS), at(BEFORE, TRACING_ROLE)], ['11-01T00:00 COMPLIANT compliant']],
  [
    'the role loses the policy at noon and gets it back the next day',
    [at(BEFORE, ORDERS), at(BEFORE, TRACING_ROLE), at('11-03T12:00', POOR_ROLE), at('11-04T08:30', TRACING_ROLE)],
    [
      '11-01T00:00 COMPLIANT compliant',
      '11-03T12:00 NON_COMPLIANT role-denied < role exec',
      '11-04T08:30 COMPLIANT compliant < role exec',
    ],
  ],
  [
    'another version of a managed policy becomes the default, and back',
    [
      at(BEFORE, ORDERS),
      at(BEFORE, CUSTOM_ROLE),
      at(BEFORE, policyItem('allows')),
      at('11-05T10:00', policyItem('silent')),
      at('11-06T10:00', policyItem('allows')),
    ],
    [
      '11-01T00:00 COMPLIANT compliant',
      '11-05T10:00 NON_COMPLIANT role-denied < managed-policy tracing',
      '11-06T10:00 COMPLIANT compliant < managed-policy tracing',
    ],
  ],
  [
    'a policy changes while no role has it attached',
    [
      at(BEFORE, ORDERS),
      at(BEFORE, TRACING_ROLE),
      at(BEFORE, policyItem('allows')),
      at('11-05T10:00', policyItem('silent')),
    ],
    ['11-01T00:00 COMPLIANT compliant'],
  ],
  [
    'a policy changes, then a role that has it is attached: the role is what changed the verdict',
    [
      at(BEFORE, ORDERS),
      at(BEFORE, TRACING_ROLE),
      at(BEFORE, policyItem('allows')),
      at('11-05T10:00', policyItem('silent')),
      at('11-07T10:00', CUSTOM_ROLE),
    ],
    ['11-01T00:00 COMPLIANT compliant', '11-07T10:00 NON_COMPLIANT role-denied < role exec'],
  ],
  [
    'the function is deleted and made anew',
    [
      at(BEFORE, ORDERS),
      at(BEFORE, TRACING_ROLE),
      at('11-02T06:00', DELETED),
      at('11-04T06:00', UNTRACED, { configurationItemStatus: 'ResourceDiscovered' }),
    ],
    [
      '11-01T00:00 COMPLIANT compliant',
      '11-02T06:00 NOT_APPLICABLE out-of-scope < deletion orders',
      '11-04T06:00 NON_COMPLIANT tracing-not-active < function orders',
    ],
  ],
  [
    'the role is deleted, and one of the same name made anew',
    [
      at(BEFORE, ORDERS),
      at(BEFORE, TRACING_ROLE),
      at('11-02T06:00', DELETED_ROLE),
      at('11-04T06:00', madeAnew(TRACING_ROLE)),
    ],
    [
      '11-01T00:00 COMPLIANT compliant',
      '11-02T06:00 NON_COMPLIANT role-missing < role exec',
      '11-04T06:00 COMPLIANT compliant < role exec',
    ],
  ],
  [
    'the role made anew is recorded before the deletion of the old one: the one that exists counts',
    [
      at(BEFORE, ORDERS),
      at(BEFORE, TRACING_ROLE),
      at('11-04T06:00', madeAnew(TRACING_ROLE)),
      at('11-04T06:05', DELETED_ROLE),
    ],
    ['11-01T00:00 COMPLIANT compliant'],
  ],
  [
    'the function is recorded in the middle of the period: before that nothing is known',
    [at('11-03T12:00', ORDERS), at(BEFORE, TRACING_ROLE)],
    ['11-01T00:00 INSUFFICIENT_DATA not-recorded-yet', '11-03T12:00 COMPLIANT compliant < first-record orders'],
  ],
  [
    'the role is recorded in the middle of the period: before that it is unknown',
    [at(BEFORE, ORDERS), at('11-03T12:00', TRACING_ROLE)],
    ['11-01T00:00 INSUFFICIENT_DATA role-unknown', '11-03T12:00 COMPLIANT compliant < first-record exec'],
  ],
  [
    'the policy is recorded in the middle of the period: before that its document is unknown',
    [at(BEFORE, ORDERS), at(BEFORE, CUSTOM_ROLE), at('11-03T12:00', policyItem('allows'))],
    ['11-01T00:00 INSUFFICIENT_DATA role-unknown', '11-03T12:00 COMPLIANT compliant < first-record tracing'],
  ],
  ['the function is recorded after the period only', [at('11-12T00:00', ORDERS), at(BEFORE, TRACING_ROLE)], []],
  [
    'two captures at one instant: the one with the later state counts, wherever it stands',
    [
      at(BEFORE, TRACING_ROLE),
      at(BEFORE, ORDERS),
      at('11-03T12:00', UNTRACED, { configurationStateId: 2 }),
      at('11-03T12:00', ORDERS, { configurationStateId: 1 }),
    ],
    ['11-01T00:00 COMPLIANT compliant', '11-03T12:00 NON_COMPLIANT tracing-not-active < function orders'],
  ],
  [
    'two captures of one instant and state: the one read last counts',
    [at(BEFORE, TRACING_ROLE), at(BEFORE, ORDERS), at('11-03T12:00', UNTRACED), at('11-03T12:00', ORDERS)],
    ['11-01T00:00 COMPLIANT compliant'],
  ],
  [
    'function and role change at one instant: the function is named',
    [at(BEFORE, ORDERS), at(BEFORE, TRACING_ROLE), at('11-03T12:00', UNTRACED), at('11-03T12:00', POOR_ROLE)],
    ['11-01T00:00 COMPLIANT compliant', '11-03T12:00 NON_COMPLIANT tracing-not-active+role-denied < function orders'],
  ],
  [
    'an old capture arrives between two that say the same',
    [at(BEFORE, TRACING_ROLE), at('11-02T00:00', ORDERS), at('11-06T00:00', ORDERS), at('11-04T00:00', UNTRACED)],
    [
      '11-01T00:00 INSUFFICIENT_DATA not-recorded-yet',
      '11-02T00:00 COMPLIANT compliant < first-record orders',
      '11-04T00:00 NON_COMPLIANT tracing-not-active < function orders',
      '11-06T00:00 COMPLIANT compliant < function orders',
    ],
  ],
  [
    'a snapshot repeats captures of the history files',
    [
      at(BEFORE, ORDERS),
      at('11-03T12:00', POOR_ROLE),
      at(BEFORE, TRACING_ROLE),
      at(BEFORE, ORDERS),
      at('11-03T12:00', POOR_ROLE),
    ],
    ['11-01T00:00 COMPLIANT compliant', '11-03T12:00 NON_COMPLIANT role-denied < role exec'],
  ],
  [
    'a capture in another time zone: the moment counts',
    [at(BEFORE, TRACING_ROLE), at(BEFORE, ORDERS), at('2026-11-04T01:30:00+02:00', UNTRACED)],
    ['11-01T00:00 COMPLIANT compliant', '11-03T23:30 NON_COMPLIANT tracing-not-active < function orders'],
  ],
  [
    'a change at the very start of the period is how the period begins',
    [at(BEFORE, TRACING_ROLE), at(BEFORE, ORDERS), at('11-01T00:00', UNTRACED)],
    ['11-01T00:00 NON_COMPLIANT tracing-not-active'],
  ],
  [
    'what happens at the end of the period belongs to the next one',
    [at(BEFORE, TRACING_ROLE), at(BEFORE, ORDERS), at('11-11T00:00', UNTRACED)],
    ['11-01T00:00 COMPLIANT compliant'],
  ],
  [
    'an exemption that holds to the last day of the period',
    [at(BEFORE, TRACING_ROLE), at(BEFORE, exempt('2026-11-10 ann migration'))],
    ['11-01T00:00 NOT_APPLICABLE exempt'],
  ],
  [
    'an exemption runs out at the end of its last day, though nothing is recorded then',
    [at(BEFORE, TRACING_ROLE), at(BEFORE, exempt('2026-11-05 ann migration'))],
    ['11-01T00:00 NOT_APPLICABLE exempt', '11-06T00:00 NON_COMPLIANT tracing-not-active < exemption-expired orders'],
  ],
  [
    'an exemption is prolonged on its last day',
    [
      at(BEFORE, TRACING_ROLE),
      at(BEFORE, exempt('2026-11-05 ann migration')),
      at('11-05T23:59', exempt('2026-11-08 ann migration')),
    ],
    [
      '11-01T00:00 NOT_APPLICABLE exempt',
      '11-05T23:59 NOT_APPLICABLE exempt < function orders',
      '11-09T00:00 NON_COMPLIANT tracing-not-active < exemption-expired orders',
    ],
  ],
  [
    'an exemption runs out at the instant the role changes: the exemption decided',
    [at(BEFORE, TRACING_ROLE), at(BEFORE, exempt('2026-11-05 ann migration')), at('11-06T00:00', POOR_ROLE)],
    [
      '11-01T00:00 NOT_APPLICABLE exempt',
      '11-06T00:00 NON_COMPLIANT tracing-not-active+role-denied < exemption-expired orders',
    ],
  ],
  [
    'a policy allows until a date',
    [
      at(BEFORE, ORDERS),
      at(
        BEFORE,
        roleWithInline({ ...XRAY, Condition: { DateLessThan: { 'aws:CurrentTime': '2026-11-04T09:00:00Z' } } }),
      ),
    ],
    ['11-01T00:00 COMPLIANT compliant', '11-04T09:00 NON_COMPLIANT role-denied < time-condition orders'],
  ],
  [
    'a policy denies sessions from before a moment: certain, then unclear, then over twelve hours later',
    [
      at(BEFORE, ORDERS),
      at(
        BEFORE,
        roleWithInline({
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-11-04T09:00:00Z' } },
        }),
      ),
    ],
    [
      '11-01T00:00 NON_COMPLIANT role-denied',
      '11-04T09:00 NON_COMPLIANT role-denied < time-condition orders',
      '11-04T21:00 NON_COMPLIANT role-denied < time-condition orders',
    ],
  ],
  [
    'a policy allows between two epoch times',
    [
      at(BEFORE, ORDERS),
      at(
        BEFORE,
        roleWithInline({
          ...XRAY,
          Condition: {
            NumericGreaterThanEquals: { 'aws:EpochTime': String(Date.parse('2026-11-03T00:00:00Z') / 1000) },
            NumericLessThanEquals: { 'aws:EpochTime': String(Date.parse('2026-11-05T00:00:00Z') / 1000) },
          },
        }),
      ),
    ],
    [
      '11-01T00:00 NON_COMPLIANT role-denied',
      '11-03T00:00 COMPLIANT compliant < time-condition orders',
      '11-05T00:00 NON_COMPLIANT role-denied < time-condition orders',
    ],
  ],
  [
    'a policy allows on the days of a month that begin with zero',
    [
      at(BEFORE, ORDERS),
      at(BEFORE, roleWithInline({ ...XRAY, Condition: { StringLike: { 'aws:CurrentTime': '2026-11-0*' } } })),
    ],
    ['11-01T00:00 COMPLIANT compliant', '11-10T00:00 NON_COMPLIANT role-denied < time-condition orders'],
  ],
  [
    'the function takes another role',
    [
      at(BEFORE, ORDERS),
      at(BEFORE, TRACING_ROLE),
      at('11-03T12:00', { ...ORDERS, configuration: { role: 'arn:aws:iam::111122223333:role/other' } }),
    ],
    ['11-01T00:00 COMPLIANT compliant', '11-03T12:00 NON_COMPLIANT tracing-not-active < function orders'],
  ],
  [
    'the end of the first role was not recorded, and the second of its name is deleted: there is none',
    [
      at(BEFORE, ORDERS),
      at(BEFORE, TRACING_ROLE),
      at('11-05T06:00', madeAnew(TRACING_ROLE)),
      at('11-07T06:00', madeAnew(DELETED_ROLE)),
    ],
    ['11-01T00:00 COMPLIANT compliant', '11-07T06:00 NON_COMPLIANT role-missing < role exec'],
  ],
  [
    'a recorder says that it does not record roles: nothing about the role',
    [
      at(BEFORE, ORDERS),
      at(BEFORE, TRACING_ROLE),
      at('11-03T06:00', { ...TRACING_ROLE, configuration: null, configurationItemStatus: 'ResourceNotRecorded' }),
      at('11-05T06:00', TRACING_ROLE),
    ],
    ['11-01T00:00 COMPLIANT compliant'],
  ],
  [
    'a recorder says that it does not record functions: what another captured stays',
    [
      at(BEFORE, ORDERS),
      at(BEFORE, TRACING_ROLE),
      at('11-03T06:00', { ...ORDERS, configuration: null, configurationItemStatus: 'ResourceNotRecorded' }),
      at('11-05T06:00', UNTRACED),
    ],
    ['11-01T00:00 COMPLIANT compliant', '11-05T06:00 NON_COMPLIANT tracing-not-active < function orders'],
  ],
  [
    'a statement that functions are not recorded, then a capture: the statement counts until then',
    [
      at(BEFORE, { ...ORDERS, configuration: null, configurationItemStatus: 'ResourceNotRecorded' }),
      at(BEFORE, TRACING_ROLE),
      at('11-05T06:00', ORDERS),
    ],
    ['11-01T00:00 NOT_APPLICABLE out-of-scope', '11-05T06:00 COMPLIANT compliant < recording orders'],
  ],
  [
    'nothing but a statement that functions are not recorded',
    [at('11-02T06:00', { ...ORDERS, configuration: null, configurationItemStatus: 'ResourceNotRecorded' })],
    ['11-01T00:00 INSUFFICIENT_DATA not-recorded-yet', '11-02T06:00 NOT_APPLICABLE out-of-scope < first-record orders'],
  ],
  [
    'a capture without a time that agrees',
    [at(BEFORE, ORDERS), { ...ORDERS, configurationItemCaptureTime: null }, at(BEFORE, TRACING_ROLE)],
    ['11-01T00:00 COMPLIANT compliant'],
  ],
  [
    'a capture without a time that says otherwise: the mode is unknown as long as they differ',
    [
      at(BEFORE, ORDERS),
      { ...UNTRACED, configurationItemCaptureTime: '1' },
      at(BEFORE, TRACING_ROLE),
      at('11-03T06:00', UNTRACED),
    ],
    ['11-01T00:00 INSUFFICIENT_DATA tracing-unknown', '11-03T06:00 NON_COMPLIANT tracing-not-active < function orders'],
  ],
  [
    'nothing but a capture without a time',
    [{ ...ORDERS, configurationItemCaptureTime: undefined }, at(BEFORE, TRACING_ROLE)],
    ['11-01T00:00 COMPLIANT compliant'],
  ],
  [
    'a deletion of the role without its ARN: found by the id',
    [at(BEFORE, ORDERS), at(BEFORE, TRACING_ROLE), at('11-03T06:00', { ...DELETED_ROLE, ARN: null })],
    ['11-01T00:00 COMPLIANT compliant', '11-03T06:00 NON_COMPLIANT role-missing < role exec'],
  ],
  [
    'a function that is created failing, and recorded within a minute: created',
    [
      at(BEFORE, TRACING_ROLE),
      at('11-03T06:01', UNTRACED, { resourceCreationTime: '2026-11-03T06:00:00Z' }),
      at('11-04T06:00', ORDERS, { resourceCreationTime: '2026-11-03T06:00:00Z' }),
    ],
    [
      '11-01T00:00 INSUFFICIENT_DATA not-recorded-yet',
      '11-03T06:01 NON_COMPLIANT tracing-not-active < created orders',
      '11-04T06:00 COMPLIANT compliant < function orders',
    ],
  ],
  [
    'a function that is recorded more than a minute after its creation: its first record',
    [at(BEFORE, TRACING_ROLE), at('11-03T06:02', UNTRACED, { resourceCreationTime: '2026-11-03T06:00:59.999Z' })],
    [
      '11-01T00:00 INSUFFICIENT_DATA not-recorded-yet',
      '11-03T06:02 NON_COMPLIANT tracing-not-active < first-record orders',
    ],
  ],
  [
    'a function that is recorded before its creation, as no clock can have it: its first record',
    [at(BEFORE, TRACING_ROLE), at('11-03T06:02', UNTRACED, { resourceCreationTime: '2026-11-03T06:02:00.001Z' })],
    [
      '11-01T00:00 INSUFFICIENT_DATA not-recorded-yet',
      '11-03T06:02 NON_COMPLIANT tracing-not-active < first-record orders',
    ],
  ],
];

const UNTIED = ROWS.filter(([, items]) => new Set(items.map(momentOf)).size === items.length);

function momentOf({ resourceId, configurationItemCaptureTime, configurationStateId }: Item): string {
  return `${resourceId} ${configurationItemCaptureTime} ${configurationStateId}`;
}

it('what is dropped of a long past does not bring back a role whose end was not recorded', () => {
  const past = [
    at(BEFORE, ORDERS),
    at('2026-09-01T00:00:00Z', TRACING_ROLE),
    at('2026-09-20T00:00:00Z', madeAnew(TRACING_ROLE)),
    at('2026-10-10T00:00:00Z', madeAnew(DELETED_ROLE)),
  ];
  const copies = Array.from({ length: 40 }, () => past).flat();
  expect(lines(replay(copies).functions[0])).toEqual(['11-01T00:00 NON_COMPLIANT role-missing']);
});

it('a role that existed for less than an instant of the record had the ARN last', () => {
  const brief = at('11-01T05:00', madeAnew(TRACING_ROLE), { configurationStateId: 1 });
  const ended = at('11-01T05:00', madeAnew(DELETED_ROLE), { configurationStateId: 2 });
  const copies = Array.from({ length: 40 }, () => at(BEFORE, TRACING_ROLE));
  expect(lines(replay([at(BEFORE, ORDERS), brief, ended, ...copies]).functions[0])).toEqual([
    '11-01T00:00 COMPLIANT compliant',
    '11-01T05:00 NON_COMPLIANT role-missing < role exec',
  ]);
});

it('of many captures of one moment and state the one read last counts', () => {
  const gone = Array.from({ length: 40 }, () => at(BEFORE, DELETED_ROLE));
  const items = [at(BEFORE, ORDERS), at(BEFORE, TRACING_ROLE), ...gone];
  expect(lines(replay(items).functions[0])).toEqual(['11-01T00:00 NON_COMPLIANT role-missing']);
});

describe('the verdicts of one function over a period', () => {
  it.each(ROWS)('%s', (_name, items, expected) => {
    expect(lines(replay(items).functions[0])).toEqual(expected);
  });

  it.each(UNTIED)('read backwards: %s', (_name, items, expected) => {
    expect(lines(replay(items.toReversed()).functions[0])).toEqual(expected);
  });

  it.each(ROWS)('read three times over: %s', (_name, items, expected) => {
    expect(lines(replay([...items, ...items, ...items]).functions[0])).toEqual(expected);
  });
});

describe('what lies after the last delivery', () => {
  it.each([
    ['11-05T00:00', ['11-01T00:00 NON_COMPLIANT tracing-not-active', '11-05T00:00 INSUFFICIENT_DATA after-the-record']],
    ['11-10T23:59', ['11-01T00:00 NON_COMPLIANT tracing-not-active', '11-10T23:59 INSUFFICIENT_DATA after-the-record']],
    [BEFORE, ['11-01T00:00 NON_COMPLIANT tracing-not-active', '11-01T00:00 INSUFFICIENT_DATA after-the-record']],
    ['2026-11-11T00:00:00Z', ['11-01T00:00 NON_COMPLIANT tracing-not-active']],
  ])('on %s: %s', (lastDelivery, expected) => {
    const { functions } = replay([at(BEFORE, UNTRACED), at(BEFORE, TRACING_ROLE)], { lastDelivery });
    expect(lines(functions[0])).toEqual(expected);
  });

  it('is in no figure', () => {
    const { functions } = replay([at(BEFORE, ORDERS), at(BEFORE, TRACING_ROLE)], { lastDelivery: '11-05T00:00' });
    expect(summarizeHistory(functions)).toMatchObject({
      functionHours: { COMPLIANT: 96, INSUFFICIENT_DATA: 0, notRecordedYet: 0 },
      compliantShare: 1,
      failingAtEnd: 0,
      end: { functions: 1, COMPLIANT: 1, INSUFFICIENT_DATA: 0, coverage: 1 },
    });
    expect(coverageOverTime(functions)).toEqual([{ at: Date.parse('2026-11-01T00:00:00Z'), compliant: 1, inScope: 1 }]);
  });

  it('an exemption that runs out there is not said to have', () => {
    const { functions } = replay([at(BEFORE, exempt('2026-11-07 ann migrates')), at(BEFORE, TRACING_ROLE)], {
      lastDelivery: '11-05T00:00',
    });
    expect(lines(functions[0])).toEqual([
      '11-01T00:00 NOT_APPLICABLE exempt',
      '11-05T00:00 INSUFFICIENT_DATA after-the-record',
    ]);
  });
});

describe('what a later snapshot lacks', () => {
  const OTHER = functionItem('other');
  const OTHER_ROLE = { ...roleItem('other'), resourceId: 'AROAOTHER' };

  /** Snapshots by the time they were taken, each with its items; and items that were recorded beside them. */
  function withSnapshots(snapshots: Readonly<Record<string, readonly Item[]>>, ...others: readonly Item[]) {
    const period = { from: Date.parse('2026-11-01T00:00:00Z'), to: Date.parse('2026-11-11T00:00:00Z') };
    const history = new RecordedHistory(DEFAULT_PARAMETERS, period);
    for (const item of [...others, at('2026-11-11T00:00:00Z', roleItem('unrelated'))]) {
      history.configurationItem(parseConfigurationItem(item));
    }
    for (const [takenAt, items] of Object.entries(snapshots)) {
      const snapshot = { takenAt: Date.parse(`2026-${takenAt}:00Z`) };
      for (const item of items) history.configurationItem(parseConfigurationItem(item), snapshot);
    }
    return lines(history.replay().find(({ resourceId }) => resourceId === 'orders'));
  }

  const HERE = [at(BEFORE, ORDERS), at(BEFORE, TRACING_ROLE), at(BEFORE, OTHER), at(BEFORE, OTHER_ROLE)];

  it.each<[string, Readonly<Record<string, readonly Item[]>>, readonly Item[], readonly string[]]>([
    [
      'it is in all of them: as it was',
      { '11-02T06:00': HERE, '11-03T06:00': HERE },
      [],
      ['11-01T00:00 COMPLIANT compliant'],
    ],
    [
      'the function is lacking: gone from then on',
      { '11-02T06:00': HERE, '11-03T06:00': HERE.slice(1) },
      [],
      ['11-01T00:00 COMPLIANT compliant', '11-03T06:00 NOT_APPLICABLE out-of-scope < gone-from-snapshot orders'],
    ],
    [
      'the function is lacking in one, and back in the next',
      { '11-02T06:00': HERE, '11-03T06:00': HERE.slice(1), '11-04T06:00': HERE },
      [],
      [
        '11-01T00:00 COMPLIANT compliant',
        '11-03T06:00 NOT_APPLICABLE out-of-scope < gone-from-snapshot orders',
        '11-04T06:00 COMPLIANT compliant < function orders',
      ],
    ],
    [
      'the function is lacking, and captured later',
      { '11-03T06:00': HERE.slice(1) },
      [at(BEFORE, ORDERS), at('11-05T06:00', UNTRACED)],
      [
        '11-01T00:00 COMPLIANT compliant',
        '11-03T06:00 NOT_APPLICABLE out-of-scope < gone-from-snapshot orders',
        '11-05T06:00 NON_COMPLIANT tracing-not-active < function orders',
      ],
    ],
    [
      'the function is lacking in a snapshot of before its creation',
      { '11-02T06:00': HERE.slice(1) },
      [at('11-03T06:00', ORDERS)],
      ['11-01T00:00 INSUFFICIENT_DATA not-recorded-yet', '11-03T06:00 COMPLIANT compliant < first-record orders'],
    ],
    [
      'its deletion is recorded: deleted, and not gone',
      { '11-03T06:00': HERE.slice(1) },
      [at(BEFORE, ORDERS), at('11-02T06:00', DELETED)],
      ['11-01T00:00 COMPLIANT compliant', '11-02T06:00 NOT_APPLICABLE out-of-scope < deletion orders'],
    ],
    [
      'the snapshot has no function at all: nothing said',
      { '11-03T06:00': [at(BEFORE, TRACING_ROLE)] },
      [at(BEFORE, ORDERS)],
      ['11-01T00:00 COMPLIANT compliant'],
    ],
    [
      'the snapshot is of another Region: nothing said',
      { '11-03T06:00': [at(BEFORE, functionItem('other', {}, { awsRegion: 'us-east-1' })), at(BEFORE, TRACING_ROLE)] },
      [at(BEFORE, ORDERS)],
      ['11-01T00:00 COMPLIANT compliant'],
    ],
    [
      'the role is lacking: it is missing',
      { '11-03T06:00': [at(BEFORE, ORDERS), at(BEFORE, OTHER_ROLE)] },
      [at(BEFORE, TRACING_ROLE)],
      ['11-01T00:00 COMPLIANT compliant', '11-03T06:00 NON_COMPLIANT role-missing < gone-from-snapshot exec'],
    ],
    [
      'the snapshot has nothing but statements about roles: nothing said',
      {
        '11-03T06:00': [
          at(BEFORE, ORDERS),
          at(BEFORE, { ...OTHER_ROLE, configuration: null, configurationItemStatus: 'ResourceNotRecorded' }),
        ],
      },
      [at(BEFORE, TRACING_ROLE)],
      ['11-01T00:00 COMPLIANT compliant'],
    ],
  ])('%s', (_name, snapshots, others, expected) => {
    expect(withSnapshots(snapshots, ...others)).toEqual(expected);
  });
});
