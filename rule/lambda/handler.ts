import type { Handler } from 'aws-lambda';
import { type CallCounter, callCounter } from '../account/api-calls.ts';
import { type Clients, connect } from '../account/clients.ts';
import { managedPolicyReader, type ReadManagedPolicy } from '../account/managed-policy.ts';
import { evaluateChange } from './change.ts';
import { startDeadline } from './deadline.ts';
import { type Invocation, parseEvent } from './event.ts';
import { emptyRecord } from './invocation-record.ts';
import { logLine } from './log-line.ts';
import type { RuleRun } from './rule-run.ts';
import { sweep } from './sweep.ts';

/** What lives as long as the container: connections, and the documents of AWS-managed policies. */
interface Container {
  readonly clients: Clients;
  readonly calls: CallCounter;
  readonly readPolicy: ReadManagedPolicy;
}

/** Ends the calls of the invocation at hand. */
let stop: AbortSignal | undefined;

function startContainer(): Container {
  const calls = callCounter();
  const clients = connect(calls, {}, () => stop);
  return { clients, calls, readPolicy: managedPolicyReader(clients.iam) };
}

const { clients, calls, readPolicy } = startContainer();

/** The entry point of the Lambda function. A failure is thrown: only that brings a retry and an alarm. */
export const handler: Handler<unknown, void> = async (event, context) => {
  const now = new Date();
  const record = emptyRecord();
  const deadline = startDeadline(context?.getRemainingTimeInMillis?.());
  stop = deadline.signal;
  let invocation: Invocation | undefined;
  let failure: unknown;
  calls.take();
  try {
    invocation = parseEvent(event);
    await deadline.race(evaluate({ invocation, clients, readPolicy, now, record, signal: deadline.signal }));
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    deadline.clear();
    const durationMs = Date.now() - now.getTime();
    console.log(logLine({ invocation, record, calls: calls.take(), durationMs, failure }));
  }
};

function evaluate(run: RuleRun): Promise<void> {
  const { message } = run.invocation;
  return message.kind === 'scheduled' ? sweep(run, message.triggerTime) : evaluateChange(run, message);
}
