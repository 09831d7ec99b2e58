/** Configuration items as AWS Config records them, for accounts that do not exist. */

export type Item = Record<string, unknown>;

export const ACCOUNT = '111122223333';
const CAPTURED_AT = '2026-11-01T10:00:00.000Z';

const ALLOW_XRAY = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Traces',
      Effect: 'Allow',
      Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
      Resource: '*',
    },
  ],
};

export const DAEMON_POLICY = 'arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess';
export const BASIC_POLICY = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';

export function encoded(document: unknown): string {
  return encodeURIComponent(JSON.stringify(document));
}

export const ALLOW_XRAY_DOCUMENT = encoded(ALLOW_XRAY);

export function roleArn(name: string, account = ACCOUNT): string {
  return `arn:aws:iam::${account}:role/service-role/${name}`;
}

/** The shape of events and of the files in the delivery bucket. */
export function functionItem(name: string, configuration: Item = {}, item: Item = {}): Item {
  const { awsAccountId = ACCOUNT, awsRegion = 'eu-west-1' } = item;
  const arn = `arn:aws:lambda:${awsRegion}:${awsAccountId}:function:${name}`;
  return {
    relatedEvents: [],
    relationships: [{ resourceName: 'exec', resourceType: 'AWS::IAM::Role', name: 'Is associated with ' }],
    configuration: {
      functionName: name,
      functionArn: arn,
      runtime: 'nodejs22.x',
      role: roleArn('exec', String(awsAccountId)),
      tracingConfig: { mode: 'Active' },
      layers: [],
      state: { value: 'Active' },
      ...configuration,
    },
    supplementaryConfiguration: {},
    tags: {},
    configurationItemVersion: '1.3',
    configurationItemCaptureTime: CAPTURED_AT,
    configurationStateId: 1_793_527_200_000,
    awsAccountId,
    configurationItemStatus: 'OK',
    resourceType: 'AWS::Lambda::Function',
    resourceId: name,
    resourceName: name,
    ARN: arn,
    awsRegion,
    availabilityZone: 'Not Applicable',
    configurationStateMd5Hash: '',
    resourceCreationTime: null,
    ...item,
  };
}

export function roleItem(name: string, configuration: Item = {}, item: Item = {}): Item {
  const arn = roleArn(name, String(item.awsAccountId ?? ACCOUNT));
  return {
    relatedEvents: [],
    relationships: [],
    configuration: {
      path: '/service-role/',
      roleName: name,
      roleId: `AROA${name.toUpperCase()}`,
      arn,
      assumeRolePolicyDocument: encoded({ Version: '2012-10-17', Statement: [] }),
      instanceProfileList: [],
      rolePolicyList: [],
      attachedManagedPolicies: [],
      permissionsBoundary: null,
      tags: [],
      ...configuration,
    },
    supplementaryConfiguration: {},
    tags: {},
    configurationItemVersion: '1.3',
    configurationItemCaptureTime: CAPTURED_AT,
    configurationStateId: 1_793_527_200_000,
    awsAccountId: ACCOUNT,
    configurationItemStatus: 'ResourceDiscovered',
    resourceType: 'AWS::IAM::Role',
    resourceId: `AROA${name.toUpperCase()}`,
    resourceName: name,
    ARN: arn,
    awsRegion: 'global',
    availabilityZone: 'Not Applicable',
    configurationStateMd5Hash: '',
    resourceCreationTime: '2024-01-01T00:00:00.000Z',
    ...item,
  };
}

/** A role that may deliver traces, as the functions above use it. */
export function tracingRole(item: Item = {}): Item {
  return roleItem('exec', { attachedManagedPolicies: [{ policyName: 'X', policyArn: DAEMON_POLICY }] }, item);
}

export function deleted(item: Item, capturedAt: string): Item {
  return {
    ...item,
    configuration: null,
    resourceName: null,
    tags: {},
    configurationItemStatus: 'ResourceDeleted',
    configurationItemCaptureTime: capturedAt,
  };
}

export function snapshot(...items: readonly Item[]): string {
  return JSON.stringify({ fileVersion: '1.0', configSnapshotId: 'b0bb5f39', configurationItems: items });
}

/** The shape of GetResourceConfigHistory and BatchGetResourceConfig: other names, and objects as JSON text. */
export function apiItem(item: Item): Item {
  const { awsAccountId, ARN, configuration, configurationItemVersion, configurationStateId, tags, ...others } = item;
  return {
    ...others,
    version: configurationItemVersion,
    accountId: awsAccountId,
    arn: ARN,
    configurationStateId: String(configurationStateId),
    configuration: JSON.stringify(configuration),
    tags,
  };
}
