import type { ReportText } from './evaluation-report.ts';
import { forecastCsv } from './forecast-csv.ts';
import { forecastJson } from './forecast-json.ts';
import type { ForecastReport } from './forecast-report.ts';
import { forecastTable } from './forecast-table.ts';
import type { TelemetryFormat } from './formats.ts';
import { forecastHtml } from './html/forecast-page.ts';
import type { Screen } from './screen.ts';

export function forecastText(report: ForecastReport, format: TelemetryFormat, screen: Screen): ReportText {
  switch (format) {
    case 'table':
      return forecastTable(report, screen);
    case 'json':
      return forecastJson(report);
    case 'csv':
      return forecastCsv(report);
    case 'html':
      return forecastHtml(report);
  }
}
