import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { IAMClient, type IAMClientConfig } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { ApiCallError, type CallCounter } from './api-calls.ts';

export interface Clients {
  readonly lambda: LambdaClient;
  readonly iam: IAMClient;
  /** IAM for its policy simulator alone: IAM throttles that early, which must slow down no other call. */
  readonly simulator: IAMClient;
  readonly config: ConfigServiceClient;
  readonly tagging: ResourceGroupsTaggingAPIClient;
}

/** Where to connect to; what is left out comes from the environment, as the SDK reads it. */
export type Connection = Pick<IAMClientConfig, 'region' | 'profile'>;

/** How every client of the rule retries and waits. */
export function clientSettings(connection: Connection) {
  return {
    // Ten attempts outlast a minute of throttling; the adaptive mode slows down before it gets there.
    maxAttempts: 10,
    retryMode: 'adaptive',
    // A connection that hangs must become a retry, not the end of the invocation's time.
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
    ...connection,
  };
}

/**
 * Clients whose calls are counted, retried at a rate the services bear, and named when they fail. `stop`: what ends a call
 * that begins now, before its next attempt.
 */
export function connect(
  counter: CallCounter,
  connection: Connection = {},
  stop: () => AbortSignal | undefined = () => undefined,
): Clients {
  const settings = clientSettings(connection);
  const lambda = new LambdaClient(settings);
  const iam = new IAMClient(settings);
  // What it adds is optional, so a verdict does not wait a minute for it.
  const simulator = new IAMClient({ ...settings, maxAttempts: 5 });
  const config = new ConfigServiceClient(settings);
  const tagging = new ResourceGroupsTaggingAPIClient(settings);

  const signals: Signals = new WeakMap();
  const instrument = (service: string, { middlewareStack }: Instrumented) => {
    // The last step runs once per attempt, the first one once per call.
    middlewareStack.add(
      counting(counter, service, signals) as never,
      { step: 'deserialize', name: 'countCall' } as never,
    );
    middlewareStack.add(
      naming(service, signals, stop) as never,
      { step: 'initialize', name: 'nameFailedCall' } as never,
    );
  };
  instrument('lambda', lambda);
  instrument('iam', iam);
  instrument('iam', simulator);
  instrument('config', config);
  instrument('tag', tagging);
  return { lambda, iam, simulator, config, tagging };
}

/** A client of any service: what is added to its calls is the same for all. */
interface Instrumented {
  readonly middlewareStack: { add(middleware: never, options: never): void };
}

/** What ends each call under way, by its context. */
type Signals = WeakMap<object, AbortSignal>;

interface CallContext {
  readonly commandName?: string;
}

function actionOf(service: string, { commandName = 'unknown' }: CallContext): string {
  return `${service}:${commandName.replace(/Command$/, '')}`;
}

function counting(counter: CallCounter, service: string, signals: Signals) {
  return <Args, Result>(next: (args: Args) => Promise<Result>, context: CallContext) =>
    async (args: Args): Promise<Result> => {
      signals.get(context)?.throwIfAborted();
      counter.count(actionOf(service, context));
      return next(args);
    };
}

function naming(service: string, signals: Signals, stop: () => AbortSignal | undefined) {
  return <Args, Result>(next: (args: Args) => Promise<Result>, context: CallContext) =>
    async (args: Args): Promise<Result> => {
      const signal = stop();
      if (signal !== undefined) signals.set(context, signal);
      try {
        return await next(args);
      } catch (cause) {
        throw new ApiCallError(actionOf(service, context), cause);
      }
    };
}
