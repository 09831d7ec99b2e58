import { describe, expect, it } from 'vitest';
import { type AutomationDocument, parseDocument } from './automation-document.ts';
import { type Cancellation, type Execution, type Host, run } from './automation-interpreter.ts';

/** A host whose API answers with its parameters, and refuses the parameter `refuse`. */
function host(times: number[] = []): Host {
  let clock = 0;
  return {
    call: (_service, _api, request) => {
      times.push(clock);
      if (request.refuse) throw new Error('refused');
      return request;
    },
    runScript: (_script, handler, payload) => ({ handler, ...payload }),
    elapse: (seconds) => {
      clock += seconds;
    },
    now: () => clock,
  };
}

function document(steps: string, rest = ''): AutomationDocument {
  return parseDocument(`{ parameters: { Name: { default: orders } }, outputs: [], ${rest} mainSteps: [${steps}] }`);
}

function perform(steps: string, rest?: string, cancellation?: Cancellation, times?: number[]): Execution {
  return run(document(steps, rest), {}, { 'global:REGION': 'eu-west-1' }, host(times), cancellation);
}

function names(execution: Execution): string[] {
  return execution.steps.map((step) => step.StepName);
}

const CALL = "action: 'aws:executeAwsApi'";
const GOOD = '{ Service: s, Api: A }';
const BAD = '{ Service: s, Api: A, refuse: true }';

describe('the Automation interpreter', () => {
  it('goes from step to step in order, and where nextStep says', () => {
    const steps = `{ name: A, ${CALL}, inputs: ${GOOD}, nextStep: C }, { name: B, ${CALL}, inputs: ${GOOD} }, { name: C, ${CALL}, inputs: ${GOOD} }`;
    expect(perform(steps)).toMatchObject({ status: 'Success', steps: [{ StepName: 'A' }, { StepName: 'C' }] });
  });

  it('stops at isEnd, whether the step succeeds or fails', () => {
    const after = `{ name: B, ${CALL}, inputs: ${GOOD} }`;
    expect(names(perform(`{ name: A, ${CALL}, isEnd: true, inputs: ${GOOD} }, ${after}`))).toEqual(['A']);
    expect(names(perform(`{ name: A, ${CALL}, isEnd: true, onFailure: 'step:B', inputs: ${BAD} }, ${after}`))).toEqual([
      'A',
    ]);
  });

  it('aborts as Failed by default', () => {
    const execution = perform(`{ name: A, ${CALL}, inputs: ${BAD} }, { name: B, ${CALL}, inputs: ${GOOD} }`);
    expect(names(execution)).toEqual(['A']);
    expect(execution.status).toBe('Failed');
  });

  it.each([
    ['', 'Success'],
    ['isCritical: false,', 'Success'],
    ['isCritical: true,', 'Failed'],
  ])(
    'ends a failing step with a way on and %j as %s: isCritical counts only where it is written',
    (critical, status) => {
      const execution = perform(
        `{ name: A, ${CALL}, ${critical} onFailure: 'step:C', inputs: ${BAD} }, { name: B, ${CALL}, inputs: ${GOOD} }, { name: C, ${CALL}, inputs: ${GOOD} }`,
      );
      expect(names(execution)).toEqual(['A', 'C']);
      expect(execution.status).toBe(status);
    },
  );

  it('tries a step maxAttempts times before it has failed', () => {
    const times: number[] = [];
    perform(`{ name: A, ${CALL}, maxAttempts: 3, inputs: ${BAD} }`, '', undefined, times);
    expect(times).toHaveLength(3);
  });

  it('fails a step whose output selects nothing', () => {
    const outputs = 'outputs: [{ Name: X, Selector: $.Absent.Member, Type: String }]';
    expect(perform(`{ name: A, ${CALL}, inputs: ${GOOD}, ${outputs} }`).status).toBe('Failed');
  });

  it('fails a step whose output has another type', () => {
    const outputs = 'outputs: [{ Name: X, Selector: $.Value, Type: MapList }]';
    expect(perform(`{ name: A, ${CALL}, inputs: { Service: s, Api: A, Value: text }, ${outputs} }`).status).toBe(
      'Failed',
    );
  });

  it('keeps the type of a value that is only a reference, and makes text of it elsewhere', () => {
    const produce = `{ name: A, ${CALL}, inputs: { Service: s, Api: A, Value: { a: b } }, outputs: [{ Name: X, Selector: $.Value, Type: StringMap }] }`;
    const use = `{ name: B, action: 'aws:executeScript', inputs: { Handler: h, Script: '', InputPayload: { Whole: '{{ A.X }}', Text: '{{Name}} in {{ global:REGION }}' } }, outputs: [{ Name: Whole, Selector: $.Payload.Whole, Type: StringMap }, { Name: Text, Selector: $.Payload.Text, Type: String }] }`;
    expect(
      run({ ...document(`${produce}, ${use}`), outputs: ['B.Whole', 'B.Text'] }, {}, { 'global:REGION': 'r' }, host())
        .outputs,
    ).toEqual({
      'B.Whole': { a: 'b' },
      'B.Text': 'orders in r',
    });
  });

  it('will not run a document that refers to what has not been produced', () => {
    expect(() => perform(`{ name: A, ${CALL}, inputs: { Service: s, Api: A, Value: '{{ B.X }}' } }`)).toThrow(
      '{{ B.X }} stands for nothing',
    );
  });

  it.each([
    ['timeoutSeconds: 20,', 20],
    ['', 3600],
  ])('waits with %j for %i seconds, then has timed out', (timeout, seconds) => {
    const times: number[] = [];
    const execution = perform(
      `{ name: A, action: 'aws:waitForAwsResourceProperty', ${timeout} inputs: { Service: s, Api: A, State: Busy, PropertySelector: $.State, DesiredValues: [Ready] } }`,
      '',
      undefined,
      times,
    );
    expect(execution.status).toBe('TimedOut');
    expect(times.at(-1)).toBe(seconds);
  });

  it('asserts once, and on the text of a value', () => {
    const assert = (desired: string) =>
      perform(
        `{ name: A, action: 'aws:assertAwsResourceProperty', inputs: { Service: s, Api: A, Count: 1, PropertySelector: $.Count, DesiredValues: ['${desired}'] } }`,
      );
    expect(assert('1').status).toBe('Success');
    expect(assert('2').status).toBe('Failed');
  });

  it.each([
    ['And: [{ Variable: a, StringEquals: a }, { Variable: a, StringEquals: b }]', 'D'],
    ['Or: [{ Variable: a, StringEquals: a }, { Variable: a, StringEquals: b }]', 'C'],
    ['Not: { Variable: a, StringEquals: b }', 'C'],
    ["Variable: '{{ Name }}', StringEquals: orders", 'C'],
  ])('branches on %s to %s', (condition, target) => {
    const end = (name: string) => `{ name: ${name}, ${CALL}, isEnd: true, inputs: ${GOOD} }`;
    const branch = `{ name: B, action: 'aws:branch', inputs: { Choices: [{ NextStep: C, ${condition} }], Default: D } }`;
    expect(names(perform(`${branch}, ${end('X')}, ${end('C')}, ${end('D')}`))).toEqual(['B', target]);
  });

  it('goes on to the next step from a branch without a match or a default', () => {
    const branch =
      "{ name: B, action: 'aws:branch', inputs: { Choices: [{ NextStep: D, Variable: a, StringEquals: b }] } }";
    expect(
      names(
        perform(`${branch}, { name: C, ${CALL}, isEnd: true, inputs: ${GOOD} }, { name: D, ${CALL}, inputs: ${GOOD} }`),
      ),
    ).toEqual(['B', 'C']);
  });

  it('lets time pass only in sleeps and waits', () => {
    const times: number[] = [];
    perform(
      `{ name: A, action: 'aws:sleep', inputs: { Duration: PT1H2M3S } }, { name: B, ${CALL}, inputs: ${GOOD} }`,
      '',
      undefined,
      times,
    );
    expect(times).toEqual([3723]);
  });

  it.each([
    [512, 'Success'],
    [513, 'Failed'],
  ])('holds %i characters in a variable: %s', (length, status) => {
    const update = `{ name: A, action: 'aws:updateVariable', inputs: { Name: 'variable:V', Value: ${'x'.repeat(length)} } }`;
    expect(perform(update, 'variables: { V: { type: String, default: a } },').status).toBe(status);
  });

  it('goes where onCancel says, ends as Cancelled, and gives that two minutes', () => {
    const wait = `{ name: C, action: 'aws:sleep', inputs: { Duration: PT3M } }`;
    const steps = `{ name: A, ${CALL}, onCancel: 'step:C', inputs: ${GOOD} }, { name: B, ${CALL}, inputs: ${GOOD} }, ${wait}, { name: D, ${CALL}, inputs: ${GOOD} }`;
    const execution = perform(steps, '', { step: 'A', when: 'after' });
    expect(execution.status).toBe('Cancelled');
    expect(names(execution)).toEqual(['A', 'C']);
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('is cancelled %s the work of the step, which has then made %i calls', (when, calls) => {
    const times: number[] = [];
    perform(`{ name: A, ${CALL}, inputs: ${GOOD} }`, '', { step: 0, when }, times);
    expect(times).toHaveLength(calls);
  });
});
