import { IAM_POLICY } from '../../recorded/iam-policy.ts';
import { IAM_ROLE } from '../../recorded/iam-role.ts';
import { LAMBDA_FUNCTION } from '../../recorded/lambda-function.ts';
import { keyEnd } from './json-bytes.ts';
import { type JsonRoom, MEANS_NOTHING, NOT_KNOWN, SCOPE_BITS } from './json-room.ts';
import type { KnownBytes } from './known-bytes.ts';

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
  /** Its values come again and again: they are worth remembering. */
  readonly repeats?: true;
  /** Its texts are kept, of very many items: one copy of each is enough, however long ago it came. */
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
  { name: 'assumeRolePolicyDocument', repeats: true },
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
  /** In which its values are remembered, for a field whose values come again. */
  readonly scope: number | undefined;
  /** The texts seen so far, for a field whose texts recur. */
  readonly copies: Map<unknown, unknown> | undefined;
}

/** Where the fields of an object stand: from `starts` up to `ends`, for as many as `count` says, and what their values mean. */
export class LocatedFields {
  readonly fields: Field[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly meanings: number[] = [];
  count = 0;

  add(field: Field, start: number, end: number, meaning: number): void {
    this.fields[this.count] = field;
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.meanings[this.count] = meaning;
    this.count++;
  }
}

/** Tells what the keys of objects name. An item has dozens that decide nothing: those are passed over as soon as they are known. */
export class FieldTable {
  readonly #fields: Field[] = [];
  /** Of the object at hand: used again for the next, which costs less than to make one for each. */
  readonly located = new LocatedFields();
  /** An object with all fields: to copy it costs half of what it costs to make one by one member. */
  readonly blank: Record<string, unknown> = {};
  /** In which its keys are known. */
  readonly scope: number;
  readonly known: KnownBytes;
  /** Of an object of a type that decides nothing, is nothing else to be read? Not of one that may be an envelope. */
  readonly isTypeEnough: boolean;

  constructor(definitions: readonly FieldDefinition[], isTypeEnough: boolean, known: KnownBytes) {
    this.isTypeEnough = isTypeEnough;
    this.known = known;
    this.scope = known.newScope();
    for (const [index, definition] of definitions.entries()) {
      const { name, repeats = false, recurs = false, presence = false, fields, relevant } = definition;
      this.blank[name] = undefined;
      this.#fields.push({
        name,
        bit: 1 << index,
        fields: fields && new FieldTable(fields, false, known),
        isPresence: presence,
        relevant,
        scope: repeats || recurs ? known.newScope() : undefined,
        copies: recurs ? new Map<unknown, unknown>() : undefined,
      });
    }
  }

  /** The field that a key means, or, where that is not known, names at a position; `undefined` where its member decides nothing. */
  fieldOf(meaning: number, room: JsonRoom, at: number): Field | undefined {
    return meaning === NOT_KNOWN ? this.fieldAt(room.bytes, at) : this.#fields[meaning - 1];
  }

  /**
   * The field that the key at a position names. It is known from then on.
   *
   * @throws NotJsonError or SyntaxError for what is no key of JSON.
   */
  fieldAt(bytes: Buffer, at: number): Field | undefined {
    const end = keyEnd(bytes, at);
    // An escape in a key spells the same key to every reader of JSON (RFC 8259, section 7).
    const name: unknown = JSON.parse(bytes.toString('utf8', at, end));
    const index = this.#fields.findIndex((field) => field.name === name);
    const field = this.#fields[index];
    const meaning = field === undefined ? MEANS_NOTHING : ((field.scope ?? 0) << SCOPE_BITS) | (index + 1);
    this.known.rememberKey(this.scope, at, end, meaning);
    return field;
  }
}

/** Fields of items in a list, and of objects that stand by themselves. */
export function itemFields(known: KnownBytes): { readonly inList: FieldTable; readonly standalone: FieldTable } {
  return { inList: new FieldTable(ITEM, true, known), standalone: new FieldTable(STANDALONE, false, known) };
}
