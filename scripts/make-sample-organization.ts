/**
 * Writes the sample organization under test/fixtures: what AWS Config would have delivered for three accounts of an
 * invented web shop, and the verdicts the rule must reach on it.
 *
 *     npm run make-sample-organization
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { PAYMENTS, REGIONS, type Region, SEARCH, SHOP } from './sample-organization/accounts.ts';
import { eventSourceMappings } from './sample-organization/event-source-mappings.ts';
import { expectations, functionCaptures } from './sample-organization/functions.ts';
import { iamCaptures } from './sample-organization/iam.ts';
import {
  baseItem,
  type Capture,
  eventItem,
  HISTORY_WINDOW_MS,
  historyItem,
  SNAPSHOTS_AT,
  selectedRow,
  stableHex,
  stableUuid,
} from './sample-organization/recording.ts';

/** Text of every file by its path below the fixture directory. A path that ends in .gz is written compressed. */
export function sampleOrganization(): ReadonlyMap<string, string> {
  return new Map([...shopFiles(), ...paymentsFiles(), ...searchFiles()]);
}

/** The verdicts at the moment the sample is stated for, one function a line. */
export function sampleExpectations(): string {
  const lines = Object.entries(expectations()).map(
    ([key, verdict]) => `${JSON.stringify(key)}:${JSON.stringify(verdict)}`,
  );
  return `{\n${lines.join(',\n')}\n}\n`;
}

type File = readonly [path: string, text: string];

/** The shop's account hands out its delivery bucket: snapshots and history files of both Regions. */
function shopFiles(): File[] {
  return REGIONS.flatMap((region) => {
    // IAM is recorded in one Region only, as AWS advises.
    const iam = region === 'eu-west-1' ? iamCaptures(SHOP) : [];
    const captures = [...iam, ...functionCaptures(SHOP, region), ...otherCaptures(SHOP, region)];
    const snapshots = SNAPSHOTS_AT.map((takenAt) => snapshotFile(SHOP, region, captures, takenAt));
    return [...snapshots, ...historyFiles(SHOP, region, captures)];
  });
}

/** The payments account was read by a script: items one a line, and the roles with the AWS CLI. */
function paymentsFiles(): File[] {
  const functions = REGIONS.map((region): File => {
    const lines = shuffled(functionCaptures(PAYMENTS, region)).map((capture) => JSON.stringify(eventItem(capture)));
    return [`${PAYMENTS}/${region}/functions.ndjson`, `${lines.join('\n')}\n`];
  });
  const roles = { baseConfigurationItems: iamCaptures(PAYMENTS).map(baseItem), unprocessedResourceKeys: [] };
  return [
    ...functions,
    [`${PAYMENTS}/eu-west-1/batch-get-resource-config.json`, readable(roles)],
    [`${PAYMENTS}/eu-west-1/list-event-source-mappings.json`, readable(eventSourceMappings(PAYMENTS, 'eu-west-1'))],
  ];
}

/** The search account answered an advanced query for its functions; its roles are in the delivery bucket. */
function searchFiles(): File[] {
  const iam = iamCaptures(SEARCH);
  const rollup = iam.filter(({ resourceName }) => resourceName === 'metrics-rollup-exec');
  return [
    ...REGIONS.map((region): File => {
      const rows = functionCaptures(SEARCH, region).map((capture) => JSON.stringify(selectedRow(capture)));
      const answer = { Results: rows, QueryInfo: { SelectFields: [{ Name: '*' }, { Name: 'configuration' }] } };
      return [`${SEARCH}/${region}/select-resource-config.json`, readable(answer)];
    }),
    ...historyFiles(
      SEARCH,
      'eu-west-1',
      iam.filter((capture) => !rollup.includes(capture)),
    ),
    // The API answers with the newest capture first.
    [
      `${SEARCH}/eu-west-1/get-resource-config-history.json`,
      readable({ configurationItems: rollup.toReversed().map(historyItem) }),
    ],
    [`${SEARCH}/eu-west-1/list-event-source-mappings.json`, readable(eventSourceMappings(SEARCH, 'eu-west-1'))],
  ];
}

/** A snapshot holds the newest capture of every resource that exists at that moment. */
function snapshotFile(accountId: string, region: Region, captures: readonly Capture[], takenAt: string): File {
  const newest = new Map<string, Capture>();
  for (const capture of captures) {
    if (capture.capturedAt <= takenAt) newest.set(`${capture.resourceType} ${capture.resourceId}`, capture);
  }
  const existing = [...newest.values()].filter(({ status }) => status !== 'ResourceDeleted');
  const configSnapshotId = stableUuid(`snapshot ${accountId} ${region} ${takenAt}`);
  const snapshot = {
    fileVersion: '1.0',
    configSnapshotId,
    configurationItems: shuffled(existing).map(eventItem),
  };
  const name = `${accountId}_Config_${region}_ConfigSnapshot_${compactTime(takenAt)}_${configSnapshotId}.json.gz`;
  return [`${deliveryFolder(accountId, region, takenAt)}/ConfigSnapshot/${name}`, JSON.stringify(snapshot)];
}

/** One file for each resource type and window in which something of that type changed. */
function historyFiles(accountId: string, region: Region, captures: readonly Capture[]): File[] {
  const byWindow = new Map<string, Capture[]>();
  for (const capture of captures.filter(({ capturedAt }) => capturedAt >= SNAPSHOTS_AT[0])) {
    const start = Math.floor(Date.parse(capture.capturedAt) / HISTORY_WINDOW_MS) * HISTORY_WINDOW_MS;
    const [from, to] = [start, start + HISTORY_WINDOW_MS].map((moment) => compactTime(new Date(moment).toISOString()));
    // The key in the bucket has the colons of AWS::Lambda::Function, which Windows cannot check out.
    const window = `${capture.resourceType.replaceAll('::', '-')}_${from}_${to}_1`;
    const name = `${accountId}_Config_${region}_ConfigHistory_${window}.json.gz`;
    const path = `${deliveryFolder(accountId, region, capture.capturedAt)}/ConfigHistory/${name}`;
    byWindow.set(path, [...(byWindow.get(path) ?? []), capture]);
  }
  return [...byWindow].map(([path, changed]): File => {
    const history = { fileVersion: '1.0', configSnapshotId: null, configurationItems: changed.map(eventItem) };
    return [path, JSON.stringify(history)];
  });
}

/** Resources of other types, which every real snapshot is full of. */
function otherCaptures(accountId: string, region: Region): Capture[] {
  const common = {
    accountId,
    region,
    capturedAt: '2026-03-17T09:22:14.608Z',
    createdAt: '2024-05-02T07:30:00.000Z',
    status: 'OK',
    tags: { team: 'platform' },
    relationships: [],
  } as const;
  const bucket = `shop-assets-${region}`;
  return [
    {
      ...common,
      resourceType: 'AWS::S3::Bucket',
      resourceId: bucket,
      resourceName: bucket,
      arn: `arn:aws:s3:::${bucket}`,
      configuration: {
        name: bucket,
        creationDate: common.createdAt,
        owner: { displayName: null, id: stableHex(bucket) },
      },
    },
    {
      ...common,
      resourceType: 'AWS::SQS::Queue',
      resourceId: `https://sqs.${region}.amazonaws.com/${accountId}/orders`,
      resourceName: 'orders',
      arn: `arn:aws:sqs:${region}:${accountId}:orders`,
      configuration: { QueueArn: `arn:aws:sqs:${region}:${accountId}:orders`, VisibilityTimeout: '30' },
    },
  ];
}

/** AWS writes month and day without leading zeros. */
function deliveryFolder(accountId: string, region: Region, day: string): string {
  const [year, month, date] = day.slice(0, 10).split('-').map(Number);
  return `AWSLogs/${accountId}/Config/${region}/${year}/${month}/${date}`;
}

function compactTime(iso: string): string {
  return iso.replace(/\.\d+/, '').replace(/[-:]/g, '');
}

function readable(value: object): string {
  return `${JSON.stringify(value, null, 4)}\n`;
}

/** AWS Config promises no order. */
function shuffled(captures: readonly Capture[]): Capture[] {
  const order = (capture: Capture) => stableHex(`${capture.arn} ${capture.capturedAt}`);
  return captures.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const fixtures = new URL('../test/fixtures/', import.meta.url);
  const folder = new URL('sample-organization/', fixtures);
  for (const entry of readdirSync(folder)) {
    // Everything but the README is generated; what is no longer made must not stay.
    if (entry !== 'README.md') rmSync(new URL(entry, folder), { recursive: true });
  }
  for (const [path, text] of sampleOrganization()) {
    const target = fileURLToPath(new URL(path, folder));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, path.endsWith('.gz') ? gzipSync(text, { level: 9 }) : text);
  }
  writeFileSync(new URL('sample-organization.expected.json', fixtures), sampleExpectations());
}
