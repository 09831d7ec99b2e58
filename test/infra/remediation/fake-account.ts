import type { Host, StepExecution } from './automation-interpreter.ts';
import { type FakeFunction, fakeFunction } from './fake-function.ts';
import { type FakeRole, fakeRole } from './fake-role.ts';
import { runTwin } from './runbook-scripts.ts';
import { AwsError, type Situation } from './situation.ts';

/** What happens to a call: it is refused, or done with its reply lost, or someone acts just before it. */
export type Fault = 'refused' | 'reply lost' | ((account: Account) => void);

/** One function and its role behind an AWS endpoint that records every call and fails when told to. */
export interface Account {
  readonly host: Host;
  readonly function: FakeFunction;
  readonly role: FakeRole;
  /** The operations called, in order; a read repeated at once counts once. */
  readonly calls: string[];
  readonly writes: () => readonly string[];
  readonly injectAt: (operation: string, nth: number, fault: Fault) => void;
  /** Strikes the nth call, whatever it is. */
  readonly injectAtCall: (nth: number, fault: Fault) => void;
  /** From now on Lambda and IAM refuse every call. */
  readonly refuseFromHere: () => void;
}

const WRITE = /^(Update|Attach|Detach)/;

export function account(situation: Situation = {}): Account {
  const calls: string[] = [];
  const faults = new Map<string, Fault>();
  const counts = new Map<string, number>();
  let clock = 0;
  let refusing = false;

  const now = () => clock;
  const role = fakeRole(situation, now);
  const lambda = fakeFunction(situation, role, now);
  const self: Account = {
    host: { call, runScript: runTwin, elapse: (seconds) => (clock += seconds), now },
    function: lambda,
    role,
    calls,
    writes: () => calls.filter((name) => WRITE.test(name)),
    injectAt: (operation, nth, fault) => faults.set(`${operation} ${nth}`, fault),
    injectAtCall: (nth, fault) => faults.set(`call ${nth}`, fault),
    refuseFromHere: () => {
      refusing = true;
    },
  };
  return self;

  function call(
    service: string,
    api: string,
    request: Readonly<Record<string, unknown>>,
    steps: readonly StepExecution[],
  ): unknown {
    const fault = [`${api} ${counted(api)}`, `call ${counted('any')}`].map((key) => faults.get(key)).find(Boolean);
    if (calls.at(-1) !== api || WRITE.test(api)) calls.push(api);
    if (typeof fault === 'function') fault(self);
    if (fault === 'refused' || (refusing && service !== 'ssm'))
      throw new AwsError('AccessDeniedException', api, 'not authorized');
    const reply = answer(service, api, request, steps);
    if (fault === 'reply lost') throw new AwsError('ServiceException', api, 'connection closed');
    return reply;
  }

  function counted(what: string): number {
    const count = (counts.get(what) ?? 0) + 1;
    counts.set(what, count);
    return count;
  }

  function answer(
    service: string,
    api: string,
    request: Readonly<Record<string, unknown>>,
    steps: readonly StepExecution[],
  ): unknown {
    if (service === 'ssm' && api === 'DescribeAutomationStepExecutions')
      return { StepExecutions: steps.filter((step) => ['Failed', 'TimedOut'].includes(step.StepStatus)) };
    const operation = { lambda: lambda.operations, iam: role.operations }[service]?.[api];
    if (operation === undefined) throw new Error(`The account does not know ${service}:${api}`);
    return operation(request);
  }
}
