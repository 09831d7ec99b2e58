import { readAccount } from '../account/all-roles.ts';
import { callCounter } from '../account/api-calls.ts';
import { connect } from '../account/clients.ts';
import { managedPolicyReader, type ReadManagedPolicy } from '../account/managed-policy.ts';
import { readRegion } from '../account/region-functions.ts';
import { dependsOnRole, type ReadRoleFacts, roleFactsOf } from '../account/what-to-read.ts';
import { accountIdIn } from '../core/arn.ts';
import type { FactSource } from '../core/evaluation.ts';
import type { RoleFacts } from '../core/iam/model.ts';
import type { BindRole } from '../core/iam/organization-policies.ts';
import type { RecordedFunction } from '../core/model.ts';
import type { RuleParameters } from '../core/parameters.ts';
import { known } from '../core/unknown-value.ts';
import { InputError } from './input-error.ts';
import { addOrganization } from './live-organization.ts';

/** Where the calls go, and as whom. */
export interface LiveConnection {
  /** Empty for the Region of the profile or the environment. */
  readonly regions: readonly string[];
  readonly profile: string | undefined;
}

export interface LiveOptions extends LiveConnection {
  readonly parameters: RuleParameters;
  /** The policies of the organization, where they are known: then the simulator is not asked about them. */
  readonly bind: BindRole | undefined;
  readonly now: Date;
  readonly onProgress: (text: string) => void;
}

export interface LiveAccount extends FactSource {
  /** Whether the organization's policies were asked, and what they said. */
  readonly organizationPolicies: string;
  /** Puts a role that is planned for the account under them: what they say of most roles counts for it, too. */
  readonly bindRole: BindRole;
  /** `undefined` for an account without any role or function. */
  readonly accountId: string | undefined;
  /** Roles of the account as they are, and any managed policy. */
  readonly readRole: ReadRoleFacts;
  readonly readPolicy: ReadManagedPolicy;
}

/**
 * Reads the functions of the caller's own account in one or more Regions, and its roles once for all of them. Nothing is
 * written or reported anywhere.
 *
 * @throws ApiCallError naming the API call that failed and what it was for; InputError where no Region is named.
 */
export async function readLiveAccount(options: LiveOptions): Promise<LiveAccount> {
  const { regions, profile, parameters, bind, now, onProgress } = options;
  const functions: RecordedFunction[] = [];
  const places = await Promise.all(
    (regions.length > 0 ? regions : [undefined]).map((region) => connectTo(region, profile)),
  );
  const [first] = places;
  if (first === undefined) throw new InputError('--live: no Region to read');
  const progress = { functions: 0, roles: 0 };
  const show = () => onProgress(`${progress.functions} functions, ${progress.roles} roles`);
  const onFunctions = (page: readonly RecordedFunction[]) => {
    functions.push(...page);
    progress.functions = functions.length;
    show();
  };
  let anyRole: string | undefined;
  const onRoles = (roles: ReadonlyMap<string, unknown>) => {
    [anyRole] = roles.keys();
    progress.roles = roles.size;
    show();
  };
  const [readRole] = await Promise.all([
    readAccount(first.iam, { onProgress: onRoles }),
    ...places.map((clients) => readRegion(clients, { parameters, onFunctions })),
  ]);

  const facts = new Map<RecordedFunction, RoleFacts>();
  for (const fn of functions) {
    if (!dependsOnRole(fn, parameters, now)) continue;
    const role = await roleFactsOf(fn, readRole);
    facts.set(fn, bind === undefined ? role : bind(role, fn.accountId));
  }
  const organization =
    bind === undefined
      ? await addOrganization(facts, first, parameters, now)
      : { description: 'evaluated from their documents', bind };
  const capturedAt = now.getTime();
  return {
    functions: () => functions.map((fn) => ({ value: fn, capturedAt })),
    roleFacts: (fn) => facts.get(fn) ?? { kind: 'unknown', arn: known(fn.role), why: 'it was not read' },
    organizationPolicies: organization.description,
    bindRole: organization.bind,
    accountId: functions[0]?.accountId ?? (anyRole === undefined ? undefined : accountIdIn(anyRole)),
    readRole,
    readPolicy: managedPolicyReader(first.iam),
  };
}

async function connectTo(region: string | undefined, profile: string | undefined) {
  const clients = connect(callCounter(), {
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
  });
  try {
    // Resolved here, where a missing one can be told from a failed call.
    await clients.lambda.config.region();
  } catch (cause) {
    const where = profile === undefined ? 'the profile' : `profile ${profile}`;
    throw new InputError(`--live: no Region: give --region, or set one in ${where} or AWS_REGION`, { cause });
  }
  return clients;
}
