import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { XRayClient } from '@aws-sdk/client-xray';
import { type Connection, clientSettings } from '../clients.ts';
import { namingCalls, PER_CALL } from '../named-calls.ts';
import { DELIVERY_CALLS } from './permissions.ts';

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
  cloudwatch.middlewareStack.add(namingCalls('cloudwatch', DELIVERY_CALLS), PER_CALL);
  xray.middlewareStack.add(namingCalls('xray', DELIVERY_CALLS), PER_CALL);
  lambda.middlewareStack.add(namingCalls('lambda', DELIVERY_CALLS), PER_CALL);
  return { cloudwatch, xray, lambda };
}
