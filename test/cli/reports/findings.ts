import {
  ACCOUNT,
  BASIC_POLICY,
  DAEMON_POLICY,
  deleted,
  encoded,
  functionItem,
  type Item,
  roleArn,
  roleItem,
  snapshot,
  tracingRole,
} from '../items.ts';

const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/Dev`;

/** A boundary that leaves tracing out. */
const boundary: Item = {
  ...roleItem('Dev'),
  resourceType: 'AWS::IAM::Policy',
  ARN: BOUNDARY,
  configuration: {
    arn: BOUNDARY,
    defaultVersionId: 'v1',
    policyVersionList: [
      {
        versionId: 'v1',
        isDefaultVersion: true,
        document: encoded({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] }),
      },
    ],
  },
};

const attached = (policyArn: string) => ({ attachedManagedPolicies: [{ policyName: 'X', policyArn }] });
const role = (name: string) => ({ role: roleArn(name) });
const OFF = { tracingConfig: { mode: 'PassThrough' } };

/** A function for each kind of verdict and of cure, in the order of their names. */
export const FUNCTIONS = snapshot(
  tracingRole(),
  boundary,
  roleItem('bounded', { ...attached(DAEMON_POLICY), permissionsBoundary: { permissionsBoundaryArn: BOUNDARY } }),
  roleItem('basic', attached(BASIC_POLICY)),
  functionItem('denied', role('bounded'), {
    awsRegion: 'us-gov-west-1',
    configurationItemCaptureTime: '2026-11-01T08:00:00Z',
    ARN: `arn:aws-us-gov:lambda:us-gov-west-1:${ACCOUNT}:function:denied`,
  }),
  functionItem('exempt', OFF, {
    tags: { 'lambda-active-tracing-exempt': '2026-12-31 shop Attach AWSXRayDaemonWriteAccess.' },
  }),
  functionItem('fine'),
  deleted(functionItem('gone'), '2026-11-02T00:00:00Z'),
  functionItem('lost', role('nowhere')),
  functionItem('mend', { ...OFF, ...role('basic') }),
  functionItem('off', OFF),
  functionItem('stuck', { tracingConfig: null, ...role('bounded') }),
);

/** A function whose role may deliver traces from one address only. */
export const CONDITIONAL = snapshot(
  roleItem('exec', {
    rolePolicyList: [
      {
        policyName: 'Office',
        policyDocument: encoded({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'xray:*',
              Resource: '*',
              Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } },
            },
          ],
        }),
      },
    ],
  }),
  functionItem('orders'),
);
