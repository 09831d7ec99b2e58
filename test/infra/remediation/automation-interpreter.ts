import type { AutomationDocument, Condition, Step } from './automation-document.ts';
import { stepTarget } from './automation-document.ts';
import { type Lookup, resolve, seconds, select, typed, UnresolvedReference } from './automation-values.ts';

/** Everything the document reaches outside itself, on a clock that only moves when the document waits. */
export interface Host {
  readonly call: (
    service: string,
    api: string,
    request: Record<string, unknown>,
    steps: readonly StepExecution[],
  ) => unknown;
  readonly runScript: (script: string, handler: string, payload: Record<string, unknown>) => unknown;
  readonly elapse: (seconds: number) => void;
  readonly now: () => number;
}

/** The run is cancelled in the step of this name or number, before or after that step has done its work. */
export interface Cancellation {
  readonly step: string | number;
  readonly when: 'before' | 'after';
}

type StepStatus = 'Success' | 'Failed' | 'TimedOut' | 'Cancelled';

export interface StepExecution {
  readonly StepName: string;
  readonly StepStatus: StepStatus;
  readonly FailureMessage?: string;
}

export interface Execution {
  readonly status: 'Success' | 'Failed' | 'TimedOut' | 'Cancelled';
  readonly steps: readonly StepExecution[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

const EXECUTION_ID = '11111111-2222-3333-4444-555555555555';
const POLL_SECONDS = 5;
const DEFAULT_WAIT_SECONDS = 3600;
const CANCEL_WORKFLOW_SECONDS = 120;

class WaitTimedOut extends Error {}

export function run(
  document: AutomationDocument,
  parameters: Readonly<Record<string, string>>,
  system: Readonly<Record<`global:${string}`, string>>,
  host: Host,
  cancellation?: Cancellation,
): Execution {
  const values = new Map<string, unknown>([...Object.entries(system), ['automation:EXECUTION_ID', EXECUTION_ID]]);
  const lookup: Lookup = (reference) => values.get(reference);
  for (const [name, parameter] of Object.entries(document.parameters))
    values.set(name, resolve(parameters[name] ?? parameter.default, lookup));
  for (const [name, variable] of Object.entries(document.variables ?? {}))
    values.set(`variable:${name}`, variable.default);

  const steps: StepExecution[] = [];
  const byName = new Map(document.mainSteps.map((step) => [step.name, step]));
  let status: Execution['status'] = 'Success';
  let cancelledAt: number | undefined;
  let name: string | undefined = document.mainSteps[0]?.name;
  while (name !== undefined) {
    const step = byName.get(name);
    if (step === undefined) throw new Error(`There is no step ${name}`);
    if (cancelledAt !== undefined && host.now() - cancelledAt > CANCEL_WORKFLOW_SECONDS) break;

    const cancelHere =
      cancelledAt === undefined && (cancellation?.step === step.name || cancellation?.step === steps.length);
    const outcome = cancelHere && cancellation.when === 'before' ? undefined : perform(step);
    if (cancelHere) {
      cancelledAt = host.now();
      status = 'Cancelled';
      steps.push({ StepName: step.name, StepStatus: 'Cancelled' });
      name = step.action === 'aws:updateVariable' ? undefined : stepTarget(step.onCancel);
      continue;
    }
    const failure = outcome?.failure;
    if (failure === undefined) {
      steps.push({ StepName: step.name, StepStatus: 'Success' });
      name = step.isEnd ? undefined : (outcome?.jump ?? following(step));
      continue;
    }
    const failed: StepStatus = failure instanceof WaitTimedOut ? 'TimedOut' : 'Failed';
    steps.push({ StepName: step.name, StepStatus: failed, FailureMessage: failure.message });
    // isCritical counts only where it is written: a failing step with an onFailure target and without it leaves Success.
    if (step.isCritical === true && status === 'Success') status = 'Failed';
    if (step.onFailure === undefined || step.onFailure === 'Abort') {
      if (status === 'Success') status = failed;
      break;
    }
    name = step.isEnd ? undefined : (stepTarget(step.onFailure) ?? following(step));
  }
  return { status, steps, outputs: Object.fromEntries(document.outputs.map((output) => [output, values.get(output)])) };

  function following(step: Step): string | undefined {
    return step.nextStep ?? document.mainSteps[document.mainSteps.indexOf(step) + 1]?.name;
  }

  /** Retries are made at once: how Automation spaces them is not documented, so nothing may rest on it. */
  function perform(step: Step): { jump?: string | undefined; failure?: Error } {
    for (let attempt = 1; ; attempt++) {
      try {
        return { jump: attemptOnce(step) };
      } catch (error) {
        if (!(error instanceof Error) || error instanceof UnresolvedReference) throw error;
        if (attempt >= (step.maxAttempts ?? 1)) return { failure: error };
      }
    }
  }

  function attemptOnce(step: Step): string | undefined {
    switch (step.action) {
      case 'aws:executeAwsApi':
        keepOutputs(step, callApi(step.inputs));
        return undefined;
      case 'aws:waitForAwsResourceProperty': {
        const deadline = host.now() + (step.timeoutSeconds ?? DEFAULT_WAIT_SECONDS);
        while (!holds(step.inputs)) {
          if (host.now() + POLL_SECONDS > deadline) throw new WaitTimedOut(`${step.name} timed out`);
          host.elapse(POLL_SECONDS);
        }
        return undefined;
      }
      case 'aws:assertAwsResourceProperty':
        if (!holds(step.inputs))
          throw new Error(`${step.inputs.PropertySelector} is none of ${step.inputs.DesiredValues}`);
        return undefined;
      case 'aws:branch':
        return step.inputs.Choices.find((choice) => isTrue(choice))?.NextStep ?? step.inputs.Default;
      case 'aws:sleep':
        host.elapse(seconds(step.inputs.Duration));
        return undefined;
      case 'aws:updateVariable': {
        const value = String(resolve(step.inputs.Value, lookup));
        if (value.length < 1 || value.length > 512)
          throw new Error(`A variable holds 1 to 512 characters, not ${value.length}`);
        values.set(step.inputs.Name, value);
        return undefined;
      }
      case 'aws:executeScript': {
        const payload = resolve(step.inputs.InputPayload, lookup) as Record<string, unknown>;
        keepOutputs(step, { Payload: host.runScript(step.inputs.Script, step.inputs.Handler, payload) });
        return undefined;
      }
    }
  }

  function callApi(inputs: { readonly Service: string; readonly Api: string }): unknown {
    const { Service, Api, PropertySelector: _, DesiredValues: __, ...rest } = inputs as Record<string, unknown>;
    const request = resolve(rest, lookup) as Record<string, unknown>;
    return host.call(String(Service), String(Api), request, steps);
  }

  function holds(inputs: {
    readonly Service: string;
    readonly Api: string;
    PropertySelector: string;
    DesiredValues: readonly string[];
  }) {
    const value = select(callApi(inputs), inputs.PropertySelector);
    return value !== undefined && (resolve(inputs.DesiredValues, lookup) as string[]).includes(String(value));
  }

  function isTrue(condition: Condition): boolean {
    if ('And' in condition) return condition.And.every(isTrue);
    if ('Or' in condition) return condition.Or.some(isTrue);
    if ('Not' in condition) return !isTrue(condition.Not);
    return resolve(condition.Variable, lookup) === resolve(condition.StringEquals, lookup);
  }

  function keepOutputs(step: Step, response: unknown): void {
    for (const output of step.outputs ?? []) {
      const value = select(response, output.Selector);
      if (value === undefined) throw new Error(`${output.Selector} selects nothing`);
      values.set(`${step.name}.${output.Name}`, typed(value, output.Type));
    }
  }
}
