import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type AppProps, CfnOutput, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { afterAll, describe, expect, it } from 'vitest';
import { readAssembly, recognizeAssembly } from '../../rule/planned/cdk/read-assembly.ts';
import { deploymentOf, type Given, judgedFunctions, outcomes } from './judged.ts';

const directory = mkdtempSync(join(tmpdir(), 'planned-cdk-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** What the real CDK writes for an app, with paths as seen from the folder around `cdk.out`. */
function synthesized(name: string, build: (app: App) => void, props: AppProps = {}) {
  const outdir = join(directory, name, 'cdk.out');
  const app = new App({ outdir, analyticsReporting: false, ...props });
  build(app);
  app.synth();
  const textOf = (path: string) => {
    const file = join(directory, name, path);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  };
  return (given: Given = {}) => {
    const read = readAssembly('cdk.out/manifest.json', { ...deploymentOf(given), textOf });
    return { ...read, judged: judgedFunctions(read), manifest: textOf('cdk.out/manifest.json') ?? '' };
  };
}

function orders(scope: Construct, props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  return new lambda.Function(scope, 'Orders', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = () => {};'),
    ...props,
  });
}

const ACTIVE = { tracing: lambda.Tracing.ACTIVE };
const SHARED = 'arn:aws:iam::111122223333:role/app/shared';
/** Construct ids carry a hash. */
const withoutHash = (judged: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(judged).map(([address, outcome]) => [address.replaceAll(/(?<=[a-z])[0-9A-F]{8}\b/g, ''), outcome]),
  );

describe('what CDK writes', () => {
  it('C1 tracing ACTIVE and a role of its own: C', () => {
    const { judged, manifest } = synthesized('c1', (app) => void orders(new Stack(app, 'Shop'), ACTIVE))();
    expect(withoutHash(outcomes(judged))).toEqual({ 'Shop/Orders': 'C' });
    expect(recognizeAssembly(manifest)).toBe(true);
  });

  it('no tracing: both reasons', () => {
    const { judged } = synthesized('none', (app) => void orders(new Stack(app, 'Shop')))();
    expect(withoutHash(outcomes(judged))).toEqual({ 'Shop/Orders': 'N(tracing-not-active, role-denied)' });
  });

  const imported = synthesized('c2', (app) => {
    const stack = new Stack(app, 'Shop');
    orders(stack, { ...ACTIVE, role: iam.Role.fromRoleArn(stack, 'Shared', SHARED) });
  });

  it('C2 an imported role: I(role-unknown), and what the stack adds to it', () => {
    const [orders] = Object.values(imported().judged);
    expect(orders).toMatchObject({
      outcome: 'I(role-unknown)',
      annotation: 'Role shared cannot be decided: it is not in the input. This stack adds both actions.',
      unresolved: [
        expect.stringMatching(/^cdk\.out\/Shop\.template\.json:\d+ arn:aws:iam::111122223333:role\/app\/shared$/),
      ],
    });
  });

  it('C2 an imported role that is recorded without the actions: C, as the stack adds them', () => {
    const facts = {
      kind: 'known',
      arn: SHARED,
      tags: new Map(),
      identity: [],
      ceilings: [],
      organization: { kind: 'not-evaluated' },
    } as const;
    expect(Object.values(outcomes(imported({ roles: { [SHARED]: facts } }).judged))).toEqual(['C']);
  });

  it('C6 two stages with the same constructs: one verdict for each stack', () => {
    const build = (app: App) => {
      for (const [id, region, tracing] of [
        ['Dev', 'eu-west-1', lambda.Tracing.PASS_THROUGH],
        ['Prod', 'us-east-1', lambda.Tracing.ACTIVE],
      ] as const) {
        const stage = new Stage(app, id, { env: { account: '111122223333', region } });
        const nested = new NestedStack(new Stack(stage, 'Shop'), 'Inner');
        orders(nested, { tracing, functionName: 'orders' });
      }
    };
    const { functions, judged, unseen } = synthesized('c6', build)();
    expect(Object.values(outcomes(judged))).toEqual(['N(tracing-not-active)', 'C']);
    expect(functions.map(({ resourceId, arn }) => ({ resourceId, arn }))).toEqual([
      { resourceId: 'orders', arn: 'arn:aws:lambda:eu-west-1:111122223333:function:orders' },
      { resourceId: 'orders', arn: 'arn:aws:lambda:us-east-1:111122223333:function:orders' },
    ]);
    expect(Object.keys(judged)[1]).toMatch(/^Prod-Shop\/Inner[^/]*\/Orders[^/]*$/);
    expect(functions[1]?.source.file).toMatch(/^cdk\.out\/assembly-Prod\/.*\.nested\.template\.json$/);
    expect(unseen).toEqual([]);
  });

  it('nested stacks without metadata are found by their assets, and pass their roles on: C', () => {
    const build = (app: App) => {
      const stack = new Stack(app, 'Shop');
      const roles = new NestedStack(stack, 'Roles');
      const role = new iam.Role(roles, 'Exec', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      orders(new NestedStack(stack, 'Functions'), { ...ACTIVE, role });
    };
    const read = synthesized('assets', build, { context: { 'aws:cdk:enable-asset-metadata': false } })();
    expect(read.unseen).toEqual([]);
    expect(Object.values(outcomes(read.judged))).toEqual(['C']);
  });

  it('a role of another stack of the app is an import: I(role-unknown)', () => {
    const build = (app: App) => {
      const role = new iam.Role(new Stack(app, 'Roles'), 'Exec', {
        assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      });
      new CfnOutput(role.stack, 'Arn', { value: role.roleArn });
      orders(new Stack(app, 'Shop'), { ...ACTIVE, role: role.withoutPolicyUpdates() });
    };
    expect(Object.values(outcomes(synthesized('cross', build)().judged))).toEqual(['I(role-unknown)']);
  });

  it('an assembly that lacks a template is refused', () => {
    const manifest = JSON.stringify({
      version: '48.0.0',
      artifacts: { Shop: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Shop.template.json' } } },
    });
    const textOf = (path: string) => (path === 'cdk.out/manifest.json' ? manifest : undefined);
    expect(() => readAssembly('cdk.out/manifest.json', { ...deploymentOf(), textOf })).toThrow(
      'cdk.out/Shop.template.json: the assembly names it, but it is not there',
    );
  });

  it('an assembly that contains itself is refused', () => {
    const artifact = { type: 'cdk:cloud-assembly', properties: { directoryName: '.' } };
    const manifest = JSON.stringify({ version: '48.0.0', artifacts: { Again: artifact } });
    expect(() => readAssembly('cdk.out/manifest.json', { ...deploymentOf(), textOf: () => manifest })).toThrow(
      /contains itself$/,
    );
  });
});
