import { afterEach, describe, expect, it } from 'vitest';
import { type AwsEndpoint, Fault, type Operations, startAwsEndpoint } from '../lambda/aws-endpoint.ts';
import {
  ACCOUNT,
  type AccountState,
  DAEMON_POLICY,
  emulate,
  NO_TRACING,
  policyArn,
  REGION,
  roleArn,
  statement,
  TRACING,
} from '../lambda/emulated-account.ts';
import { functionItem, snapshot } from './items.ts';
import { localAws, useCli } from './run-cli.ts';

const cli = useCli();

let aws: AwsEndpoint | undefined;
afterEach(() => aws?.close());

const account: AccountState = {
  functions: [
    { name: 'good', role: 'tracing' },
    { name: 'denied', role: 'silent' },
    { name: 'off', role: 'tracing', mode: 'PassThrough' },
    { name: 'stream', role: 'tracing', mode: 'PassThrough' },
    { name: 'excused', role: 'silent' },
    { name: 'orphan', role: 'deleted' },
  ],
  roles: [
    { name: 'tracing', attached: [DAEMON_POLICY] },
    { name: 'silent', inline: { logs: NO_TRACING } },
  ],
  policies: { [DAEMON_POLICY]: TRACING },
  exemptions: { excused: '2999-12-31 team canary' },
  mappings: [{ function: 'stream', source: `arn:aws:kafka:${REGION}:${ACCOUNT}:cluster/c/1`, state: 'Enabled' }],
};

/** Runs `evaluate --live` against a local AWS that is in this state. */
async function live(state: AccountState, args: readonly string[] = [], faults: Operations = {}) {
  aws = await startAwsEndpoint({ ...emulate(state), ...faults });
  const run = await cli.run(['evaluate', '--live', '--format', 'json', ...args], '', localAws(aws));
  const report = run.stdout === '' ? undefined : JSON.parse(run.stdout);
  const reasons = Object.fromEntries(
    (report?.evaluations ?? []).map((e: { resourceId: string; reasons: string[] }) => [
      e.resourceId,
      e.reasons.join(' '),
    ]),
  );
  return { ...run, aws, report, reasons };
}

const refuse = () => {
  throw new Fault(403, 'AccessDenied', 'User is not authorized');
};

describe('evaluate --live', () => {
  it('gives every function of the account its verdict, and writes nothing', async () => {
    const { exitCode, reasons, report, aws } = await live(account);
    expect(reasons).toEqual({
      denied: 'role-denied',
      excused: 'exempt',
      good: 'compliant',
      off: 'tracing-not-active',
      orphan: 'role-missing',
      stream: 'untraceable-event-source',
    });
    expect(exitCode).toBe(1);
    expect(report.inputs).toEqual([]);
    expect(report.evaluations[0].capturedAt).toBe(report.evaluatedAt);
    expect(Object.keys(aws.calls()).filter((call) => /:(Put|Update|Create|Delete|Attach)/.test(call))).toEqual([]);
  });

  it('reads IAM once for several Regions', async () => {
    const { aws, report } = await live(account, ['--region', 'eu-west-1', '--region', 'us-east-1']);
    expect(report.summary.functions).toBe(12);
    expect(aws.calls()).toMatchObject({ 'lambda:ListFunctions': 2, 'iam:GetAccountAuthorizationDetails': 1 });
    expect(aws.calls()['iam:SimulatePrincipalPolicy']).toBe(1);
  });

  it('a denial of the organization speaks for every role that is fine by itself', async () => {
    const state = { ...account, deniedByOrganization: { tracing: 'explicitDeny' } } as const;
    const { reasons, stderr } = await live(state);
    expect(reasons).toMatchObject({
      good: 'role-denied',
      off: 'tracing-not-active role-denied',
      denied: 'role-denied',
    });
    expect(stderr).toMatch(/^organization policies evaluated for .*role\/tracing: .* denied\n$/);
  });

  it('does not ask the organization when the parameter says so', async () => {
    const { aws, stderr } = await live(account, ['--param', 'organizationPolicies=IGNORE']);
    expect(aws.calls()['iam:SimulatePrincipalPolicy']).toBeUndefined();
    expect(stderr).toBe('organization policies not evaluated: the rule parameter organizationPolicies is IGNORE\n');
  });

  it('names a missing permission and what it is for: exit code 2, one line', async () => {
    const { exitCode, stdout, stderr } = await live(account, [], { 'iam:GetAccountAuthorizationDetails': refuse });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(
      /^lambda-active-tracing: iam:GetAccountAuthorizationDetails \(needed to read the roles and policies.*AccessDenied.*\n$/,
    );
  });

  it.each([['--at beside --live', ['--at', '2026-11-20'], /--at needs recorded items/]])(
    '%s are refused',
    async (_name, args, message) => {
      const { exitCode, stderr } = await live(account, args);
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(message);
    },
  );

  it('--profile without --live is refused', async () => {
    const run = await cli.run(['evaluate', '-', '--profile', 'audit']);
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('goes with --live') });
  });
});

describe('evaluate TEMPLATE --live', () => {
  const OWN = policyArn('own');
  const state: AccountState = {
    functions: [{ name: 'good', role: 'tracing' }],
    roles: [
      { name: 'tracing', attached: [DAEMON_POLICY] },
      { name: 'silent', inline: { logs: NO_TRACING } },
    ],
    policies: { [DAEMON_POLICY]: TRACING, [OWN]: TRACING, [policyArn('no')]: statement('Deny', ['xray:*']) },
  };

  const planned = (properties: object, role?: object) =>
    JSON.stringify({
      Resources: {
        Planned: {
          Type: 'AWS::Lambda::Function',
          Properties: { FunctionName: 'planned', TracingConfig: { Mode: 'Active' }, ...properties },
        },
        ...(role && {
          Role: {
            Type: 'AWS::IAM::Role',
            Properties: {
              AssumeRolePolicyDocument: {
                Version: '2012-10-17',
                Statement: [
                  { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
                ],
              },
              ...role,
            },
          },
        }),
      },
    });
  const withRole = (role: object) => planned({ Role: { 'Fn::GetAtt': ['Role', 'Arn'] } }, role);

  it.each<[what: string, template: string, reason: string]>([
    ['a role of the account that may', planned({ Role: roleArn('tracing') }), 'compliant'],
    ['a role of the account that may not', planned({ Role: roleArn('silent') }), 'role-denied'],
    ['a role the account does not have', planned({ Role: roleArn('gone') }), 'role-missing'],
    ['a role of another account', planned({ Role: 'arn:aws:iam::999988887777:role/tracing' }), 'role-unknown'],
    ['a policy of the account that allows', withRole({ ManagedPolicyArns: [OWN] }), 'compliant'],
    ['a policy of the account that denies', withRole({ ManagedPolicyArns: [OWN, policyArn('no')] }), 'role-denied'],
    [
      'a boundary of the account',
      withRole({ ManagedPolicyArns: [DAEMON_POLICY], PermissionsBoundary: policyArn('no') }),
      'role-denied',
    ],
    [
      'a policy the account does not have',
      withRole({ ManagedPolicyArns: [DAEMON_POLICY, policyArn('x')] }),
      'role-unknown',
    ],
    [
      'an AWS-managed policy nobody knows',
      withRole({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/New'] }),
      'role-unknown',
    ],
  ])('$0: $2', async (_what, template, reason) => {
    const file = await cli.write('planned.json', template);
    const { reasons, aws } = await live(state, [file]);
    expect(reasons).toEqual({ good: 'compliant', planned: reason });
    expect(aws.calls()['iam:GetAccountAuthorizationDetails']).toBe(1);
  });

  it('an AWS-managed policy newer than the table is read from IAM', async () => {
    const arn = 'arn:aws:iam::aws:policy/Newer';
    const file = await cli.write('planned.json', withRole({ ManagedPolicyArns: [arn] }));
    const { reasons } = await live({ ...state, policies: { ...state.policies, [arn]: TRACING } }, [file]);
    expect(reasons.planned).toBe('compliant');
  });

  it.each([
    ['a role of the account', planned({ Role: roleArn('other') })],
    ['a role the template makes', withRole({ ManagedPolicyArns: [DAEMON_POLICY] })],
  ])('what the organization denies most roles, it denies %s', async (_what, template) => {
    const file = await cli.write('planned.json', template);
    const roles = [...(state.roles ?? []), { name: 'other', attached: [DAEMON_POLICY] }];
    const { reasons } = await live({ ...state, roles, deniedByOrganization: { tracing: 'explicitDeny' } }, [file]);
    expect(reasons).toEqual({ good: 'role-denied', planned: 'role-denied' });
  });

  it('in another account the organization may say something else', async () => {
    const file = await cli.write('planned.json', withRole({ ManagedPolicyArns: [DAEMON_POLICY] }));
    const denied = { ...state, deniedByOrganization: { tracing: 'explicitDeny' } } as const;
    const { reasons } = await live(denied, [file, '--account', '999988887777']);
    expect(reasons.planned).toBe('compliant');
  });

  it('the template goes to the account that is read, unless it is said where', async () => {
    const file = await cli.write('planned.json', planned({ Role: roleArn('tracing') }));
    const { report } = await live(state, [file, '--region', REGION]);
    const found = report.evaluations.find(({ resourceId }: { resourceId: string }) => resourceId === 'planned');
    expect(found).toMatchObject({ accountId: ACCOUNT, region: REGION, source: { address: 'Planned' } });
  });

  it('recorded items beside --live are refused: the account says what is so now', async () => {
    const file = await cli.write('items.json', snapshot(functionItem('f')));
    const { exitCode, stderr } = await live(state, [file]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr:
        'lambda-active-tracing: --live reads the account: beside it name templates and plans, and no recorded items\n',
    });
  });
});
