import { arnParts } from '../core/arn.ts';
import type { ItemStatus } from '../core/model.ts';

/** The two shapes AWS Config gives the same item: in events and S3 files, and in the answers of its API. */
export interface ConfigurationItem {
  readonly accountId: string;
  /** `global` for IAM. */
  readonly region: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly arn: string;
  readonly status: ItemStatus;
  /** Milliseconds since the epoch; `undefined` where the source does not say. */
  readonly capturedAt: number | undefined;
  /** Orders captures of the same instant. */
  readonly stateId: number;
  /** Decoded; `undefined` when the item carries none, as after a deletion. */
  readonly configuration: JsonObject | undefined;
  readonly supplementaryConfiguration: JsonObject;
  /** As the source has them: see `parseTags`. */
  readonly tags: unknown;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** An item that cannot be what AWS Config recorded; the message says what is wrong with it. */
export class ConfigurationItemError extends Error {
  override readonly name = 'ConfigurationItemError';
}

const STATUS: ReadonlyMap<unknown, ItemStatus> = new Map<unknown, ItemStatus>([
  // Advanced queries answer with current resources only, and without a status.
  [undefined, 'recorded'],
  ['OK', 'recorded'],
  ['ResourceDiscovered', 'recorded'],
  ['ResourceNotRecorded', 'not recorded'],
  ['ResourceDeleted', 'deleted'],
  ['ResourceDeletedNotRecorded', 'deleted'],
]);

/**
 * Parses one configuration item of either shape. Account and Region are taken from the ARN where the item has none.
 *
 * @throws ConfigurationItemError naming the field that is missing or wrong.
 */
export function parseConfigurationItem(source: JsonObject): ConfigurationItem {
  const { resourceType, resourceId, configuration, supplementaryConfiguration } = source;
  if (!isText(resourceType)) throw new ConfigurationItemError('item without resourceType');
  if (!isText(resourceId)) throw new ConfigurationItemError(`${resourceType} without resourceId`);
  const arn = optionalText(source.ARN ?? source.arn) ?? '';
  const inArn = arnParts(arn);
  const accountId = source.awsAccountId ?? source.accountId ?? inArn.accountId;
  const region = source.awsRegion ?? inArn.region;
  const status = STATUS.get(source.configurationItemStatus ?? undefined);
  const capturedAt = parseInstant(source.configurationItemCaptureTime);
  try {
    if (!isText(accountId)) throw new ConfigurationItemError('no account id');
    if (!isText(region)) throw new ConfigurationItemError('no Region');
    if (status === undefined) {
      throw new ConfigurationItemError(`unknown configurationItemStatus ${source.configurationItemStatus}`);
    }
    if (Number.isNaN(capturedAt)) throw new ConfigurationItemError('configurationItemCaptureTime is not a time');
    return {
      accountId,
      region,
      resourceType,
      resourceId,
      arn,
      status,
      capturedAt,
      stateId: Number(source.configurationStateId ?? 0) || 0,
      configuration: decodeObject(configuration, 'configuration'),
      supplementaryConfiguration: decodeObject(supplementaryConfiguration, 'supplementaryConfiguration') ?? NONE,
      tags: source.tags,
    };
  } catch (cause) {
    if (!(cause instanceof ConfigurationItemError)) throw cause;
    throw new ConfigurationItemError(`${resourceType} ${resourceId}: ${cause.message}`, { cause });
  }
}

const NONE: JsonObject = {};

/** The value of one tag in any of the forms tags come in; supplementary values may be JSON text. */
export function tagValue(tags: unknown, key: string): string | undefined {
  const source = typeof tags === 'string' ? decodeObject(tags, 'Tags') : tags;
  if (isObject(source)) return Object.hasOwn(source, key) ? String(source[key]) : undefined;
  return parseTags(source)?.get(key);
}

/** A map in items; a list of key/value pairs in IAM configurations and advanced queries. Key case varies by source. */
export function parseTags(source: unknown): ReadonlyMap<string, string> | undefined {
  if (Array.isArray(source)) {
    return new Map(
      source
        .filter(isObject)
        .map((tag): [string, string] => [String(tag.key ?? tag.Key), String(tag.value ?? tag.Value)]),
    );
  }
  if (!isObject(source)) return undefined;
  return new Map(Object.entries(source).map(([key, value]): [string, string] => [key, String(value)]));
}

/** Lists in a configuration may be null: AWS Config writes null where the resource has none. */
export function objectsIn(list: unknown): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}

export function optionalText(value: unknown): string | undefined {
  return isText(value) ? value : undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The API returns nested objects as JSON text, at times encoded twice. */
function decodeObject(source: unknown, name: string): JsonObject | undefined {
  let value = source;
  for (let layer = 0; layer < 3 && typeof value === 'string' && value !== ''; layer++) {
    try {
      value = JSON.parse(value);
    } catch (cause) {
      throw new ConfigurationItemError(`${name} is not JSON`, { cause });
    }
  }
  if (value === undefined || value === null || value === '') return undefined;
  if (!isObject(value)) throw new ConfigurationItemError(`${name} is not an object`);
  return value;
}

/**
 * Milliseconds since the epoch, NaN for what is no time: ISO 8601 in files and AWS CLI version 2, epoch seconds in the API
 * and AWS CLI version 1. Without a zone it is UTC, as in everything AWS writes, and not the zone of this machine.
 */
function parseInstant(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number') return new Date(value * 1000).getTime();
  const text = String(value);
  return Date.parse(/T[\d:.]+$/.test(text) ? `${text}Z` : text);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
