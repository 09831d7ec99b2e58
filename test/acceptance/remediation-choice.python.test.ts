import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { synthesized } from '../infra/synthesized.ts';
import { type MotoServer, startMotoServer } from './moto-server.ts';

const run = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), 'lambda-active-tracing-choice-'));
const PRESENT = join(directory, 'member.template.json');
/** The release before Remediation took the place of AutomaticRemediation, with code of no importance. */
const BEFORE = new URL('../fixtures/releases/member-0.1.0.template.json', import.meta.url).pathname;
let moto: MotoServer;

beforeAll(async () => {
  moto = await startMotoServer();
  const environment = {
    AWS_ENDPOINT_URL: moto.endpoint,
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  writeFileSync(PRESENT, JSON.stringify(synthesized().member));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
  await moto.stop();
});

async function awsJson(...args: readonly string[]): Promise<ReturnType<typeof JSON.parse>> {
  const { stdout } = await run('aws', [...args, '--output', 'json']);
  return stdout === '' ? undefined : JSON.parse(stdout);
}

/** Creates or updates the stack, and answers the physical ids of its resources by their logical ones. */
async function deployed(
  change: 'create' | 'update',
  stack: string,
  template: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, string>>> {
  const values = Object.entries(parameters).map(([name, value]) => `ParameterKey=${name},ParameterValue=${value}`);
  const given = values.length === 0 ? [] : ['--parameters', ...values];
  const named = ['--stack-name', stack, '--template-body', `file://${template}`, '--capabilities', 'CAPABILITY_IAM'];
  await awsJson('cloudformation', `${change}-stack`, ...named, ...given);
  const { Stacks } = await awsJson('cloudformation', 'describe-stacks', '--stack-name', stack);
  expect(Stacks).toMatchObject([{ StackStatus: `${change.toUpperCase()}_COMPLETE` }]);
  const { StackResources } = await awsJson('cloudformation', 'describe-stack-resources', '--stack-name', stack);
  return Object.fromEntries(
    StackResources.filter((resource: object) => 'LogicalResourceId' in resource).map(
      (resource: { LogicalResourceId: string; PhysicalResourceId: string }) => [
        resource.LogicalResourceId,
        resource.PhysicalResourceId,
      ],
    ),
  );
}

describe('the parameter Remediation, deployed', () => {
  it.each([
    ['Off', false],
    ['Manual', true],
    ['Automatic', true],
  ])('%s: runbook and remediation role are there: %s', async (Remediation, there) => {
    const resources = await deployed('create', `tracing-${Remediation}`, PRESENT, { Remediation });
    expect('Runbook' in resources).toBe(there);
    expect('RemediationRole' in resources).toBe(there);
    expect(resources).toHaveProperty('Evaluator');
    await awsJson('cloudformation', 'delete-stack', '--stack-name', `tracing-${Remediation}`);
  });
});

describe('an update from the release before', () => {
  it('keeps every resource: nothing with a fixed name is replaced', async () => {
    const release = JSON.parse(readFileSync(BEFORE, 'utf8'));
    // moto loses a log group whose tags change.
    delete release.Resources.EvaluatorLog.Properties.Tags;
    const template = join(directory, 'before.template.json');
    writeFileSync(template, JSON.stringify(release));
    const before = await deployed('create', 'tracing-update', template);
    const after = await deployed('update', 'tracing-update', PRESENT);
    const alarms = ['EvaluationFailed', 'EventLost', 'NoSweep'];
    const kept = Object.keys(before).filter((id) => !alarms.includes(id));
    expect(kept).toEqual(expect.arrayContaining(['Evaluator', 'EvaluatorRole', 'EvaluatorLog', 'FailureQueue']));
    expect(Object.fromEntries(kept.map((id) => [id, after[id]]))).toEqual(
      Object.fromEntries(kept.map((id) => [id, before[id]])),
    );
    for (const id of alarms) expect(after).not.toHaveProperty(id);
    // Its names are fixed: the next stack could not have them.
    await awsJson('cloudformation', 'delete-stack', '--stack-name', 'tracing-update');
  });
});

describe('changes of one stack', () => {
  const STACK = 'tracing-changes';
  /** What is there whatever Remediation says. */
  const detect = (resources: Readonly<Record<string, string>>) =>
    Object.fromEntries(['Evaluator', 'EvaluatorRole', 'EvaluatorLog', 'FailureQueue'].map((id) => [id, resources[id]]));

  // moto does not take away what a condition no longer asks for: the way back is in the assertions on the template.
  it('from Off to Manual to Automatic keep the evaluator, and only add runbook and remediation role', async () => {
    const first = await deployed('create', STACK, PRESENT, { Remediation: 'Off' });
    expect(first).not.toHaveProperty('Runbook');
    const manual = await deployed('update', STACK, PRESENT, { Remediation: 'Manual' });
    expect(manual).toMatchObject({
      ...detect(first),
      Runbook: expect.any(String),
      RemediationRole: expect.any(String),
    });
    expect(await deployed('update', STACK, PRESENT, { Remediation: 'Automatic' })).toMatchObject(manual);
  });

  it('of what the runbook may do, there and back, leave its text alone: no version that it has had before', async () => {
    const versions = async () => {
      const { Document } = await awsJson('ssm', 'describe-document', '--name', 'EnableLambdaActiveTracing');
      return [Document.DefaultVersion, Document.LatestVersion, Document.Hash];
    };
    const before = await versions();
    const other = { RemediationPolicy: '123456789012:policy/tracing', StackManagedFunctions: 'Remediate' };
    for (const parameters of [other, {}, other]) {
      await deployed('update', STACK, PRESENT, { Remediation: 'Manual', ...parameters });
      expect(await versions()).toEqual(before);
    }
    await awsJson('cloudformation', 'delete-stack', '--stack-name', STACK);
  });
});
