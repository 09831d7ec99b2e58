import type { DeliveredFunction } from '../../core/delivery/delivery.ts';
import { type Delivery, SILENT_FIRST } from '../../core/delivery/judge-delivery.ts';
import { placeRuns } from '../../core/place.ts';
import { visible } from '../visible-text.ts';
import { countText, rangeText } from './amounts.ts';
import type { DeliveryReport } from './delivery-report.ts';
import type { ReportText } from './evaluation-report.ts';
import { type Paint, painter, type Screen, wrap } from './screen.ts';
import { momentText } from './wording.ts';

const DELIVERY_COLORS = {
  silent: 'red',
  'cannot-tell': 'yellow',
  delivering: 'green',
  'not-invoked': 'gray',
} as const satisfies Record<Delivery, string>;

const VERDICT_WIDTH = 'not-invoked'.length;
const CHECK_INDENT = 6;

/** The comparison a person reads: by account and Region, the silent ones first, each with its evidence and what to look at. */
export function* deliveryTable(report: DeliveryReport, screen: Screen): ReportText {
  const paint = painter(screen);
  for (const { accountId, region, items } of placeRuns(report.functions, (fn) => fn)) {
    yield `${paint('bold', visible(`${accountId}  ${region}`))}\n`;
    for (const delivery of SILENT_FIRST) {
      for (const fn of items) if (fn.delivery === delivery) yield* functionText(fn, screen, paint);
    }
    yield '\n';
  }
  yield* summaryText(report, paint);
}

function* functionText(fn: DeliveredFunction, { width }: Screen, paint: Paint): ReportText {
  const label = paint(DELIVERY_COLORS[fn.delivery], fn.delivery.padEnd(VERDICT_WIDTH));
  yield `  ${label}  ${visible(fn.resourceId)}: ${evidenceText(fn)}\n`;
  for (const check of fn.checks) {
    const [first = '', ...rest] = wrap(visible(check), width - CHECK_INDENT);
    yield `    - ${first}\n`;
    for (const line of rest) yield `${' '.repeat(CHECK_INDENT)}${line}\n`;
  }
}

/** `1,200 invocations, 0 traces, 70 to 115 to expect` */
function evidenceText({ invocations, traces, expectedTraces }: DeliveredFunction): string {
  const invoked = invocations === undefined ? 'invocations unknown' : `${countText(invocations)} invocations`;
  const traced = traces === undefined ? 'traces unknown' : `${countText(traces)} traces`;
  const expected = expectedTraces === undefined ? '' : `, ${rangeText(expectedTraces)} to expect`;
  return `${invoked}, ${traced}${expected}`;
}

function* summaryText({ window, summary }: DeliveryReport, paint: Paint): ReportText {
  yield `${momentText(window.from)} to ${momentText(window.to)} UTC\n`;
  if (summary.functions === 0) {
    yield 'No function is COMPLIANT: there is nothing to compare.\n';
    return;
  }
  const counts = SILENT_FIRST.filter((delivery) => summary[delivery] > 0).map((delivery) =>
    paint(DELIVERY_COLORS[delivery], `${summary[delivery]} ${delivery}`),
  );
  yield `${summary.functions} COMPLIANT function${summary.functions === 1 ? '' : 's'}: ${counts.join(', ')}\n`;
}
