import { mkdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { functionItem, type Item, roleArn, snapshot, tracingRole } from './items.ts';
import { useCli } from './run-cli.ts';

const cli = useCli();

const ROLE = `  Exec:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess]
`;
const TEMPLATE = `AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Mode: { Type: String }
Resources:
${ROLE}  Good:
    Type: AWS::Lambda::Function
    Properties: { Role: !GetAtt Exec.Arn, TracingConfig: { Mode: Active } }
  Bad:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Exec.Arn
      TracingConfig:
        Mode: PassThrough
  Open:
    Type: AWS::Lambda::Function
    Properties: { Role: !GetAtt Exec.Arn, TracingConfig: { Mode: !Ref Mode } }
  Existing:
    Type: AWS::Lambda::Function
    Properties: { FunctionName: existing, Role: ${roleArn('exec')}, TracingConfig: { Mode: Active } }
`;

async function written(name: string, content: string): Promise<string> {
  await mkdir(dirname(cli.path(name)), { recursive: true });
  return cli.write(name, content);
}

async function evaluated(...args: readonly string[]) {
  const run = await cli.run(['evaluate', ...args, '--format', 'json', '--quiet']);
  return { ...run, report: run.stdout === '' ? undefined : JSON.parse(run.stdout) };
}

const reasons = (evaluations: readonly Item[]) =>
  Object.fromEntries(evaluations.map(({ resourceId, reasons: of }) => [resourceId, (of as string[]).join(' ')]));

describe('a template', () => {
  it('is judged by mode and role, at the line where the mode stands', async () => {
    const file = await written('one/template.yaml', TEMPLATE);
    const { exitCode, report } = await evaluated(file);
    expect(exitCode).toBe(1);
    expect(reasons(report.evaluations)).toEqual({
      Good: 'compliant',
      Bad: 'tracing-not-active',
      Open: 'tracing-unknown',
      existing: 'role-unknown',
    });
    expect(report.evaluations[1]).toMatchObject({
      accountId: null,
      region: null,
      arn: null,
      capturedAt: null,
      tracingMode: 'PassThrough',
      source: { file, line: 17, address: 'Bad' },
    });
    expect(report.unresolved).toMatchObject([
      { expression: 'Ref Mode', file, line: 3, functions: 1 },
      { expression: roleArn('exec'), functions: 1 },
    ]);
    expect(report.inputs).toMatchObject([{ name: file }]);
    expect(report.summary.reasons).toEqual({ 'role-unknown': 1, 'tracing-not-active': 1, 'tracing-unknown': 1 });
  });

  it('is told where it goes and what its parameters are', async () => {
    const file = await written('two/template.yaml', TEMPLATE);
    const values = await written('two/values.json', '{"Parameters":{"Mode":"Active"}}');
    const where = ['--account', '444455556666', '--region', 'us-east-1'];
    const { report } = await evaluated(file, '--template-parameters', values, ...where);
    expect(reasons(report.evaluations)).toMatchObject({ Open: 'compliant' });
    expect(report.evaluations[3]).toMatchObject({
      accountId: '444455556666',
      region: 'us-east-1',
      arn: 'arn:aws:lambda:us-east-1:444455556666:function:existing',
    });
  });

  it('beside a snapshot of the account it goes to: what was recorded answers for the literal ARN', async () => {
    await written('three/template.yaml', TEMPLATE);
    await written('three/snapshot.json', snapshot(tracingRole(), functionItem('running')));
    const { report } = await evaluated(cli.path('three'));
    expect(reasons(report.evaluations)).toMatchObject({ running: 'compliant', existing: 'compliant' });
    expect(report.evaluations[0]).not.toHaveProperty('source');
  });

  it('beside roles alone: no function recorded is no wrong prefix', async () => {
    const file = await written('four/template.yaml', TEMPLATE);
    const roles = await written('four/roles.json', snapshot(tracingRole()));
    const { exitCode, report } = await evaluated(file, roles, '--function', 'exist*');
    expect([exitCode, reasons(report.evaluations)]).toEqual([0, { existing: 'compliant' }]);
  });

  it('without functions: exit code 0, and a sentence', async () => {
    const file = await written('five/template.yaml', `Resources:\n${ROLE}`);
    const run = await cli.run(['evaluate', file]);
    expect(run).toMatchObject({ exitCode: 0, stdout: 'No Lambda functions in the input.\n' });
  });

  it.each([
    ['a template CloudFormation refuses', 'Resources: [a\n  Type: AWS::Lambda::Function', /broken\/0\.yaml:\d+: /],
    ['text that is none of these', 'Resources: 7', /neither AWS Config data nor a template or plan/],
    ['a binary plan', 'PK\u0003\u0004rest', /terraform show -json/],
  ])('%s: exit code 2, one line', async (_name, text, message) => {
    const file = await written('broken/0.yaml', text);
    const { exitCode, stdout, stderr } = await evaluated(file);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('a cloud assembly', () => {
  it('is read through its manifest, each stack once, and its other files are no inputs of their own', async () => {
    const manifest = {
      version: '48.0.0',
      artifacts: {
        Orders: {
          type: 'aws:cloudformation:stack',
          environment: 'aws://444455556666/eu-west-1',
          properties: { templateFile: 'Orders.template.json' },
        },
      },
    };
    const template = {
      Resources: {
        Fn: {
          Type: 'AWS::Lambda::Function',
          Properties: { Role: roleArn('exec', '444455556666'), TracingConfig: { Mode: 'Active' } },
        },
      },
    };
    await written('app/cdk.out/manifest.json', JSON.stringify(manifest));
    await written('app/cdk.out/Orders.template.json', JSON.stringify(template));
    await written('app/cdk.out/Orders.assets.json', '{"files":{}}');
    await written('app/cdk.out/asset.0a/index.js', 'exports.handler = 1');
    await written('app/README.md', 'an app');
    const { report } = await evaluated(cli.path('app'));
    expect(report.evaluations).toMatchObject([
      { accountId: '444455556666', region: 'eu-west-1', source: { address: 'Orders/Fn' }, reasons: ['role-unknown'] },
    ]);
    expect(report.skipped.map(({ name }: Item) => name)).toEqual([cli.path('app/README.md')]);
  });
});

describe('the outputs of one run', () => {
  it('are told by their names, - is standard output', async () => {
    const file = await written('out/template.yaml', TEMPLATE);
    const at = (name: string) => cli.path(join('out', name));
    const names = ['r.json', 'r.csv', 'r.html', 'r.md', 'r.sarif', 'r.xml'];
    const outputs = [...names.map(at), '-'].flatMap((path) => ['--output', path]);
    const { stdout, exitCode } = await cli.run(['evaluate', file, '--quiet', ...outputs], '', { FORCE_COLOR: '0' });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('Not known before deployment');
    const [json, csv, html, markdown, sarif, junit] = await Promise.all(
      names.map((name) => readFile(at(name), 'utf8')),
    );
    expect(JSON.parse(json ?? '').summary.functions).toBe(4);
    expect(csv).toContain(`${file}:17`);
    expect(html).toMatch(/^<!doctype html>/);
    expect(markdown).toMatch(/\| <code>Bad<\/code> \| .*template\.yaml:17 \| NON_COMPLIANT \|/);
    expect(JSON.parse(sarif ?? '').runs[0].results).toMatchObject([
      {
        ruleId: 'tracing-not-active',
        level: 'error',
        locations: [{ physicalLocation: { region: { startLine: 17 } } }],
      },
      { ruleId: 'tracing-unknown', level: 'warning' },
      { ruleId: 'role-unknown', level: 'warning' },
    ]);
    expect(junit).toContain('tests="4" failures="1" errors="2" skipped="0"');
  });

  it('an output named twice is refused', async () => {
    const file = await written('twice/template.yaml', TEMPLATE);
    const run = await cli.run(['evaluate', file, '--output', '-', '--output', '-']);
    expect(run).toMatchObject({ exitCode: 2, stdout: '', stderr: 'lambda-active-tracing: --output -: named twice\n' });
  });
});

describe('what counts, and what fails', () => {
  const items = () =>
    snapshot(
      tracingRole(),
      functionItem('orders'),
      functionItem('orders-batch', { tracingConfig: { mode: 'PassThrough' } }),
    );
  it.each([
    [['--function', 'orders'], 0, 1],
    [['--function', 'orders*'], 1, 2],
    [['--function', '*-batch', '--function', 'other'], 1, 1],
    [['--account', '111122223333', '--region', 'eu-west-1'], 1, 2],
    [['--fail-on', 'role-denied,ROLE-MISSING'], 0, 2],
    [['--fail-on', 'role-denied', '--fail-on', 'tracing-not-active'], 1, 2],
  ] as const)('%s: exit code %i, %i functions', async (args, exitCode, functions) => {
    const run = await cli.run(['evaluate', '-', '--format', 'json', '--quiet', ...args], items());
    expect([run.exitCode, JSON.parse(run.stdout).summary.functions]).toEqual([exitCode, functions]);
  });

  it('nothing in the account that was asked for: exit code 2', async () => {
    const run = await cli.run(['evaluate', '-', '--account', '999999999999'], items());
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('--only may be repeated, in any case', async () => {
    const run = await cli.run(
      ['evaluate', '-', '--format', 'json', '--only', 'compliant', '--only', 'NON_COMPLIANT'],
      items(),
    );
    expect(JSON.parse(run.stdout).evaluations).toHaveLength(2);
  });
});

describe('Terraform', () => {
  const FUNCTION = (mode: string, role = 'var.role') => `resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = ${role}
  tracing_config {
    mode = ${mode}
  }
}
`;
  const VARIABLES = 'variable "mode" {\n  default = "PassThrough"\n}\nvariable "role" {}\n';

  it('a directory is judged as a whole, though one file of it is named; a file of values that is named counts', async () => {
    const main = await written('tf/main.tf', FUNCTION('var.mode', `"${roleArn('exec')}"`));
    await written('tf/variables.tf', VARIABLES);
    const values = await written('tf/production.tfvars', 'mode = "Active"\n');
    const recorded = await written('tf-recorded.json', snapshot(tracingRole()));
    const alone = await evaluated(main, recorded);
    expect(reasons(alone.report.evaluations)).toEqual({ f: 'tracing-not-active' });
    const told = await evaluated(main, values, recorded);
    expect(reasons(told.report.evaluations)).toEqual({ f: 'compliant' });
    expect(told.report.evaluations[0]).toMatchObject({
      source: { file: main, line: 5, address: 'aws_lambda_function.f' },
    });
    const found = await evaluated(cli.path('tf'), recorded);
    expect(reasons(found.report.evaluations)).toEqual({ f: 'tracing-not-active' });
  });

  it('what stands beside the file that is named is read as that is: UTF-16 too, and a folder is no file', async () => {
    const main = await written('tf16/main.tf', FUNCTION('var.mode', `"${roleArn('exec')}"`));
    const values = VARIABLES.replace('PassThrough', 'Active');
    await cli.write('tf16/variables.tf', Buffer.from(`\ufeff${values}`, 'utf16le'));
    await mkdir(cli.path('tf16/modules.tf'));
    const recorded = await written('tf16-recorded.json', snapshot(tracingRole()));
    expect(reasons((await evaluated(main, recorded)).report.evaluations)).toEqual({ f: 'compliant' });
  });

  it('a file beside it that cannot be read is one line and exit code 2: it may hold what decides', async () => {
    const main = await written('tfgone/main.tf', FUNCTION('var.mode', `"${roleArn('exec')}"`));
    await symlink('gone.tf', cli.path('tfgone/override.tf'));
    const { exitCode, stderr } = await evaluated(main);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: `lambda-active-tracing: ${cli.path('tfgone/override.tf')}: no such file or directory\n`,
    });
  });

  it('a module is judged where it is called, and not once more by itself', async () => {
    await written('modules/fn/main.tf', `${VARIABLES}${FUNCTION('var.mode')}`);
    const root = 'module "api" {\n  source = "../../modules/fn"\n  mode = "Active"\n  role = "ROLE"\n}\n';
    await written('modules/env/prod/main.tf', root.replace('../../modules', '../..').replace('ROLE', roleArn('exec')));
    const recorded = await written('modules-recorded.json', snapshot(tracingRole()));
    const { report } = await evaluated(cli.path('modules'), recorded);
    expect(report.evaluations.map(({ source, reasons: of }: Item) => [(source as Item).address, of])).toEqual([
      ['module.api.aws_lambda_function.f', ['compliant']],
    ]);
  });

  it('the binary plan and a broken file are one line and exit code 2', async () => {
    const binary = await written('tfplan', 'PK\u0003\u0004....tfplan');
    expect(await cli.run(['evaluate', binary])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^lambda-active-tracing: [^\n]*terraform show -json[^\n]*\n$/),
    });
    const broken = await written('broken/main.tf', 'resource "aws_lambda_function" {\n  mode = \n');
    expect(await cli.run(['evaluate', broken])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^lambda-active-tracing: [^\n]*main\.tf:\d+: [^\n]*\n$/),
    });
  });

  it('a plan is told by its content', async () => {
    const plan = await readFile('test/fixtures/planned/terraform/first-plan/plan.json', 'utf8');
    const { report } = await evaluated(await written('any-name', plan));
    expect(report.summary.functions).toBeGreaterThan(2);
    expect(report.evaluations.every(({ source }: Item) => (source as Item).file === cli.path('any-name'))).toBe(true);
  });
});
