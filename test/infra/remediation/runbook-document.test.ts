import { describe, expect, it } from 'vitest';
import { parseDocument, RUNBOOK_TEXT, type Step, stepTarget } from './automation-document.ts';
import { seconds } from './automation-values.ts';
import { problemsOfCall } from './sdk-model.ts';

const DOCUMENT = parseDocument(RUNBOOK_TEXT);
const STEPS = DOCUMENT.mainSteps;

const SHARED = ['name', 'action', 'inputs', 'nextStep', 'isEnd', 'onFailure', 'onCancel', 'isCritical', 'outputs'];
const KEYS: Readonly<Record<Step['action'], readonly string[]>> = {
  'aws:executeAwsApi': [...SHARED, 'maxAttempts'],
  'aws:waitForAwsResourceProperty': [...SHARED, 'timeoutSeconds'],
  'aws:assertAwsResourceProperty': [...SHARED, 'maxAttempts'],
  'aws:branch': SHARED,
  'aws:sleep': SHARED,
  'aws:updateVariable': SHARED,
  'aws:executeScript': SHARED,
};

describe('the runbook as a document', () => {
  it('fits Systems Manager, whatever the parameters, and leaves the template room', () => {
    const longestParameters = 64 + 650 + 200 + 20;
    expect(Buffer.byteLength(RUNBOOK_TEXT) + longestParameters).toBeLessThanOrEqual(64 * 1024);
    expect(Buffer.byteLength(JSON.stringify(DOCUMENT))).toBeLessThanOrEqual(18_500);
  });

  it('has the sections of schema 0.3, and assumes the role of its parameter', () => {
    expect(DOCUMENT.schemaVersion).toBe('0.3');
    expect(DOCUMENT.assumeRole).toBe('{{ AutomationAssumeRole }}');
    expect(Object.keys(DOCUMENT).sort()).toEqual(
      ['assumeRole', 'description', 'mainSteps', 'outputs', 'parameters', 'schemaVersion', 'variables'].sort(),
    );
  });

  it('is plain YAML, without the anchors Systems Manager does not document', () => {
    expect(RUNBOOK_TEXT).not.toMatch(/:\s[&*]\w/);
  });

  it('says of every parameter what it is and what it may be', () => {
    for (const [name, parameter] of Object.entries(DOCUMENT.parameters)) {
      expect(parameter.description, name).toMatch(/^\((Required|Optional)\) \w.+\.$/s);
      expect(parameter.allowedPattern ?? parameter.allowedValues, name).toBeDefined();
      expect(parameter.description.startsWith('(Optional)'), name).toBe(parameter.default !== undefined);
    }
  });

  it('has defaults its own patterns accept, as written and as resolved', () => {
    const pattern = new RegExp(DOCUMENT.parameters.PolicyArn?.allowedPattern ?? '(?!)');
    const written = DOCUMENT.parameters.PolicyArn?.default ?? '';

    expect(written).toMatch(pattern);
    for (const partition of ['aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-eusc'])
      expect(written.replace('{{ global:AWS_PARTITION }}', partition)).toMatch(pattern);
    expect('arn:aws:iam::111122223333:policy/team/x-ray').toMatch(pattern);
    expect('arn:aws:iam::aws:policy/AdministratorAccess extra').not.toMatch(pattern);
    expect(DOCUMENT.parameters.StackManagedFunctions?.allowedValues).toContain(
      DOCUMENT.parameters.StackManagedFunctions?.default,
    );
  });

  it.each([
    ['FunctionName', 'orders-prod_2', true],
    ['FunctionName', 'arn:aws:lambda:eu-west-1:111122223333:function:orders', false],
    ['FunctionName', '', false],
    ['AutomationAssumeRole', 'arn:aws-us-gov:iam::111122223333:role/team/a/remediation', true],
    ['AutomationAssumeRole', 'remediation', false],
  ])('its parameter %s takes %j: %s', (name, value, accepted) => {
    expect(new RegExp(DOCUMENT.parameters[name]?.allowedPattern ?? '').test(value)).toBe(accepted);
  });

  it('names every step once, by a name Automation accepts', () => {
    const names = STEPS.map((step) => step.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-zA-Z0-9_]{3,128}$/);
  });

  it('knows only properties its actions have', () => {
    for (const step of STEPS) {
      const known = KEYS[step.action];
      expect(known, `${step.name} has action ${step.action}`).toBeDefined();
      expect(
        Object.keys(step).filter((key) => !known.includes(key)),
        step.name,
      ).toEqual([]);
      expect(step.onFailure === undefined || stepTarget(step.onFailure) !== undefined, step.name).toBe(true);
      if (step.action === 'aws:updateVariable') expect(step.onCancel, step.name).toBeUndefined();
    }
  });

  it('nests no operator in another, which the documentation of aws:branch does not show', () => {
    const branches = STEPS.flatMap((step) => (step.action === 'aws:branch' ? step.inputs.Choices : []));
    for (const choice of branches) {
      const operands = 'And' in choice ? choice.And : 'Or' in choice ? choice.Or : 'Not' in choice ? [choice.Not] : [];
      for (const operand of operands)
        expect(Object.keys(operand), choice.NextStep).toEqual(['Variable', 'StringEquals']);
    }
  });

  it('waits for Failed as well as Successful, and never longer than a quarter of an hour', () => {
    for (const step of STEPS) {
      if (step.action === 'aws:sleep') expect(seconds(step.inputs.Duration), step.name).toBeLessThanOrEqual(900);
      if (step.action !== 'aws:waitForAwsResourceProperty') continue;
      expect(step.timeoutSeconds, step.name).toBeLessThanOrEqual(900);
      if (step.inputs.PropertySelector === '$.LastUpdateStatus')
        expect(step.inputs.DesiredValues, step.name).toEqual(['Successful', 'Failed']);
      else expect(step.inputs.PropertySelector, step.name).toBe('$.EvaluationResults[0].EvalDecision');
    }
  });

  it('guards every update that enables tracing with the revision it has read', () => {
    const updates = STEPS.filter(
      (step) => step.action === 'aws:executeAwsApi' && step.inputs.Api === 'UpdateFunctionConfiguration',
    );
    for (const step of updates.filter((candidate) => JSON.stringify(candidate.inputs).includes('"Active"')))
      expect(step.inputs, step.name).toHaveProperty('RevisionId', '{{ ReadFunction.RevisionId }}');
    expect(updates).toHaveLength(3);
  });

  it('calls operations, and names parameters and selects properties, that the AWS SDK knows', () => {
    for (const step of STEPS) {
      if (!('Api' in step.inputs)) continue;
      const selectors = [
        ...(step.outputs ?? []).map((output) => output.Selector),
        ...[step.inputs.PropertySelector ?? []].flat(),
      ];
      expect(problemsOfCall(step.inputs, selectors.map(String)), step.name).toEqual([]);
    }
  });

  it('keeps every text within the 512 characters a variable holds, at the longest names', () => {
    const longest: Readonly<Record<string, number>> = {
      FunctionName: 64,
      PolicyArn: 170,
      StackName: 128,
      Why: 300,
      RoleName: 64,
    };
    for (const step of STEPS) {
      if (step.action !== 'aws:updateVariable') continue;
      const text = step.inputs.Value.replace(/\{\{ (?:\w+\.)?(\w+) \}\}/g, (_, name: string) =>
        'x'.repeat(longest[name] ?? 16),
      );
      expect(text.length, step.name).toBeLessThanOrEqual(512);
    }
  });
});
