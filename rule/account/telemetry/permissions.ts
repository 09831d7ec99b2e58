import { INVENTORY_CALLS, type Purposes } from '../permissions.ts';

/** What `forecast --live` calls: the inventory, and what CloudWatch counted. */
export const FORECAST_CALLS = {
  ...INVENTORY_CALLS,
  'cloudwatch:GetMetricData': 'count the invocations',
  'xray:GetTraceSegmentDestination': 'see whether Transaction Search is on',
} as const satisfies Purposes;

/** What `delivery --live` calls: that, and what X-Ray holds of the functions. */
export const DELIVERY_CALLS = {
  ...FORECAST_CALLS,
  'xray:GetServiceGraph': 'see of which functions there are traces',
  'xray:GetIndexingRules': 'see how many traces are indexed',
} as const satisfies Purposes;
