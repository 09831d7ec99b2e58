import { describe, expect, it } from 'vitest';
import type { Policy } from '../../rule/core/iam/model.ts';
import { UnknownValue } from '../../rule/core/unknown-value.ts';
import { parseConfigurationItem, type Selection } from '../../rule/recorded/configuration-item.ts';
import { knownRole, type RoleRecord, roleRecord } from '../../rule/recorded/iam-role.ts';
import type { JsonObject } from '../../rule/recorded/json-members.ts';
import { ALLOW_BOTH, policyFrom, policyWithout } from '../core/iam/roles.ts';

const ARN = 'arn:aws:iam::111122223333:role/service-role/orders-exec';
const DAEMON = 'arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess';
const BOUNDARY = 'arn:aws:iam::111122223333:policy/DevBoundary';
const DOCUMENT = encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement: [ALLOW_BOTH] }));

const CONFIGURATION: JsonObject = {
  arn: ARN,
  roleName: 'orders-exec',
  rolePolicyList: [{ policyName: 'tracing', policyDocument: DOCUMENT }],
  attachedManagedPolicies: [{ policyName: 'AWSXRayDaemonWriteAccess', policyArn: DAEMON }],
  permissionsBoundary: { permissionsBoundaryType: 'PermissionsBoundaryPolicy', permissionsBoundaryArn: BOUNDARY },
  tags: [{ key: 'team', value: 'orders' }],
};

function record(configuration: JsonObject | null, item: JsonObject = {}, selection?: Selection) {
  return roleRecord(
    parseConfigurationItem(
      {
        resourceType: 'AWS::IAM::Role',
        resourceId: 'AROAEXAMPLE',
        resourceName: 'orders-exec',
        awsRegion: 'global',
        ARN,
        configurationItemStatus: 'ResourceDiscovered',
        configuration,
        ...item,
      },
      selection,
    ),
  );
}

const RECORD: RoleRecord = {
  kind: 'readable',
  arn: ARN,
  tags: new Map([['team', 'orders']]),
  inline: [{ name: 'tracing', document: DOCUMENT }],
  attachedArns: [DAEMON],
  boundaryArn: BOUNDARY,
};

const { arn: _arn, ...WITHOUT_ARN } = CONFIGURATION;
const { tags: _tags, ...WITHOUT_TAGS } = CONFIGURATION;
const { permissionsBoundary: _boundary, ...WITHOUT_BOUNDARY } = CONFIGURATION;

const ROWS: readonly {
  readonly name: string;
  readonly configuration: JsonObject;
  readonly item?: JsonObject;
  readonly changes: object;
}[] = [
  { name: 'a role as recorded', configuration: CONFIGURATION, changes: {} },
  { name: 'no ARN in the configuration: that of the item', configuration: WITHOUT_ARN, changes: {} },
  {
    name: 'inline policies null: none',
    configuration: { ...CONFIGURATION, rolePolicyList: null },
    changes: { inline: [] },
  },
  {
    name: 'attached policies null: none',
    configuration: { ...CONFIGURATION, attachedManagedPolicies: null },
    changes: { attachedArns: [] },
  },
  {
    name: 'an inline policy without its document: to be found unreadable, not to be skipped',
    configuration: { ...CONFIGURATION, rolePolicyList: [{ policyName: 'tracing' }] },
    changes: { inline: [{ name: 'tracing', document: undefined }] },
  },
  {
    name: 'policies without a name or ARN: not to be skipped',
    configuration: { ...CONFIGURATION, rolePolicyList: [{ policyDocument: DOCUMENT }], attachedManagedPolicies: [{}] },
    changes: {
      inline: [{ name: '(unnamed)', document: DOCUMENT }],
      attachedArns: [new UnknownValue('an entry of attachedManagedPolicies names no policy')],
    },
  },
  { name: 'no boundary: none', configuration: WITHOUT_BOUNDARY, changes: { boundaryArn: undefined } },
  {
    name: 'boundary null: none',
    configuration: { ...CONFIGURATION, permissionsBoundary: null },
    changes: { boundaryArn: undefined },
  },
  {
    name: 'boundary as an ARN: that one',
    configuration: { ...CONFIGURATION, permissionsBoundary: BOUNDARY },
    changes: {},
  },
  { name: 'tags nowhere: not known', configuration: WITHOUT_TAGS, changes: { tags: undefined } },
  {
    name: 'tags on the item only: those',
    configuration: WITHOUT_TAGS,
    item: { tags: { team: 'payments' } },
    changes: { tags: new Map([['team', 'payments']]) },
  },
  {
    name: 'tags empty in the configuration, present on the item: those of the item',
    configuration: { ...CONFIGURATION, tags: [] },
    item: { tags: { team: 'payments' } },
    changes: { tags: new Map([['team', 'payments']]) },
  },
  {
    name: 'tags empty in the configuration, none on the item: known to be none',
    configuration: { ...CONFIGURATION, tags: [] },
    changes: { tags: new Map() },
  },
  {
    name: 'tags in both: those of the configuration',
    configuration: CONFIGURATION,
    item: { tags: { team: 'payments' } },
    changes: {},
  },
];

const inlineUnknown = (why: string) => ({ inline: [{ name: 'rolePolicyList', document: new UnknownValue(why) }] });
const attachedUnknown = (why: string) => ({ attachedArns: [new UnknownValue(why)] });
const boundaryUnknown = (why: string) => ({ boundaryArn: new UnknownValue(why) });

/** An absent list was trimmed away, and a value of another type is no empty list: what they hid may decide. */
const UNKNOWN: readonly {
  readonly name: string;
  readonly configuration: JsonObject;
  readonly selection?: Selection;
  readonly changes: object;
}[] = [
  {
    name: 'inline policies absent',
    configuration: { rolePolicyList: undefined },
    changes: inlineUnknown('the input does not say rolePolicyList'),
  },
  {
    name: 'attached policies absent',
    configuration: { attachedManagedPolicies: undefined },
    changes: attachedUnknown('the input does not say attachedManagedPolicies'),
  },
  ...['', '[]', {}, 0, false].flatMap((value) => [
    {
      name: `inline policies ${JSON.stringify(value)}`,
      configuration: { rolePolicyList: value },
      changes: inlineUnknown('rolePolicyList is not a list'),
    },
    {
      name: `attached policies ${JSON.stringify(value)}`,
      configuration: { attachedManagedPolicies: value },
      changes: attachedUnknown('attachedManagedPolicies is not a list'),
    },
  ]),
  ...[null, 'tracing', 7, []].flatMap((entry) => [
    {
      name: `an inline policy ${JSON.stringify(entry)}`,
      configuration: { rolePolicyList: [entry] },
      changes: inlineUnknown('an entry of rolePolicyList is not an object'),
    },
    {
      name: `an attached policy ${JSON.stringify(entry)}`,
      configuration: { attachedManagedPolicies: [entry] },
      changes: attachedUnknown('an entry of attachedManagedPolicies names no policy'),
    },
  ]),
  ...[[], {}, { permissionsBoundaryArn: null }, { permissionsBoundaryArn: 7 }, 7, '', false].map((boundary) => ({
    name: `boundary ${JSON.stringify(boundary)}`,
    configuration: { permissionsBoundary: boundary },
    changes: boundaryUnknown('permissionsBoundary names no policy'),
  })),
  ...[undefined, null].flatMap((absent) => [
    {
      name: `boundary ${absent} where it was not selected`,
      configuration: { permissionsBoundary: absent },
      selection: new Set(['configuration.rolepolicylist', 'configuration.attachedmanagedpolicies']),
      changes: boundaryUnknown('the input does not say permissionsBoundary'),
    },
    {
      name: `boundary ${absent} of a trimmed item`,
      configuration: { permissionsBoundary: absent, roleName: undefined },
      selection: 'not said' as const,
      changes: boundaryUnknown('the input does not say permissionsBoundary'),
    },
  ]),
  {
    name: 'inline policies null of a trimmed item',
    configuration: { rolePolicyList: null, roleName: undefined },
    selection: 'not said',
    changes: inlineUnknown('the input does not say rolePolicyList'),
  },
];

describe('roleRecord', () => {
  it.each(ROWS)('$name', ({ configuration, item, changes }) => {
    expect(record(configuration, item)).toEqual({ ...RECORD, ...changes });
  });

  it('no configuration: no record', () => {
    expect(record(null)).toBeUndefined();
  });

  it.each(UNKNOWN)('$name: unknown', ({ configuration, selection, changes }) => {
    expect(record({ ...CONFIGURATION, ...configuration }, {}, selection)).toEqual({ ...RECORD, ...changes });
  });
});

describe('knownRole', () => {
  const attached = policyFrom('AWSXRayDaemonWriteAccess', DOCUMENT);
  const boundary = policyWithout('DevBoundary', 'not in the input');
  const findPolicy = (arn: string): Policy => (arn === DAEMON ? attached : boundary);
  const organization = { kind: 'not-evaluated' } as const;

  it('looks up every policy, inline ones first, and keeps the boundary apart', () => {
    expect(knownRole(RECORD, findPolicy, organization)).toEqual({
      kind: 'known',
      arn: ARN,
      tags: RECORD.tags,
      identity: [policyFrom('tracing', DOCUMENT), attached],
      ceilings: [{ layer: 'boundary', policies: [boundary] }],
      organization,
    });
  });

  it('has a policy that may hold anything for what is unknown', () => {
    const unknown = new UnknownValue('not selected');
    const role = knownRole(
      {
        ...RECORD,
        inline: [{ name: 'rolePolicyList', document: unknown }],
        attachedArns: [unknown],
        boundaryArn: unknown,
      },
      findPolicy,
      organization,
    );
    const anything = policyWithout('(not known)', 'not selected');
    expect(role.identity).toEqual([policyWithout('rolePolicyList', 'not selected'), anything]);
    expect(role.ceilings).toEqual([{ layer: 'boundary', policies: [anything] }]);
  });

  it('has no ceiling without a boundary', () => {
    expect(knownRole({ ...RECORD, boundaryArn: undefined }, findPolicy, organization).ceilings).toEqual([]);
  });
});
