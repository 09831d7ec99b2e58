import { asffReport } from './evaluation-asff.ts';
import { csvReport } from './evaluation-csv.ts';
import { jsonReport } from './evaluation-json.ts';
import { junitReport } from './evaluation-junit.ts';
import { markdownReport } from './evaluation-markdown.ts';
import { ocsfReport } from './evaluation-ocsf.ts';
import type { EvaluationReport, ReportText } from './evaluation-report.ts';
import { sarifReport } from './evaluation-sarif.ts';
import { tableReport } from './evaluation-table.ts';
import type { EvaluationFormat } from './formats.ts';
import { evaluationHtml } from './html/evaluation-page.ts';
import type { Screen } from './screen.ts';

export function evaluationText(report: EvaluationReport, format: EvaluationFormat, screen: Screen): ReportText {
  switch (format) {
    case 'table':
      return tableReport(report, screen);
    case 'json':
      return jsonReport(report);
    case 'csv':
      return csvReport(report);
    case 'html':
      return evaluationHtml(report);
    case 'markdown':
      return markdownReport(report);
    case 'sarif':
      return sarifReport(report);
    case 'junit':
      return junitReport(report);
    case 'asff':
      return asffReport(report);
    case 'ocsf':
      return ocsfReport(report);
  }
}
