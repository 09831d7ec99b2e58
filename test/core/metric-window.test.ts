import { describe, expect, it } from 'vitest';
import { LONGEST_METRIC_WINDOW, windowAfter, windowBefore } from '../../rule/core/metric-window.ts';

const NOW = new Date('2026-11-27T12:03:30Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('the window that ended a few minutes ago', () => {
  it.each([
    ['six hours, in minutes', 6 * HOUR, 60, '2026-11-27T05:58:00.000Z', '2026-11-27T11:58:00.000Z'],
    ['14 days, in minutes', 14 * DAY, 60, '2026-11-13T11:58:00.000Z', '2026-11-27T11:58:00.000Z'],
    [
      'almost 15 days, whose start grows too old while it is read',
      15 * DAY - 10 * 60_000,
      300,
      '2026-11-12T12:05:00.000Z',
      '2026-11-27T11:55:00.000Z',
    ],
    ['15 days, which minutes are not kept for', 15 * DAY, 300, '2026-11-12T11:55:00.000Z', '2026-11-27T11:55:00.000Z'],
    [
      '63 days, which five minutes are not kept for',
      63 * DAY,
      3600,
      '2026-09-25T11:00:00.000Z',
      '2026-11-27T11:00:00.000Z',
    ],
  ])('%s', (_, length, periodSeconds, from, to) => {
    const window = windowBefore(NOW, length);
    expect({ ...window, from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() }).toEqual({
      from,
      to,
      periodSeconds,
    });
  });

  it('has a period for the longest one, and none for a longer one', () => {
    expect(windowBefore(NOW, LONGEST_METRIC_WINDOW).periodSeconds).toBe(3600);
    expect(() => windowBefore(NOW, 456 * DAY)).toThrow(/no metric is kept for 456 days/);
  });
});

describe('the part of a window after a moment', () => {
  const window = { from: 0, to: 600_000, periodSeconds: 60 };

  it.each([
    [-5, 0],
    [0, 0],
    [1, 60_000],
    [60_000, 60_000],
    [60_001, 120_000],
    [599_999, 600_000],
  ])('%i begins at %i', (moment, from) => expect(windowAfter(window, moment)).toEqual({ ...window, from }));
});
