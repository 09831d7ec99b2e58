import { equalBytes, KnownValues } from './value-cache.ts';

/** The arrays that hold items, by the file or API answer they come from. */
export const ITEM_LISTS = [
  'configurationItems',
  'baseConfigurationItems',
  'BaseConfigurationItems',
  'Results',
  'EventSourceMappings',
] as const;

export type ItemList = (typeof ITEM_LISTS)[number];

/** A member of an item that decides something. */
interface FieldDefinition {
  readonly name: string;
  /** Few values come again and again, next to each other mostly: the last ones are worth remembering. */
  readonly repeats?: true;
  /** One of very many texts, each in some items: one copy of each is enough. */
  readonly recurs?: true;
  /** That it is there is all that counts: it tells a whole configuration from a trimmed one. */
  readonly presence?: true;
  /** An object of which only some members decide. */
  readonly fields?: readonly FieldDefinition[];
}

/** The members of a function's, role's or policy's configuration that decide something. */
const CONFIGURATION: readonly FieldDefinition[] = [
  { name: 'arn' },
  { name: 'attachedManagedPolicies', repeats: true },
  { name: 'assumeRolePolicyDocument' },
  { name: 'defaultVersionId' },
  { name: 'functionArn', presence: true },
  { name: 'functionName', presence: true },
  { name: 'permissionsBoundary', repeats: true },
  { name: 'policyVersionList' },
  { name: 'role', recurs: true },
  { name: 'roleId' },
  { name: 'roleName', presence: true },
  { name: 'rolePolicyList' },
  { name: 'tags', repeats: true },
  { name: 'tracingConfig', repeats: true },
];

/** Of a configuration item, or an event source mapping. */
const ITEM: readonly FieldDefinition[] = [
  { name: 'ARN' },
  { name: 'arn' },
  { name: 'accountId', repeats: true },
  { name: 'awsAccountId', repeats: true },
  { name: 'awsRegion', repeats: true },
  { name: 'configuration', fields: CONFIGURATION },
  { name: 'configurationItemCaptureTime', repeats: true },
  { name: 'configurationItemStatus', repeats: true },
  { name: 'configurationStateId' },
  { name: 'resourceCreationTime', repeats: true },
  { name: 'resourceId' },
  { name: 'resourceType', repeats: true },
  { name: 'supplementaryConfiguration', repeats: true },
  { name: 'tags', repeats: true },
  { name: 'EventSourceArn' },
  { name: 'FunctionArn' },
  { name: 'SelfManagedEventSource' },
  { name: 'State', repeats: true },
];

/** Of an object that stands by itself: an item, or a message of the Config topic, bare or in an envelope. */
const STANDALONE: readonly FieldDefinition[] = [
  ...ITEM,
  { name: 'ConfigurationItem' },
  { name: 'configurationItem' },
  { name: 'configurationItemSummary' },
  { name: 'detail' },
  { name: 'detail-type' },
  { name: 'messageType' },
  { name: 'Message' },
  { name: 'Type' },
];

/** A field, ready to be found by the bytes of its key. */
export interface Field {
  readonly name: string;
  readonly key: Uint8Array;
  readonly fields: FieldTable | undefined;
  readonly isPresence: boolean;
  /** The values read last, for a field that repeats. */
  readonly known: KnownValues | undefined;
  /** The texts seen so far, for a field whose texts recur. */
  readonly copies: Map<unknown, unknown> | undefined;
}

/** Finds fields without making a string of every key, of which an item has dozens that decide nothing. */
export class FieldTable {
  readonly #byName = new Map<string, Field>();
  readonly #slots: (readonly Field[] | undefined)[] = Array(SLOTS).fill(undefined);

  constructor(definitions: readonly FieldDefinition[]) {
    const encoder = new TextEncoder();
    for (const { name, repeats = false, recurs = false, presence = false, fields } of definitions) {
      const key = encoder.encode(name);
      const copies = recurs ? new Map<unknown, unknown>() : undefined;
      const known = repeats ? new KnownValues() : undefined;
      const field = { name, key, known, copies, isPresence: presence, fields: fields && new FieldTable(fields) };
      this.#byName.set(name, field);
      const slot = slotOf(key, 0, key.length);
      this.#slots[slot] = [...(this.#slots[slot] ?? []), field];
    }
  }

  /** The field a name spells that has escapes in it. */
  named(name: string): Field | undefined {
    return this.#byName.get(name);
  }

  find(bytes: Uint8Array, start: number, end: number): Field | undefined {
    const candidates = this.#slots[slotOf(bytes, start, end)];
    if (candidates === undefined) return undefined;
    for (const field of candidates) {
      if (equalBytes(bytes, start, end, field.key)) return field;
    }
    return undefined;
  }
}

/** Fields of items in a list, and of objects that stand by themselves. */
export function itemFields(): { readonly inList: FieldTable; readonly standalone: FieldTable } {
  return { inList: new FieldTable(ITEM), standalone: new FieldTable(STANDALONE) };
}

const SLOTS = 1024;

/** Length, first and last byte tell nearly every key that is not in the table. */
function slotOf(bytes: Uint8Array, start: number, end: number): number {
  if (start >= end) return 0;
  return ((end - start) * 37 + (bytes[start] as number) * 7 + (bytes[end - 1] as number)) & (SLOTS - 1);
}
