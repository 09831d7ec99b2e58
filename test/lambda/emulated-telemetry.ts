import { Fault, type Operations } from './aws-endpoint.ts';

/** What a Region's CloudWatch and X-Ray hold. */
export interface TelemetryState {
  /** Invocations of each point, by function, oldest first. */
  readonly invocations?: Readonly<Record<string, readonly number[]>>;
  /** What CloudWatch answers instead of Complete. */
  readonly statuses?: Readonly<Record<string, string>>;
  readonly services?: readonly object[];
  readonly destination?: string;
  /** In percent. */
  readonly indexed?: number;
  /** Points a page of metrics holds. */
  readonly page?: number;
}

const SIX_HOURS = 6 * 60 * 60;

interface Query {
  readonly Id: string;
  readonly MetricStat: {
    readonly Period: number;
    readonly Metric: { readonly Dimensions: readonly [{ Value: string }] };
  };
}

/** CloudWatch and X-Ray, with their limits and the paging of the real ones. */
export function emulateTelemetry(state: TelemetryState): Operations {
  const { invocations = {}, statuses = {}, services = [], destination = 'XRay', indexed, page = 100_800 } = state;
  return {
    'cloudwatch:GetMetricData': ({ MetricDataQueries, StartTime, NextToken }) => {
      const queries = MetricDataQueries as Query[];
      if (queries.length > 500) throw new Fault(400, 'ValidationError', 'more than 500 queries');
      if (new Set(queries.map(({ Id }) => Id)).size < queries.length) throw new Fault(400, 'ValidationError', 'Ids');
      const points = queries.flatMap(({ Id, MetricStat }) => {
        const { Period, Metric } = MetricStat;
        const values = invocations[Metric.Dimensions[0].Value] ?? [];
        return values.map((value, index) => ({ Id, value, time: Number(StartTime) + index * Period }));
      });
      const start = Number(NextToken ?? 0);
      const shown = points.slice(start, start + page);
      const isLast = start + page >= points.length;
      const goesOn = new Set(points.slice(start + page).map(({ Id }) => Id));
      return {
        MetricDataResults: queries
          .filter(({ Id }) => isLast || shown.some((point) => point.Id === Id))
          .map(({ Id, MetricStat }) => {
            const own = shown.filter((point) => point.Id === Id);
            const named = statuses[MetricStat.Metric.Dimensions[0].Value];
            return {
              Id,
              Label: Id,
              Timestamps: own.map(({ time }) => time),
              Values: own.map(({ value }) => value),
              StatusCode: named ?? (goesOn.has(Id) ? 'PartialData' : 'Complete'),
            };
          }),
        ...(!isLast && { NextToken: String(start + page) }),
      };
    },
    'xray:GetServiceGraph': ({ StartTime, EndTime, NextToken }) => {
      if (Number(EndTime) - Number(StartTime) >= SIX_HOURS)
        throw new Fault(400, 'InvalidRequestException', 'Time range cannot be longer than 6 hours');
      const half = Math.ceil(services.length / 2);
      return NextToken === undefined
        ? { Services: services.slice(0, half), NextToken: 'rest' }
        : { Services: services.slice(half) };
    },
    'xray:GetTraceSegmentDestination': () => ({ Destination: destination, Status: 'ACTIVE' }),
    'xray:GetIndexingRules': () => ({
      IndexingRules: [{ Name: 'Default', Rule: { Probabilistic: { DesiredSamplingPercentage: indexed } } }],
    }),
  };
}

/** A node of the service graph. */
export function node(name: string, requests: number, accountId?: string, type = 'AWS::Lambda::Function'): object {
  return {
    Name: name,
    Type: type,
    ...(accountId !== undefined && { AccountId: accountId }),
    SummaryStatistics: { TotalCount: requests },
  };
}
