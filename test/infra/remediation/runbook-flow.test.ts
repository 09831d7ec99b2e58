import { describe, expect, it } from 'vitest';
import {
  type AutomationDocument,
  parseDocument,
  RUNBOOK_TEXT,
  type Step,
  stepTarget,
  successors,
} from './automation-document.ts';
import { referencesIn } from './automation-values.ts';

const DOCUMENT = parseDocument(RUNBOOK_TEXT);
const STEPS = DOCUMENT.mainSteps;
const ENTRY = STEPS[0] as Step;
const SYSTEM = ['global:AWS_PARTITION', 'global:REGION', 'global:ACCOUNT_ID', 'automation:EXECUTION_ID'];
const WRITES = ['AttachRolePolicy', 'DetachRolePolicy', 'UpdateFunctionConfiguration'];

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

describe('the paths through the runbook', () => {
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
});
