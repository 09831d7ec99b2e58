import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compileFunction } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CONTROL_NAME, RUNBOOK_NAME } from '../../infra/names.ts';
import { Deployment, deployedRole } from '../infra/cloudformation.ts';
import { deployable, synthesized } from '../infra/synthesized.ts';
import { type MotoServer, startMotoServer } from './moto-server.ts';

const run = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), 'lambda-active-tracing-moto-'));
let moto: MotoServer;

beforeAll(async () => {
  moto = await startMotoServer();
  const environment = {
    AWS_ENDPOINT_URL: moto.endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_MAX_ATTEMPTS: '1',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);

  const file = join(directory, 'member.template.json');
  writeFileSync(file, JSON.stringify(deployable().member));
  // The way the README says: one command, template inline, no bucket.
  const capabilities = ['--capabilities', 'CAPABILITY_IAM'];
  await aws('cloudformation', 'deploy', '--stack-name', CONTROL_NAME, '--template-file', file, ...capabilities);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
  await moto.stop();
});

async function aws(...args: readonly string[]): Promise<string> {
  const { stdout } = await run('aws', [...args, '--output', 'json']);
  return stdout;
}

async function awsJson(...args: readonly string[]): Promise<ReturnType<typeof JSON.parse>> {
  return JSON.parse(await aws(...args));
}

describe('the member template, deployed', () => {
  it('becomes a complete stack', async () => {
    const { Stacks } = await awsJson('cloudformation', 'describe-stacks', '--stack-name', CONTROL_NAME);
    expect(Stacks).toMatchObject([{ StackStatus: 'CREATE_COMPLETE' }]);
  });

  it('lets AWS Config of this account, and nobody else, invoke the function', async () => {
    const { Policy } = await awsJson('lambda', 'get-policy', '--function-name', CONTROL_NAME);
    expect(JSON.parse(Policy).Statement).toMatchObject([
      {
        Principal: { Service: 'config.amazonaws.com' },
        Action: 'lambda:InvokeFunction',
        Condition: { StringEquals: { 'AWS:SourceAccount': '123456789012' } },
      },
    ]);
  });

  it('has a runbook that runs as the role of this account and attaches the policy of its partition', async () => {
    const { Content } = await awsJson('ssm', 'get-document', '--name', RUNBOOK_NAME);
    expect(JSON.parse(Content).parameters).toMatchObject({
      AutomationAssumeRole: { default: expect.stringMatching(/^arn:aws:iam::123456789012:role\/./) },
      PolicyArn: { default: 'arn:{{ global:AWS_PARTITION }}:iam::aws:policy/AWSXRayDaemonWriteAccess' },
    });
  });

  it('has no fixed role names, so that a second Region of the account gets roles of its own', async () => {
    const { StackResources } = await awsJson(
      'cloudformation',
      'describe-stack-resources',
      '--stack-name',
      CONTROL_NAME,
    );
    const roles = StackResources.filter(
      ({ ResourceType }: { ResourceType: string }) => ResourceType === 'AWS::IAM::Role',
    );
    expect(roles).toHaveLength(2);
    for (const { PhysicalResourceId } of roles) expect(PhysicalResourceId).toContain(CONTROL_NAME);
  });

  it('runs the evaluator from the code of the deployed stack, and finds itself compliant', async () => {
    const { TemplateBody } = await awsJson('cloudformation', 'get-template', '--stack-name', CONTROL_NAME);
    const { Configuration } = await awsJson('lambda', 'get-function', '--function-name', CONTROL_NAME);
    await putPoliciesByApi(Configuration.Role.split('/').at(-1));
    const { handler } = loaded(TemplateBody.Resources.Evaluator.Properties.Code.ZipFile);
    const log = vi.spyOn(console, 'log').mockReturnValue();
    await handler(changeOf(Configuration.FunctionArn, Configuration.Role));
    const line = JSON.parse(String(log.mock.calls.at(-1)?.[0]));
    log.mockRestore();
    expect(line).toMatchObject({ testMode: true, verdicts: { COMPLIANT: 1 } });
  });
});

/** moto keeps the policies of a role from a template in a form that is not JSON; by API it keeps them as they are. */
async function putPoliciesByApi(roleName: string): Promise<void> {
  const role = deployedRole(new Deployment(synthesized().member), 'EvaluatorRole');
  for (const { PolicyName, PolicyDocument } of role.Policies) {
    const document = JSON.stringify(PolicyDocument).replaceAll(/<\w+\.Arn>/g, 'arn:aws:sqs:eu-west-1:123456789012:any');
    const policy = ['--policy-name', PolicyName, '--policy-document', document];
    await aws('iam', 'put-role-policy', '--role-name', roleName, ...policy);
  }
}

/** What AWS Config sends when the function changes. moto does not keep the tracing mode of the template. */
function changeOf(functionArn: string, role: string): object {
  return {
    version: '1.0',
    invokingEvent: JSON.stringify({
      messageType: 'ConfigurationItemChangeNotification',
      notificationCreationTime: '2026-11-01T12:00:00.000Z',
      recordVersion: '1.3',
      configurationItemDiff: null,
      configurationItem: {
        configurationItemVersion: '1.3',
        configurationItemCaptureTime: '2026-11-01T11:59:58.000Z',
        configurationItemStatus: 'OK',
        configurationStateId: 1793534398000,
        awsAccountId: '123456789012',
        awsRegion: 'eu-west-1',
        resourceType: 'AWS::Lambda::Function',
        resourceId: CONTROL_NAME,
        resourceName: CONTROL_NAME,
        ARN: functionArn,
        relationships: [],
        tags: {},
        configuration: { functionName: CONTROL_NAME, functionArn, role, tracingConfig: { mode: 'Active' } },
        supplementaryConfiguration: {},
      },
    }),
    ruleParameters: JSON.stringify({ organizationPolicies: 'IGNORE' }),
    resultToken: 'TESTMODE',
    eventLeftScope: false,
    configRuleName: CONTROL_NAME,
    configRuleId: 'config-rule-abcdef',
    configRuleArn: 'arn:aws:config:eu-west-1:123456789012:config-rule/config-rule-abcdef',
    accountId: '123456789012',
    evaluationMode: 'DETECTIVE',
  };
}

/** Loads the code as Lambda does with inline code: a CommonJS module. The AWS SDK comes from this repository. */
function loaded(code: string): { handler: (event: unknown) => Promise<unknown> } {
  const module = { exports: { handler: (_: unknown): Promise<unknown> => Promise.reject(new Error('no handler')) } };
  compileFunction(code, ['module', 'exports', 'require'])(module, module.exports, createRequire(import.meta.url));
  return module.exports;
}
