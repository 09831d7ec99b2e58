import { deliveryCsv } from './delivery-csv.ts';
import { deliveryJson } from './delivery-json.ts';
import type { DeliveryReport } from './delivery-report.ts';
import { deliveryTable } from './delivery-table.ts';
import type { ReportText } from './evaluation-report.ts';
import type { TelemetryFormat } from './formats.ts';
import { deliveryHtml } from './html/delivery-page.ts';
import type { Screen } from './screen.ts';

export function deliveryText(report: DeliveryReport, format: TelemetryFormat, screen: Screen): ReportText {
  switch (format) {
    case 'table':
      return deliveryTable(report, screen);
    case 'json':
      return deliveryJson(report);
    case 'csv':
      return deliveryCsv(report);
    case 'html':
      return deliveryHtml(report);
  }
}
