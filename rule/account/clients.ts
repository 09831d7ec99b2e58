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

/** Clients whose calls are counted, retried at a rate the services bear, and named when they fail. */
export function connect(counter: CallCounter, connection: Connection = {}): Clients {
  const settings = {
    // Ten attempts outlast a minute of throttling; the adaptive mode slows down before it gets there.
    maxAttempts: 10,
    retryMode: 'adaptive',
    // A connection that hangs must become a retry, not the end of the invocation's time.
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
    ...connection,
  };
  const lambda = new LambdaClient(settings);
  const iam = new IAMClient(settings);
  // What it adds is optional, so a verdict does not wait a minute for it.
  const simulator = new IAMClient({ ...settings, maxAttempts: 5 });
  const config = new ConfigServiceClient(settings);
  const tagging = new ResourceGroupsTaggingAPIClient(settings);

  // The last step runs once per attempt, the first one once per call.
  const perAttempt = { step: 'deserialize', name: 'countCall' } as const;
  const perCall = { step: 'initialize', name: 'nameFailedCall' } as const;
  lambda.middlewareStack.add(counting(counter, 'lambda'), perAttempt);
  iam.middlewareStack.add(counting(counter, 'iam'), perAttempt);
  simulator.middlewareStack.add(counting(counter, 'iam'), perAttempt);
  config.middlewareStack.add(counting(counter, 'config'), perAttempt);
  tagging.middlewareStack.add(counting(counter, 'tag'), perAttempt);
  lambda.middlewareStack.add(naming('lambda'), perCall);
  iam.middlewareStack.add(naming('iam'), perCall);
  simulator.middlewareStack.add(naming('iam'), perCall);
  config.middlewareStack.add(naming('config'), perCall);
  tagging.middlewareStack.add(naming('tag'), perCall);
  return { lambda, iam, simulator, config, tagging };
}

interface CallContext {
  readonly commandName?: string;
}

function actionOf(service: string, { commandName = 'unknown' }: CallContext): string {
  return `${service}:${commandName.replace(/Command$/, '')}`;
}

function counting(counter: CallCounter, service: string) {
  return <Args, Result>(next: (args: Args) => Promise<Result>, context: CallContext) =>
    (args: Args): Promise<Result> => {
      counter.count(actionOf(service, context));
      return next(args);
    };
}

function naming(service: string) {
  return <Args, Result>(next: (args: Args) => Promise<Result>, context: CallContext) =>
    async (args: Args): Promise<Result> => {
      try {
        return await next(args);
      } catch (cause) {
        throw new ApiCallError(actionOf(service, context), cause);
      }
    };
}
