import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../rule/security-hub/handler.ts';
import { type AwsEndpoint, Fault, type Operations, startAwsEndpoint } from '../lambda/aws-endpoint.ts';

const DENIED =
  'Tracing mode is PassThrough, must be Active. Role orders-exec: xray:PutTelemetryRecords not allowed (boundary DevBoundary).';
const PASS_THROUGH = 'Tracing mode is PassThrough, must be Active.';
const FIELDS = { reason: 'tracing-not-active, role-denied', role: 'orders-exec', policy: 'boundary DevBoundary' };
const PRODUCT = 'arn:aws:securityhub:eu-west-1::product/aws/config';

interface Place {
  readonly accountId?: string;
  readonly region?: string;
}

/** A finding as AWS Config sends it. */
function finding(
  functionName: string,
  more: object = {},
  { accountId = '111122223333', region = 'eu-west-1' }: Place = {},
) {
  const rule = `arn:aws:config:${region}:${accountId}:config-rule/config-rule-abc123`;
  return {
    SchemaVersion: '2018-10-08',
    Id: `${rule}/finding/${functionName}`,
    ProductArn: PRODUCT,
    GeneratorId: rule,
    AwsAccountId: accountId,
    Region: region,
    Title: 'lambda-active-tracing',
    ProductFields: { 'aws/config/ConfigRuleName': 'lambda-active-tracing', 'aws/config/ConfigRuleArn': rule },
    Resources: [
      {
        Type: 'AwsLambdaFunction',
        Id: `arn:aws:lambda:${region}:${accountId}:function:${functionName}`,
        Region: region,
      },
    ],
    Compliance: { Status: 'FAILED' },
    Severity: { Label: 'MEDIUM' },
    RecordState: 'ACTIVE',
    ...more,
  };
}

function imported(...findings: readonly object[]) {
  return { source: 'aws.securityhub', 'detail-type': 'Security Hub Findings - Imported', detail: { findings } };
}

function result(functionName: string, annotation: string) {
  return {
    EvaluationResultIdentifier: {
      EvaluationResultQualifier: {
        ConfigRuleName: 'lambda-active-tracing',
        ResourceType: 'AWS::Lambda::Function',
        ResourceId: functionName,
      },
    },
    ComplianceType: 'NON_COMPLIANT',
    Annotation: annotation,
  };
}

const AGGREGATE = 'config:GetAggregateComplianceDetailsByConfigRule';
const UPDATE = 'securityhub:BatchUpdateFindings';
const UPDATE_V2 = 'securityhub:BatchUpdateFindingsV2';

let endpoint: AwsEndpoint;

async function given(results: readonly object[], operations: Operations = {}): Promise<void> {
  endpoint = await startAwsEndpoint({
    [AGGREGATE]: () => ({ AggregateEvaluationResults: results }),
    [UPDATE]: ({ FindingIdentifiers }) => ({ ProcessedFindings: FindingIdentifiers, UnprocessedFindings: [] }),
    [UPDATE_V2]: ({ MetadataUids }) => ({
      ProcessedFindings: (MetadataUids as string[]).map((MetadataUid) => ({ MetadataUid })),
      UnprocessedFindings: [],
    }),
    ...operations,
  });
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint.url);
}

beforeEach(() => {
  vi.stubEnv('AGGREGATOR', 'organization');
  vi.stubEnv('RULE_NAME', 'lambda-active-tracing');
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'not-a-secret');
  vi.spyOn(console, 'log').mockReturnValue(undefined);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await endpoint.close();
});

describe('an imported finding of the rule', () => {
  it('gets the annotation as its note, and reason, role and deciding policy as fields', async () => {
    await given([result('orders', DENIED)]);
    await handler(imported(finding('orders')));
    expect(endpoint.inputs(AGGREGATE)).toEqual([
      {
        ConfigurationAggregatorName: 'organization',
        ConfigRuleName: 'lambda-active-tracing',
        AccountId: '111122223333',
        AwsRegion: 'eu-west-1',
        Limit: 100,
      },
    ]);
    expect(endpoint.inputs(UPDATE)).toEqual([
      {
        FindingIdentifiers: [{ Id: finding('orders').Id, ProductArn: PRODUCT }],
        Note: { Text: DENIED, UpdatedBy: 'lambda-active-tracing' },
        UserDefinedFields: FIELDS,
      },
    ]);
  });

  it('gets the severity of its gravest reason where one is set', async () => {
    vi.stubEnv('SEVERITY_TRACING_NOT_ACTIVE', 'LOW');
    vi.stubEnv('SEVERITY_ROLE_DENIED', 'HIGH');
    vi.stubEnv('SEVERITY_ROLE_MISSING', 'UNCHANGED');
    await given([result('orders', DENIED), result('mail', 'Role mail-exec does not exist.')]);
    await handler(imported(finding('orders'), finding('mail')));
    expect(endpoint.inputs(UPDATE).map(({ Severity }) => Severity)).toEqual([{ Label: 'HIGH' }, undefined]);
  });

  it('is left alone when it says so already: an update comes back as an event', async () => {
    await given([result('orders', DENIED)]);
    await handler(imported(finding('orders', { Note: { Text: DENIED }, UserDefinedFields: { ...FIELDS, team: 'a' } })));
    expect(endpoint.calls()).toEqual({ [AGGREGATE]: 1 });
  });

  it.each([
    ['another note', { Note: { Text: PASS_THROUGH }, UserDefinedFields: FIELDS }],
    ['no fields', { Note: { Text: DENIED } }],
    ['another role', { Note: { Text: DENIED }, UserDefinedFields: { ...FIELDS, role: 'old' } }],
  ])('is written again with %s', async (_, more) => {
    await given([result('orders', DENIED)]);
    await handler(imported(finding('orders', more)));
    expect(endpoint.inputs(UPDATE)).toHaveLength(1);
  });
});

describe('many findings', () => {
  it('cost one question for each account and Region, pages included, and one update for each text', async () => {
    await given([], {
      [AGGREGATE]: ({ AccountId, AwsRegion, NextToken }) =>
        NextToken === undefined
          ? { AggregateEvaluationResults: [result('orders', DENIED)], NextToken: `${AccountId} ${AwsRegion}` }
          : { AggregateEvaluationResults: [result('mail', PASS_THROUGH)] },
    });
    const places = [{}, { accountId: '444455556666' }, { region: 'us-east-1' }];
    await handler(imported(...places.flatMap((place) => [finding('orders', {}, place), finding('mail', {}, place)])));
    expect(endpoint.calls()).toEqual({ [AGGREGATE]: 6, [UPDATE]: 6 });
  });

  it('are updated at most 100 at a time, all with one text together', async () => {
    const names = Array.from({ length: 250 }, (_, index) => `orders-${index}`);
    await given(names.map((name) => result(name, PASS_THROUGH)));
    await handler(imported(...names.map((name) => finding(name))));
    const batches = endpoint.inputs(UPDATE).map(({ FindingIdentifiers }) => Object(FindingIdentifiers).length);
    expect(batches).toEqual([100, 100, 50]);
  });

  it.each([
    ['another rule', { Title: 's3-public', ProductFields: { 'aws/config/ConfigRuleName': 's3-public' } }],
    ['another product', { Title: 'x', GeneratorId: 'security-control/Lambda.7', ProductFields: {} }],
    ['an archived one', { RecordState: 'ARCHIVED' }],
  ])('that are not ours to enrich are not asked about: %s', async (_, more) => {
    await given([]);
    await handler(imported(finding('orders', more)));
    expect(endpoint.calls()).toEqual({});
  });

  it('of ours are known by the generator where nothing else names the rule', async () => {
    await given([result('orders', PASS_THROUGH)]);
    const generator = 'arn:aws:config:eu-west-1:111122223333:config-rule/lambda-active-tracing';
    await handler(imported(finding('orders', { Title: undefined, ProductFields: undefined, GeneratorId: generator })));
    expect(endpoint.calls()).toEqual({ [AGGREGATE]: 1, [UPDATE]: 1 });
  });
});

/** A finding as unified Security Hub sends one of AWS Config: name and ARN of the resource are apart. */
function unifiedFinding(functionName: string, more: object = {}) {
  return {
    class_uid: 2003,
    activity_id: 2,
    cloud: { provider: 'AWS', account: { uid: '111122223333', type_id: 10 }, region: 'eu-west-1' },
    compliance: { control: 'lambda-active-tracing', status_id: 3 },
    finding_info: {
      uid: `arn:aws:config:eu-west-1:111122223333:config-rule/config-rule-abc123/finding/${functionName}`,
      title: 'Traces of Lambda functions',
      analytic: { category: 'AWS::Config::ConfigRule', name: 'lambda-active-tracing', type_id: 1 },
    },
    metadata: { uid: `uid-${functionName}`, version: '1.8.0', product: { name: 'Config', vendor_name: 'AWS' } },
    resources: [
      {
        type: 'AWS::Lambda::Function',
        uid: functionName,
        uid_alt: `arn:aws:lambda:eu-west-1:111122223333:function:${functionName}`,
        region: 'eu-west-1',
      },
    ],
    severity_id: 3,
    status_id: 1,
    ...more,
  };
}

function importedV2(...findings: readonly object[]) {
  return { source: 'aws.securityhub', 'detail-type': 'Findings Imported V2', detail: { findings } };
}

const COMMENT = `tracing-not-active, role-denied: ${DENIED}`;

describe('an imported finding of unified Security Hub', () => {
  beforeEach(() => vi.stubEnv('UNIFIED_SECURITY_HUB', 'On'));

  it('gets reason and annotation as its comment, and nothing else is changed', async () => {
    await given([result('orders', DENIED)]);
    await handler(importedV2(unifiedFinding('orders')));
    expect(endpoint.inputs(AGGREGATE)).toMatchObject([{ AccountId: '111122223333', AwsRegion: 'eu-west-1' }]);
    expect(endpoint.inputs(UPDATE_V2)).toEqual([{ MetadataUids: ['uid-orders'], Comment: COMMENT }]);
    expect(endpoint.calls()).toEqual({ [AGGREGATE]: 1, [UPDATE_V2]: 1 });
  });

  it.each([
    ['INFORMATIONAL', 1],
    ['LOW', 2],
    ['MEDIUM', 3],
    ['HIGH', 4],
    ['CRITICAL', 5],
  ])('gets the severity of its gravest reason where one is set: %s is %i', async (label, id) => {
    vi.stubEnv('SEVERITY_ROLE_DENIED', label);
    await given([result('orders', DENIED)]);
    await handler(importedV2(unifiedFinding('orders', { severity_id: 0 })));
    expect(endpoint.inputs(UPDATE_V2)).toEqual([{ MetadataUids: ['uid-orders'], Comment: COMMENT, SeverityId: id }]);
  });

  it.each([
    ['as its comment', { comment: COMMENT, severity_id: 4 }],
    ['in one of its notes', { notes: [{ comment: 'seen' }, { comment: COMMENT }], severity_id: 4 }],
  ])('is left alone when it says so already, %s', async (_, more) => {
    vi.stubEnv('SEVERITY_ROLE_DENIED', 'HIGH');
    await given([result('orders', DENIED)]);
    await handler(importedV2(unifiedFinding('orders', more)));
    expect(endpoint.calls()).toEqual({ [AGGREGATE]: 1 });
  });

  it.each([
    ['another comment', { comment: DENIED, severity_id: 4 }],
    ['another severity', { comment: COMMENT, severity_id: 3 }],
  ])('is written again with %s', async (_, more) => {
    vi.stubEnv('SEVERITY_ROLE_DENIED', 'HIGH');
    await given([result('orders', DENIED)]);
    await handler(importedV2(unifiedFinding('orders', more)));
    expect(endpoint.inputs(UPDATE_V2)).toHaveLength(1);
  });

  it.each([
    ['its title', { finding_info: { uid: 'x', title: 'lambda-active-tracing' } }],
    [
      'the ARN of its function',
      { resources: [{ uid: 'arn:aws:lambda:eu-west-1:111122223333:function:orders' }], cloud: {} },
    ],
    [
      'the ARN beside the name of its function',
      {
        resources: [{ uid: 'orders', uid_alt: 'arn:aws:lambda:eu-west-1:111122223333:function:orders' }],
        cloud: { account: { uid: '999988887777' }, region: 'us-east-1' },
      },
    ],
    [
      'the name of its function, and its own account',
      { resources: [{ type: 'Bucket' }, { type: 'AWS::Lambda::Function', uid: 'orders' }] },
    ],
  ])('is known by %s', async (_, more) => {
    await given([result('orders', DENIED)]);
    await handler(importedV2(unifiedFinding('orders', more)));
    expect(endpoint.inputs(AGGREGATE)).toMatchObject([{ AccountId: '111122223333', AwsRegion: 'eu-west-1' }]);
    expect(endpoint.inputs(UPDATE_V2)).toHaveLength(1);
  });

  it.each([
    ['of another class', { class_uid: 2004 }],
    ['of another rule', { finding_info: { title: 'x', analytic: { name: 's3-public' } } }],
    ['that is archived', { status_id: 5 }],
    ['that is deleted', { status_id: 6 }],
  ])('%s is not asked about', async (_, more) => {
    await given([]);
    await handler(importedV2(unifiedFinding('orders', more)));
    expect(endpoint.calls()).toEqual({});
  });

  it.each([
    ['resolved', { status_id: 4 }],
    ['closed', { activity_id: 3 }],
  ])('that is %s may have no result any more', async (_, more) => {
    await given([]);
    await handler(importedV2(unifiedFinding('gone', more)));
    expect(endpoint.calls()).toEqual({ [AGGREGATE]: 1 });
    await expect(handler(importedV2(unifiedFinding('new')))).rejects.toThrow(/no result yet for new \(uid-new\)/);
  });

  it('is one of at most 100 in an update', async () => {
    const names = Array.from({ length: 101 }, (_, index) => `orders-${index}`);
    await given(names.map((name) => result(name, PASS_THROUGH)));
    await handler(importedV2(...names.map((name) => unifiedFinding(name))));
    expect(endpoint.inputs(UPDATE_V2).map(({ MetadataUids }) => Object(MetadataUids).length)).toEqual([100, 1]);
  });

  it('fails the invocation, named, when it is not processed', async () => {
    await given([result('orders', DENIED)], {
      [UPDATE_V2]: () => ({
        ProcessedFindings: [],
        UnprocessedFindings: [{ MetadataUid: 'uid-orders', ErrorCode: 'ConflictException', ErrorMessage: 'busy' }],
      }),
    });
    await expect(handler(importedV2(unifiedFinding('orders')))).rejects.toThrow(
      /uid-orders \(ConflictException: busy\)/,
    );
  });

  it.each([
    ['an id', { metadata: {} }, /without metadata\.uid/],
    ['a resource', { resources: [] }, /uid-orders without a resource/],
    ['an account', { resources: [{ uid: 'orders' }], cloud: {} }, /uid-orders without cloud\.account\.uid/],
    ['a Region', { resources: [{ uid: 'orders' }], cloud: { account: { uid: '1' } } }, /uid-orders without a Region/],
  ])('fails the invocation without %s, after the others are written', async (_, more, message) => {
    await given([result('mail', DENIED)]);
    await expect(handler(importedV2(unifiedFinding('orders', more), unifiedFinding('mail')))).rejects.toThrow(message);
    expect(endpoint.inputs(UPDATE_V2)).toHaveLength(1);
  });

  it.each(['Off', ''])('fails the invocation where that is not switched on: "%s"', async (value) => {
    vi.stubEnv('UNIFIED_SECURITY_HUB', value);
    await given([]);
    await expect(handler(importedV2(unifiedFinding('orders')))).rejects.toThrow(/UNIFIED_SECURITY_HUB is not On/);
  });

  it('does not stop those of the other Security Hub', async () => {
    await given([result('orders', DENIED)]);
    await handler(imported(finding('orders')));
    expect(endpoint.calls()).toEqual({ [AGGREGATE]: 1, [UPDATE]: 1 });
  });
});

describe('the invocation fails', () => {
  it('naming a finding whose result the aggregator does not hold yet, after writing the others', async () => {
    await given([result('orders', PASS_THROUGH)]);
    await expect(handler(imported(finding('new'), finding('orders')))).rejects.toThrow(/no result yet for new /);
    expect(endpoint.inputs(UPDATE)).toHaveLength(1);
  });

  it('naming what Security Hub did not process, after writing the others', async () => {
    await given([result('orders', PASS_THROUGH), result('mail', DENIED)], {
      [UPDATE]: ({ FindingIdentifiers }) => ({
        UnprocessedFindings: [
          { FindingIdentifier: Object(FindingIdentifiers)[0], ErrorCode: 'FindingNotFound', ErrorMessage: 'gone' },
        ],
      }),
    });
    await expect(handler(imported(finding('orders'), finding('mail')))).rejects.toThrow(
      /orders \(FindingNotFound: gone\)/,
    );
    expect(endpoint.inputs(UPDATE)).toHaveLength(2);
  });

  it('naming the aggregator that does not exist, after writing what other places hold', async () => {
    await given([], {
      [AGGREGATE]: ({ AwsRegion }) => {
        if (AwsRegion === 'eu-west-1')
          throw new Fault(400, 'NoSuchConfigurationAggregatorException', 'no such aggregator');
        return { AggregateEvaluationResults: [result('orders', PASS_THROUGH)] };
      },
    });
    const event = imported(finding('orders'), finding('orders', {}, { region: 'us-east-1' }));
    await expect(handler(event)).rejects.toThrow(
      /eu-west-1 from aggregator organization: NoSuchConfigurationAggregator/,
    );
    expect(endpoint.inputs(UPDATE)).toHaveLength(1);
  });

  it('when it is throttled for good, and not when a retry gets through', async () => {
    let refusals = 1;
    await given([result('orders', PASS_THROUGH)], {
      [UPDATE]: () => {
        if (refusals-- > 0) throw new Fault(429, 'TooManyRequestsException', 'Rate exceeded');
        return { ProcessedFindings: [], UnprocessedFindings: [] };
      },
    });
    await handler(imported(finding('orders')));
    expect(endpoint.calls()).toEqual({ [AGGREGATE]: 1, [UPDATE]: 2 });
    refusals = 100;
    await expect(handler(imported(finding('orders')))).rejects.toThrow(/Rate exceeded/);
  });

  it.each([
    ['without AGGREGATOR', { AGGREGATOR: '' }, imported(), /AGGREGATOR must name/],
    [
      'with a severity that does not exist',
      { SEVERITY_ROLE_DENIED: 'URGENT' },
      imported(),
      /SEVERITY_ROLE_DENIED: "URGENT"/,
    ],
    ['with a switch that is neither', { UNIFIED_SECURITY_HUB: 'Yes' }, imported(), /"Yes" is neither On nor Off/],
    ['on another event', {}, { detail: {} }, /without detail\.findings/],
    ['naming a finding without a resource', {}, imported(finding('orders', { Resources: [] })), /without a resource/],
  ])('%s', async (_, environment, event, message) => {
    await given([]);
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    await expect(handler(event)).rejects.toThrow(message);
  });
});
