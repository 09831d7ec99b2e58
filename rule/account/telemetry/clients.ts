import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { XRayClient } from '@aws-sdk/client-xray';
import { ApiCallError } from '../api-calls.ts';
import { type Connection, clientSettings } from '../clients.ts';
import { DELIVERY_PERMISSIONS } from './permissions.ts';

export interface TelemetryClients {
  readonly cloudwatch: CloudWatchClient;
  readonly xray: XRayClient;
  /** To see when functions were changed. */
  readonly lambda: LambdaClient;
}

/** Clients for what a Region knows of its functions' invocations and traces; a call that fails is named with its purpose. */
export function connectTelemetry(connection: Connection): TelemetryClients {
  const settings = clientSettings(connection);
  const cloudwatch = new CloudWatchClient(settings);
  const xray = new XRayClient(settings);
  const lambda = new LambdaClient(settings);
  const perCall = { step: 'initialize', name: 'nameFailedCall' } as const;
  cloudwatch.middlewareStack.add(naming('cloudwatch'), perCall);
  xray.middlewareStack.add(naming('xray'), perCall);
  lambda.middlewareStack.add(naming('lambda'), perCall);
  return { cloudwatch, xray, lambda };
}

function naming(service: string) {
  return <Args, Result>(next: (args: Args) => Promise<Result>, { commandName = 'unknown' }: { commandName?: string }) =>
    async (args: Args): Promise<Result> => {
      try {
        return await next(args);
      } catch (cause) {
        const action = `${service}:${commandName.replace(/Command$/, '')}`;
        const purpose = DELIVERY_PERMISSIONS.find((permission) => permission.action === action)?.purpose;
        throw new ApiCallError(action, cause, purpose === undefined ? '' : ` (needed to ${purpose})`);
      }
    };
}
