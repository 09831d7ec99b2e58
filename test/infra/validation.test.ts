import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, describe, expect, it } from 'vitest';
import { ACKNOWLEDGED_FINDINGS, ENRICHER_FINDINGS } from '../../infra/acknowledged-findings.ts';
import { type Application, application } from '../../infra/application.ts';
import { readArtefacts } from '../../infra/artefacts.ts';
import { MemberStack } from '../../infra/member-stack.ts';
import { SecurityHubStack } from '../../infra/security-hub-stack.ts';
import { STAND_IN_CODE } from './synthesized.ts';

const ARTEFACTS = readArtefacts(STAND_IN_CODE, STAND_IN_CODE);
const outdir = mkdtempSync(join(tmpdir(), 'lambda-active-tracing-validation-'));
afterAll(() => rmSync(outdir, { recursive: true }));

describe("the CDK's CloudFormation validation", () => {
  /** Its findings are errors here, its warnings too; by default both are printed and forgotten. */
  const strictly = {
    outdir,
    context: { '@aws-cdk/core:validateAgainstDefaultRules': true, '@aws-cdk/core:strictCfnValidateErrors': true },
  };

  it('finds nothing in any template', () => {
    expect(() => application(ARTEFACTS, strictly).app.synth()).not.toThrow();
  });

  it('would find a function with a timeout Lambda does not offer', () => {
    const app = new App(strictly);
    const stack = new Stack(app, 'Slow');
    new CfnFunction(stack, 'Slow', { runtime: 'nodejs24.x', role: 'r', code: { zipFile: 'x' }, timeout: 901 });
    expect(() => app.synth()).toThrow(/901/);
  });
});

describe('the AwsSolutions checks of cdk-nag', () => {
  function checked(): Application {
    const checkedApplication = application(ARTEFACTS, { outdir, builtinCloudFormationValidation: false });
    Validations.of(checkedApplication.app).addPlugins(new AwsSolutionsChecks(checkedApplication.app));
    return checkedApplication;
  }

  it('find nothing in any template that is not acknowledged', () => {
    expect(() => checked().app.synth()).not.toThrow();
  });

  it('would find a queue that nobody acknowledged', () => {
    const { app, organization } = checked();
    new CfnQueue(organization, 'Unencrypted');
    expect(() => app.synth()).toThrow(/AwsSolutions-SQS/);
  });

  it.each([
    ['member', new MemberStack(new App({ outdir }), 'member', { artefacts: ARTEFACTS }), ACKNOWLEDGED_FINDINGS],
    ['Security Hub', new SecurityHubStack(new App({ outdir }), 'hub', { code: STAND_IN_CODE }), ENRICHER_FINDINGS],
  ])('find all that is acknowledged of the %s template: more would hide the next finding', (_, stack, known) => {
    const { violations } = new AwsSolutionsChecks().validateScope(stack);
    const findings = violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${constructPath?.split('/').at(-1)}: ${ruleName}`),
    );
    const acknowledged = Object.entries(known).flatMap(([id, rules]) =>
      Object.keys(rules).map((rule) => `${id}: ${rule}`),
    );
    expect(findings.sort()).toEqual(acknowledged.sort());
  });
});
