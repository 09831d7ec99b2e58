import { IAM_POLICY } from '../../recorded/iam-policy.ts';
import { IAM_ROLE } from '../../recorded/iam-role.ts';
import { LAMBDA_FUNCTION } from '../../recorded/lambda-function.ts';
import { keyEnd } from './json-bytes.ts';
import { equalBytes, hasAt, KnownValues } from './value-cache.ts';

/** The types of resources that decide something. */
export const RELEVANT_TYPES: ReadonlySet<unknown> = new Set([LAMBDA_FUNCTION, IAM_ROLE, IAM_POLICY]);

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
  /** Where its value is another one, no other member decides anything. */
  readonly relevant?: ReadonlySet<unknown>;
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
  { name: 'resourceType', repeats: true, relevant: RELEVANT_TYPES },
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
  /** Which of its table it is, as a bit. */
  readonly bit: number;
  readonly fields: FieldTable | undefined;
  readonly isPresence: boolean;
  readonly relevant: ReadonlySet<unknown> | undefined;
  /** The values read last, for a field that repeats. */
  readonly known: KnownValues | undefined;
  /** The texts seen so far, for a field whose texts recur. */
  readonly copies: Map<unknown, unknown> | undefined;
}

/** Where the fields of an object stand: from `starts` up to `ends`, for as many as `count` says. */
export class LocatedFields {
  readonly fields: Field[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  count = 0;

  add(field: Field, start: number, end: number): void {
    this.fields[this.count] = field;
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.count++;
  }
}

/** A key as it stands in the bytes, with its quotes. */
export interface Key {
  readonly bytes: Uint8Array;
  /** `undefined` where its member decides nothing. */
  readonly field: Field | undefined;
  /** What followed it in the object before. */
  next: Key | undefined;
}

/**
 * Tells what the keys of objects name, without making a string of each: an item has dozens that decide nothing, and they come
 * in the same order in every item of a type.
 */
export class FieldTable {
  readonly #byName = new Map<string, Field>();
  readonly #slots: Key[][] = Array.from({ length: SLOTS }, () => []);
  #others = 0;
  /** Of the object at hand: used again for the next, which costs less than to make one for each. */
  readonly located = new LocatedFields();
  /** An object with all fields: to copy it costs half of what it costs to make one by one member. */
  readonly blank: Record<string, unknown> = {};
  /** What an object begins with. */
  readonly start: Key = { bytes: new Uint8Array(0), field: undefined, next: undefined };

  /** Of an object of a type that decides nothing, is nothing else to be read? Not of one that may be an envelope. */
  readonly isTypeEnough: boolean;

  constructor(definitions: readonly FieldDefinition[], isTypeEnough: boolean) {
    this.isTypeEnough = isTypeEnough;
    const encoder = new TextEncoder();
    for (const [index, definition] of definitions.entries()) {
      const { name, repeats = false, recurs = false, presence = false, fields, relevant } = definition;
      const copies = recurs ? new Map<unknown, unknown>() : undefined;
      const known = repeats ? new KnownValues() : undefined;
      const table = fields && new FieldTable(fields, false);
      this.blank[name] = undefined;
      const field = { name, bit: 1 << index, known, copies, isPresence: presence, fields: table, relevant };
      this.#byName.set(name, field);
      const bytes = encoder.encode(JSON.stringify(name));
      this.#slots[slotOf(bytes, 0, bytes.length)]?.push({ bytes, field, next: undefined });
    }
  }

  /**
   * The key that starts at a position, whole.
   *
   * @throws NotJsonError or SyntaxError for what is no key of JSON.
   */
  keyAt(bytes: Buffer, at: number, before: Key): Key {
    const { next } = before;
    if (next !== undefined && hasAt(bytes, at, next.bytes)) return next;
    const end = keyEnd(bytes, at);
    const slot = this.#slots[slotOf(bytes, at, end)] as Key[];
    let key = slot.find((one) => equalBytes(bytes, at, end, one.bytes));
    if (key === undefined) {
      // An escape in a key spells the same key to every reader of JSON (RFC 8259, section 7).
      const field = this.#byName.get(JSON.parse(bytes.toString('utf8', at, end)));
      key = { bytes: Uint8Array.prototype.slice.call(bytes, at, end), field, next: undefined };
      // Tags that are written as members of an object can have any key: not all are worth remembering.
      if (this.#others === MOST_OTHERS) return key;
      slot.push(key);
      this.#others++;
    }
    before.next = key;
    return key;
  }
}

/** How many keys are remembered besides those of fields. */
const MOST_OTHERS = 1024;

/** Fields of items in a list, and of objects that stand by themselves. */
export function itemFields(): { readonly inList: FieldTable; readonly standalone: FieldTable } {
  return { inList: new FieldTable(ITEM, true), standalone: new FieldTable(STANDALONE, false) };
}

const SLOTS = 256;

/** Length and the bytes beside the quotes tell nearly every key from the others. */
function slotOf(bytes: Uint8Array, start: number, end: number): number {
  return ((end - start) * 37 + (bytes[start + 1] as number) * 7 + (bytes[end - 2] as number)) & (SLOTS - 1);
}
