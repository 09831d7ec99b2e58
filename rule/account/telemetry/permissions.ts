import { INVENTORY_PERMISSIONS, type Permission } from '../permissions.ts';

const METRICS = { action: 'cloudwatch:GetMetricData', scope: 'any', purpose: 'count the invocations' } as const;
const DESTINATION = {
  action: 'xray:GetTraceSegmentDestination',
  scope: 'any',
  purpose: 'see whether Transaction Search is on',
} as const;

/** What `delivery --live` calls: the inventory, and what CloudWatch and X-Ray hold of the functions. */
export const DELIVERY_PERMISSIONS = [
  ...INVENTORY_PERMISSIONS,
  METRICS,
  { action: 'xray:GetServiceGraph', scope: 'any', purpose: 'see of which functions there are traces' },
  DESTINATION,
  { action: 'xray:GetIndexingRules', scope: 'any', purpose: 'see how many traces are indexed' },
] as const satisfies readonly Permission[];

/** What `forecast --live` calls. */
export const FORECAST_PERMISSIONS = [
  ...INVENTORY_PERMISSIONS,
  METRICS,
  DESTINATION,
] as const satisfies readonly Permission[];
