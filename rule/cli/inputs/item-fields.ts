import { equalBytes, KnownValues } from './value-cache.ts';

/** The arrays that hold items, by the file or API answer they come from. */
export const ITEM_LISTS = ['configurationItems', 'baseConfigurationItems', 'Results', 'EventSourceMappings'] as const;

export type ItemList = (typeof ITEM_LISTS)[number];

/** A member of an item that decides something. */
interface FieldDefinition {
  readonly name: string;
  /** Few values come again and again, next to each other mostly: the last ones are worth remembering. */
  readonly repeats?: true;
  /** One of very many texts, each in some items: one copy of each is enough. */
  readonly recurs?: true;
  /** An object of which only some members decide. */
  readonly fields?: readonly FieldDefinition[];
}

/** The members of a function's, role's or policy's configuration that decide something. */
const CONFIGURATION: readonly FieldDefinition[] = [
  { name: 'arn' },
  { name: 'attachedManagedPolicies', repeats: true },
  { name: 'defaultVersionId' },
  { name: 'permissionsBoundary', repeats: true },
  { name: 'policyVersionList' },
  { name: 'role', recurs: true },
  { name: 'rolePolicyList' },
  { name: 'tags', repeats: true },
  { name: 'tracingConfig', repeats: true },
];

/** Of a configuration item, a change notification that wraps one, or an event source mapping. */
export const ITEM: readonly FieldDefinition[] = [
  { name: 'ARN' },
  { name: 'arn' },
  { name: 'accountId', repeats: true },
  { name: 'awsAccountId', repeats: true },
  { name: 'awsRegion', repeats: true },
  { name: 'configuration', fields: CONFIGURATION },
  { name: 'configurationItem' },
  { name: 'configurationItemCaptureTime', repeats: true },
  { name: 'configurationItemStatus', repeats: true },
  { name: 'configurationStateId' },
  { name: 'resourceId' },
  { name: 'resourceType', repeats: true },
  { name: 'supplementaryConfiguration', repeats: true },
  { name: 'tags', repeats: true },
  { name: 'EventSourceArn' },
  { name: 'FunctionArn' },
  { name: 'SelfManagedEventSource' },
  { name: 'State', repeats: true },
];

/** A field, ready to be found by the bytes of its key. */
export interface Field {
  readonly name: string;
  readonly key: Uint8Array;
  readonly fields: FieldTable | undefined;
  /** The values read last, for a field that repeats. */
  readonly known: KnownValues | undefined;
  /** The texts seen so far, for a field whose texts recur. */
  readonly copies: Map<unknown, unknown> | undefined;
}

/** Finds fields without making a string of every key, of which an item has dozens that decide nothing. */
export class FieldTable {
  readonly #slots: (readonly Field[] | undefined)[] = Array(SLOTS).fill(undefined);

  constructor(definitions: readonly FieldDefinition[]) {
    const encoder = new TextEncoder();
    for (const { name, repeats = false, recurs = false, fields } of definitions) {
      const key = encoder.encode(name);
      const copies = recurs ? new Map<unknown, unknown>() : undefined;
      const known = repeats ? new KnownValues() : undefined;
      const field = { name, key, known, copies, fields: fields && new FieldTable(fields) };
      const slot = slotOf(key, 0, key.length);
      this.#slots[slot] = [...(this.#slots[slot] ?? []), field];
    }
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

const SLOTS = 1024;

/** Length, first and last byte tell nearly every key that is not in the table. */
function slotOf(bytes: Uint8Array, start: number, end: number): number {
  if (start >= end) return 0;
  return ((end - start) * 37 + (bytes[start] as number) * 7 + (bytes[end - 1] as number)) & (SLOTS - 1);
}
