import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { encoded, functionItem, type Item, roleArn, roleItem, snapshot, tracingRole } from '../items.ts';
import { useCli } from '../run-cli.ts';

const cli = useCli();

const PASS_THROUGH = { tracingConfig: { mode: 'PassThrough' } };
const withRole = (name: string, account?: string) => ({ role: roleArn(name, account) });
const denying = encoded({
  Version: '2012-10-17',
  Statement: [{ Sid: 'Stop', Effect: 'Deny', Action: 'xray:*', Resource: '*' }],
});

const OTHER = '444455556666';
const ITEMS: readonly Item[] = [
  functionItem('fine'),
  functionItem('off', PASS_THROUGH),
  functionItem('silent', withRole('silent')),
  functionItem('silent-off', { ...withRole('silent'), ...PASS_THROUGH }),
  functionItem('guarded', { ...withRole('guarded'), ...PASS_THROUGH }),
  functionItem('bounded', withRole('bounded')),
  functionItem('lost', { ...withRole('lost'), ...PASS_THROUGH }),
  functionItem('elsewhere', { ...withRole('silent', OTHER), ...PASS_THROUGH }, { awsAccountId: OTHER }),
  tracingRole(),
  roleItem('silent'),
  roleItem('silent', {}, { awsAccountId: OTHER }),
  roleItem('guarded', { rolePolicyList: [{ policyName: 'guard', policyDocument: denying }] }),
  roleItem('bounded', {
    permissionsBoundary: {
      permissionsBoundaryType: 'Policy',
      permissionsBoundaryArn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
    },
  }),
];

const lambdaArn = (name: string, account = '111122223333') => `arn:aws:lambda:eu-west-1:${account}:function:${name}`;
const ATTACH =
  'aws iam attach-role-policy --role-name silent --policy-arn arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess';
const activate = (name: string, account?: string) =>
  `aws lambda update-function-configuration --region eu-west-1 --function-name ${lambdaArn(name, account)} --tracing-config Mode=Active`;

async function fixed(items: readonly Item[], ...args: readonly string[]) {
  const file = await cli.write('snapshot.json', snapshot(...items));
  return cli.run(['fix', file, '--at', '2026-11-20', '--quiet', ...args]);
}

function commandsIn(stdout: string): readonly string[] {
  return stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

describe('fix', () => {
  it('prints commands by account and role, the role before its functions, and nothing else to run', async () => {
    const { exitCode, stdout, stderr } = await fixed(ITEMS);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(commandsIn(stdout)).toEqual([
      ATTACH,
      activate('silent-off'),
      activate('off'),
      ATTACH,
      activate('elsewhere', OTHER),
    ]);
    expect(stdout).toContain('# 7 of 8 functions in scope fail: what follows is for 4 of them. Nothing was run.\n');
    expect(stdout).toContain(`# Account ${OTHER}: run these with credentials of that account\n`);
  });

  it('says who must act where a deny, a boundary or a missing fact decides', async () => {
    const { stdout } = await fixed(ITEMS);
    const [, open] = stdout.split('# Not mended by anything above\n');
    expect(open?.split('\n').filter((line) => line.startsWith('#   '))).toEqual([
      '#   The owner of boundary AWSLambdaBasicExecutionRole must allow xray:PutTraceSegments, xray:PutTelemetryRecords.',
      '#     bounded (111122223333 eu-west-1)',
      '#   The owner of policy guard must make an exception: policy guard, statement Stop denies xray:PutTraceSegments, xray:PutTelemetryRecords.',
      '#   Then set the tracing mode to Active: Lambda refuses it while the role may not send traces.',
      '#     guarded (111122223333 eu-west-1)',
      '#   Role lost cannot be decided: it is not in the input.',
      '#   Then set the tracing mode to Active: Lambda refuses it while the role may not send traces.',
      '#     lost (111122223333 eu-west-1)',
    ]);
  });

  it('says the same as JSON', async () => {
    const { exitCode, stdout } = await fixed(ITEMS, '--format', 'json');
    const report = JSON.parse(stdout);
    expect(exitCode).toBe(1);
    expect(report.summary).toEqual({ functions: 8, inScope: 8, failing: 7, mended: 4, notMended: 3 });
    expect(report.roles[0]).toMatchObject({
      role: roleArn('silent'),
      as: 'cli',
      attach: { policy: 'AWSXRayDaemonWriteAccess', hangsOnOrganization: true },
      functions: [
        { resourceId: 'silent', setActive: 'no', reasons: ['role-denied'] },
        { resourceId: 'silent-off', setActive: 'yes' },
      ],
      commands: [ATTACH, activate('silent-off')],
    });
    expect(report.roles[1]).toMatchObject({ role: roleArn('exec'), attach: null, commands: [activate('off')] });
    expect(
      report.notMended.map(({ obstacles }: { obstacles: { kind: string }[] }) => obstacles.map(({ kind }) => kind)),
    ).toEqual([['boundary'], ['identity'], ['facts']]);
  });

  it('exit code 0 where everything that fails is mended', async () => {
    const { exitCode, stdout } = await fixed(ITEMS, '--function', '*off');
    expect(exitCode).toBe(0);
    expect(commandsIn(stdout)).toEqual([activate('off'), ATTACH, activate('silent-off')]);
  });

  it('recorded input without functions: exit code 2', async () => {
    const { exitCode, stderr } = await fixed([tracingRole()]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('there is no function in the input');
  });

  it('as CloudFormation', async () => {
    const { stdout } = await fixed(
      ITEMS,
      '--as',
      'cloudformation',
      '--function',
      'silent*',
      '--account',
      '111122223333',
    );
    expect(commandsIn(stdout)).toEqual([
      'ManagedPolicyArns:',
      "  - !Sub 'arn:${AWS::Partition}:iam::aws:policy/AWSXRayDaemonWriteAccess'",
      'TracingConfig:',
      '  Mode: Active',
    ]);
    expect(stdout).toContain('# In the properties of role silent (AWS::IAM::Role), beside what the list holds:\n');
    expect(stdout).toContain('#   silent-off (111122223333 eu-west-1)\n');
  });

  it('as Terraform', async () => {
    const { stdout } = await fixed(ITEMS, '--as', 'terraform', '--function', 'silent*', '--account', '111122223333');
    expect(commandsIn(stdout)).toEqual([
      'resource "aws_iam_role_policy_attachment" "silent_tracing" {',
      '  role       = "silent"',
      '  policy_arn = "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"',
      '}',
      'tracing_config {',
      '  mode = "Active"',
      '}',
    ]);
  });

  it('a function of another partition: the policy of that partition', async () => {
    const role = 'arn:aws-cn:iam::111122223333:role/cn';
    const { stdout } = await fixed([functionItem('cn', { role }), roleItem('cn', { arn: role }, { ARN: role })]);
    expect(commandsIn(stdout)).toEqual([
      'aws iam attach-role-policy --role-name cn --policy-arn arn:aws-cn:iam::aws:policy/AWSXRayDaemonWriteAccess',
    ]);
  });
});

describe('names that mean something to a shell', () => {
  /** Runs what was printed, with an `aws` that writes its arguments down. */
  async function argumentsOf(script: string): Promise<readonly (readonly string[])[]> {
    await mkdir(cli.path('bin'), { recursive: true });
    const record = cli.path('calls');
    await writeFile(record, '');
    await writeFile(cli.path('bin/aws'), `#!/bin/sh\nprintf '%s\\0' "$@" >>'${record}'\nprintf '\\n' >>'${record}'\n`, {
      mode: 0o755,
    });
    const { status, stderr } = spawnSync('sh', ['-eu'], {
      input: script,
      encoding: 'utf8',
      cwd: cli.path('.'),
      env: { PATH: `${cli.path('bin')}:${process.env.PATH}` },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const calls = (await readFile(record, 'utf8')).split('\n').slice(0, -1);
    return calls.map((call) => call.split('\0').slice(0, -1));
  }

  it('are one word each, the name itself', async () => {
    const names = [
      '$(touch pwned)',
      '`touch pwned`',
      "'; touch pwned; '",
      '"; touch pwned #',
      '-x',
      'a b',
      '\\',
      "it''s",
      '*',
      '${HOME}',
    ];
    const items = names.flatMap((name) => [functionItem(name, { ...withRole(name), ...PASS_THROUGH }), roleItem(name)]);
    const { stdout } = await fixed(items);
    const given = (option: string, calls: readonly (readonly string[])[]) =>
      calls.flatMap((words) =>
        words.flatMap((word, index) => {
          if (word === option) return words[index + 1] ?? [];
          return word.startsWith(`${option}=`) ? word.slice(option.length + 1) : [];
        }),
      );
    const calls = await argumentsOf(stdout);
    expect(calls).toHaveLength(2 * names.length);
    expect(given('--role-name', calls).toSorted()).toEqual(names.toSorted());
    expect(given('--function-name', calls).toSorted()).toEqual(names.map((name) => lambdaArn(name)).toSorted());
    expect(existsSync(cli.path('pwned'))).toBe(false);
  });

  it('with characters no terminal may be given: no command', async () => {
    const names = ['a\ntouch pwned', 'a\u2028b', '\u001b[2J', 'a\rb'];
    const { exitCode, stdout } = await fixed([...names.map((name) => functionItem(name, PASS_THROUGH)), tracingRole()]);
    expect(exitCode).toBe(1);
    expect(commandsIn(stdout)).toEqual([]);
    expect(stdout).toContain('no command can be written for it');
    for (const character of ['\r', '\u001b', '\u2028']) expect(stdout).not.toContain(character);
    expect(await argumentsOf(stdout)).toEqual([]);
    expect(existsSync(cli.path('pwned'))).toBe(false);
  });
});

describe('fix of what is planned', () => {
  it('says where in the template each change goes', async () => {
    const template = await cli.write(
      'template.yaml',
      `Resources:
  Exec:
    Type: AWS::IAM::Role
    Properties: { ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole] }
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Exec.Arn
`,
    );
    // A template is mended as a template, whatever is asked for.
    const { exitCode, stdout } = await cli.run(['fix', template, '--as', 'cli']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      '# In the properties of role Exec (AWS::IAM::Role), beside what the list holds:\nManagedPolicyArns:\n',
    );
    expect(stdout).toContain(`#   Orders (${template}:5)\nTracingConfig:\n  Mode: Active\n`);
  });

  it('a serverless function: as SAM says it, with the role SAM makes', async () => {
    const template = await cli.write(
      'sam.yaml',
      `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Handler: index.handler, Runtime: nodejs22.x, InlineCode: '' }
`,
    );
    const { exitCode, stdout } = await cli.run(['fix', template]);
    expect(exitCode).toBe(0);
    expect(commandsIn(stdout)).toEqual(['Policies:', '  - AWSXRayDaemonWriteAccess', 'Tracing: Active']);
  });

  it('a Terraform role without a known name: by its address', async () => {
    await mkdir(cli.path('tf'), { recursive: true });
    await cli.write(
      'tf/main.tf',
      `resource "aws_iam_role" "exec" {
  name_prefix        = "orders-"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = aws_iam_role.exec.arn
  tracing_config {
    mode = "Active"
  }
}
`,
    );
    const { stdout } = await cli.run(['fix', cli.path('tf')]);
    expect(commandsIn(stdout)).toEqual([
      'resource "aws_iam_role_policy_attachment" "exec_tracing" {',
      '  role       = aws_iam_role.exec.name',
      '  policy_arn = "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"',
      '}',
    ]);
  });
});
