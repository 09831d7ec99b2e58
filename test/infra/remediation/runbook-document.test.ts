import { describe, expect, it } from 'vitest';
import {
  type AutomationDocument,
  parseDocument,
  RUNBOOK_TEXT,
  type Step,
  stepTarget,
  successors,
} from './automation-document.ts';
import { referencesIn, seconds } from './automation-values.ts';
import { problemsOfCall } from './sdk-model.ts';

const DOCUMENT = parseDocument(RUNBOOK_TEXT);
const STEPS = DOCUMENT.mainSteps;
const ENTRY = STEPS[0] as Step;
const SYSTEM = ['global:AWS_PARTITION', 'global:REGION', 'global:ACCOUNT_ID', 'automation:EXECUTION_ID'];
const WRITES = ['AttachRolePolicy', 'DetachRolePolicy', 'UpdateFunctionConfiguration'];

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

function stepNamed(name: string): Step {
  const step = STEPS.find((candidate) => candidate.name === name);
  if (step === undefined) throw new Error(`There is no step ${name}`);
  return step;
}

/** The steps that have ended well on every path from the start to each step: only their outputs are there for sure. */
function certainlyDone(document: AutomationDocument): ReadonlyMap<string, ReadonlySet<string>> {
  const done = new Map<string, ReadonlySet<string>>([[ENTRY.name, new Set()]]);
  const open = [ENTRY.name];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const step = stepNamed(name);
    for (const { on, to } of successors(document, step)) {
      const through = new Set(done.get(name));
      if (on === 'success') through.add(name);
      const known = done.get(to);
      const merged = known === undefined ? through : new Set([...known].filter((other) => through.has(other)));
      if (known !== undefined && merged.size === known.size) continue;
      done.set(to, merged);
      open.push(to);
    }
  }
  return done;
}

const DONE = certainlyDone(DOCUMENT);

function reachable(from: string, seen = new Set<string>()): Set<string> {
  for (const { to } of successors(DOCUMENT, stepNamed(from))) {
    if (seen.has(to)) continue;
    seen.add(to);
    reachable(to, seen);
  }
  return seen;
}

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

  it('goes only to steps that exist, never back, and reaches every step', () => {
    for (const step of STEPS) for (const { to } of successors(DOCUMENT, step)) stepNamed(to);
    for (const step of STEPS)
      expect([...reachable(step.name)], `${step.name} leads back to itself`).not.toContain(step.name);
    const unreached = STEPS.map((step) => step.name).filter(
      (name) => name !== ENTRY.name && !reachable(ENTRY.name).has(name),
    );
    expect(unreached).toEqual([]);
  });

  it('ends in its report, whichever way it goes', () => {
    const ends = STEPS.filter(
      (step) => step.action !== 'aws:branch' && !successors(DOCUMENT, step).some(({ on }) => on === 'success'),
    );
    expect(ends.map((step) => step.name)).toEqual(['Report']);
  });

  it('refers only to parameters, system variables and outputs that are there on every path', () => {
    const outputs = new Map(STEPS.map((step) => [step.name, (step.outputs ?? []).map((output) => output.Name)]));
    for (const step of STEPS) {
      for (const reference of referencesIn(step.inputs)) {
        const [owner = '', output = ''] = reference.split('.');
        const variable =
          reference.startsWith('variable:') && reference.slice('variable:'.length) in (DOCUMENT.variables ?? {});
        if (variable || SYSTEM.includes(reference) || reference in DOCUMENT.parameters) continue;
        expect(outputs.get(owner), `${step.name} refers to ${reference}`).toContain(output);
        expect(DONE.get(step.name), `${step.name} refers to ${reference}`).toContain(owner);
      }
    }
  });

  it('reports only outputs its steps have', () => {
    const all = STEPS.flatMap((step) => (step.outputs ?? []).map((output) => `${step.name}.${output.Name}`));
    expect(DOCUMENT.outputs.filter((output) => !all.includes(output))).toEqual([]);
  });

  it('uses every parameter and every output of a step', () => {
    const used = new Set([...referencesIn(STEPS), ...DOCUMENT.outputs, ...referencesIn(DOCUMENT.assumeRole)]);
    const produced = STEPS.flatMap((step) => (step.outputs ?? []).map((output) => `${step.name}.${output.Name}`));
    expect([...Object.keys(DOCUMENT.parameters), ...produced].filter((name) => !used.has(name))).toEqual([]);
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

  it('says of every step that calls AWS whether the run fails with it, and where it goes then', () => {
    for (const step of STEPS.filter((candidate) => 'Api' in candidate.inputs)) {
      expect(step.isCritical, step.name).toBeTypeOf('boolean');
      expect(stepTarget(step.onFailure), step.name).toBeDefined();
    }
  });

  it('says of every step from the first write to the last decision where a cancelled run goes', () => {
    const first = STEPS.findIndex((step) => step.action === 'aws:executeAwsApi' && WRITES.includes(step.inputs.Api));
    const last = STEPS.findLastIndex((step) => step.action === 'aws:executeAwsApi' && WRITES.includes(step.inputs.Api));
    for (const step of STEPS.slice(first, last + 1)) expect(stepTarget(step.onCancel), step.name).toBeDefined();
    // Those actions cannot be the target of onCancel.
    for (const target of STEPS.flatMap((step) => stepTarget(step.onCancel) ?? []))
      expect(stepNamed(target).action).not.toBe('aws:sleep');
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

  it('tells of every success that published versions and aliases keep their mode', () => {
    for (const name of ['SayRoleUnchanged', 'SayGranted'])
      expect(JSON.stringify(stepNamed(name).inputs)).toContain(
        'Published versions and aliases: not changed, they keep their own mode',
      );
  });
});
