import type { Handler } from 'aws-lambda';
import { type CallCounter, callCounter } from '../account/api-calls.ts';
import { type Clients, connect } from '../account/clients.ts';
import { managedPolicyReader, type ReadManagedPolicy } from '../account/managed-policy.ts';
import { evaluateChange } from './change.ts';
import { type Invocation, parseEvent } from './event.ts';
import { emptyTally, type Tally } from './invocation-record.ts';
import { sweep } from './sweep.ts';

/** What lives as long as the container: connections, and the documents of AWS-managed policies. */
interface Container {
  readonly clients: Clients;
  readonly calls: CallCounter;
  readonly readPolicy: ReadManagedPolicy;
}

function startContainer(): Container {
  const calls = callCounter();
  const clients = connect(calls);
  return { clients, calls, readPolicy: managedPolicyReader(clients.iam) };
}

const container = startContainer();

/** The entry point of the Lambda function. A failure is thrown: only that brings a retry and an alarm. */
export const handler: Handler<unknown, void> = async (event) => {
  const now = new Date();
  const tally = emptyTally();
  let invocation: Invocation | undefined;
  let failure: unknown;
  container.calls.take();
  try {
    invocation = parseEvent(event);
    await evaluate(invocation, now, tally);
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    console.log(JSON.stringify(logLine(invocation, tally, now, failure)));
  }
};

function evaluate(invocation: Invocation, now: Date, tally: Tally): Promise<void> {
  const { clients, readPolicy } = container;
  const { message } = invocation;
  return message.kind === 'scheduled'
    ? sweep(invocation, message.triggerTime, clients, readPolicy, now, tally)
    : evaluateChange(invocation, message, clients, readPolicy, now, tally);
}

/** One line tells what the invocation was asked, decided and reported, what it cost, and what went wrong. */
function logLine(invocation: Invocation | undefined, tally: Tally, start: Date, failure: unknown) {
  const calls = container.calls.take();
  return {
    level: failure === undefined ? 'INFO' : 'ERROR',
    messageType: invocation?.messageType ?? 'not understood',
    rule: invocation?.ruleName,
    testMode: invocation?.isTest,
    verdicts: tally.verdicts,
    reported: tally.reported,
    undecided: tally.undecided.length,
    organizationPolicies: tally.organizationPolicies,
    calls,
    callsInAll: Object.values(calls).reduce((sum, count) => sum + count, 0),
    durationMs: Date.now() - start.getTime(),
    ...(failure !== undefined && { failures: causes(failure) }),
  };
}

/** The messages of an error and of what caused it, outermost first. */
function causes(failure: unknown): readonly string[] {
  if (!(failure instanceof Error)) return failure === undefined ? [] : [String(failure)];
  const inner = failure instanceof AggregateError ? failure.errors : [failure.cause];
  return [`${failure.name}: ${failure.message}`, ...inner.flatMap(causes)];
}
