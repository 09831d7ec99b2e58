import { describe, expect, it } from 'vitest';
import { UnknownValue } from '../../rule/core/unknown-value.ts';
import { parseConfigurationItem, type Selection } from '../../rule/recorded/configuration-item.ts';
import type { JsonObject } from '../../rule/recorded/json-members.ts';
import { functionFacts } from '../../rule/recorded/lambda-function.ts';

const ROLE = 'arn:aws:iam::111122223333:role/service-role/orders-exec';
const TAG_KEY = 'lambda-active-tracing-exempt';
const TAG = '2026-12-31 ann migrates';

const SOURCE: JsonObject = {
  resourceType: 'AWS::Lambda::Function',
  resourceId: 'orders',
  awsAccountId: '111122223333',
  awsRegion: 'eu-west-1',
  ARN: 'arn:aws:lambda:eu-west-1:111122223333:function:orders',
  configurationItemStatus: 'OK',
  configuration: { functionName: 'orders', role: ROLE, tracingConfig: { mode: 'Active' } },
  supplementaryConfiguration: {},
  tags: {},
};

const IDENTITY = {
  accountId: '111122223333',
  region: 'eu-west-1',
  resourceId: 'orders',
  arn: 'arn:aws:lambda:eu-west-1:111122223333:function:orders',
};
const FACTS = {
  kind: 'recorded',
  ...IDENTITY,
  tracingMode: 'Active',
  role: ROLE,
  exemptionTag: undefined,
  untraceableEventSources: [],
};

const facts = (source: JsonObject, selection?: Selection) =>
  functionFacts(parseConfigurationItem(source, selection), TAG_KEY);

const RECORDED: readonly { readonly name: string; readonly source: JsonObject; readonly changes: object }[] = [
  { name: 'configuration as an object', source: {}, changes: {} },
  { name: 'configuration as text', source: { configuration: JSON.stringify(SOURCE.configuration) }, changes: {} },
  ...['PassThrough', 'active', ''].map((mode) => ({
    name: `mode "${mode}": exactly as recorded`,
    source: { configuration: { role: ROLE, tracingConfig: { mode } } },
    changes: { tracingMode: mode },
  })),
  ...[{ mode: null }, {}, null, undefined].map((tracingConfig) => ({
    name: `tracingConfig ${JSON.stringify(tracingConfig)}: no mode`,
    source: { configuration: { role: ROLE, tracingConfig } },
    changes: { tracingMode: undefined },
  })),
  ...[null, '', undefined].map((role) => ({
    name: `role ${JSON.stringify(role)}: none`,
    source: { configuration: { role, tracingConfig: { mode: 'Active' } } },
    changes: { role: undefined },
  })),
  { name: 'exemption in the tags', source: { tags: { [TAG_KEY]: TAG } }, changes: { exemptionTag: TAG } },
  { name: 'exemption tag without a value', source: { tags: { [TAG_KEY]: '' } }, changes: { exemptionTag: '' } },
  { name: 'tag key in another case: no exemption', source: { tags: { [TAG_KEY.toUpperCase()]: TAG } }, changes: {} },
  {
    name: 'tags in the supplementary configuration only',
    source: { supplementaryConfiguration: { Tags: { [TAG_KEY]: TAG } } },
    changes: { exemptionTag: TAG },
  },
  {
    name: 'tags in the supplementary configuration as text',
    source: { tags: undefined, supplementaryConfiguration: { Tags: JSON.stringify({ [TAG_KEY]: TAG }) } },
    changes: { exemptionTag: TAG },
  },
  {
    name: 'tags in both: those of the item',
    source: { tags: { team: 'orders' }, supplementaryConfiguration: { Tags: { [TAG_KEY]: TAG } } },
    changes: {},
  },
];

/** What cannot be read, or may have been trimmed away, is unknown and never absent. */
const UNKNOWN: readonly {
  readonly name: string;
  readonly source: JsonObject;
  readonly selection?: Selection;
  readonly unknown: object;
}[] = [
  ...['Active', ['Active'], 7, true].map((tracingConfig) => ({
    name: `tracingConfig ${JSON.stringify(tracingConfig)}`,
    source: { configuration: { role: ROLE, tracingConfig } },
    unknown: { tracingMode: 'tracingConfig is not an object' },
  })),
  ...[true, 7, {}, ['Active']].map((mode) => ({
    name: `mode ${JSON.stringify(mode)}`,
    source: { configuration: { role: ROLE, tracingConfig: { mode } } },
    unknown: { tracingMode: 'tracingConfig.mode is not a text' },
  })),
  ...[7, {}, [ROLE], true].map((role) => ({
    name: `role ${JSON.stringify(role)}`,
    source: { configuration: { role, tracingConfig: { mode: 'Active' } } },
    unknown: { role: 'the role of the function is not a text' },
  })),
  ...[{}, { tracingConfig: null }].map((configuration) => ({
    name: `configuration ${JSON.stringify(configuration)} of a trimmed item`,
    source: { configuration: { ...configuration, role: ROLE } },
    selection: 'not said' as const,
    unknown: { tracingMode: 'the input does not say tracingConfig' },
  })),
  {
    name: 'tracingConfig that was not selected',
    source: { configuration: { role: ROLE } },
    selection: new Set(['configuration.role']),
    unknown: { tracingMode: 'the input does not say tracingConfig' },
  },
  {
    name: 'role that was not selected',
    source: { configuration: { tracingConfig: { mode: 'Active' } } },
    selection: new Set(['configuration.tracingconfig.mode']),
    unknown: { role: 'the input does not say the role of the function' },
  },
  ...[null, undefined, ''].map((configuration) => ({
    name: `configuration ${JSON.stringify(configuration)} of a recorded function`,
    source: { configuration },
    unknown: { tracingMode: 'its item has no configuration', role: 'its item has no configuration' },
  })),
  {
    name: 'supplementary configuration that is cut off',
    source: { supplementaryConfiguration: '{"Tags":' },
    unknown: {
      tracingMode: 'its supplementaryConfiguration is not JSON',
      role: 'its supplementaryConfiguration is not JSON',
    },
  },
  {
    name: 'a deletion whose status is none',
    source: { configurationItemStatus: {}, configuration: null },
    unknown: {
      tracingMode: 'its configurationItemStatus is none that is known',
      role: 'its configurationItemStatus is none that is known',
    },
  },
];

describe('functionFacts', () => {
  it.each(RECORDED)('$name', ({ source, changes }) => {
    expect(facts({ ...SOURCE, ...source })).toEqual({ ...FACTS, ...changes });
  });

  it.each([
    ['ResourceDeleted', 'deleted'],
    ['ResourceDeletedNotRecorded', 'deleted'],
    ['ResourceNotRecorded', 'not recorded'],
  ])('status %s without configuration: out of scope, %s', (configurationItemStatus, because) => {
    expect(facts({ ...SOURCE, configurationItemStatus, configuration: null })).toEqual({
      kind: 'out-of-scope',
      ...IDENTITY,
      because,
    });
  });

  it.each(UNKNOWN)('$name: unknown', ({ source, selection, unknown }) => {
    const whys = Object.fromEntries(
      Object.entries(unknown).map(([fact, why]) => [fact, new UnknownValue(String(why))]),
    );
    expect(facts({ ...SOURCE, ...source }, selection)).toEqual({ ...FACTS, ...whys });
  });

  it('an ARN that is not of this function: the ARN that is', () => {
    expect(facts({ ...SOURCE, ARN: `${SOURCE.ARN}-other` })).toEqual(FACTS);
    expect(facts({ ...SOURCE, ARN: undefined })).toEqual(FACTS);
  });
});
