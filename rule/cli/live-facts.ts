import { readAggregator, type UnseenPlace } from '../account/aggregated/aggregator.ts';
import { connectOrganization } from '../account/aggregated/clients.ts';
import { readOrganization } from '../account/aggregated/control-policies.ts';
import type { OrganizationPolicies } from '../core/iam/organization-policies.ts';
import type { RuleParameters } from '../core/parameters.ts';
import { RecordedState } from '../recorded/recorded-state.ts';
import { reading } from './api-failure.ts';
import { destinationOf, type Facts, type InputFlags, type Source } from './fact-inputs.ts';
import { InputError } from './input-error.ts';
import { organizationText } from './inputs/organization-file.ts';
import { QueryPages } from './inputs/query-pages.ts';
import { NO_INPUTS, type ReadInputs, readInputs } from './inputs/read-inputs.ts';
import { type LiveConnection, readLiveAccount } from './live-account.ts';
import { NamedElsewhere } from './named-elsewhere.ts';
import { bindingOf, requireOrganization, underOrganization } from './organization.ts';
import { evaluatePlanned, NOTHING_PLANNED, type PlannedEvaluations } from './planned-functions.ts';
import type { Progress } from './progress.ts';
import { writeToFile } from './reports/write-report.ts';
import { TAGS_ARE_RECORDED, tagKeysOf } from './tag-options.ts';

type LiveSource<Kind extends Source['kind']> = Extract<Source, { readonly kind: Kind }>;

/**
 * Reads what functions are judged by out of AWS: of the caller's own account, or of everything an AWS Config aggregator sees.
 * Nothing is written or reported there.
 *
 * @throws InputError naming the input, or the API call that failed and what it was for.
 */
export async function readLiveFacts(
  from: LiveSource<'account'> | LiveSource<'aggregator'>,
  flags: InputFlags,
  parameters: RuleParameters,
  now: Date,
  progress: Progress,
): Promise<Facts> {
  const read = () =>
    from.kind === 'account'
      ? accountFacts(from, flags, parameters, now, progress)
      : aggregatorFacts(from, flags, parameters, now, progress);
  return reading(read, from.connection.profile);
}

async function accountFacts(
  { paths, connection }: LiveSource<'account'>,
  flags: InputFlags,
  given: RuleParameters,
  now: Date,
  progress: Progress,
): Promise<Facts> {
  const nowhere = new RecordedState(given, Number.POSITIVE_INFINITY);
  const inputs = paths.length === 0 ? NO_INPUTS : await readInputs(paths, nowhere, progress);
  if (inputs.hasRecorded)
    throw new InputError('--live reads the account: beside it name templates and plans, and no recorded items');
  const organization = await organizationOf(connection, flags, inputs, now, progress);
  const parameters = underOrganization({ bindRoles: () => undefined }, organization, given);
  const isEvaluated = organization !== undefined && parameters.organizationPolicies === 'EVALUATE';
  const bind = isEvaluated ? bindingOf(organization, parameters) : undefined;
  const onProgress = (text: string) => progress.show(() => text);
  const account = await readLiveAccount({ ...connection, parameters, bind, now, onProgress });
  const planned = await plannedBeside(account, inputs, flags, parameters, now);
  return {
    source: account,
    inputs,
    planned,
    parameters,
    organization,
    unseen: flags.organization ? [] : undefined,
    remarks: [`organization policies ${account.organizationPolicies}`],
  };
}

/** Judges templates and plans with the roles and policies of the account they go to. */
async function plannedBeside(
  account: Awaited<ReturnType<typeof readLiveAccount>>,
  { planned }: ReadInputs,
  flags: InputFlags,
  parameters: RuleParameters,
  now: Date,
): Promise<PlannedEvaluations> {
  if (planned.isEmpty) return NOTHING_PLANNED;
  const told = await destinationOf(flags);
  const destination = { ...told, accountId: told.accountId ?? account.accountId };
  const elsewhere = new NamedElsewhere(account, parameters.requiredActions);
  let evaluated: PlannedEvaluations;
  do {
    evaluated = await evaluatePlanned(planned, destination, elsewhere, account.bindRole, parameters, now);
  } while (await elsewhere.readNamed());
  return evaluated;
}

async function aggregatorFacts(
  { paths, aggregator, connection }: LiveSource<'aggregator'>,
  flags: InputFlags,
  given: RuleParameters,
  now: Date,
  progress: Progress,
): Promise<Facts> {
  const state = new RecordedState(given, Number.POSITIVE_INFINITY, tagKeysOf(flags));
  const inputs = paths.length === 0 ? NO_INPUTS : await readInputs(paths, state, progress);
  const [organization, { unseen, pages }] = await Promise.all([
    organizationOf(connection, flags, inputs, now, progress),
    readPages(state, aggregator, connection, flags.account, progress),
  ]);
  if (tagKeysOf(flags).length > 0 && !inputs.planned.isEmpty) throw new InputError(TAGS_ARE_RECORDED);
  const parameters = underOrganization(state, organization, given);
  // The Region that is given is the aggregator's, and not where templates go.
  const destination = () => destinationOf({ ...flags, region: [] });
  const planned = inputs.planned.isEmpty
    ? NOTHING_PLANNED
    : await evaluatePlanned(
        inputs.planned,
        await destination(),
        state,
        bindingOf(organization, parameters),
        parameters,
        now,
      );
  return {
    source: state,
    inputs: { ...inputs, hasRecorded: true },
    planned,
    parameters,
    organization,
    unseen: [...unseen, ...pages.accountsWithoutRoles(), ...outsideOf(organization, pages.accounts())],
    remarks: [pages.summary()],
  };
}

async function readPages(
  state: RecordedState,
  aggregator: string,
  { regions: [region], profile }: LiveConnection,
  accounts: readonly string[],
  progress: Progress,
) {
  const { config } = connectOrganization({ ...(region && { region }), ...(profile !== undefined && { profile }) });
  const pages = new QueryPages(state);
  let share = '';
  const unseen = await readAggregator(config, {
    aggregator,
    accounts,
    onPage: (page) => {
      pages.add(page);
      progress.show(() => `${share}${pages.progress()}`);
    },
    onProgress: (done, all) => {
      share = `${done} of ${all} accounts, `;
    },
  });
  return { unseen, pages };
}

/** Accounts of which AWS Config has items and the organization knows nothing. */
function outsideOf(organization: OrganizationPolicies | undefined, accounts: Iterable<string>): readonly UnseenPlace[] {
  if (organization === undefined) return [];
  const members = new Set([organization.managementAccountId, ...organization.targets.map(({ id }) => id)]);
  return [...accounts].flatMap((accountId) =>
    members.has(accountId) ? [] : [{ accountId, region: null, why: 'it is not in the organization as it was read' }],
  );
}

async function organizationOf(
  { regions: [region], profile }: LiveConnection,
  { organization: isAsked, organizationPolicies: file, saveOrganization: saved }: InputFlags,
  inputs: ReadInputs,
  now: Date,
  progress: Progress,
): Promise<OrganizationPolicies | undefined> {
  requireOrganization(file, inputs.organization);
  if (!isAsked) return inputs.organization;
  const { organizations } = connectOrganization({
    ...(region && { region }),
    ...(profile !== undefined && { profile }),
  });
  const onProgress = (accounts: number) => progress.show(() => `${accounts} accounts of the organization`);
  const organization = await readOrganization(organizations, { now, onProgress });
  if (saved !== undefined) await writeToFile([organizationText(organization)], saved);
  return organization;
}
