import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { type Connection, clientSettings } from '../clients.ts';
import { namingCalls, PER_CALL } from '../named-calls.ts';
import { AGGREGATOR_CALLS, CONTROL_POLICY_CALLS } from './permissions.ts';

export interface OrganizationClients {
  /** In the account and Region of the aggregator. */
  readonly config: ConfigServiceClient;
  readonly organizations: OrganizationsClient;
}

/** Clients for what is read of a whole organization; a call that fails is named with its purpose. */
export function connectOrganization(connection: Connection): OrganizationClients {
  const settings = clientSettings(connection);
  const config = new ConfigServiceClient(settings);
  const organizations = new OrganizationsClient(settings);
  config.middlewareStack.add(namingCalls('config', AGGREGATOR_CALLS), PER_CALL);
  organizations.middlewareStack.add(namingCalls('organizations', CONTROL_POLICY_CALLS), PER_CALL);
  return { config, organizations };
}
