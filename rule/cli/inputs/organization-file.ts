import type {
  ControlPolicy,
  ControlPolicyType,
  OrganizationPolicies,
  OrganizationTarget,
} from '../../core/iam/organization-policies.ts';
import { parseJsonText } from '../../core/json-text.ts';
import { parseMoment } from '../../core/moment.ts';
import { isObject, type JsonObject } from '../../recorded/json-members.ts';
import { InputError } from '../input-error.ts';
import { RULE_NAME } from '../version.ts';

/** What `--save-organization` writes: an input like any other, told by its content. */
export function organizationText(organization: OrganizationPolicies): string {
  const { readAt, organizationId, managementAccountId, policyTypes, targets, policies } = organization;
  const content = { rule: RULE_NAME, readAt, organizationId, managementAccountId, policyTypes, targets, policies };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** `keys`: the outermost ones. AWS Config writes no such keys, nor do templates and plans. */
export function mayBeOrganization(keys: readonly string[]): boolean {
  return keys.includes('managementAccountId') && keys.includes('policyTypes');
}

/**
 * Reads what `--save-organization` wrote.
 *
 * @throws InputError naming the file and what is wrong with it: half an organization would let through what the rest denies.
 */
export function parseOrganization(text: string, file: string): OrganizationPolicies {
  const wrong = (what: string, cause?: unknown) =>
    new InputError(`${file}: not the policies of an organization as --save-organization writes them: ${what}`, {
      cause,
    });
  let source: unknown;
  try {
    source = parseJsonText(text);
  } catch (cause) {
    throw wrong(cause instanceof Error ? cause.message : 'not JSON', cause);
  }
  const fields = new Fields(source, wrong);
  const readAt = fields.text('readAt');
  if (parseMoment(readAt) === undefined) throw wrong('readAt is no time');
  const organization: OrganizationPolicies = {
    readAt,
    organizationId: fields.text('organizationId'),
    managementAccountId: fields.text('managementAccountId'),
    policyTypes: fields.list('policyTypes').map((type) => oneOf(type, POLICY_TYPES, 'policyTypes', wrong)),
    targets: fields
      .list('targets')
      .map((target, index) => targetOf(new Fields(target, wrong, `targets[${index}].`), wrong)),
    policies: fields
      .list('policies')
      .map((policy, index) => policyOf(new Fields(policy, wrong, `policies[${index}].`), wrong)),
  };
  const fault = faultIn(organization);
  if (fault !== undefined) throw wrong(fault);
  return organization;
}

type Wrong = (what: string) => InputError;

const POLICY_TYPES: readonly ControlPolicyType[] = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'];
const KINDS: readonly OrganizationTarget['kind'][] = ['root', 'ou', 'account'];

/** The members of an object, which must be there and of their type. */
class Fields {
  readonly #source: JsonObject;
  readonly #wrong: Wrong;
  readonly #path: string;

  constructor(source: unknown, wrong: Wrong, path = '') {
    if (!isObject(source)) throw wrong(`${path === '' ? 'it' : path.slice(0, -1)} is not an object`);
    this.#source = source;
    this.#wrong = wrong;
    this.#path = path;
  }

  text(name: string): string {
    const value = this.#source[name];
    if (typeof value !== 'string' || value === '') throw this.#wrong(`${this.#path}${name} is not a text`);
    return value;
  }

  list(name: string): readonly unknown[] {
    const value = this.#source[name];
    if (!Array.isArray(value)) throw this.#wrong(`${this.#path}${name} is not a list`);
    return value;
  }

  get(name: string): unknown {
    return this.#source[name];
  }
}

function oneOf<Name extends string>(value: unknown, names: readonly Name[], what: string, wrong: Wrong): Name {
  const found = names.find((name) => name === value);
  if (found === undefined) throw wrong(`${what} must be among ${names.join(', ')}`);
  return found;
}

function targetOf(fields: Fields, wrong: Wrong): OrganizationTarget {
  const kind = oneOf(fields.get('kind'), KINDS, 'kind of a target', wrong);
  return {
    kind,
    id: fields.text('id'),
    name: fields.text('name'),
    parent: kind === 'root' ? null : fields.text('parent'),
    policies: fields.list('policies').map((id) => {
      if (typeof id !== 'string') throw wrong('the id of a policy is not a text');
      return id;
    }),
  };
}

function policyOf(fields: Fields, wrong: Wrong): ControlPolicy {
  return {
    id: fields.text('id'),
    name: fields.text('name'),
    type: oneOf(fields.get('type'), POLICY_TYPES, 'type of a policy', wrong),
    content: String(fields.get('content') ?? ''),
  };
}

/** What keeps it from being one tree whose policies are all there. */
function faultIn({ targets, policies, policyTypes }: OrganizationPolicies): string | undefined {
  const ids = new Set(targets.map(({ id }) => id));
  if (ids.size !== targets.length) return 'a target stands there twice';
  const known = new Set(policies.map(({ id }) => id));
  if (known.size !== policies.length) return 'a policy stands there twice';
  const off = policies.find(({ type }) => !policyTypes.includes(type));
  if (off !== undefined) return `policy ${off.id} is of a type that is not among policyTypes`;
  if (targets.filter(({ kind }) => kind === 'root').length !== 1) return 'there must be one root';
  const parents = new Map(targets.map(({ id, parent }) => [id, parent]));
  for (const { id, parent, policies: attached } of targets) {
    const missing = attached.find((policy) => !known.has(policy));
    if (missing !== undefined) return `policy ${missing} is attached to ${id} and missing`;
    if (parent !== null && !ids.has(parent)) return `the parent of ${id} is missing`;
    let above = parent;
    for (let level = 0; above !== null; level++) {
      // An organization is five units deep at most.
      if (level > ids.size) return `${id} is in itself`;
      above = parents.get(above) ?? null;
    }
  }
  return undefined;
}
