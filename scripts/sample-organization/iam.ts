/** The roles and customer-managed policies of the sample organization. */
import { PAYMENTS, SEARCH, SHOP } from './accounts.ts';
import { type Capture, type Status, stableIamId, stableTime } from './recording.ts';

interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A string is delivered as it stands, for documents nobody can read. */
type Document = readonly Statement[] | string;

interface RoleState {
  readonly inline?: Readonly<Record<string, Document>>;
  /** `aws:…` is an AWS-managed policy, anything else a customer-managed one of the same account. */
  readonly attached?: readonly string[];
  readonly boundary?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

interface RoleCapture extends RoleState {
  readonly status?: Status;
  readonly capturedAt?: string;
  /** Tells a role from an earlier one of the same name: IAM gives every new role a new unique id. */
  readonly generation?: number;
}

const BASIC = 'aws:service-role/AWSLambdaBasicExecutionRole';
const VPC = 'aws:service-role/AWSLambdaVPCAccessExecutionRole';
const XRAY = 'aws:AWSXRayDaemonWriteAccess';
const BOTH = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

const LOGS: Statement = {
  Sid: 'WriteLogs',
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: 'arn:aws:logs:*:*:log-group:/aws/lambda/*',
};
const TRACES: Statement = { Sid: 'WriteTraces', Effect: 'Allow', Action: BOTH, Resource: '*' };

/** By account, then by path and name; the captures of a role are in order of time. */
const ROLES: Readonly<Record<string, Readonly<Record<string, RoleCapture | readonly RoleCapture[]>>>> = {
  [SHOP]: {
    // The platform team's first step in autumn: what most functions run as may trace.
    'shop/lambda-default': [
      { attached: [BASIC], capturedAt: '2025-05-19T08:12:56.310Z' },
      { attached: [BASIC, XRAY], capturedAt: '2026-10-08T09:31:20.447Z' },
    ],
    // A deployment at noon replaced the inline policy by an older one; found and mended the same day.
    'shop/orders-exec': [
      { inline: { 'orders-tracing': [LOGS, TRACES] }, capturedAt: '2025-11-03T10:40:02.118Z' },
      { inline: { 'orders-tracing': [LOGS] }, capturedAt: '2026-10-19T12:00:04.912Z' },
      { inline: { 'orders-tracing': [LOGS, TRACES] }, capturedAt: '2026-10-19T14:37:51.006Z' },
    ],
    // The refund team removed "unused" policies from the role this morning; the function was not touched.
    'shop/orders-refund-exec': [
      { attached: [BASIC, XRAY], capturedAt: '2025-12-02T15:20:41.118Z' },
      { attached: [BASIC], capturedAt: '2026-11-20T09:12:30.402Z' },
    ],
    'shop/cart-exec': { attached: [BASIC, 'ShopTracing'] },
    'shop/wishlist-exec': { attached: [BASIC, 'LegacyTelemetry'] },
    'shop/invoice-exec': { attached: [BASIC] },
    'shop/shipping-exec': {
      inline: { 'shipping-tracing': [LOGS, { ...TRACES, Action: ['xray:PutTraceSegments', 'xray:GetSampling*'] }] },
    },
    'shop/returns-exec': {
      inline: { 'returns-tracing': [LOGS, { ...TRACES, Resource: `arn:aws:xray:eu-west-1:${SHOP}:*` }] },
    },
    'shop/coupons-exec': [
      { attached: [BASIC, XRAY], capturedAt: '2026-01-22T15:09:44.527Z' },
      {
        attached: [BASIC, XRAY],
        inline: { 'cost-freeze': [{ Sid: 'NoPaidTelemetry', Effect: 'Deny', Action: 'xray:Put*', Resource: '*' }] },
        capturedAt: '2026-11-09T17:48:12.734Z',
      },
    ],
    'shop/loyalty-exec': [
      { attached: [BASIC, XRAY], capturedAt: '2025-09-16T07:55:31.902Z' },
      { attached: [BASIC, XRAY], boundary: 'DeveloperBoundary', capturedAt: '2026-10-28T16:05:27.193Z' },
    ],
    'shop/reviews-exec': { attached: [BASIC, XRAY], boundary: 'WorkloadBoundary' },
    'shop/newsletter-exec': [
      { attached: [BASIC, XRAY], capturedAt: '2025-03-04T10:44:09.731Z' },
      { status: 'ResourceDeleted', capturedAt: '2026-11-20T07:31:55.020Z' },
    ],
    // Deleted and created again under the same name within a deployment: another id, the same ARN.
    'shop/giftcards-exec': [
      { attached: [BASIC], capturedAt: '2026-02-11T08:09:10.411Z' },
      { status: 'ResourceDeleted', capturedAt: '2026-11-20T02:14:03.667Z' },
      { attached: [BASIC, XRAY], capturedAt: '2026-11-20T02:16:48.205Z', generation: 2, status: 'ResourceDiscovered' },
    ],
    'ops/release-tools': { attached: ['aws:PowerUserAccess'] },
  },
  [PAYMENTS]: {
    'service-role/orders-create-role-k3j2h1g0': { attached: [BASIC] },
    'payments-default': { attached: [VPC, XRAY], tags: { team: 'payments' } },
    // Allows tracing through the interface endpoint only, which Lambda's own X-Ray calls do not pass.
    'payment-authorize-exec': {
      attached: [VPC],
      inline: {
        'traces-through-endpoint': [
          { ...TRACES, Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-0a1b2c3d4e5f60718' } } },
        ],
      },
    },
    'payment-capture-exec': {
      attached: [VPC, XRAY],
      inline: {
        'network-perimeter': [
          {
            Sid: 'OnlyThroughEndpoint',
            Effect: 'Deny',
            Action: '*',
            Resource: '*',
            Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-0a1b2c3d4e5f60718' } },
          },
        ],
      },
    },
    // A hand-made import left a document that is no valid percent-encoding.
    'fraud-score-exec': {
      attached: [VPC, XRAY],
      inline: { 'imported-policy': '%7B%22Version%22%3A%222012-10-17%22%2C%ZZ' },
    },
    'fraud-train-exec': {
      attached: [VPC, XRAY],
      inline: {
        'imported-policy': '%7B%22Version%22%3A%222012-10-17%22%2C%ZZ',
        quarantine: [{ Sid: 'StopTraining', Effect: 'Deny', NotAction: 'logs:*', Resource: '*' }],
      },
    },
    // Attached, but not among the items: nobody asked AWS Config for this policy.
    'ledger-post-exec': { attached: [VPC, 'LedgerTelemetry'] },
    'tokens-rotate-exec': {
      attached: [VPC],
      inline: {
        'tracing-in-europe': [
          { ...TRACES, Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1'] } } },
        ],
      },
    },
  },
  [SEARCH]: {
    'search-query-exec': { attached: [BASIC, 'aws:AWSXrayWriteOnlyAccess'] },
    // Newer than any table: AWS has not published such a policy.
    'search-index-exec': { attached: [BASIC, 'aws:CloudWatchTraceDeliveryExecutionRolePolicy'] },
    'service-role/search-suggest-exec': {
      attached: [BASIC, XRAY],
      boundary: 'aws:AmazonDataZoneEnvironmentRolePermissionsBoundary',
    },
    'recommend-train-exec': { attached: [BASIC, XRAY], boundary: 'aws:PowerUserAccess' },
    'recommend-serve-exec': { attached: [BASIC, 'aws:CloudWatchLambdaApplicationSignalsExecutionRolePolicy'] },
    'clickstream-exec': { attached: [VPC, 'DataPlatformBaseline'] },
    'reports-exec': { attached: [BASIC] },
    'metrics-rollup-exec': [
      { attached: [BASIC, XRAY], capturedAt: '2026-11-20T00:41:19.880Z' },
      { attached: [BASIC, XRAY, 'aws:AWSDenyAll'], capturedAt: '2026-11-20T10:02:27.563Z' },
    ],
  },
};

interface PolicyVersions {
  /** In the order AWS Config lists them: the newest first. */
  readonly versions: Readonly<Record<string, Document>>;
  readonly default: string;
  /** The default versions there were before, in order of time, and when the last of them was replaced. */
  readonly before?: readonly { readonly default: string; readonly capturedAt: string }[];
  readonly capturedAt?: string;
}

const POLICIES: Readonly<Record<string, Readonly<Record<string, PolicyVersions>>>> = {
  [SHOP]: {
    // The default version grants what the older ones did not.
    ShopTracing: {
      default: 'v3',
      capturedAt: '2026-10-15T11:20:38.265Z',
      before: [{ default: 'v2', capturedAt: '2026-03-30T12:51:07.641Z' }],
      versions: {
        v3: [LOGS, TRACES],
        v2: [LOGS, { ...TRACES, Action: 'xray:PutTraceSegments' }],
        v1: [LOGS],
      },
    },
    // The version that grants was rolled back.
    LegacyTelemetry: {
      default: 'v1',
      capturedAt: '2026-11-05T13:27:19.880Z',
      before: [{ default: 'v2', capturedAt: '2025-08-07T09:02:45.003Z' }],
      versions: { v2: [LOGS, TRACES], v1: [LOGS] },
    },
    DeveloperBoundary: {
      default: 'v1',
      versions: {
        v1: [
          {
            Sid: 'DeveloperServices',
            Effect: 'Allow',
            Action: ['dynamodb:*', 'logs:*', 's3:*', 'sqs:*'],
            Resource: '*',
          },
        ],
      },
    },
    WorkloadBoundary: {
      default: 'v2',
      versions: {
        v2: [
          {
            Sid: 'Workloads',
            Effect: 'Allow',
            Action: ['dynamodb:*', 'logs:*', 's3:*', 'sqs:*', 'xray:Put*'],
            Resource: '*',
          },
          { Sid: 'NoIam', Effect: 'Deny', Action: 'iam:*', Resource: '*' },
        ],
        v1: [{ Sid: 'Workloads', Effect: 'Allow', Action: ['dynamodb:*', 'logs:*'], Resource: '*' }],
      },
    },
  },
  [PAYMENTS]: {},
  [SEARCH]: {
    DataPlatformBaseline: {
      default: 'v1',
      versions: {
        v1: [
          LOGS,
          { Sid: 'Telemetry', Effect: 'Allow', Action: ['cloudwatch:PutMetricData', 'XRay:put*'], Resource: ['*'] },
        ],
      },
    },
  },
};

export function roleArn(accountId: string, pathAndName: string): string {
  return `arn:aws:iam::${accountId}:role/${pathAndName}`;
}

/** Every capture of every role and customer-managed policy of an account. */
export function iamCaptures(accountId: string): readonly Capture[] {
  const roles = Object.entries(ROLES[accountId] ?? {}).flatMap(([pathAndName, timeline]) =>
    [timeline].flat().map((state) => captureOfRole(accountId, pathAndName, state)),
  );
  const policies = Object.entries(POLICIES[accountId] ?? {}).flatMap(([name, policy]) =>
    [...(policy.before ?? []).map((earlier) => ({ ...policy, ...earlier })), policy].map((state) =>
      captureOfPolicy(accountId, name, state),
    ),
  );
  return [...roles, ...policies];
}

function captureOfRole(accountId: string, pathAndName: string, state: RoleCapture): Capture {
  const arn = roleArn(accountId, pathAndName);
  const seed = `${arn}#${state.generation ?? 1}`;
  const name = pathAndName.slice(pathAndName.lastIndexOf('/') + 1);
  const roleId = stableIamId('AROA', seed);
  const capturedAt = state.capturedAt ?? firstRecording(accountId, seed);
  // A discovered role was just made. IAM keeps creation times to the second.
  const createdAt = (
    state.status === 'ResourceDiscovered' ? capturedAt : stableTime(`created ${seed}`, '2023-02-01', '2024-12-31')
  ).replace(/\.\d+/, '.000');
  const customerManaged = (state.attached ?? []).filter((policy) => !policy.startsWith('aws:'));
  return {
    accountId,
    region: 'global',
    resourceType: 'AWS::IAM::Role',
    resourceId: roleId,
    resourceName: name,
    arn,
    capturedAt,
    createdAt,
    status: state.status ?? 'OK',
    configuration:
      state.status === 'ResourceDeleted'
        ? null
        : {
            path: `/${pathAndName.slice(0, pathAndName.lastIndexOf('/') + 1)}`,
            roleName: name,
            roleId,
            arn,
            createDate: createdAt,
            assumeRolePolicyDocument: encodeDocument(
              JSON.stringify({
                Version: '2012-10-17',
                Statement: [
                  { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
                ],
              }),
            ),
            // AWS Config records an empty list as null in some Regions and as a list in others.
            instanceProfileList: accountId === SHOP ? null : [],
            rolePolicyList:
              state.inline === undefined && accountId === SHOP
                ? null
                : Object.entries(state.inline ?? {}).map(([policyName, document]) => ({
                    policyName,
                    policyDocument: documentText(document),
                  })),
            attachedManagedPolicies:
              state.attached === undefined && accountId === SHOP
                ? null
                : (state.attached ?? []).map((policy) => ({
                    policyName: policy.slice(Math.max(policy.lastIndexOf('/'), policy.lastIndexOf(':')) + 1),
                    policyArn: policyArn(accountId, policy),
                  })),
            permissionsBoundary:
              state.boundary === undefined
                ? null
                : {
                    permissionsBoundaryType: 'Policy',
                    permissionsBoundaryArn: policyArn(accountId, state.boundary),
                  },
            tags: state.tags === undefined ? [] : Object.entries(state.tags).map(([key, value]) => ({ key, value })),
            roleLastUsed: null,
          },
    tags: state.tags ?? {},
    // AWS Config relates a role to customer-managed policies only.
    relationships: customerManaged.map((policy) => ({
      resourceType: 'AWS::IAM::Policy',
      resourceId: stableIamId('ANPA', policyArn(accountId, policy)),
      resourceName: policy,
      name: 'Is attached to CustomerManagedPolicy',
    })),
  };
}

function captureOfPolicy(accountId: string, name: string, policy: PolicyVersions): Capture {
  const arn = policyArn(accountId, name);
  const policyId = stableIamId('ANPA', arn);
  const createdAt = stableTime(`created ${arn}`, '2023-02-01', '2024-12-31').replace(/\.\d+/, '.000');
  return {
    accountId,
    region: 'global',
    resourceType: 'AWS::IAM::Policy',
    resourceId: policyId,
    resourceName: name,
    arn,
    capturedAt: policy.capturedAt ?? firstRecording(accountId, arn),
    createdAt,
    status: 'OK',
    configuration: {
      policyName: name,
      policyId,
      arn,
      path: '/',
      defaultVersionId: policy.default,
      attachmentCount: 1,
      permissionsBoundaryUsageCount: name.endsWith('Boundary') ? 1 : 0,
      isAttachable: true,
      description: null,
      createDate: createdAt,
      updateDate: createdAt,
      policyVersionList: Object.entries(policy.versions).map(([versionId, document]) => ({
        document: documentText(document),
        versionId,
        isDefaultVersion: versionId === policy.default,
        createDate: createdAt,
      })),
    },
    tags: {},
    relationships: [],
  };
}

/** The search account switched its recorder on during the night, so its history holds every role. */
function firstRecording(accountId: string, seed: string): string {
  return accountId === SEARCH
    ? stableTime(`captured ${seed}`, '2026-11-20T00:30:00Z', '2026-11-20T00:40:00Z')
    : stableTime(`captured ${seed}`, '2025-01-01', '2026-09-30');
}

function policyArn(accountId: string, policy: string): string {
  return policy.startsWith('aws:')
    ? `arn:aws:iam::aws:policy/${policy.slice('aws:'.length)}`
    : `arn:aws:iam::${accountId}:policy/${policy}`;
}

function documentText(document: Document): string {
  if (typeof document === 'string') return document;
  return encodeDocument(JSON.stringify({ Version: '2012-10-17', Statement: document }));
}

/** RFC 3986, as IAM encodes: stricter than encodeURIComponent. */
function encodeDocument(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
