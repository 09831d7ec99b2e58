import {
  DescribePolicyCommand,
  type OrganizationsClient,
  paginateListAccountsForParent,
  paginateListOrganizationalUnitsForParent,
  paginateListPoliciesForTarget,
  paginateListRoots,
  type Root,
} from '@aws-sdk/client-organizations';
import { arnParts } from '../../core/arn.ts';
import type {
  ControlPolicy,
  ControlPolicyType,
  OrganizationPolicies,
  OrganizationTarget,
} from '../../core/iam/organization-policies.ts';
import { ApiCallError } from '../api-calls.ts';
import { atMost, sideBySide } from '../concurrency.ts';

/** An answer of AWS Organizations that cannot be what it lists. */
export class OrganizationError extends Error {
  override readonly name = 'OrganizationError';
}

export interface OrganizationOptions {
  readonly now: Date;
  /** Called with the number of accounts found so far. */
  readonly onProgress?: (accounts: number) => void;
}

/** AWS Organizations throttles the whole organization, not the caller. */
const CALLS_AT_A_TIME = 5;
/** A tree that keeps changing is read so often at most. */
const READINGS = 3;
const NO_LONGER_THERE = new Set(['ParentNotFoundException', 'TargetNotFoundException']);

type Attached = Omit<ControlPolicy, 'content'>;

interface Tree {
  readonly targets: readonly OrganizationTarget[];
  readonly policies: ReadonlyMap<string, Attached>;
  /** Accounts that were met in two places: they moved while the tree was read. */
  readonly moved: ReadonlySet<string>;
}

/**
 * Reads the control policies of the organization and where they are attached, with the permissions of its management account
 * or a delegated administrator. A tree that changes while it is read is read again; an account that still cannot be placed
 * is left out, so that nothing of it is decided.
 *
 * @throws ApiCallError naming the call that failed and what it was for; OrganizationError for an organization without a root.
 */
export async function readOrganization(
  client: OrganizationsClient,
  { now, onProgress }: OrganizationOptions,
): Promise<OrganizationPolicies> {
  const root = await readRoot(client);
  const { accountId: managementAccountId, resource } = arnParts(root.Arn ?? '');
  const [, organizationId] = /^root\/(o-[a-z0-9]+)\//.exec(resource) ?? [];
  if (organizationId === undefined || managementAccountId === '')
    throw new OrganizationError(`organizations:ListRoots: the ARN of the root names no organization: ${root.Arn}`);
  const { PolicyTypes: listed } = root;
  if (listed === undefined)
    throw new OrganizationError(
      'organizations:ListRoots: the root does not say which types of policies are switched on',
    );
  // A type that is being switched off may still deny.
  const policyTypes = TYPES.filter((type) => listed.some(({ Type }) => Type === type));
  const tree = await settledTree(() => readTree(client, root, policyTypes, onProgress));
  const inTurn = atMost(CALLS_AT_A_TIME);
  const policies = await Promise.all(
    [...tree.policies.values()].map((policy) =>
      inTurn(async () => ({ ...policy, content: await contentOf(client, policy) })),
    ),
  );
  return {
    readAt: now.toISOString(),
    organizationId,
    managementAccountId,
    policyTypes,
    targets: [...tree.targets].sort((one, other) => (one.id < other.id ? -1 : 1)),
    policies: policies.sort((one, other) => (one.id < other.id ? -1 : 1)),
  };
}

const TYPES = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const;

async function readRoot(client: OrganizationsClient): Promise<Root> {
  for await (const { Roots: roots = [] } of paginateListRoots({ client }, {})) {
    const [root] = roots;
    if (root?.Id !== undefined) return root;
  }
  throw new OrganizationError('organizations:ListRoots: the organization has no root');
}

/** Reads until no account was met twice and nothing vanished in between. */
async function settledTree(read: () => Promise<Tree>): Promise<Tree> {
  for (let reading = 1; ; reading++) {
    try {
      const tree = await read();
      if (tree.moved.size === 0) return tree;
      if (reading === READINGS) return { ...tree, targets: tree.targets.filter(({ id }) => !tree.moved.has(id)) };
    } catch (error) {
      const isChange = error instanceof ApiCallError && NO_LONGER_THERE.has(error.code);
      if (!isChange || reading === READINGS) throw error;
    }
  }
}

async function readTree(
  client: OrganizationsClient,
  root: Root,
  types: readonly ControlPolicyType[],
  onProgress: OrganizationOptions['onProgress'],
): Promise<Tree> {
  const limited = atMost(CALLS_AT_A_TIME);
  const work = sideBySide();
  // A call that failed ends the reading: those that wait for their turn need not be made.
  const inTurn = <Result>(call: () => Promise<Result>) =>
    work.start(() =>
      limited(() => {
        work.signal.throwIfAborted();
        return call();
      }),
    );
  const targets = new Map<string, OrganizationTarget>();
  const policies = new Map<string, Attached>();
  const moved = new Set<string>();
  let accounts = 0;

  const add = async (target: Omit<OrganizationTarget, 'policies'>): Promise<void> => {
    const attached = await Promise.all(types.map((type) => inTurn(() => attachedTo(client, target.id, type))));
    if (targets.has(target.id)) moved.add(target.id);
    targets.set(target.id, { ...target, policies: attached.flat().map(({ id }) => id) });
    for (const policy of attached.flat()) policies.set(policy.id, policy);
    if (target.kind === 'account') onProgress?.(++accounts);
  };
  const addChildren = async (parent: string): Promise<void> => {
    const [units, members] = await Promise.all([
      inTurn(() => unitsIn(client, parent)),
      inTurn(() => accountsIn(client, parent)),
    ]);
    await Promise.all([
      ...members.map((account) => add({ kind: 'account', parent, ...account })),
      ...units.flatMap((unit) => [add({ kind: 'ou', parent, ...unit }), addChildren(unit.id)]),
    ]);
  };
  const id = root.Id ?? '';
  await Promise.all([add({ kind: 'root', id, name: root.Name ?? id, parent: null }), addChildren(id)]);
  return { targets: [...targets.values()], policies, moved };
}

interface Named {
  readonly id: string;
  readonly name: string;
}

async function unitsIn(client: OrganizationsClient, parent: string): Promise<readonly Named[]> {
  const found: Named[] = [];
  for await (const page of paginateListOrganizationalUnitsForParent({ client }, { ParentId: parent }))
    for (const { Id: id, Name: name } of page.OrganizationalUnits ?? [])
      if (id !== undefined) found.push({ id, name: name ?? id });
  return found;
}

async function accountsIn(client: OrganizationsClient, parent: string): Promise<readonly Named[]> {
  const found: Named[] = [];
  for await (const page of paginateListAccountsForParent({ client }, { ParentId: parent }))
    for (const { Id: id, Name: name } of page.Accounts ?? [])
      if (id !== undefined) found.push({ id, name: name ?? id });
  return found;
}

async function attachedTo(
  client: OrganizationsClient,
  target: string,
  type: ControlPolicyType,
): Promise<readonly Attached[]> {
  const found: Attached[] = [];
  for await (const page of paginateListPoliciesForTarget({ client }, { TargetId: target, Filter: type }))
    for (const { Id: id, Name: name } of page.Policies ?? []) {
      // What it says may deny.
      if (id === undefined)
        throw new OrganizationError(`organizations:ListPoliciesForTarget: a policy of ${target} has no id`);
      found.push({ id, name: name ?? id, type });
    }
  return found;
}

/** A document that does not come is unreadable, and no error. */
async function contentOf(client: OrganizationsClient, { id }: Attached): Promise<string> {
  const { Policy: policy } = await client.send(new DescribePolicyCommand({ PolicyId: id }));
  return policy?.Content ?? '';
}
