import { deliveryReport } from '../../../rule/cli/reports/delivery-report.ts';
import { deliveryText } from '../../../rule/cli/reports/delivery-text.ts';
import { forecastReport } from '../../../rule/cli/reports/forecast-report.ts';
import { forecastText } from '../../../rule/cli/reports/forecast-text.ts';
import { PAPER } from '../../../rule/cli/reports/screen.ts';
import { deliveryOf } from '../../../rule/core/delivery/delivery.ts';
import type { MeasuredFunction } from '../../../rule/core/forecast/forecast.ts';
import { LISTED_PRICES } from '../../../rule/core/forecast/prices.ts';
import type { Invocations } from '../../../rule/core/invocations.ts';
import type { RecordedFunction } from '../../../rule/core/model.ts';
import { expectedTraces } from '../../../rule/core/sampling.ts';
import { ACCOUNT, functionArn, REGION, roleArn } from '../../lambda/emulated-account.ts';

const FROM = Date.parse('2026-11-20T00:00:00Z');
const WINDOW = { from: FROM, to: FROM + 6 * 3_600_000, periodSeconds: 60 };

/** Of three functions in turn: a busy one, a rare one, and one whose metric was refused. */
function invocationsOf(index: number): Invocations {
  const count = [1_234_567, 3][index % 3];
  return count === undefined
    ? { kind: 'unknown', why: 'CloudWatch answered Forbidden' }
    : { kind: 'counted', invocations: count, expectedTraces: expectedTraces(count, 60) };
}

/** The page of `delivery` about functions of these names, none of which has a trace. */
export function deliveryPage(names: readonly string[]): string {
  const functions = names.map((name, index) => {
    const fn: RecordedFunction = {
      kind: 'recorded',
      accountId: ACCOUNT,
      region: REGION,
      resourceId: name,
      arn: functionArn(name),
      tracingMode: 'Active',
      role: roleArn('exec'),
      exemptionTag: undefined,
      untraceableEventSources: [],
    };
    const destination = { kind: 'x-ray' } as const;
    return deliveryOf(fn, { invocations: invocationsOf(index), traces: 0, destination, isGraphDrawn: true });
  });
  return [...deliveryText(deliveryReport(functions, WINDOW), 'html', PAPER)].join('');
}

/** The page of `forecast` about functions of these names. */
export function forecastPage(names: readonly string[]): string {
  const functions = names.map(
    (name, index): MeasuredFunction => ({
      accountId: ACCOUNT,
      region: REGION,
      resourceId: name,
      standing: 'failing',
      invocations: invocationsOf(index),
      seconds: 6 * 3600,
      isBilledByVolume: index % 2 === 1,
      groups: { region: REGION, role: roleArn('a/path/to/exec'), tag: '' },
    }),
  );
  const facts = { window: WINDOW, prices: LISTED_PRICES, inputs: [], notes: ['A note.'], metricsAsked: names.length };
  return [...forecastText(forecastReport(functions, facts), 'html', PAPER)].join('');
}
