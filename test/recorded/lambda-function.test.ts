import { describe, expect, it } from 'vitest';
import {
  ConfigurationItemError,
  type JsonObject,
  parseConfigurationItem,
} from '../../rule/recorded/configuration-item.ts';
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

const facts = (source: JsonObject) => functionFacts(parseConfigurationItem(source), TAG_KEY);

const RECORDED: readonly { readonly name: string; readonly source: JsonObject; readonly changes: object }[] = [
  { name: 'configuration as an object', source: {}, changes: {} },
  { name: 'configuration as text', source: { configuration: JSON.stringify(SOURCE.configuration) }, changes: {} },
  ...['PassThrough', 'active', ''].map((mode) => ({
    name: `mode "${mode}": exactly as recorded`,
    source: { configuration: { role: ROLE, tracingConfig: { mode } } },
    changes: { tracingMode: mode },
  })),
  ...[{ mode: null }, { mode: true }, {}, null, undefined, 'Active'].map((tracingConfig) => ({
    name: `tracingConfig ${JSON.stringify(tracingConfig)}: no mode`,
    source: { configuration: { role: ROLE, tracingConfig } },
    changes: { tracingMode: undefined },
  })),
  ...[null, '', undefined, 7].map((role) => ({
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

  it('refuses a recorded function without configuration', () => {
    expect(() => facts({ ...SOURCE, configuration: null })).toThrow(
      new ConfigurationItemError('AWS::Lambda::Function orders: no configuration'),
    );
  });
});
