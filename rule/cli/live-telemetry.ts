import { connectTelemetry, type TelemetryClients } from '../account/telemetry/clients.ts';
import { type Evaluation, evaluateAll, filtered } from '../core/evaluation.ts';
import type { RuleParameters } from '../core/parameters.ts';
import { type PlaceRun, placeRuns } from '../core/place.ts';
import { reading } from './api-failure.ts';
import { isCounted } from './function-filter.ts';
import { readLiveAccount } from './live-account.ts';

/** Which functions of the caller's account to look at, and how. */
export interface LiveTelemetryOptions {
  /** Empty for the Region of the profile or the environment. */
  readonly regions: readonly string[];
  readonly profile: string | undefined;
  /** Patterns of names; empty for all. */
  readonly functions: readonly string[];
  readonly parameters: RuleParameters;
  readonly now: Date;
  readonly onProgress: (text: string) => void;
}

/** The functions of a Region that are wanted, with its clients. */
export interface LiveRegion extends PlaceRun<Evaluation> {
  readonly clients: TelemetryClients;
}

/** The account as it is. */
export interface LiveVerdicts {
  readonly evaluations: readonly Evaluation[];
  /** Whether the organization's policies were asked, and what they said. */
  readonly organizationPolicies: string;
}

/**
 * Judges the functions of the account, as `evaluate --live` does.
 *
 * @throws InputError naming the API call that failed and what it was for.
 */
export async function readLiveVerdicts(options: LiveTelemetryOptions): Promise<LiveVerdicts> {
  const { functions, parameters, now } = options;
  const account = await reading(() => readLiveAccount({ ...options, bind: undefined }), options.profile);
  const all = evaluateAll(account, parameters, now);
  const evaluations = [...filtered(all, isCounted({ accounts: [], regions: [], functions }))];
  return { evaluations, organizationPolicies: account.organizationPolicies };
}

/** The Regions of some functions, each with clients of its own. */
export function liveRegions(evaluations: readonly Evaluation[], profile: string | undefined): readonly LiveRegion[] {
  return [...placeRuns(evaluations, ({ fn }) => fn)].map((run) => ({
    ...run,
    clients: connectTelemetry({ region: run.region, ...(profile !== undefined && { profile }) }),
  }));
}
