import { arnParts, resourceTypeOf } from '../core/arn.ts';
import { parseJsonText, RepeatedMemberError } from '../core/json-text.ts';
import type { ItemStatus } from '../core/model.ts';
import { parseMoment } from '../core/moment.ts';
import { isObject, type JsonObject, REPEATED, textIn } from './json-members.ts';

/** The two shapes AWS Config gives the same item: in events and S3 files, and in the answers of its API. */
export interface ConfigurationItem {
  readonly accountId: string;
  /** `global` for IAM. */
  readonly region: string;
  readonly resourceType: string;
  readonly resourceId: string;
  /** Empty where the source has none. */
  readonly arn: string;
  readonly status: ItemStatus;
  /** It says only that this recorder does not record the type: another recorder may, and know the resource. */
  readonly isRecorderStatement: boolean;
  /** Milliseconds since the epoch; `undefined` where the source does not say, or says what is no time. */
  readonly capturedAt: number | undefined;
  /** Orders captures of the same instant. */
  readonly stateId: number;
  /** Milliseconds since the epoch; `undefined` where the source does not say. */
  readonly createdAt: number | undefined;
  /** Decoded; `undefined` when the item carries none, as after a deletion. */
  readonly configuration: JsonObject | undefined;
  readonly supplementaryConfiguration: JsonObject;
  /** As the source has them: see `tagValue`. */
  readonly tags: unknown;
  /** What of the resource the source was asked for. */
  readonly selection: Selection;
  /** Why the item cannot be read, though it is known what it is about: anything may be so. */
  readonly unreadable: string | undefined;
}

/**
 * What of an item its source holds. `whole`: all of it, so that what is absent is not there. `not said`: it may be trimmed.
 * Else the fields a query selected, in lower case.
 */
export type Selection = 'whole' | 'not said' | ReadonlySet<string>;

/** An item of which not even the resource is known; the message says what is wrong with it. */
export class ConfigurationItemError extends Error {
  override readonly name = 'ConfigurationItemError';
}

interface Status {
  readonly status: ItemStatus;
  readonly isRecorderStatement?: true;
}

const STATUS: ReadonlyMap<unknown, Status> = new Map<unknown, Status>([
  // Advanced queries answer with current resources only, and without a status.
  [undefined, { status: 'recorded' }],
  ['OK', { status: 'recorded' }],
  ['ResourceDiscovered', { status: 'recorded' }],
  ['ResourceDeleted', { status: 'deleted' }],
  ['ResourceNotRecorded', { status: 'not recorded', isRecorderStatement: true }],
  ['ResourceDeletedNotRecorded', { status: 'deleted', isRecorderStatement: true }],
]);

/**
 * Parses one configuration item of either shape. Account, Region and type are taken from the ARN where the item has none.
 *
 * @throws ConfigurationItemError when it cannot be told which resource the item is about, naming the field that is missing.
 * Whatever else is wrong with it makes it unreadable, and no error: it must not cost other resources their verdict.
 */
export function parseConfigurationItem(source: JsonObject, selection: Selection = 'whole'): ConfigurationItem {
  const arn = textIn(source, 'ARN') ?? textIn(source, 'arn') ?? '';
  const resourceType = textIn(source, 'resourceType') ?? resourceTypeOf(arnParts(arn));
  if (resourceType === undefined) throw new ConfigurationItemError('item without resourceType');
  const resourceId = textIn(source, 'resourceId') ?? nameOfFunction(arnParts(arn).resource);
  if (resourceId === undefined) throw new ConfigurationItemError(`${resourceType} without resourceId`);
  const accountId = textIn(source, 'awsAccountId') ?? textIn(source, 'accountId') ?? arnParts(arn).accountId;
  const region = textIn(source, 'awsRegion') ?? arnParts(arn).region;
  if (accountId === '') throw new ConfigurationItemError(`${resourceType} ${resourceId}: no account id`);
  if (region === '') throw new ConfigurationItemError(`${resourceType} ${resourceId}: no Region`);
  const known = STATUS.get(source.configurationItemStatus ?? undefined);
  const configuration = decodeObject(source.configuration, 'configuration');
  const supplementary = decodeObject(source.supplementaryConfiguration, 'supplementaryConfiguration');
  const stateId = source.configurationStateId ?? 0;
  const state = typeof stateId === 'number' || typeof stateId === 'string' ? Number(stateId) : Number.NaN;
  return {
    accountId,
    region,
    resourceType,
    resourceId,
    arn,
    status: known?.status ?? 'recorded',
    isRecorderStatement: known?.isRecorderStatement === true,
    // Where the order among captures of one instant cannot be read, their order cannot be known.
    capturedAt: Number.isNaN(state) ? undefined : captureTime(source.configurationItemCaptureTime),
    stateId: Number.isNaN(state) ? 0 : state,
    createdAt: parseMoment(source.resourceCreationTime),
    configuration: typeof configuration === 'string' ? undefined : configuration,
    supplementaryConfiguration: typeof supplementary === 'string' ? NONE : (supplementary ?? NONE),
    tags: source.tags,
    selection,
    unreadable:
      (known === undefined ? 'its configurationItemStatus is none that is known' : undefined) ??
      [configuration, supplementary].find((fault) => typeof fault === 'string') ??
      repeatedIn(source) ??
      (isObject(configuration) ? (repeatedIn(configuration) ?? otherArn(configuration, arn)) : undefined),
  };
}

/** AWS Config was announced on 12 November 2014: a capture that says it is older, such as one of the epoch, does not say when it is. */
const FIRST_CAPTURE = Date.UTC(2014, 10, 12);

function captureTime(source: unknown): number | undefined {
  const moment = parseMoment(source);
  return moment === undefined || moment < FIRST_CAPTURE ? undefined : moment;
}

/** Roles and policies say their ARN twice. */
function otherArn(configuration: JsonObject, arn: string): string | undefined {
  const inside = textIn(configuration, 'arn');
  return inside === undefined || arn === '' || inside === arn ? undefined : 'its configuration names another ARN';
}

const NONE: JsonObject = {};

/** `function:NAME`: the name is the id of a function in AWS Config. */
function nameOfFunction(resource: string): string | undefined {
  return /^function:([^:]+)/.exec(resource)?.[1];
}

function repeatedIn(members: JsonObject): string | undefined {
  const name = (members as { readonly [REPEATED]?: string })[REPEATED];
  return name === undefined ? undefined : `its ${name} is given twice`;
}

/** Is the absence of a member of the configuration a fact, or may the source just not have been asked for it? */
export function wasAsked({ selection, configuration }: ConfigurationItem, member: string): boolean {
  if (selection === 'whole') return true;
  // What every function and every role has tells a whole configuration from a trimmed one.
  if (selection === 'not said') return WHOLE_HAS.some((name) => configuration?.[name] !== undefined);
  const path = `configuration.${member.toLowerCase()}`;
  for (const field of selection) {
    if (field === '*' || field === 'configuration' || field === path || field.startsWith(`${path}.`)) return true;
  }
  return false;
}

const WHOLE_HAS = ['functionName', 'functionArn', 'roleName', 'roleId', 'assumeRolePolicyDocument'];

/** Were the tags of the resource asked for? Where not, nobody can see an exemption. */
export function wereTagsAsked({ selection }: ConfigurationItem): boolean {
  if (typeof selection === 'string') return true;
  return [...selection].some((field) => field === '*' || /^tags(\.|$)/.test(field));
}

/** The API returns nested objects as JSON text, at times encoded twice. A text tells why it cannot be decoded. */
function decodeObject(source: unknown, name: string): JsonObject | string | undefined {
  let value = source;
  try {
    for (let layer = 0; layer < 3 && typeof value === 'string' && value !== ''; layer++) value = parseJsonText(value);
  } catch (cause) {
    if (cause instanceof RepeatedMemberError) return `its ${name} is ambiguous: ${cause.message}`;
    return `its ${name} is not JSON`;
  }
  if (value === undefined || value === null || value === '') return undefined;
  return isObject(value) ? value : `its ${name} is not an object`;
}
