import { stringify } from 'csv-stringify/sync';
import { visible } from '../visible-text.ts';
import type { ReportText } from './evaluation-report.ts';

export type Row = readonly string[];

const ROWS_AT_ONCE = 1000;

/** RFC 4180 with a header. Values that a spreadsheet would run as a formula are escaped: names and tags are not ours. */
export function* csvText(columns: Row, rows: Iterable<Row>): ReportText {
  yield write([columns]);
  let some: Row[] = [];
  for (const row of rows) {
    some.push(row);
    if (some.length < ROWS_AT_ONCE) continue;
    yield write(some);
    some = [];
  }
  yield write(some);
}

function write(rows: readonly Row[]): string {
  return stringify(
    rows.map((row) => row.map(visible)),
    { escape_formulas: true, record_delimiter: 'windows' },
  );
}
