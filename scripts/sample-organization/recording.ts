/** The shapes in which AWS Config hands out what it recorded. Field names and oddities follow real recordings. */
import { createHash } from 'node:crypto';

/** When the snapshots were taken. The history files hold what changed between them, and after the second. */
export const SNAPSHOTS_AT = ['2026-10-01T06:04:41.000Z', '2026-11-20T06:05:12.000Z'] as const;
/** AWS Config delivers history every six hours. */
export const HISTORY_WINDOW_MS = 6 * 3_600_000;

export type Status = 'OK' | 'ResourceDiscovered' | 'ResourceDeleted' | 'ResourceNotRecorded';

/** One capture of one resource, before it takes the shape of the file it is delivered in. */
export interface Capture {
  readonly accountId: string;
  readonly region: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly resourceName: string;
  readonly arn: string;
  readonly capturedAt: string;
  readonly createdAt: string;
  readonly status: Status;
  /** `null` for a deleted resource. */
  readonly configuration: object | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly relationships: readonly Relationship[];
}

interface Relationship {
  readonly resourceType: string;
  readonly resourceId?: string;
  readonly resourceName?: string;
  readonly name: string;
}

/** As in change events, snapshots and history files: object `configuration`, upper-case `ARN`, numeric state id. */
export function eventItem(capture: Capture): object {
  const gone = capture.configuration === null;
  return {
    relatedEvents: [],
    relationships: gone ? [] : capture.relationships,
    configuration: capture.configuration,
    supplementaryConfiguration: {},
    tags: gone ? {} : capture.tags,
    configurationItemVersion: '1.3',
    configurationItemCaptureTime: capture.capturedAt,
    configurationStateId: Date.parse(capture.capturedAt),
    awsAccountId: capture.accountId,
    configurationItemStatus: capture.status,
    resourceType: capture.resourceType,
    resourceId: capture.resourceId,
    // AWS Config forgets everything but the identity of a deleted resource.
    resourceName: gone ? null : capture.resourceName,
    ARN: capture.arn,
    awsRegion: capture.region,
    availabilityZone: gone ? null : 'Not Applicable',
    configurationStateMd5Hash: '',
    resourceCreationTime: gone ? null : capture.createdAt,
  };
}

/** As `aws configservice batch-get-resource-config` prints it: string `configuration`, no tags, no relationships. */
export function baseItem(capture: Capture): object {
  return {
    version: '1.3',
    accountId: capture.accountId,
    configurationItemCaptureTime: commandLineTime(capture.capturedAt),
    configurationItemStatus: capture.status,
    configurationStateId: String(Date.parse(capture.capturedAt)),
    arn: capture.arn,
    resourceType: capture.resourceType,
    resourceId: capture.resourceId,
    resourceName: capture.resourceName,
    awsRegion: capture.region,
    availabilityZone: 'Not Applicable',
    resourceCreationTime: commandLineTime(capture.createdAt),
    configuration: JSON.stringify(capture.configuration),
    supplementaryConfiguration: {},
  };
}

/** As `aws configservice get-resource-config-history` prints it. */
export function historyItem(capture: Capture): object {
  return {
    ...baseItem(capture),
    configurationItemMD5Hash: '',
    tags: capture.tags,
    relatedEvents: [],
    relationships: capture.relationships.map(({ name, ...related }) => ({ ...related, relationshipName: name })),
  };
}

/** As one result of `aws configservice select-resource-config`: a row of the query, tags as a list. */
export function selectedRow(capture: Capture): object {
  return {
    accountId: capture.accountId,
    arn: capture.arn,
    availabilityZone: 'Not Applicable',
    awsRegion: capture.region,
    configuration: capture.configuration,
    configurationItemCaptureTime: capture.capturedAt,
    configurationItemStatus: capture.status,
    configurationStateId: Date.parse(capture.capturedAt),
    relationships: capture.relationships,
    resourceCreationTime: capture.createdAt,
    resourceId: capture.resourceId,
    resourceName: capture.resourceName,
    resourceType: capture.resourceType,
    supplementaryConfiguration: {},
    tags: Object.entries(capture.tags).map(([key, value]) => ({ tag: `${key}=${value}`, key, value })),
    version: '1.3',
  };
}

/** A number that looks random and is the same on every machine. */
export function stableNumber(seed: string, below: number): number {
  return Number.parseInt(stableHex(seed).slice(0, 12), 16) % below;
}

export function stableHex(seed: string): string {
  return createHash('sha256').update(seed).digest('hex');
}

export function stableUuid(seed: string): string {
  const hex = stableHex(seed);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

export function stableChoice<Item>(seed: string, items: readonly [Item, ...Item[]]): Item {
  return items[stableNumber(seed, items.length)] ?? items[0];
}

/** A moment between the two days; without seconds' fractions of zero, which no real recording has. */
export function stableTime(seed: string, from: string, to: string): string {
  const start = Date.parse(from);
  return new Date(start + stableNumber(seed, Date.parse(to) - start)).toISOString();
}

/** The unique id IAM gives a role (`AROA…`) or policy (`ANPA…`). */
export function stableIamId(prefix: 'AROA' | 'ANPA', seed: string): string {
  const digits = [...stableHex(seed)].map(
    (hex, index) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[(Number.parseInt(hex, 16) * 2 + index) % 32],
  );
  return prefix + digits.slice(0, 17).join('');
}

/** The AWS CLI prints times with microseconds and an offset. */
function commandLineTime(iso: string): string {
  return iso.replace('Z', '000+00:00');
}
