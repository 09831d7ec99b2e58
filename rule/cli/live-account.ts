import { readAccount } from '../account/all-roles.ts';
import { ApiCallError, callCounter } from '../account/api-calls.ts';
import { connect } from '../account/clients.ts';
import { IGNORED } from '../account/organization.ts';
import { askAboutRoles } from '../account/organization-answers.ts';
import { readRegion } from '../account/region-functions.ts';
import { decidedByOrganization, dependsOnRole, roleFactsOf } from '../account/what-to-read.ts';
import type { FactSource } from '../core/evaluation.ts';
import type { RoleFacts } from '../core/iam/model.ts';
import { remembered } from '../core/memo.ts';
import type { RecordedFunction } from '../core/model.ts';
import type { RuleParameters } from '../core/parameters.ts';
import { known } from '../core/unknown-value.ts';
import { InputError } from './input-error.ts';

export interface LiveOptions {
  /** Empty for the Region of the profile or the environment. */
  readonly regions: readonly string[];
  readonly profile: string | undefined;
  readonly parameters: RuleParameters;
  readonly now: Date;
  readonly onProgress: (text: string) => void;
}

export interface LiveAccount extends FactSource {
  /** Whether the organization's policies were asked, and what they said. */
  readonly organizationPolicies: string;
}

/**
 * Reads the functions of the caller's own account in one or more Regions, and its roles once for all of them. Nothing is
 * written or reported anywhere.
 *
 * @throws InputError naming the API call that failed and what it was for.
 */
export async function readLiveAccount(options: LiveOptions): Promise<LiveAccount> {
  try {
    return await read(options);
  } catch (cause) {
    if (cause instanceof ApiCallError) throw new InputError(cause.message.split('\n', 1)[0] ?? '', { cause });
    throw cause;
  }
}

async function read({ regions, profile, parameters, now, onProgress }: LiveOptions): Promise<LiveAccount> {
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
  const onRoles = (roles: number) => {
    progress.roles = roles;
    show();
  };
  const [readRole] = await Promise.all([
    readAccount(first.iam, { onProgress: onRoles }),
    ...places.map((clients) => readRegion(clients, { parameters, onFunctions })),
  ]);

  const facts = new Map<RecordedFunction, RoleFacts>();
  for (const fn of functions) {
    if (dependsOnRole(fn, parameters, now)) facts.set(fn, await roleFactsOf(fn, readRole));
  }
  const organizationPolicies = await addOrganization(facts, first, parameters, now);
  const capturedAt = now.getTime();
  return {
    functions: () => functions.map((fn) => ({ value: fn, capturedAt })),
    roleFacts: (fn) => facts.get(fn) ?? { kind: 'unknown', arn: known(fn.role), why: 'it was not read' },
    organizationPolicies,
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
    throw new InputError('--live: no Region: give --region, or set one in the profile or AWS_REGION', { cause });
  }
  return clients;
}

/** Asks the organization about some roles, as the sweep does, and lets what most of them are told speak for all others. */
async function addOrganization(
  facts: Map<RecordedFunction, RoleFacts>,
  { simulator }: ReturnType<typeof connect>,
  parameters: RuleParameters,
  now: Date,
): Promise<string> {
  if (parameters.organizationPolicies === 'IGNORE') return IGNORED;
  const candidates = [...facts].flatMap(([fn, role]) => {
    if (role.kind !== 'known') return [];
    const decides = decidedByOrganization(role, fn, parameters, now);
    return decides === 'nothing' ? [] : [{ fn, role, decides }];
  });
  const question = { simulator, actions: parameters.requiredActions, now };
  const hour = Math.floor(now.getTime() / 3_600_000);
  const answers = await askAboutRoles(question, candidates, { hour, contradicts: () => false });
  const [failure] = answers.failures;
  if (failure !== undefined) throw failure;
  const completed = new Map<RoleFacts, RoleFacts>();
  for (const { fn, role } of candidates) {
    const organization = answers.of(role);
    if (organization !== undefined)
      facts.set(
        fn,
        remembered(completed, role, () => ({ ...role, organization })),
      );
  }
  return answers.description;
}
