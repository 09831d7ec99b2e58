import type { ReportText } from './evaluation-report.ts';

/** A JSON document whose last member is a list with one entry a line. */
export function* linesOf(head: object, member: string, entries: Iterable<object>): ReportText {
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  ${JSON.stringify(member)}: [`;
  let separator = '\n';
  for (const entry of entries) {
    yield `${separator}    ${JSON.stringify(entry)}`;
    separator = ',\n';
  }
  yield separator === '\n' ? ']\n}\n' : '\n  ]\n}\n';
}

/** A JSON document that is a list with one entry a line. */
export function* listOfLines(entries: Iterable<object>): ReportText {
  let separator = '[\n';
  for (const entry of entries) {
    yield separator + JSON.stringify(entry);
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}
