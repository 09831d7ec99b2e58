import { describe, expect, it } from 'vitest';
import { encoded, functionItem, roleItem, snapshot, tracingRole } from './items.ts';
import { useCli } from './run-cli.ts';

const cli = useCli();

const DENY = encoded({
  Version: '2012-10-17',
  Statement: [
    { Sid: 'Logs', Effect: 'Allow', Action: 'logs:*', Resource: '*' },
    { Effect: 'Deny', Action: 'xray:Put*', Resource: '*' },
  ],
});
const guarded = roleItem('guarded', { rolePolicyList: [{ policyName: 'guard', policyDocument: DENY }] });
const SNAPSHOT = snapshot(
  functionItem('fine'),
  functionItem('denied', {
    role: `${(guarded.configuration as { arn: string }).arn}`,
    tracingConfig: { mode: 'PassThrough' },
  }),
  functionItem('twice'),
  functionItem('twice', {}, { awsRegion: 'us-east-1' }),
  tracingRole(),
  guarded,
);

async function explained(name: string, ...args: readonly string[]) {
  const file = await cli.write('snapshot.json', SNAPSHOT);
  return cli.run(['explain', name, file, '--at', '2026-11-20', '--quiet', ...args]);
}

describe('explain', () => {
  it('says of each statement whether it matters, and what would mend the function', async () => {
    const { exitCode, stdout, stderr } = await explained('denied');
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(stdout).toContain('NON_COMPLIANT  tracing-not-active role-denied\n');
    expect(stdout).toContain('  Tracing mode: PassThrough\n');
    expect(stdout).toContain(
      '    identity\n      guard\n        Allow statement Logs: other actions\n        Deny statement 2: applies\n',
    );
    expect(stdout).toContain('What would mend it\n  The owner of policy guard must make an exception');
    expect(stdout).toContain('  Then set the tracing mode to Active: Lambda refuses it while the role may not\n');
  });

  it('says the same as JSON, beginning as every report does', async () => {
    const { exitCode, stdout } = await explained('denied', '--format', 'json');
    const report = JSON.parse(stdout);
    expect(exitCode).toBe(1);
    expect(Object.keys(report)).toEqual([
      'rule',
      'version',
      'evaluatedAt',
      'managedPolicyData',
      'inputs',
      'skipped',
      'parameters',
      'evaluation',
      'roles',
      'mending',
    ]);
    expect(report.evaluation).toMatchObject({ resourceId: 'denied', reasons: ['tracing-not-active', 'role-denied'] });
    expect(report.roles).toHaveLength(1);
    expect(report.roles[0].actions[0]).toMatchObject({
      action: 'xray:PutTraceSegments',
      decision: 'explicitDeny',
      layers: [
        {
          layer: 'identity',
          policies: [
            {
              policy: 'guard',
              statements: [
                { statement: 'Logs', effect: 'Allow', bearing: 'other actions' },
                { statement: 1, effect: 'Deny', bearing: 'applies', why: null },
              ],
            },
          ],
        },
      ],
    });
    expect(report.mending).toMatchObject({
      role: { kind: 'ask', obstacles: [{ kind: 'identity', policy: 'guard' }] },
      setActive: 'after the role',
    });
  });

  it('a function that is fine: exit code 0, and nothing to mend', async () => {
    const { exitCode, stdout } = await explained('fine');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Allow statement AWSXRayDaemonWriteAccess: applies');
    expect(stdout).not.toContain('What would mend it');
  });

  it.each([
    ['twice', [], /twice may be arn:\S+eu-west-1\S+ or arn:\S+us-east-1\S+: name one by its ARN/],
    ['denide', [], /there is no function denide in the input; did you mean denied\?/],
    ['fine', ['--live'], /--live shows what is so now: --at needs recorded items/],
  ] as const)('%s %s: exit code 2 and one line', async (name, args, message) => {
    const { exitCode, stdout, stderr } = await explained(name, ...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('a name of several is one in one Region', async () => {
    const { exitCode, stdout } = await explained('twice', '--region', 'us-east-1');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^arn:aws:lambda:us-east-1:111122223333:function:twice\n/);
  });

  it('a template: every way its open values may turn out', async () => {
    const template = await cli.write(
      'open.yaml',
      `Parameters:
  Wide: { Type: String }
Conditions:
  IsWide: !Equals [!Ref Wide, 'yes']
Resources:
  Exec:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns:
        - !If [IsWide, arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess, !Ref AWS::NoValue]
  Orders:
    Type: AWS::Lambda::Function
    Properties: { Role: !GetAtt Exec.Arn, TracingConfig: { Mode: Active } }
`,
    );
    const { exitCode, stdout } = await cli.run(['explain', 'Orders', template]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('  if Ref Wide is yes\n');
    expect(stdout).toContain('  if Ref Wide is not yes\n');
    expect(stdout).toContain('Attach AWSXRayDaemonWriteAccess to the role.');
  });
});
