import type { Period } from '../../../core/history/model.ts';
import type { PlaceTotals } from '../../../core/history/summary.ts';
import { durationText, openFailureText, percentText } from '../wording.ts';
import { dataTable, type Row } from './data-table.ts';
import type { Section } from './section.ts';

export const PLACE_COLUMNS = [
  'Account',
  'Region',
  'Functions',
  'Coverage at the start',
  'Coverage at the end',
  'Function-hours compliant',
  'Longest open failure',
  'Mean time to remediate',
] as const;

/** What the period came to, place by place. */
export function placeTotals(places: readonly PlaceTotals[], period: Period): Section | undefined {
  if (places.length === 0) return undefined;
  const table = dataTable({
    className: 'totals',
    label: { id: 'totals' },
    columns: PLACE_COLUMNS,
    rows: places.map((place) => row(place, period)),
  });
  return { id: 'totals', title: 'The period by account and Region', content: table };
}

function row(place: PlaceTotals, period: Period): Row {
  const {
    accountId,
    region,
    start,
    end,
    compliantShare,
    longestOpenFailure: open,
    meanSecondsToRemediate: mean,
  } = place;
  const cells = [
    region,
    end.functions.toLocaleString('en'),
    percentText(start.coverage),
    percentText(end.coverage),
    percentText(compliantShare),
    open === undefined ? 'none' : openFailureText(open, period),
    mean === null ? '–' : durationText(mean * 1000),
  ];
  return { head: { content: accountId, isMono: true }, cells };
}
