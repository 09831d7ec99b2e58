import { Fault, type Operations } from '../lambda/aws-endpoint.ts';
import { apiItem, type Item } from './items.ts';

export const MANAGEMENT = '999988887777';
export const ORGANIZATION = 'o-exampleorg';

interface Unit {
  readonly id: string;
  readonly name: string;
  readonly accounts?: readonly string[];
  readonly units?: readonly Unit[];
}

/** An organization: its tree, its service control policies by name, and their names by what they are attached to. */
export interface EmulatedOrganization {
  readonly root: Unit;
  readonly policies: Readonly<Record<string, object>>;
  readonly attached: Readonly<Record<string, readonly string[]>>;
  readonly isSwitchedOff?: boolean;
  readonly status?: string;
  /** Resource control policies, in the same way. */
  readonly resourcePolicies?: Pick<EmulatedOrganization, 'policies' | 'attached'>;
  /** The tree at a later reading, by how often the root was listed before. */
  readonly later?: readonly Unit[];
}

const FULL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

const FULL_FOR_RESOURCES = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
};

/** AWS Organizations, two entries a page. FullAWSAccess is attached everywhere. */
export function emulateOrganization(organization: EmulatedOrganization, pageSize = 2): Operations {
  let readings = -1;
  const trees = [organization.root, ...(organization.later ?? [])];
  const tree = () => trees[Math.min(readings, trees.length - 1)] ?? organization.root;
  const unit = (id: unknown) => {
    const found = unitsBelow(tree()).find((each) => each.id === id);
    if (found === undefined) throw new Fault(400, 'ParentNotFoundException', `no parent ${id}`);
    return found;
  };
  return {
    'organizations:ListRoots': () => {
      return {
        Roots: [
          {
            Id: organization.root.id,
            Arn: `arn:aws:organizations::${MANAGEMENT}:root/${ORGANIZATION}/${organization.root.id}`,
            Name: 'Root',
            PolicyTypes: [
              ...(organization.isSwitchedOff
                ? []
                : [{ Type: 'SERVICE_CONTROL_POLICY', Status: organization.status ?? 'ENABLED' }]),
              { Type: 'TAG_POLICY', Status: 'ENABLED' },
              ...(organization.resourcePolicies ? [{ Type: 'RESOURCE_CONTROL_POLICY', Status: 'ENABLED' }] : []),
            ],
          },
        ],
      };
    },
    'organizations:ListOrganizationalUnitsForParent': ({ ParentId, NextToken }) => {
      if (ParentId === organization.root.id && NextToken === undefined) readings++;
      const units = (unit(ParentId).units ?? []).map(({ id, name }) => ({ Id: id, Name: name }));
      return page('OrganizationalUnits', units, NextToken, pageSize);
    },
    'organizations:ListAccountsForParent': ({ ParentId, NextToken }) =>
      page(
        'Accounts',
        (unit(ParentId).accounts ?? []).map((id) => ({ Id: id, Name: `name of ${id}` })),
        NextToken,
        pageSize,
      ),
    'organizations:ListPoliciesForTarget': ({ TargetId, Filter, NextToken }) => {
      const isResource = Filter === 'RESOURCE_CONTROL_POLICY';
      const { attached = {} } = (isResource ? organization.resourcePolicies : organization) ?? {};
      const names = [isResource ? 'RCPFullAWSAccess' : 'FullAWSAccess', ...(attached[String(TargetId)] ?? [])];
      const policies = names.map((name) => ({ Id: `p-${name}`, Name: name, Type: Filter }));
      return page('Policies', policies, NextToken, pageSize);
    },
    'organizations:DescribePolicy': ({ PolicyId }) => {
      const name = String(PolicyId).slice(2);
      const own = { ...organization.policies, ...organization.resourcePolicies?.policies };
      const content = name === 'RCPFullAWSAccess' ? FULL_FOR_RESOURCES : (own[name] ?? FULL);
      return { Policy: { PolicySummary: { Id: PolicyId, Name: name }, Content: JSON.stringify(content) } };
    },
  };
}

function unitsBelow(root: Unit): readonly Unit[] {
  return [root, ...(root.units ?? []).flatMap(unitsBelow)];
}

function page(name: string, all: readonly object[], token: unknown, size: number): object {
  const start = Number(token ?? 0);
  const end = start + size;
  return { [name]: all.slice(start, end), ...(end < all.length && { NextToken: String(end) }) };
}

export interface SourceStatus {
  readonly SourceId: string;
  readonly AwsRegion: string;
  readonly LastUpdateStatus: string;
  readonly LastErrorMessage?: string;
}

/** An AWS Config aggregator that holds these items: it answers the query of the rule and no other, as rows of its fields. */
export function emulateAggregator(
  items: readonly Item[],
  statuses?: readonly SourceStatus[],
  pageSize = 100,
): Operations {
  const accounts = [...new Set(items.map(({ awsAccountId }) => String(awsAccountId)))];
  const sources =
    statuses ?? accounts.map((SourceId) => ({ SourceId, AwsRegion: 'eu-west-1', LastUpdateStatus: 'SUCCEEDED' }));
  return {
    'config:DescribeConfigurationAggregatorSourcesStatus': ({ NextToken }) =>
      page('AggregatedSourceStatusList', sources, NextToken, pageSize),
    'config:SelectAggregateResourceConfig': ({ Expression, Limit, NextToken }) => {
      const expression = String(Expression);
      const [, fields = ''] = /^SELECT (.*?) WHERE/.exec(expression) ?? [];
      const named = /accountId (?:= |IN \()(.*)$/.exec(expression)?.[1]?.match(/\d{12}/g);
      const rows = items.filter(({ awsAccountId }) => named == null || named.includes(String(awsAccountId)));
      const names = fields.split(', ');
      return {
        ...page('Results', rowsOf(rows, names) as never, NextToken, Math.min(Number(Limit ?? 25), pageSize)),
        QueryInfo: { SelectFields: names.map((Name) => ({ Name })) },
      };
    },
  };
}

/** What a query answers with: JSON text that holds the fields that were selected. */
function rowsOf(items: readonly Item[], names: readonly string[]): readonly string[] {
  return items.map((item) => {
    const { configuration } = item;
    const row: Item = { ...apiItem(item), configuration };
    return JSON.stringify(Object.fromEntries(names.map((name) => [name, row[name]])));
  });
}
