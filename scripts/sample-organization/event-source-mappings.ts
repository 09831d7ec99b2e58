/** What `aws lambda list-event-source-mappings` prints: AWS Config does not record mappings. */
import { PAYMENTS, type Region, SEARCH } from './accounts.ts';
import { stableTime, stableUuid } from './recording.ts';

interface Mapping {
  readonly accountId: string;
  readonly region: Region;
  readonly functionName: string;
  readonly state: 'Enabled' | 'Disabled';
  readonly source: Readonly<Record<string, unknown>>;
}

const MAPPINGS: readonly Mapping[] = [
  {
    accountId: PAYMENTS,
    region: 'eu-west-1',
    functionName: 'ledger-stream',
    state: 'Enabled',
    source: kafka('ledger-entries'),
  },
  {
    accountId: PAYMENTS,
    region: 'eu-west-1',
    functionName: 'ledger-replay',
    state: 'Disabled',
    source: kafka('ledger-replays'),
  },
  {
    accountId: PAYMENTS,
    region: 'eu-west-1',
    functionName: 'ledger-audit',
    state: 'Enabled',
    source: kafka('ledger-entries'),
  },
  {
    accountId: PAYMENTS,
    region: 'eu-west-1',
    functionName: 'payout-batch',
    state: 'Enabled',
    source: { EventSourceArn: `arn:aws:sqs:eu-west-1:${PAYMENTS}:payouts`, MaximumBatchingWindowInSeconds: 30 },
  },
  {
    accountId: PAYMENTS,
    region: 'eu-west-1',
    functionName: 'chargeback-intake',
    state: 'Enabled',
    source: {
      Topics: ['chargebacks'],
      SourceAccessConfigurations: [
        { Type: 'SASL_SCRAM_512_AUTH', URI: `arn:aws:secretsmanager:eu-west-1:${PAYMENTS}:secret:kafka-Zq3x7B` },
      ],
      SelfManagedEventSource: {
        Endpoints: { KAFKA_BOOTSTRAP_SERVERS: ['kafka-1.payments.example:9096', 'kafka-2.payments.example:9096'] },
      },
      StartingPosition: 'TRIM_HORIZON',
    },
  },
  {
    accountId: PAYMENTS,
    region: 'eu-west-1',
    functionName: 'psp-legacy-queue',
    state: 'Enabled',
    source: {
      EventSourceArn: `arn:aws:mq:eu-west-1:${PAYMENTS}:broker:psp-legacy:b-${stableUuid('broker')}`,
      Queues: ['settlements'],
    },
  },
  {
    accountId: SEARCH,
    region: 'eu-west-1',
    functionName: 'clickstream-load',
    state: 'Enabled',
    source: {
      EventSourceArn: `arn:aws:rds:eu-west-1:${SEARCH}:cluster:clickstream`,
      DocumentDBEventSourceConfig: { DatabaseName: 'clicks', CollectionName: 'raw', FullDocument: 'Default' },
      StartingPosition: 'LATEST',
    },
  },
];

export function eventSourceMappings(accountId: string, region: Region): object {
  return {
    EventSourceMappings: MAPPINGS.filter((mapping) => mapping.accountId === accountId && mapping.region === region).map(
      ({ functionName, state, source }) => ({
        UUID: stableUuid(`mapping ${accountId} ${functionName}`),
        BatchSize: 100,
        ...source,
        FunctionArn: `arn:aws:lambda:${region}:${accountId}:function:${functionName}`,
        LastModified: stableTime(`mapping ${functionName}`, '2025-02-01', '2026-10-31').replace('Z', '000+00:00'),
        LastProcessingResult: 'OK',
        State: state,
        StateTransitionReason: 'USER_INITIATED',
      }),
    ),
  };
}

function kafka(topic: string): Readonly<Record<string, unknown>> {
  return {
    EventSourceArn: `arn:aws:kafka:eu-west-1:${PAYMENTS}:cluster/ledger/${stableUuid('cluster')}-5`,
    Topics: [topic],
    StartingPosition: 'LATEST',
    AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: topic },
  };
}
